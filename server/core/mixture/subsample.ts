/**
 * Seeded samples of the rows of a large matrix. One sample is drawn, in random order; each stage of a fit takes as many
 * rows from its beginning as it can afford. Such a prefix is again a sample, and needs no copy.
 */
import { holdWithEngineOf } from './engine';
import { pickRows, type Matrix } from '../data/matrix';
import { seededRandom } from '../numeric/random';

/** Number of cells times components that a search runs over; it searches at least LEAST_SEARCHED_ROWS rows. */
const SEARCH_WORK = 1e5;
const LEAST_SEARCHED_ROWS = 2000;
/** Factor on the number of searched rows up to which all rows are searched. */
const ALL_ROWS_FACTOR = 2;

/** Number of cells of the larger sample, which has at least twice the minimum rows of a search… */
const LARGER_CELLS = 640_000;
const LEAST_ROWS = 2 * LEAST_SEARCHED_ROWS;
/** …and at most this share of the rows. If that is fewer than LEAST_CELLS cells, runs go over the whole matrix. */
const LARGEST_SHARE = 0.25;
const LEAST_CELLS = 80_000;

/** A sample of the rows, and as many other rows. */
export interface LargerSample {
  readonly sample: Matrix;
  readonly heldOutRows: Matrix;
}

export interface Samples {
  readonly matrix: Matrix;
  /** The rows over which optima of k components are searched: all rows if affordable. */
  searchSample(k: number): Matrix;
  /** Sample on which optima are compared; absent where all rows are few enough. */
  readonly larger?: LargerSample;
}

export function samplesOf(matrix: Matrix, seed: number): Samples {
  const width = matrix.columns.length;
  const searchedRows = (k: number): number => Math.max(LEAST_SEARCHED_ROWS, Math.floor(SEARCH_WORK / (width * k)));
  const counted = countedRows(matrix);
  const larger = largerRowCount(counted.length, width);
  let drawn: Matrix | undefined;
  // The largest number of rows that any caller needs.
  const sample = (): Matrix =>
    (drawn ??= shuffledSample(
      matrix,
      counted.slice(),
      Math.max(2 * larger, Math.min(counted.length, searchedRows(1))),
      seed,
    ));
  return {
    matrix,
    searchSample: (k) =>
      counted.length <= ALL_ROWS_FACTOR * searchedRows(k) ? matrix : slice(sample(), 0, searchedRows(k)),
    ...(larger > 0 && {
      larger: { sample: slice(sample(), 0, larger), heldOutRows: slice(sample(), larger, 2 * larger) },
    }),
  };
}

/** Returns the indices of the rows of positive weight, ascending: rows of weight zero would make an empty sample. */
function countedRows({ rows, rowWeights }: Matrix): Uint32Array {
  const indices = new Uint32Array(rows);
  let count = 0;
  for (let row = 0; row < rows; row++) if (rowWeights === undefined || rowWeights[row] > 0) indices[count++] = row;
  return indices.subarray(0, count);
}

function largerRowCount(rows: number, width: number): number {
  const count = Math.floor(Math.min(Math.max(LEAST_ROWS, LARGER_CELLS / width), LARGEST_SHARE * rows));
  return count < LEAST_ROWS || count * width < LEAST_CELLS ? 0 : count;
}

/**
 * Draws a random sample of `count` rows of positive weight, with the counts of observed and missing cells in its facts;
 * returns the matrix itself if it has no more rows.
 */
export function sampleOf(matrix: Matrix, count: number, seed: number): Matrix {
  if (matrix.rows <= count) return matrix;
  const counted = countedRows(matrix);
  const sample = shuffledSample(matrix, counted.slice(), Math.min(count, counted.length), seed);
  const columns = sample.columns.map((column) => {
    const missing = column.values.reduce((sum, value) => (value === value ? sum : sum + 1), 0);
    return { ...column, facts: { ...column.facts, observed: sample.rows - missing, missing } };
  });
  return { ...sample, columns };
}

/** Draws `count` of the rows at `indices` without replacement (Fisher & Yates). Shuffles `indices` in place. */
function shuffledSample(matrix: Matrix, indices: Uint32Array, count: number, seed: number): Matrix {
  const random = seededRandom(seed, 0x5a3b1e);
  for (let i = 0; i < count; i++) {
    const at = i + Math.floor(random() * (indices.length - i));
    const row = indices[i];
    indices[i] = indices[at];
    indices[at] = row;
  }
  const rows = indices.subarray(0, count);
  return holdWithEngineOf(matrix, pickRows(matrix, rows));
}

/** Returns the rows from…to−1 without a copy. */
function slice(matrix: Matrix, from: number, to: number): Matrix {
  return {
    ...matrix,
    rows: to - from,
    columns: matrix.columns.map((column) => ({
      ...column,
      values: column.values.subarray(from, to),
      ...(column.changes !== undefined && { changes: column.changes.subarray(from, to) }),
    })),
    ...(matrix.rowWeights !== undefined && { rowWeights: matrix.rowWeights.subarray(from, to) }),
  };
}
