// Reads a column of a scanned table like the columns of a file.

import { MissingTexts } from '../columns/blanks';
import { ColumnReader } from '../columns/column';
import type { TypedColumn, WantedColumn } from '../columns/typedColumn';
import { decodeCell, USUAL } from '../dialect/quoting';
import { cellRange, type Table } from './table';
import { SPACE } from '../stream/walk';

/** Reads a column of a table, by its position. */
export function readColumn(table: Table, column: number, wanted: WantedColumn): TypedColumn {
  const {
    rowCount,
    dialect,
    missing,
    scan: { text },
  } = table;
  const reader = new ColumnReader(wanted, dialect, MissingTexts.of(missing), rowCount);
  const quote = (dialect.quoting ?? USUAL).quote.charCodeAt(0);
  const mayBeQuoted = (code: number): boolean =>
    code === quote || (code === SPACE && dialect.quoting?.isSpaced === true);
  for (let row = 0; row < rowCount; row++) {
    const range = cellRange(table, row, column);
    if (range === undefined) reader.absent(row);
    else if (mayBeQuoted(text.charCodeAt(range.start)))
      reader.said(decodeCell(text, range.start, range.end, dialect.quoting), row);
    else reader.part(text, range.start, range.end, row);
  }
  return reader.finish(rowCount);
}
