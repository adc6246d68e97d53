/** Rows of data at their current positions in a document. */
import type { Position, Range as LineRange } from 'vscode-languageserver';
import { placeOfRow, type PatchedTable, type RowPlace } from '../../core/csv/table/patched';
import { firstIndexWhere } from '../../core/csv/table/rescan';
import { rowRange } from '../../core/csv/table/table';
import { toRange, type Positions } from './positions';

export interface PositionedRow {
  /** Index of the data row, from 0. */
  readonly row: number;
  readonly place: RowPlace;
  readonly range: LineRange;
}

/** A text that converts between positions and offsets. */
export interface Lines extends Positions {
  offsetAt(position: Position): number;
  readonly length: number;
}

/**
 * Finds the rows that begin on lines of a range, including its last line. Returns the first row, and the one after the
 * last.
 */
export function rowSpan(text: Lines, patched: PatchedTable, { start, end }: LineRange): readonly [number, number] {
  const rowFrom = (line: number): number => {
    const offset = text.offsetAt({ line, character: 0 });
    const isBeyond = text.positionAt(offset).line < line;
    return isBeyond ? patched.rowCount : firstIndexWhere(patched.rowCount, (row) => rowStart(patched, row) >= offset);
  };
  return [rowFrom(start.line), rowFrom(end.line + 1)];
}

/** Yields the rows that begin on lines of a range, with their positions. */
export function* rowsOnLines(text: Lines, patched: PatchedTable, lines: LineRange): Generator<PositionedRow> {
  const [from, to] = rowSpan(text, patched, lines);
  for (let row = from; row < to; row++) yield positionedRow(text, patched, row);
}

function rowStart(patched: PatchedTable, row: number): number {
  const { table, row: tableRow, offset } = placeOfRow(patched, row);
  return rowRange(table, tableRow).start + offset;
}

export function positionedRow(text: Positions, patched: PatchedTable, row: number): PositionedRow {
  const place = placeOfRow(patched, row);
  return { row, place, range: toRange(text, rowRange(place.table, place.row), place.offset) };
}
