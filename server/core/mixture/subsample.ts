/** Seeded samples of the rows. */
import { rowsOf, type Matrix } from '../matrix';
import { seededRandom } from '../random';

/** The sample of a search has so many cells times components, but not fewer rows than this. */
const SEARCH_WORK = 2e5;
const LEAST_ROWS = 2000;

/** So many rows drawn at random, in their order, by selection sampling (Knuth, "The Art of Computer Programming" 3.4.2, algorithm S). */
export function subsample(matrix: Matrix, rows: number, seed: number): Matrix {
  const random = seededRandom(seed, 0x5a3b1e);
  const chosen = new Uint32Array(rows);
  let taken = 0;
  for (let row = 0; taken < rows; row++) {
    if ((matrix.rows - row) * random() < rows - taken) chosen[taken++] = row;
  }
  return rowsOf(matrix, chosen);
}

/** The rows over which optima of k components are searched: all if that can be afforded. */
export function searchSample(matrix: Matrix, k: number, seed: number): Matrix {
  const affordable = Math.max(LEAST_ROWS, Math.floor(SEARCH_WORK / (matrix.columns.length * k)));
  return matrix.rows <= affordable ? matrix : subsample(matrix, affordable, seed);
}
