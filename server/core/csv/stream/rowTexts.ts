// Reads rows of a text of any length again: their decoded cells and their source text.

import { isBlankLine } from '../columns/blanks';
import type { Beginning } from './beginning';
import { Cursor } from './cursor';
import type { Dialect } from '../dialect/dialect';
import { PassedOver } from '../dialect/frame/passedOver';
import { decodeCell, USUAL_QUOTING, type Quoting } from '../dialect/quoting';
import type { TextSource } from './source';
import type { Mark, Streamed } from './stream';
import { decodeUtf8 } from '../cells/utf8';
import { CellWalker, CR, LF, SPACE } from './walk';

/** Place of a row in its text. */
interface RowPlace {
  /** Row index; -1 is the header. */
  readonly row: number;
  /** Line number, from 0. */
  readonly line: number;
  /** Whether its last cell begins with a quote that is never closed. */
  readonly isOpen: boolean;
}

/** A row of the text; valid only until the next one is read. */
export class Row implements RowPlace {
  readonly row: number;
  readonly line: number;
  readonly isOpen: boolean;

  /**
   * @param bytes that hold the row
   * @param starts offsets of its cells in the bytes
   * @param end offset after its last byte, without its line terminator
   */
  constructor(
    { row, line, isOpen }: RowPlace,
    readonly bytes: Uint8Array,
    private readonly starts: readonly number[],
    readonly end: number,
    private readonly quoting: Quoting | undefined,
  ) {
    this.row = row;
    this.line = line;
    this.isOpen = isOpen;
  }

  get cellCount(): number {
    return this.starts.length;
  }

  /** Offset of its first byte. */
  get start(): number {
    return this.starts[0];
  }

  /** Source text of the row, without its line terminator. */
  source(): string {
    return decodeUtf8(this.bytes, this.start, this.end);
  }

  /** Decoded cells, including those after the last column. */
  cells(): string[] {
    return this.written().map((cell) => decodeCell(cell, 0, cell.length, this.quoting));
  }

  /** Source texts of the cells, including quotes. */
  written(): string[] {
    const { bytes, starts, end } = this;
    return starts.map((start, cell) => decodeUtf8(bytes, start, cell + 1 < starts.length ? starts[cell + 1] - 1 : end));
  }

  /** Offsets of the cells in the source text, in UTF-16 units. */
  spans(): (readonly [start: number, end: number])[] {
    let at = 0;
    // The delimiter between two cells is one unit; a run of blanks is part of the cell before it.
    return this.written().map((cell) => [at, (at += cell.length + 1) - 1]);
  }
}

/**
 * Yields the header, if there is one, and the rows in their order, from a mark on or from the beginning. Blank lines at
 * the end of a one-column table are rows here.
 *
 * @param wanted the next row that is needed, which the caller may raise after each row; those before it may be left out
 */
export function* rowsOf(
  source: TextSource,
  { dialect, columns }: Beginning,
  width = columns.length,
  mark?: Mark,
  wanted?: { readonly row: number },
): Generator<Row, undefined> {
  const cursor = new Cursor(source, mark?.offset ?? 0);
  const walker = new CellWalker(cursor, dialect.delimiter, dialect.quoting);
  const passUnquoted = unquotedPasser(cursor, dialect);
  let hasBegun = mark !== undefined;
  const passed = new PassedOver(dialect.frame);
  const skipper = new RowSkipper(cursor, dialect, passed);
  let isAbove = passed.isBelow && mark === undefined;
  let row = mark?.row ?? (dialect.hasHeader ? -1 : 0);
  let pos = cursor.begin();
  walker.line = mark?.line ?? 0;
  for (;;) {
    const skipped = hasBegun && !isAbove ? skipper.skip(pos, (wanted?.row ?? 0) - row) : 0;
    row += skipped;
    walker.line += skipped;
    if (skipped > 0) pos = skipper.end;
    const { line } = walker;
    const starts: number[] = [];
    let end = passUnquoted(pos, starts);
    const isOpen = end < 0 && walkRecord(walker, pos, starts);
    if (end < 0) end = walker.pos;
    if (!cursor.isLast && end >= cursor.length - 1) {
      walker.line = line;
      cursor.moveOn(pos);
      pos = 0;
      continue;
    }
    const { bytes, length } = cursor;
    if (pos === length) return;
    const isPassed = passed.mayBegin(bytes[pos]) && passed.hasBytes(bytes, pos, end);
    const isNamed = row < 0 && isPassed && passed.isNames(decodeUtf8(bytes, pos, end));
    if (isNamed) isAbove = false;
    if (isPassed && !isAbove && row >= 0 && passed.ends(decodeUtf8(bytes, pos, end))) return;
    const isBlank = starts.length === 1 && isBlankLine(bytes, pos, end);
    if (isNamed || (!isAbove && !isPassed && (!isBlank || (hasBegun && width === 1)))) {
      hasBegun = true;
      yield new Row({ row: row++, line, isOpen }, bytes, starts, end, dialect.quoting);
    }
    pos = end;
    if (end === length) continue;
    pos += bytes[end] === CR && bytes[end + 1] === LF ? 2 : 1;
    walker.line++;
  }
}

