/** Range for diagnostics about a column as a whole. */
import type { Range } from 'vscode-languageserver';
import { placeOfRow, type PatchedTable } from '../../core/csv/table/patched';
import { cellRange, headerRange, rowRange } from '../../core/csv/table/table';
import { toRange, type Positions } from '../../files/open/positions';

/** Returns the range of the column's header; or of its cell in the first row where there is no header. */
export function headRange(text: Positions, patched: PatchedTable, column: number): Range {
  const header = headerRange(patched.base, column);
  if (header !== undefined) return toRange(text, header);
  const { table, row, offset } = placeOfRow(patched, 0);
  return toRange(text, cellRange(table, row, column) ?? rowRange(table, row), offset);
}
