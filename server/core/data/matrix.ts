/** The matrix: schema builds it from a table, and mixtures are fitted to it. */
import { pickedBounds, type Bounds } from './cellBounds';
import type { ColumnFacts } from '../families/family';
import type { FamilyName } from '../families/registry';

/**
 * Rows as bare numbers, all that a mixture needs to score them. Each column is an array, NaN where missing.
 */
export interface Cells {
  readonly rows: number;
  readonly columns: readonly CellColumn[];
}

export interface CellColumn {
  readonly values: Float64Array;
  /**
   * `values` itself if the column is known to have no missing cell. Any other array is left over from before a change
   * and has no meaning.
   */
  readonly gapless?: Float64Array;
  /** All cells, where `values` loses cells and regains them in place. */
  readonly changes?: Float64Array;
  /** Cells known only by a bound; NaN among the values. Left out in a column without bounds. */
  readonly bounds?: Bounds | undefined;
}

/** Whether the column is known to have no missing cell. */
export function isGapless({ values, gapless }: CellColumn): boolean {
  return gapless === values;
}

/** One column of data, encoded by its family (`Family.encode`): numbers, or level indices; NaN is a missing cell. */
export interface MatrixColumn extends CellColumn {
  readonly name: string;
  readonly family: FamilyName;
  readonly facts: ColumnFacts;
  /** Names of the level indices; empty for numbers. */
  readonly levels: readonly string[];
}

/** Rows × columns of encoded cells, one array per column. */
export interface Matrix extends Cells {
  readonly columns: readonly MatrixColumn[];
  /** Weight of each row, ≥ 0: how often it counts. Left out where each counts once. */
  readonly rowWeights?: Float64Array;
}

/** Makes cells that hold bounds missing; returns the matrix itself where it has none. */
export function withoutBounds(matrix: Matrix): Matrix {
  if (matrix.columns.every(({ bounds }) => bounds === undefined)) return matrix;
  return {
    ...matrix,
    columns: matrix.columns.map((column) => (column.bounds === undefined ? column : { ...column, bounds: undefined })),
  };
}

/** Returns N: the sum of the row weights. */
export function totalWeight({ rows, rowWeights }: Matrix): number {
  return rowWeights === undefined ? rows : rowWeights.reduce((sum, weight) => sum + weight, 0);
}

/** Picks rows of a matrix, in the given order. The facts stay those of the whole matrix. */
export function pickRows(matrix: Matrix, rows: Uint32Array): Matrix {
  const { places, paged } =
    matrix.rows > CACHED_ROWS ? sortByPage(rows, matrix.rows) : { places: undefined, paged: rows };
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

/** Number of rows of a column that fit a cache, and so can be picked in any order. */
const CACHED_ROWS = 2 ** 17;
/** Binary logarithm of the number of rows of a column in a memory page. */
const PAGE_BITS = 9;

/** Sorts rows by page, with their positions in `rows`: picking them in random order would wait for memory each time. */
function sortByPage(
  rows: Uint32Array,
  rowCount: number,
): { readonly places: Uint32Array; readonly paged: Uint32Array } {
  const next = new Uint32Array((rowCount >>> PAGE_BITS) + 2);
  for (let i = 0; i < rows.length; i++) next[(rows[i] >>> PAGE_BITS) + 1]++;
  for (let page = 1; page < next.length; page++) next[page] += next[page - 1];
  const [places, paged] = [new Uint32Array(rows.length), new Uint32Array(rows.length)];
  for (let i = 0; i < rows.length; i++) {
    const at = next[rows[i] >>> PAGE_BITS]++;
    places[at] = i;
    paged[at] = rows[i];
  }
  return { places, paged };
}
