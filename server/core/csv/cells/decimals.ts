/** Decimals of the numbers in the rows near a given one. */
import { numberInFile } from './writtenNumber';

/** Number of rows on either side. */
const NEIGHBOUR_ROWS = 3;
/** Minimum number of cells. */
const LEAST_CELLS = 2;

/** Returns the rows near a row of a table with `rows` rows, without the row itself. */
export function rowsNear(row: number, rows: number): readonly number[] {
  return Array.from({ length: 2 * NEIGHBOUR_ROWS + 1 }, (_, i) => row - NEIGHBOUR_ROWS + i).filter(
    (near) => near !== row && near >= 0 && near < rows,
  );
}

/**
 * Returns the number of decimals that all of these numbers share; undefined where they differ or are too few.
 *
 * @param texts of cells of a column; texts that are not numbers do not count
 */
export function commonDecimals(texts: readonly string[], decimal: '.' | ',', thousands?: string): number | undefined {
  const counts = texts.flatMap((text) => numberInFile(text.trim(), decimal, thousands)?.form.decimals ?? []);
  return counts.length >= LEAST_CELLS && counts.every((decimals) => decimals === counts[0]) ? counts[0] : undefined;
}
