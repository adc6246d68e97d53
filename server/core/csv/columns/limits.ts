/** Limits of tables: columns that are read, unreadable cells that are reported, and the length of a cell. */

/** Maximum number of columns of a table that are read; further ones are left out. */
export const MOST_COLUMNS = 100_000;

/** Maximum number of a column's unreadable cells that are reported. */
export const BAD_CELL_LIMIT = 1000;

/**
 * Longest cell, in bytes. Spreadsheets hold 32,767 characters in a cell, geometries and documents some megabytes; what
 * is longer is the rest of a file behind a quotation mark that is never closed.
 */
export const LONGEST_CELL = 2 ** 24;

/** A cell, or a run of bytes without any delimiter, that is longer than `LONGEST_CELL`. */
export class CellTooLong extends Error {
  /** @param line on which its row begins, from 0 */
  constructor(readonly line: number) {
    super(`The row on line ${line + 1} has a cell that is too long`);
  }
}
