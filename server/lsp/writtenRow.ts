/** A row of an open document as it is written, for what was meant by its cells. */
import { commonDecimals } from '../core/csv/decimals';
import { cellText, plainText, type Table } from '../core/csv/table';
import type { WrittenRow } from '../core/slips/meant';

/** Rows to either side whose numbers show how a column is written. */
const NEAR = 3;

export function writtenRow(table: Table, row: number): WrittenRow {
  const { decimal, thousands } = table.dialect;
  const textAt = (at: number, column: number): string => plainText(cellText(table, at, column));
  return {
    textOf: (column) => textAt(row, column), decimal, thousands,
    decimalsNear: (column) => {
      const near = Array.from({ length: 2 * NEAR + 1 }, (_, i) => row - NEAR + i).filter((at) => at !== row && at >= 0 && at < table.rowCount);
      return commonDecimals(near.map((at) => textAt(at, column)), decimal, thousands);
    },
  };
}
