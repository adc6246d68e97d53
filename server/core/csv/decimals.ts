/** How many decimals cells have that stand near each other. */
import { numberInFile } from './writtenNumber';

/** Fewer cells tell nothing. */
const LEAST_CELLS = 2;

/**
 * The digits behind the mark that all of these numbers have; undefined where they differ, or are too few.
 *
 * @param texts of cells of a column; those that are no numbers do not count
 */
export function commonDecimals(texts: readonly string[], decimal: '.' | ',', thousands?: string): number | undefined {
  const found = texts.flatMap((text) => numberInFile(text.trim(), decimal, thousands)?.form.decimals ?? []);
  return found.length >= LEAST_CELLS && found.every((decimals) => decimals === found[0]) ? found[0] : undefined;
}
