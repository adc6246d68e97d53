/** Source texts of a row of a scanned table, for the meant values of its cells. */
import { commonDecimals, rowsNear } from '../csv/cells/decimals';
import { cellText, plainText, type Table } from '../csv/table/table';
import type { WrittenRow } from './meantCell';

/** Returns the texts of this row alone, so that the result stays valid whatever is typed into other rows. */
export function writtenRow(table: Table, row: number): WrittenRow {
  const { decimal, thousands } = table.dialect;
  return {
    textOf: (column) => plainText(cellText(table, row, column)),
    decimal,
    thousands,
    decimalsNear: () => undefined,
  };
}

/** Returns the texts of a row with the decimals of nearby cells, for the form of values to be written. */
export function rowAmongOthers(table: Table, row: number): WrittenRow {
  const { decimal, thousands } = table.dialect;
  const textAt = (otherRow: number, column: number): string => plainText(cellText(table, otherRow, column));
  return {
    ...writtenRow(table, row),
    decimalsNear: (column) =>
      commonDecimals(
        rowsNear(row, table.rowCount).map((otherRow) => textAt(otherRow, column)),
        decimal,
        thousands,
      ),
  };
}
