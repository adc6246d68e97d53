/** Rows at their current positions in a document. */
import type { Position, Range as LineRange } from 'vscode-languageserver';
import { placeOfRow, type PatchedTable, type RowPlace } from '../../core/csv/table/patched';
import { firstThat } from '../../core/csv/table/rescan';
import { rowRange } from '../../core/csv/table/table';
import { toRange, type Positions } from './positions';

export interface StandingRow {
  /** Index of the data row, from 0. */
  readonly row: number;
  readonly place: RowPlace;
  readonly range: LineRange;
}

/** A text that knows its lines and its offsets. */
export interface Lines extends Positions {
  offsetAt(position: Position): number;
  readonly length: number;
}

/**
 * Rows that begin on lines of a range, including its last line: from the first up to, but not including, the second.
 */
export function rowSpan(text: Lines, patched: PatchedTable, { start, end }: LineRange): readonly [number, number] {
  const rowFrom = (line: number): number => {
    const offset = text.offsetAt({ line, character: 0 });
    const isBeyond = text.positionAt(offset).line < line;
    return isBeyond ? patched.rowCount : firstThat(patched.rowCount, (row) => startOf(patched, row) >= offset);
  };
  return [rowFrom(start.line), rowFrom(end.line + 1)];
}

/** Rows that begin on lines of a range, with their positions. */
export function* rowsOn(text: Lines, patched: PatchedTable, lines: LineRange): Generator<StandingRow> {
  const [from, to] = rowSpan(text, patched, lines);
  for (let row = from; row < to; row++) yield standingRow(text, patched, row);
}

function startOf(patched: PatchedTable, row: number): number {
  const { table, row: own, offset } = placeOfRow(patched, row);
  return rowRange(table, own).start + offset;
}

export function standingRow(text: Positions, patched: PatchedTable, row: number): StandingRow {
  const place = placeOfRow(patched, row);
  return { row, place, range: toRange(text, rowRange(place.table, place.row), place.offset) };
}
