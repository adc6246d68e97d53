/**
 * Selects rows to examine cell by cell: those whose log density leaves room for a cell that is unlikely given the
 * others.
 */
import { families } from '../families/registry';
import { logSumExp } from '../families/functions/special';
import type { Cells, MatrixColumn } from '../data/matrix';
import { hasBound, type Pattern, type RowPatterns } from '../data/missingPatterns';
import type { Mixture } from '../mixture/model';

/**
 * Returns the least log densities of rows, on the matrix's own scale, from which no cell can have a conditional log
 * density below its bound: p(x_d | x_-d) = p(x)/p(x_-d), and p(x_-d) is at most Σ_k π_k Π_e peak_ek over the row's
 * other cells.
 *
 * @param bounds lower bounds of the conditional log density, by column
 * @returns by pattern; ∞ where a cell holds a bound, so that such rows are always examined
 */
function rowThresholds({ shape, theta }: Mixture, bounds: Float64Array, patterns: readonly Pattern[]): Float64Array {
  const { k, columns } = shape;
  const peaks = columns.map(({ marginal, parameters }) =>
    Float64Array.from({ length: k }, (_, j) => marginal.peak(theta, parameters + j * marginal.parameterCount)),
  );
  return Float64Array.from(patterns, (pattern) => {
    if (hasBound(pattern)) return Infinity;
    const peakSums = theta.slice(0, k);
    const observed = [...columns.keys()].filter((d) => pattern[d] === '1');
    for (const d of observed) for (let j = 0; j < k; j++) peakSums[j] += peaks[d][j];
    return observed.reduce(
      (largest, d) =>
        Math.max(
          largest,
          bounds[d] +
            logSumExp(
              peakSums.map((sum, j) => sum - peaks[d][j]),
              0,
              k,
            ),
        ),
      -Infinity,
    );
  });
}

/** Finds the rows below their pattern's threshold. */
export class Screen {
  private readonly scaled: readonly {
    readonly values: Float64Array;
    readonly logJacobian: (value: number) => number;
  }[];
  private readonly thresholds: Float64Array;

  constructor(
    mixture: Mixture,
    bounds: Float64Array,
    columns: readonly Pick<MatrixColumn, 'family' | 'values'>[],
    private readonly patterns: RowPatterns,
  ) {
    this.thresholds = rowThresholds(mixture, bounds, patterns.patterns);
    this.scaled = columns.flatMap(({ family, values }) => {
      const { logJacobian } = families[family];
      return logJacobian === undefined ? [] : [{ values, logJacobian }];
    });
  }

  /**
   * Returns the index of the first row in `from` … `end` − 1 to examine; `end` where none needs it.
   *
   * @param logDensity in the data's units
   */
  next(logDensity: Float64Array, from: number, end: number): number {
    const {
      thresholds,
      patterns: { numbers },
      scaled,
    } = this;
    for (let n = from; n < end; n++) {
      let scaledLogDensity = logDensity[n];
      for (const { values, logJacobian } of scaled)
        if (values[n] === values[n]) scaledLogDensity += logJacobian(values[n]);
      if (!(scaledLogDensity >= thresholds[numbers === undefined ? 0 : numbers[n]])) return n;
    }
    return end;
  }
}

/**
 * Sums the log Jacobians of a row's observed cells: log density on the matrix's scale minus log density in the data's
 * units.
 */
export function logJacobianOf({ columns }: Cells & { readonly columns: readonly MatrixColumn[] }, row: number): number {
  let sum = 0;
  for (const { family, values } of columns)
    if (values[row] === values[row]) sum += families[family].logJacobian?.(values[row]) ?? 0;
  return sum;
}
