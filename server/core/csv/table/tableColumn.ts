// Reads a column of a scanned table like the columns of a file.

import { MissingTexts } from '../columns/blanks';
import { CellRules } from '../columns/cellRules';
import { ColumnReader } from '../columns/column';
import type { TypedColumn, ColumnRequest } from '../columns/typedColumn';
import { decodeCell, USUAL_QUOTING } from '../dialect/quoting';
import { cellRange, type Table } from './table';
import { SPACE } from '../stream/walk';

/** Reads a column of a table, by its position. */
export function readColumn(table: Table, column: number, request: ColumnRequest): TypedColumn {
  const {
    rowCount,
    dialect,
    missing,
    scan: { text },
  } = table;
  const reader = new ColumnReader(request, new CellRules(dialect, MissingTexts.of(missing)), rowCount);
  const quote = (dialect.quoting ?? USUAL_QUOTING).quote.charCodeAt(0);
  const mayBeQuoted = (code: number): boolean =>
    code === quote || (code === SPACE && dialect.quoting?.isSpaced === true);
  const isBare = dialect.quoting?.isBare === true;
  const isEscaped = (start: number, end: number): boolean => isBare && text.slice(start, end).includes('\\');
  for (let row = 0; row < rowCount; row++) {
    const range = cellRange(table, row, column);
    if (range === undefined) reader.addAbsent(row);
    else if (mayBeQuoted(text.charCodeAt(range.start)) || isEscaped(range.start, range.end))
      reader.readDecoded(decodeCell(text, range.start, range.end, dialect.quoting), row);
    else reader.readSlice(text, range.start, range.end, row);
  }
  return reader.finish(rowCount);
}