/** Passes a record with any quotes. @returns whether it ends in an open quote; `starts` holds its cells */
function walkRecord(walker: CellWalker, from: number, starts: number[]): boolean {
  starts.length = 0;
  walker.pos = from;
  walker.column = 0;
  do starts.push(walker.pos);
  while (walker.passCell());
  const isOpen = walker.problems.list.some(({ code }) => code === 'quote.unclosed');
  walker.problems.clear();
  return isOpen;
}

/** Whether every separator of a record without quotes divides cells. */
function hasPlainRecords(delimiter: string, { isTight, isBare }: Quoting): boolean {
  return (delimiter.trim() !== '' || delimiter === '\t') && isTight !== true && isBare !== true;
}

/**
 * Returns a function that passes a record without quotes, as most are: it adds the offsets of the cells to `starts`,
 * and returns the offset of the line terminator or the end of the bytes; −1 where the record has a quote, or where not
 * every separator divides cells.
 */
function unquotedPasser(
  cursor: Cursor,
  { delimiter, quoting = USUAL_QUOTING }: Dialect,
): (from: number, starts: number[]) => number {
  if (!hasPlainRecords(delimiter, quoting)) return () => -1;
  const [separator, quote] = [delimiter.charCodeAt(0), quoting.quote.charCodeAt(0)];
  const highest = Math.max(separator, quote, CR);
  return (from, starts) => {
    const { bytes, length } = cursor;
    starts.push(from);
    for (let at = from; at < length; at++) {
      const code = bytes[at];
      if (code > highest) continue;
      if (code === separator) starts.push(at + 1);
      else if (code === quote) return -1;
      else if (code === LF || code === CR) return at;
    }
    return length;
  };
}

/** Skips records that are rows by their first byte and have no quote, without dividing them into cells. */
class RowSkipper {
  /** Offset after the last skipped record and its line terminator. */
  end = 0;
  private readonly isUsable: boolean;
  private readonly quote: number;
  /** Greatest byte that may end a skipped record. */
  private readonly highest: number;

  constructor(
    private readonly cursor: Cursor,
    { delimiter, quoting = USUAL_QUOTING }: Dialect,
    private readonly passed: PassedOver,
  ) {
    this.isUsable = hasPlainRecords(delimiter, quoting);
    this.quote = quoting.quote.charCodeAt(0);
    this.highest = Math.max(this.quote, CR);
  }

  /** Skips records whose line terminators are in memory. @returns their number, at most `count` */
  skip(from: number, count: number): number {
    if (!this.isUsable) return 0;
    const {
      cursor: { bytes, length },
      passed,
      quote,
      highest,
    } = this;
    let rows = 0;
    for (let start = from; rows < count; rows++) {
      const first = bytes[start];
      // A line of blanks may be no row.
      if (first <= SPACE || first >= 0x80 || passed.mayBegin(first)) break;
      let at = start;
      for (; at < length; at++) {
        const code = bytes[at];
        if (code <= highest && (code === LF || code === CR || code === quote)) break;
      }
      if (bytes[at] === CR) at++;
      if (at >= length - 1 || bytes[at] !== LF) break;
      this.end = start = at + 1;
    }
    return rows;
  }
}

/** Positions and texts of rows: of a table, or of some rows of a text that is not in memory. */
export interface RowTexts {
  /** Sort of the numbers of `lineOf`: rows of a table without lines, otherwise lines, also if left out. */
  readonly noun?: 'line' | 'row';
  /** Line number of a row, from 0. */
  lineOf(row: number): number;
  /** Decoded text of a cell, not trimmed; '' when the row is too short. */
  textOf(row: number, column: number): string;
}

/** Reads some rows again. */
export function textsOf(
  source: TextSource,
  beginning: Beginning,
  streamed: Pick<Streamed, 'columns' | 'marks'>,
  rows: Iterable<number>,
): RowTexts {
  const rowsRead = new Map<number, { line: number; cells: string[] }>();
  for (const row of requestedRows(source, beginning, streamed, rows))
    rowsRead.set(row.row, { line: row.line, cells: row.cells() });
  const rowAt = (row: number): { line: number; cells: string[] } => rowsRead.get(row) ?? { line: 0, cells: [] };
  return { lineOf: (row) => rowAt(row).line, textOf: (row, column) => rowAt(row).cells[column] ?? '' };
}

/** Yields the requested rows in their order, each valid only until the next one is read. */
export function* requestedRows(
  source: TextSource,
  beginning: Beginning,
  { columns, marks }: Pick<Streamed, 'columns' | 'marks'>,
  rows: Iterable<number>,
): Generator<Row, undefined> {
  const wanted = { row: -1 };
  const rowsFrom = (mark: Mark | undefined): Generator<Row, undefined> =>
    rowsOf(source, beginning, columns.length, mark, wanted);
  let mark: Mark | undefined;
  let reading = rowsFrom(mark);
  for (const requested of [...new Set(rows)].sort((a, b) => a - b)) {
    const nearest = marks.findLast(({ row }) => row <= requested);
    wanted.row = requested;
    if (nearest !== mark) reading = rowsFrom((mark = nearest));
    for (let next = reading.next(); next.done !== true; next = reading.next()) {
      if (next.value.row < requested) continue;
      yield next.value;
      break;
    }
  }
}
