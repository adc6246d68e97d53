/** A table as plain CSV: commas, CRLF, quotes where they are needed (RFC 4180). */
import { rowsOf } from '../../core/csv/stream/rowTexts';
import { plainText } from '../../core/csv/table/table';
import type { Reading } from './readTable';

/** Characters that are gathered into one piece. */
const PIECE = 1 << 18;

/** The header, if there is one, and the rows in pieces; all have as many cells as there are columns. */
export function* plainCsv({ input, beginning, table: { columns, rowCount } }: Reading): Generator<string, undefined> {
  let piece = beginning.dialect.hasHeader ? csvLine(columns) : '';
  for (const row of rowsOf(input, beginning, columns.length)) {
    if (row.row >= rowCount) break;
    if (row.row < 0) continue;
    const cells = row.cells();
    piece += csvLine(columns.map((_, column) => plainText(cells[column] ?? '')));
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

/** With its end. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(quoted).join(',')}\r\n`;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
