/** The matrix: what schema makes of a table and mixtures are fitted to. */
import { pickedBounds, type Bounds } from './cellBounds';
import type { ColumnFacts } from '../families/family';
import type { FamilyName } from '../families/registry';

/**
 * Rows as numbers and nothing more, which is all that a mixture needs to score them. Columns stored apart, NaN where
 * missing.
 */
export interface Cells {
  readonly rows: number;
  readonly columns: readonly CellColumn[];
}

export interface CellColumn {
  readonly values: Float64Array;
  /**
   * The same array, where it is known that no cell is missing. Another one, left over from before the cells were
   * changed, says nothing.
   */
  readonly gapless?: Float64Array;
  /** Where cells may become missing, and again be there, while the array stays the same: all cells. */
  readonly changes?: Float64Array;
  /** Cells of numbers of which a bound is known and no more; NaN among the values. Left out where there are none. */
  readonly bounds?: Bounds | undefined;
}

/** Whether it is known that no cell of a column is missing. */
export function isGapless({ values, gapless }: CellColumn): boolean {
  return gapless === values;
}

/** One column of data as its family has it (`Family.encode`): numbers, or level indices; NaN is a missing cell. */
export interface MatrixColumn extends CellColumn {
  readonly name: string;
  readonly family: FamilyName;
  readonly facts: ColumnFacts;
  /** Names of the level indices; empty for numbers. */
  readonly levels: readonly string[];
}

/** Columns stored apart, all with the same number of rows. */
export interface Matrix extends Cells {
  readonly columns: readonly MatrixColumn[];
  /** How often each row counts, none below zero; left out where each counts once. */
  readonly rowWeights?: Float64Array;
}

/** The same with cells that hold bounds missing; itself where there are none. */
export function withoutBounds(matrix: Matrix): Matrix {
  if (matrix.columns.every(({ bounds }) => bounds === undefined)) return matrix;
  return {
    ...matrix,
    columns: matrix.columns.map((column) => (column.bounds === undefined ? column : { ...column, bounds: undefined })),
  };
}

/** N: how many rows there are, each as often as it counts. */
export function totalWeight({ rows, rowWeights }: Matrix): number {
  return rowWeights === undefined ? rows : rowWeights.reduce((sum, weight) => sum + weight, 0);
}

/** The matrix of some of its rows. The facts stay those of the whole. */
export function rowsOf(matrix: Matrix, rows: Uint32Array): Matrix {
  const { places, paged } = matrix.rows > NEAR ? byPage(rows, matrix.rows) : { places: undefined, paged: rows };
  const pick = (values: Float64Array): Float64Array => {
    const picked = new Float64Array(rows.length);
    if (places === undefined) for (let i = 0; i < picked.length; i++) picked[i] = values[paged[i]];
    else for (let i = 0; i < picked.length; i++) picked[places[i]] = values[paged[i]];
    return picked;
  };
  return {
    ...matrix,
    rows: rows.length,
    columns: matrix.columns.map(({ bounds, ...column }) => ({
      ...column,
      values: pick(column.values),
      ...(column.changes !== undefined && { changes: pick(column.changes) }),
      ...pickedBounds(bounds, rows),
    })),
    ...(matrix.rowWeights !== undefined && { rowWeights: pick(matrix.rowWeights) }),
  };
}

/** So many rows of a column are no more than a cache holds, and may be picked in any order. */
const NEAR = 2 ** 17;
/** 2^9 rows of a column are a page of the memory. */
const PAGE = 9;

/** Rows page by page, with their positions in `rows`: picked in random order, each would be waited for. */
function byPage(rows: Uint32Array, of: number): { readonly places: Uint32Array; readonly paged: Uint32Array } {
  const next = new Uint32Array((of >>> PAGE) + 2);
  for (let i = 0; i < rows.length; i++) next[(rows[i] >>> PAGE) + 1]++;
  for (let page = 1; page < next.length; page++) next[page] += next[page - 1];
  const [places, paged] = [new Uint32Array(rows.length), new Uint32Array(rows.length)];
  for (let i = 0; i < rows.length; i++) {
    const at = next[rows[i] >>> PAGE]++;
    places[at] = i;
    paged[at] = rows[i];
  }
  return { places, paged };
}
