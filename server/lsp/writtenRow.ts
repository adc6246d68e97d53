/** A row of an open document as it is written, for what was meant by its cells. */
import { commonDecimals } from '../core/csv/decimals';
import { cellText, plainText, type Table } from '../core/csv/table';
import type { WrittenRow } from '../core/slips/meant';

/** Rows to either side whose numbers show how a column is written. */
const NEAR = 3;

/** What is said of a row depends on that row alone, so that it stays true whatever is typed into others. */
export function writtenRow(table: Table, row: number): WrittenRow {
  const { decimal, thousands } = table.dialect;
  return { textOf: (column) => plainText(cellText(table, row, column)), decimal, thousands, decimalsNear: () => undefined };
}

/** The same for what is to be written there: as the cells near it are. */
export function rowAmongOthers(table: Table, row: number): WrittenRow {
  const { decimal, thousands } = table.dialect;
  const textAt = (at: number, column: number): string => plainText(cellText(table, at, column));
  return {
    ...writtenRow(table, row),
    decimalsNear: (column) => {
      const near = Array.from({ length: 2 * NEAR + 1 }, (_, i) => row - NEAR + i).filter((at) => at !== row && at >= 0 && at < table.rowCount);
      return commonDecimals(near.map((at) => textAt(at, column)), decimal, thousands);
    },
  };
}
