/** The matrix: what schema makes of a table and mixtures are fitted to. */
import type { ColumnFacts } from './families/family';
import type { FamilyName } from './families/registry';
import type { Engine } from './mixture/engine';

/** Rows as numbers and nothing more, which is all that a mixture needs to score them. Columns stored apart, NaN where missing. */
export interface Cells {
  readonly rows: number;
  /** Who passes over the rows; the plain code where left out. */
  readonly engine?: Engine;
  readonly columns: readonly { readonly values: Float64Array }[];
}

/** One column of data as its family has it (`Family.encode`): numbers, or level indices; NaN is a missing cell. */
export interface MatrixColumn {
  readonly name: string;
  readonly family: FamilyName;
  readonly facts: ColumnFacts;
  /** Names of the level indices; empty for numbers. */
  readonly levels: readonly string[];
  readonly values: Float64Array;
}

/** Columns stored apart, all with the same number of rows. */
export interface Matrix extends Cells {
  readonly columns: readonly MatrixColumn[];
  /** How often each row counts, none below zero; left out where each counts once. */
  readonly rowWeights?: Float64Array;
}

/** N: how many rows there are, each as often as it counts. */
export function totalWeight({ rows, rowWeights }: Matrix): number {
  return rowWeights === undefined ? rows : rowWeights.reduce((sum, weight) => sum + weight, 0);
}

/** 2^12 rows of a column are as much as the first-level cache holds. */
const NEAR = 12;

/** The matrix of some of its rows. The facts stay those of the whole. */
export function rowsOf(matrix: Matrix, rows: Uint32Array): Matrix {
  const order = byNeighbourhood(rows, matrix.rows);
  const pick = (values: Float64Array): Float64Array => {
    const picked = new Float64Array(rows.length);
    for (const i of order) picked[i] = values[rows[i]];
    return picked;
  };
  return {
    ...matrix,
    rows: rows.length,
    columns: matrix.columns.map((column) => ({ ...column, values: pick(column.values) })),
    ...(matrix.rowWeights !== undefined && { rowWeights: pick(matrix.rowWeights) }),
  };
}

/** Positions in `rows`, those of rows that stand near each other in turn: picked in random order, each would be waited for. */
function byNeighbourhood(rows: Uint32Array, of: number): Uint32Array {
  const next = new Uint32Array((of >>> NEAR) + 2);
  for (const row of rows) next[(row >>> NEAR) + 1]++;
  for (let near = 1; near < next.length; near++) next[near] += next[near - 1];
  const order = new Uint32Array(rows.length);
  for (let i = 0; i < rows.length; i++) order[next[rows[i] >>> NEAR]++] = i;
  return order;
}
