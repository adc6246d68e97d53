/** Writes a table as plain CSV: commas, CRLF, quotes where necessary (RFC 4180). */
import { rowsOf } from '../../core/csv/stream/rowTexts';
import { plainText } from '../../core/csv/table/table';
import type { Reading } from './readTable';

/** Minimum length of a piece, in UTF-16 units. */
const PIECE_LENGTH = 1 << 18;

/** Yields the header, if there is one, and the rows in pieces. Every row has a cell for each column. */
export function* plainCsv({ input, beginning, table: { columns, rowCount } }: Reading): Generator<string, undefined> {
  let piece = beginning.dialect.hasHeader ? csvLine(columns) : '';
  for (const row of rowsOf(input, beginning, columns.length)) {
    if (row.row >= rowCount) break;
    if (row.row < 0) continue;
    const cells = row.cells();
    piece += csvLine(columns.map((_, column) => plainText(cells[column] ?? '')));
    if (piece.length < PIECE_LENGTH) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

/** Returns a line, with its terminator. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(quoted).join(',')}\r\n`;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
