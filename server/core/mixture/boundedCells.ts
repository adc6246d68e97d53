/**
 * One pass over the cells that hold bounds, in addition to the pass over the values, in which these cells are missing.
 * Log probabilities are computed once per pass, and posteriors are summed by bound before moments are taken, so many
 * cells cost little.
 */
import { placeOf, type Bounds } from '../data/cellBounds';
import type { BoundedCells } from '../families/family';
import type { Cells } from '../data/matrix';
import type { Mixture, ModelColumn } from './model';

interface BoundedColumn {
  readonly column: ModelColumn;
  readonly bounds: Bounds;
  readonly cells: BoundedCells;
  /** log P of bound b under component k at b × K + k. */
  readonly logProbability: Float64Array;
  /** Σ_n w_n r_nk over the rows with bound b, at b × K + k. */
  readonly weights: Float64Array;
}

export class BoundedPass {
  private constructor(
    private readonly mixture: Mixture,
    private readonly columns: readonly BoundedColumn[],
  ) {}

  /** Returns undefined where no cell holds a bound. */
  static of(mixture: Mixture, { columns }: Pick<Cells, 'columns'>): BoundedPass | undefined {
    if (columns.every(({ bounds }) => bounds === undefined)) return undefined;
    return new BoundedPass(
      mixture,
      mixture.shape.columns.flatMap((column, d) => boundedColumn(mixture, column, columns[d].bounds)),
    );
  }

  /** Adds to `joint` the log P of the bounds in rows from…from+count−1; component k's row i is at k × stride + i. */
  addLogProbabilities(from: number, count: number, joint: Float64Array, stride: number): void {
    const { k } = this.mixture.shape;
    for (const {
      bounds: { rows, kinds },
      bounds,
      logProbability,
    } of this.columns) {
      for (let i = placeOf(bounds, from); i < rows.length && rows[i] < from + count; i++) {
        if (kinds[i] < 0) continue;
        for (let j = 0; j < k; j++) joint[j * stride + rows[i] - from] += logProbability[kinds[i] * k + j];
      }
    }
  }

  /** Adds the posteriors of these rows, weighted by how often each row counts, to the weights of their bounds. */
  accumulate(from: number, count: number, posterior: Float64Array, stride: number): void {
    const { k } = this.mixture.shape;
    for (const {
      bounds: { rows, kinds },
      bounds,
      weights,
    } of this.columns) {
      for (let i = placeOf(bounds, from); i < rows.length && rows[i] < from + count; i++) {
        if (kinds[i] < 0) continue;
        for (let j = 0; j < k; j++) weights[kinds[i] * k + j] += posterior[j * stride + rows[i] - from];
      }
    }
  }

  /** Adds the share of all accumulated bounds to S, about θ. */
  addTo(statistics: Float64Array): void {
    const {
      shape: { k },
      theta,
    } = this.mixture;
    for (const {
      column: { marginal, parameters, statistics: at },
      bounds: { distinct },
      cells,
      weights,
    } of this.columns) {
      distinct.forEach((bound, b) => {
        for (let j = 0; j < k; j++) {
          if (weights[b * k + j] === 0) continue;
          cells.accumulate(
            theta,
            parameters + j * marginal.parameterCount,
            bound,
            weights[b * k + j],
            statistics,
            at + j * marginal.statisticCount,
          );
        }
      });
    }
  }
}

function boundedColumn(
  { shape: { k }, theta }: Mixture,
  column: ModelColumn,
  bounds: Bounds | undefined,
): readonly BoundedColumn[] {
  const {
    marginal: { bounded: cells, parameterCount },
    parameters,
  } = column;
  if (bounds === undefined || cells === undefined) return [];
  const logProbability = new Float64Array(bounds.distinct.length * k);
  bounds.distinct.forEach((bound, b) => {
    for (let j = 0; j < k; j++)
      logProbability[b * k + j] = cells.logProbability(theta, parameters + j * parameterCount, bound);
  });
  return [{ column, bounds, cells, logProbability, weights: new Float64Array(logProbability.length) }];
}
