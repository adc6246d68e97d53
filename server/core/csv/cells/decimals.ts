/** How numbers are written in the rows near one. */
import { numberInFile } from './writtenNumber';

/** Rows to either side. */
const NEAR = 3;
/** Fewer cells tell nothing. */
const LEAST_CELLS = 2;

/** The rows near one of so many, that one left out. */
export function rowsNear(row: number, rows: number): readonly number[] {
  return Array.from({ length: 2 * NEAR + 1 }, (_, i) => row - NEAR + i).filter(
    (near) => near !== row && near >= 0 && near < rows,
  );
}

/**
 * The digits behind the mark that all of these numbers have; undefined where they differ, or are too few.
 *
 * @param texts of cells of a column; those that are no numbers do not count
 */
export function commonDecimals(texts: readonly string[], decimal: '.' | ',', thousands?: string): number | undefined {
  const found = texts.flatMap((text) => numberInFile(text.trim(), decimal, thousands)?.form.decimals ?? []);
  return found.length >= LEAST_CELLS && found.every((decimals) => decimals === found[0]) ? found[0] : undefined;
}
