// Exact places of rows and cells of a text of any length, in lines and UTF-16 units, as an editor counts them.

import type { Beginning } from './beginning';
import { requestedRows, type RowTexts } from './rowTexts';
import type { TextSource } from './source';
import type { Streamed } from './stream';
import { headerCell, unnamedBefore } from '../table/headerCells';

/** Positions of the first unit of a stretch of text and of the one behind it; lines and units are counted from 0. */
export interface Place {
  readonly startLine: number;
  readonly startUnit: number;
  readonly endLine: number;
  readonly endUnit: number;
}

/** Texts of rows, and their places. */
export interface RowPlaces extends RowTexts {
  /** Decoded cells of a row; none if the row was not read. */
  cellsOf(row: number): readonly string[];
  /** Source text of a row. */
  sourceOf(row: number): string;
  placeOfRow(row: number): Place;
  /** Place of a cell, with its quotes; that of the row when the row is too short. */
  placeOfCell(row: number, column: number): Place;
  /** Place of a column's name; of its first cell where there is no header. */
  placeOfColumn(column: number): Place;
}

/** Index by which the header is requested. */
export const HEADER_ROW = -1;

interface ReadRow {
  readonly line: number;
  readonly source: string;
  readonly cells: readonly string[];
  /** Offsets of the cells in the source text. */
  readonly spans: readonly (readonly [start: number, end: number])[];
}

const NO_ROW: ReadRow = { line: 0, source: '', cells: [], spans: [] };

/** Reads some rows again. @param rows indices of rows; HEADER_ROW only where there is a header */
export function placesOf(
  source: TextSource,
  beginning: Beginning,
  streamed: Pick<Streamed, 'columns' | 'marks'>,
  rows: Iterable<number>,
): RowPlaces {
  const read = new Map<number, ReadRow>();
  for (const row of requestedRows(source, beginning, streamed, rows))
    read.set(row.row, { line: row.line, source: row.source(), cells: row.cells(), spans: row.spans() });
  return new ReadPlaces(read, beginning);
}

class ReadPlaces implements RowPlaces {
  constructor(
    private readonly read: ReadonlyMap<number, ReadRow>,
    private readonly beginning: Beginning,
  ) {}

  lineOf(row: number): number {
    return this.at(row).line;
  }

  textOf(row: number, column: number): string {
    return this.at(row).cells[column] ?? '';
  }

  cellsOf(row: number): readonly string[] {
    return this.at(row).cells;
  }

  sourceOf(row: number): string {
    return this.at(row).source;
  }

  placeOfRow(row: number): Place {
    const { line, source } = this.at(row);
    return placeIn(source, line, [0, source.length]);
  }

  placeOfCell(row: number, column: number): Place {
    const { line, source, spans } = this.at(row);
    const span = spans.at(Math.max(0, column));
    return span === undefined ? this.placeOfRow(row) : placeIn(source, line, span);
  }

  placeOfColumn(column: number): Place {
    const header = this.read.get(HEADER_ROW);
    if (header === undefined) return this.placeOfCell(0, column);
    const { frame } = this.beginning.dialect;
    const [start, end] = header.spans[0] ?? [0, 0];
    const cell = headerCell(column, unnamedBefore(header.source.slice(start, end), frame), frame);
    return header.spans[cell] === undefined ? this.placeOfCell(0, column) : this.placeOfCell(HEADER_ROW, cell);
  }

  private at(row: number): ReadRow {
    return this.read.get(row) ?? NO_ROW;
  }
}

/** Returns the place of a span of a row's source text. @param line line of the row's first unit */
export function placeIn(source: string, line: number, [start, end]: readonly [number, number]): Place {
  const from = positionIn(source, start);
  const to = positionIn(source, end);
  return { startLine: line + from.line, startUnit: from.unit, endLine: line + to.line, endUnit: to.unit };
}

function positionIn(source: string, offset: number): { readonly line: number; readonly unit: number } {
  let [line, lineStart] = [0, 0];
  for (const terminator of source.slice(0, offset).matchAll(/\r\n|\r|\n/g)) {
    line++;
    lineStart = terminator.index + terminator[0].length;
  }
  return { line, unit: offset - lineStart };
}
