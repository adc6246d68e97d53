/** The matrix: what schema makes of a table and mixtures are fitted to. */
import type { ColumnFacts } from './families/family';
import type { FamilyName } from './families/registry';
import type { Engine } from './mixture/engine';

/** Rows as numbers and nothing more, which is all that a mixture needs to score them. Columns stored apart, NaN where missing. */
export interface Cells {
  readonly rows: number;
  /** Who passes over the rows; the plain code where left out. */
  readonly engine?: Engine;
  readonly columns: readonly CellColumn[];
}

export interface CellColumn {
  readonly values: Float64Array;
  /** The same array, where it is known that no cell is missing. Another one, left over from before the cells were changed, says nothing. */
  readonly gapless?: Float64Array;
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

/** N: how many rows there are, each as often as it counts. */
export function totalWeight({ rows, rowWeights }: Matrix): number {
  return rowWeights === undefined ? rows : rowWeights.reduce((sum, weight) => sum + weight, 0);
}


/** The matrix of some of its rows. The facts stay those of the whole. */
export function rowsOf(matrix: Matrix, rows: Uint32Array): Matrix {
  const { places, ascending } = matrix.rows > NEAR ? inOrder(rows, matrix.rows) : { places: undefined, ascending: rows };
  const pick = (values: Float64Array): Float64Array => {
    const picked = new Float64Array(rows.length);
    if (places === undefined) for (let i = 0; i < picked.length; i++) picked[i] = values[ascending[i]];
    else for (let i = 0; i < picked.length; i++) picked[places[i]] = values[ascending[i]];
    return picked;
  };
  return {
    ...matrix,
    rows: rows.length,
    columns: matrix.columns.map((column) => ({ ...column, values: pick(column.values) })),
    ...(matrix.rowWeights !== undefined && { rowWeights: pick(matrix.rowWeights) }),
  };
}

/** So many rows of a column are no more than a cache holds, and may be picked in any order. */
const NEAR = 2 ** 17;
/** Bits of a row's number that are sorted by at a time. */
const DIGIT = 11;

/** Rows in the order in which they stand in memory, with their positions in `rows`: picked in random order, each would be waited for. */
function inOrder(rows: Uint32Array, of: number): { readonly places: Uint32Array; readonly ascending: Uint32Array } {
  let places = new Uint32Array(rows.length);
  for (let i = 0; i < places.length; i++) places[i] = i;
  let ascending = rows;
  for (let shift = 0; of >>> shift > 0; shift += DIGIT) {
    const next = new Uint32Array((1 << DIGIT) + 1);
    for (let i = 0; i < rows.length; i++) next[((ascending[i] >>> shift) & ((1 << DIGIT) - 1)) + 1]++;
    for (let digit = 1; digit < next.length; digit++) next[digit] += next[digit - 1];
    const [sortedPlaces, sorted] = [new Uint32Array(rows.length), new Uint32Array(rows.length)];
    for (let i = 0; i < rows.length; i++) {
      const at = next[(ascending[i] >>> shift) & ((1 << DIGIT) - 1)]++;
      sortedPlaces[at] = places[i];
      sorted[at] = ascending[i];
    }
    [places, ascending] = [sortedPlaces, sorted];
  }
  return { places, ascending };
}
