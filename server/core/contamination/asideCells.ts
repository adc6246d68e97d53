/** Cells set aside as wrong, and a matrix without them. */
import { holdWithEngineOf } from '../mixture/engine';
import { boundAt, withoutBoundsOf } from '../data/cellBounds';
import type { Matrix, MatrixColumn } from '../data/matrix';
import { families } from '../families/registry';
import { factsOf, withBounds } from '../schema/encoding/facts';
import { wrongBoundLogProbability, type Channel } from './errorChannel';

/** Row indices of the cells set aside, ascending, by column. */
export type Aside = readonly Uint32Array[];

export function emptyAside({ columns }: Matrix): Aside {
  return columns.map(() => new Uint32Array(0));
}

export function countAside(aside: Aside): number {
  return aside.reduce((sum, rows) => sum + rows.length, 0);
}

export function isSameAside(a: Aside, b: Aside): boolean {
  return a.every((rows, d) => rows.length === b[d].length && rows.every((row, i) => row === b[d][i]));
}

/** Returns the weight of the cells set aside, by column. */
export function weightsAside({ rowWeights }: Matrix, aside: Aside): readonly number[] {
  return aside.map((rows) =>
    rowWeights === undefined ? rows.length : rows.reduce((sum, row) => sum + rowWeights[row], 0),
  );
}

/**
 * Makes the cells missing, and recomputes the facts of their columns. Returns the matrix itself if no cell is set
 * aside.
 */
export function withoutCells(matrix: Matrix, aside: Aside): Matrix {
  if (countAside(aside) === 0) return matrix;
  const columns = matrix.columns.map((column, d): MatrixColumn => {
    if (aside[d].length === 0) return column;
    const values = column.values.slice();
    for (const row of aside[d]) values[row] = NaN;
    const bounded = withoutBoundsOf(column.bounds, aside[d]);
    const facts = factsOf(values, column.levels.length, matrix.rowWeights);
    const { step } = column.facts;
    // If the remaining cells of a column are all equal, only the whole column has a scale.
    const columnFacts =
      facts.observed > 0 && facts.sd > 0
        ? { ...withBounds(facts, bounded.bounds, matrix.rowWeights), ...(step !== undefined && { step }) }
        : column.facts;
    return { name: column.name, family: column.family, levels: column.levels, facts: columnFacts, values, ...bounded };
  });
  return holdWithEngineOf(matrix, { ...matrix, columns });
}

/** Returns −Σ log g of the cells set aside, in the data's units, each times the weight of its row. */
export function wrongCost(matrix: Matrix, aside: Aside, channels: readonly Channel[]): number {
  let cost = 0;
  aside.forEach((rows, d) => {
    const { family, values, bounds } = matrix.columns[d];
    const { logWrong, logJacobian } = families[family];
    for (const row of rows) {
      const bound = boundAt(bounds, row);
      const { spread } = channels[d];
      const log =
        bound === undefined
          ? logWrong(values[row], spread) - (logJacobian?.(values[row]) ?? 0)
          : wrongBoundLogProbability(family, bound, spread);
      cost -= (matrix.rowWeights === undefined ? 1 : matrix.rowWeights[row]) * log;
    }
  });
  return cost;
}
