/** Tables of labels whose rows repeat: each distinct row once, with a weight. */
import { pickRows, type Matrix } from './matrix';

/** Largest share of distinct rows for which passes over them pay off. */
const LARGEST_SHARE = 0.5;
/** Minimum number of rows for a search for equal ones. */
const LEAST_ROWS = 64;
/** Number of passes over a matrix from which its distinct rows are sought: most folds and samples see fewer. */
const LEAST_PASSES = 3;

/** Passes that need no order of the rows, over the distinct rows of matrices that are passed again and again. */
export class RepeatedPasses {
  /** Passes over each matrix, which its columns identify. */
  private readonly passes = new WeakMap<
    Matrix['columns'],
    { readonly rowWeights: Float64Array | undefined; count: number; distinct?: Matrix | undefined }
  >();

  /** @param hold prepares distinct rows for passes */
  constructor(private readonly hold: (matrix: Matrix) => Matrix) {}

  /** Counts a pass. @returns the matrix, or its distinct rows where they are few */
  rowsOf(matrix: Matrix): Matrix {
    const passes = this.passes.get(matrix.columns);
    if (passes === undefined || passes.rowWeights !== matrix.rowWeights) {
      this.passes.set(matrix.columns, { rowWeights: matrix.rowWeights, count: 1 });
      return matrix;
    }
    if (++passes.count === LEAST_PASSES) {
      const distinct = distinctRows(matrix);
      passes.distinct = distinct && this.hold(distinct);
    }
    return passes.distinct ?? matrix;
  }
}

/**
 * Returns the distinct rows in the order in which each first occurs, weighted by how often it occurs. Sums over them
 * are those over all rows, but for rounding.
 *
 * @returns undefined where a column holds numbers or bounds, or more than half of the rows are distinct
 */
export function distinctRows(matrix: Matrix): Matrix | undefined {
  const { rows, columns, rowWeights } = matrix;
  const isOfLabels = columns.every(
    ({ levels, bounds, changes }) => levels.length > 0 && bounds === undefined && changes === undefined,
  );
  if (!isOfLabels || rows < LEAST_ROWS) return undefined;
  const groups = new Uint32Array(rows);
  let count = 1;
  for (const { values, levels } of columns) {
    count = splitByLabel(groups, count, values, levels.length);
    if (count > LARGEST_SHARE * rows) return undefined;
  }
  const firstRows = new Uint32Array(count);
  const weights = new Float64Array(count);
  for (let n = rows - 1; n >= 0; n--) {
    firstRows[groups[n]] = n;
    weights[groups[n]] += rowWeights === undefined ? 1 : rowWeights[n];
  }
  return { ...pickRows(matrix, firstRows), rowWeights: weights };
}

/**
 * Splits groups of rows by the label of a column; missing cells count as one more label.
 *
 * @param groups group of each row, numbered in the order in which each first occurs; replaced by the new groups
 * @returns number of new groups
 */
function splitByLabel(groups: Uint32Array, count: number, values: Float64Array, levels: number): number {
  // Number of the new group plus one, by group and label; a table where it is not much longer than the column.
  const width = levels + 1;
  const isShort = count * width <= 4 * groups.length;
  const table = new Uint32Array(isShort ? count * width : 0);
  const map = new Map<number, number>();
  let newCount = 0;
  for (let n = 0; n < groups.length; n++) {
    const key = groups[n] * width + (values[n] === values[n] ? values[n] : levels);
    let group = isShort ? table[key] : (map.get(key) ?? 0);
    if (group === 0) {
      group = ++newCount;
      if (isShort) table[key] = group;
      else map.set(key, group);
    }
    groups[n] = group - 1;
  }
  return newCount;
}
