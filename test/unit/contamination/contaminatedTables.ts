/** Matrices with planted wrong cells, and the objective of `robust` by brute force. */
import { boundAt, BoundList, isObserved } from '../../../server/core/data/cellBounds';
import { channelCost } from '../../../server/core/contamination/errorChannel';
import type { Aside } from '../../../server/core/contamination/asideCells';
import type { RobustFit } from '../../../server/core/contamination/robustFit';
import type { Bound } from '../../../server/core/families/family';
import { families, type FamilyName } from '../../../server/core/families/registry';
import { logSumExp } from '../../../server/core/families/functions/special';
import type { Matrix } from '../../../server/core/data/matrix';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { factsOf, withBounds } from '../../../server/core/schema/encoding/facts';

/** Returns a matrix of encoded columns, of the family normal where no other one is named. */
export function matrixFrom(
  columns: readonly Float64Array[],
  names: readonly FamilyName[] = [],
  levels: readonly number[] = [],
): Matrix {
  return {
    rows: columns[0].length,
    columns: columns.map((values, d) => {
      const labels = Array.from({ length: levels[d] ?? 0 }, (_, l) => `l${l}`);
      return {
        name: `x${d}`,
        family: names[d] ?? 'normal',
        levels: labels,
        facts: factsOf(values, labels.length),
        values,
      };
    }),
  };
}

export interface Cell {
  readonly row: number;
  readonly column: number;
}

/** Returns a matrix with other values in some cells. */
export function withCells(matrix: Matrix, cells: readonly Cell[], value: (cell: Cell, i: number) => number): Matrix {
  const columns = matrix.columns.map(({ values }) => values.slice());
  cells.forEach((cell, i) => (columns[cell.column][cell.row] = value(cell, i)));
  return {
    ...matrix,
    columns: matrix.columns.map(({ name, family, levels }, d) => ({
      name,
      family,
      levels,
      values: columns[d],
      facts: factsOf(columns[d], levels.length, matrix.rowWeights),
    })),
  };
}

/** Returns a matrix with bounds in some cells of numeric columns; undefined leaves a cell unchanged. */
export function withCellBounds(matrix: Matrix, boundOf: (cell: Cell, value: number) => Bound | undefined): Matrix {
  return {
    ...matrix,
    columns: matrix.columns.map(({ name, family, levels, values: oldValues }, column) => {
      const values = oldValues.slice();
      const boundList = new BoundList();
      oldValues.forEach((value, row) => {
        const bound = boundOf({ row, column }, value);
        if (bound === undefined) return;
        values[row] = NaN;
        boundList.add(row, bound);
      });
      const { bounds } = boundList.fields;
      return {
        name,
        family,
        levels,
        values,
        facts: withBounds(factsOf(values, levels.length, matrix.rowWeights), bounds, matrix.rowWeights),
        ...boundList.fields,
      };
    }),
  };
}

/** Draws distinct cells of a matrix. */
export function randomCells({ rows, columns }: Matrix, count: number, seed: number): readonly Cell[] {
  const random = seededRandom(seed, 0xce11);
  const indices = new Set<number>();
  while (indices.size < count) indices.add(Math.floor(random() * rows * columns.length));
  return [...indices]
    .sort((a, b) => a - b)
    .map((index) => ({ row: Math.floor(index / columns.length), column: index % columns.length }));
}

const CENTRES = [
  [0, 0, 0, 0, 0],
  [8, 8, 0, 0, 8],
  [0, 8, 8, 8, 0],
];

/** Draws three distant clusters of standard deviation 1 in five columns. */
export function threeClusters(rows: number, seed: number): Matrix {
  const random = seededRandom(seed, 0x3c);
  const cluster = Array.from({ length: rows }, () => Math.floor(3 * random()));
  return matrixFrom(
    [0, 1, 2, 3, 4].map((d) => Float64Array.from(cluster, (c) => CENTRES[c][d] + normalDeviate(random))),
  );
}

/** Draws three clusters, in which `count` cells are moved by 9 to 30 standard deviations, up or down. */
export function threeClustersWithOutliers(
  count: number,
  rows: number,
  seed: number,
): { matrix: Matrix; cells: readonly Cell[] } {
  const matrix = threeClusters(rows, seed);
  const cells = randomCells(matrix, count, seed);
  const random = seededRandom(seed, 0x5b1f);
  const outlier = (cell: Cell): number => {
    const sign = random() < 0.5 ? -1 : 1;
    // Away from the other clusters, so that no cell lands in one of them.
    return sign < 0
      ? Math.min(matrix.columns[cell.column].values[cell.row], 0) - 9 - 21 * random()
      : Math.max(matrix.columns[cell.column].values[cell.row], 8) + 9 + 21 * random();
  };
  return { matrix: withCells(matrix, cells, outlier), cells };
}

export function cellsOf(aside: Aside): readonly Cell[] {
  return aside
    .flatMap((rows, column) => Array.from(rows, (row) => ({ row, column })))
    .sort((a, b) => a.row - b.row || a.column - b.column);
}

/** Returns −log Σ_k π_k Π_d p_d(x_d | k) over the included cells of a row, in the units of the data. */
export function componentCost(
  {
    fit: {
      mixture: { shape, theta },
    },
  }: RobustFit,
  { columns }: Matrix,
  row: number,
  isIncluded: (column: number) => boolean,
): number {
  const joint = theta.slice(0, shape.k);
  shape.columns.forEach(({ marginal, parameters }, d) => {
    const bound = boundAt(columns[d].bounds, row);
    if (bound !== undefined && isIncluded(d))
      for (let j = 0; j < shape.k; j++)
        joint[j] += marginal.bounded?.logProbability(theta, parameters + j * marginal.parameterCount, bound) ?? NaN;
    if (Number.isNaN(columns[d].values[row]) || !isIncluded(d)) return;
    for (let j = 0; j < shape.k; j++)
      marginal.addLogDensity(theta, parameters + j * marginal.parameterCount, columns[d].values, row, 1, joint, j);
  });
  return -logSumExp(joint, 0, shape.k);
}

/** Returns −log g of a cell, in the units of the data. */
export function errorCost({ channels }: RobustFit, { columns }: Matrix, row: number, column: number): number {
  const { family, values, bounds } = columns[column];
  const bound = boundAt(bounds, row);
  if (bound !== undefined) return -(families[family].logWrongWithin?.(bound, channels[column].spread) ?? NaN);
  return (
    (families[family].logJacobian?.(values[row]) ?? 0) - families[family].logWrong(values[row], channels[column].spread)
  );
}

/** Returns the NLML under the error channels, summed cell by cell. */
export function nlmlOf(fit: RobustFit, matrix: Matrix): number {
  const { channels, aside } = fit;
  const isAside = aside.map((rows) => new Set(rows));
  const weightOf = (row: number): number => (matrix.rowWeights === undefined ? 1 : matrix.rowWeights[row]);
  let nlml = 0;
  const observed = new Array<number>(matrix.columns.length).fill(0);
  const setAside = observed.slice();
  for (let row = 0; row < matrix.rows; row++) {
    nlml += weightOf(row) * componentCost(fit, matrix, row, (d) => !isAside[d].has(row));
    matrix.columns.forEach((column, d) => {
      if (!isObserved(column, row)) return;
      observed[d] += weightOf(row);
      if (!isAside[d].has(row)) return;
      setAside[d] += weightOf(row);
      nlml += weightOf(row) * errorCost(fit, matrix, row, d);
    });
  }
  return nlml + channelCost(channels, observed, setAside);
}
