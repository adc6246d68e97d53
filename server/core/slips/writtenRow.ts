/** A row of an open document as it is written, for what was meant by its cells. */
import { commonDecimals, rowsNear } from '../csv/cells/decimals';
import { cellText, plainText, type Table } from '../csv/table/table';
import type { WrittenRow } from './meantCell';

/** What is said of a row depends on that row alone, so that it stays true whatever is typed into others. */
export function writtenRow(table: Table, row: number): WrittenRow {
  const { decimal, thousands } = table.dialect;
  return {
    textOf: (column) => plainText(cellText(table, row, column)),
    decimal,
    thousands,
    decimalsNear: () => undefined,
  };
}

/** The same for what is to be written there: as the cells near it are. */
export function rowAmongOthers(table: Table, row: number): WrittenRow {
  const { decimal, thousands } = table.dialect;
  const textAt = (at: number, column: number): string => plainText(cellText(table, at, column));
  return {
    ...writtenRow(table, row),
    decimalsNear: (column) =>
      commonDecimals(
        rowsNear(row, table.rowCount).map((at) => textAt(at, column)),
        decimal,
        thousands,
      ),
  };
}
