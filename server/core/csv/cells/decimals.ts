/** Decimals of the numbers in the rows near a given one. */
import { numberInFile } from './writtenNumber';

/** Number of rows on either side. */
const NEAR = 3;
/** Minimum number of cells. */
const LEAST_CELLS = 2;

/** Rows near a row of a table with `rows` rows, without the row itself. */
export function rowsNear(row: number, rows: number): readonly number[] {
  return Array.from({ length: 2 * NEAR + 1 }, (_, i) => row - NEAR + i).filter(
    (near) => near !== row && near >= 0 && near < rows,
  );
}

/**
 * Number of decimals that all of these numbers share; undefined where they differ, or are too few.
 *
 * @param texts of cells of a column; texts that are no numbers do not count
 */
export function commonDecimals(texts: readonly string[], decimal: '.' | ',', thousands?: string): number | undefined {
  const found = texts.flatMap((text) => numberInFile(text.trim(), decimal, thousands)?.form.decimals ?? []);
  return found.length >= LEAST_CELLS && found.every((decimals) => decimals === found[0]) ? found[0] : undefined;
}
