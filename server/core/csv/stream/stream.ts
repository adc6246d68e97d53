// Reads a text of any length in one pass that keeps neither the text nor the offsets of its cells, but only its columns
// as numbers and levels. Cells, rows and problems equal those of `readTable`.

import { isBlankLine } from '../columns/blanks';
import { CellTooLong, LONGEST_CELL } from '../columns/limits';
import { numberedColumns, type Beginning } from './beginning';
import type { NumberRoom } from '../columns/numberRoom';
import { MINUS, NumberReader, POWERS, usableNumber, INT_DIGITS, ZERO } from '../cells/number';
import { USUAL_QUOTING } from '../dialect/quoting';
import type { TextSource } from './source';
import type { TypedColumn } from '../columns/typedColumn';
import { BLOCK_COLUMNS, blockCount, type Streamed, type StreamedInTurn, type RequestOf } from './streamed';
import { StreamedRows } from './streamedRows';
import { decodeUtf8 } from '../cells/utf8';
import { BAR, CellWalker, CR, LF, SPACE } from './walk';

export type { Mark, Streamed, StreamedInTurn, RequestOf } from './streamed';

/**
 * Reads the columns of a text.
 *
 * @param room memory for the numbers of a large text
 * @throws CellTooLong
 */
export function readColumns(
  source: TextSource,
  beginning: Beginning,
  requestOf: RequestOf,
  room?: NumberRoom,
): Streamed {
  const { takeColumn, ...table } = readColumnsInTurn(source, beginning, requestOf, room);
  return { ...table, typed: table.columns.map((_, index) => takeColumn(index)) };
}

/** Reads the columns of a text for callers that need one after the other. @throws CellTooLong */
export function readColumnsInTurn(...text: Parameters<typeof readColumns>): StreamedInTurn {
  const [source, beginning, requestOf, room] = text;
  const readerOf = (columns: readonly string[]): StreamReader =>
    readerOfBlock(source, beginning, { columns, requestOf, block: 0 }, room);
  const reader = readerOf(beginning.columns);
  const width = reader.commonestWidth();
  // Without a header, only the whole text reveals the number of columns.
  const { dialect, part, columns } = beginning;
  const isWrong = !dialect.hasHeader && part === undefined && width !== columns.length;
  return inTurn((isWrong ? readerOf(numberedColumns(width)) : reader).finish(), ...text);
}

/** A block of columns to read: those from `block` × BLOCK_COLUMNS on. */
interface BlockRequest {
  readonly columns: readonly string[];
  readonly requestOf: RequestOf;
  readonly block: number;
}

/** Returns a reader that has read a block of columns. */
function readerOfBlock(
  source: TextSource,
  beginning: Beginning,
  { columns, requestOf, block }: BlockRequest,
  room?: NumberRoom,
): StreamReader {
  const isWhole = blockCount(source, columns) === 1;
  const isRequested = (index: number): boolean => isWhole || Math.floor(index / BLOCK_COLUMNS) === block;
  const requestInBlock: RequestOf = (name, index) => (isRequested(index) ? requestOf(name, index) : undefined);
  const reader = new StreamReader(source, beginning, columns, requestInBlock, room);
  reader.run();
  return reader;
}

/** Hands over the columns of the first block, then those of the others, each block from a pass of its own. */
function inTurn({ typed: first, ...table }: Streamed, ...text: Parameters<typeof readColumns>): StreamedInTurn {
  const [source, beginning, requestOf, room] = text;
  const { columns } = table;
  let [block, typed] = [0, first];
  const takeColumn = (index: number): TypedColumn | undefined => {
    const wanted = blockCount(source, columns) === 1 ? 0 : Math.floor(index / BLOCK_COLUMNS);
    if (wanted !== block) {
      [block, typed] = [wanted, []];
      ({ typed } = readerOfBlock(source, beginning, { columns, requestOf, block }, room).finish());
    }
    const column = typed[index];
    typed[index] = undefined;
    return column;
  };
  return { ...table, takeColumn };
}

class StreamReader extends StreamedRows {
  private readonly walker: CellWalker;
  private readonly number: NumberReader;
  private readonly quote: number;
  /** Whether a cell that begins with a blank may be quoted. */
  private readonly isSpaced: boolean;
  /** Whether columns stand at fixed places, between which a bar divides, too. */
  private readonly isFixed: boolean;
  /** Whether not every delimiter outside quotes divides two cells. */
  private readonly isWalked: boolean;
  /** Whether the room's reader has the bytes that are in memory. */
  private isLoaded = false;
  /** 1 for columns of numbers with more than nine digits. */
  private readonly long: Uint8Array;

  constructor(
    source: TextSource,
    beginning: Beginning,
    columns: readonly string[],
    requestOf: RequestOf,
    room?: NumberRoom,
  ) {
    super(source, beginning, columns, requestOf, room);
    const { dialect } = beginning;
    this.walker = new CellWalker(this.cursor, dialect.delimiter, dialect.quoting);
    this.quote = (dialect.quoting ?? USUAL_QUOTING).quote.charCodeAt(0);
    this.isSpaced = dialect.quoting?.isSpaced === true;
    this.isFixed = dialect.quoting?.starts !== undefined;
    this.isWalked = dialect.quoting?.isTight === true || dialect.quoting?.isBare === true;
    this.number = new NumberReader(dialect.decimal);
    this.long = new Uint8Array(this.width);
  }

  run(): void {
    let pos = this.cursor.begin();
    this.recordAt = pos;
    for (;;) {
      const stop = this.readCells(pos);
      if (stop < 0) return;
      // The delimiter or the line break of a cell may be in memory, too.
      if (this.cursor.length - stop > LONGEST_CELL + 1) throw new CellTooLong(this.recordLine);
      if (!this.inHeader && this.hasBegun && !this.passing.isOutside) this.mark();
      this.cursor.moveOn(stop);
      this.isLoaded = false;
      pos = 0;
    }
  }

  /**
   * Reads cells whose ends are in memory. Returns the offset of the first other cell, -1 at the end of the text.
   *
   * One loop over the cells, in one function: a call for each cell would cost more than reading it does.
   */
  // eslint-disable-next-line max-lines-per-function -- the hot loop over cells, which calls would slow down
  private readCells(from: number): number {
    const {
      cursor,
      cursor: { bytes, length, isLast },
      number,
      separator,
      readers,
      isDirect,
      isFixed,
    } = this;
    const safe = isLast ? Infinity : length - 1; // after a CR, an LF may follow
    let pos = from;
    let isFresh = this.column === 0; // whether the cell is the first of a record
    for (;;) {
      if (isFresh) {
        pos = this.readPlain(this.readInRoom(pos));
        const next = this.passOver(pos);
        if (next < 0) return pos;
        if (next > pos) {
          pos = next;
          continue;
        }
      }
      const reader = this.inHeader ? undefined : readers[this.column];
      let end = pos;
      let value = NaN;
      if (reader !== undefined && isDirect) {
        value = usableNumber(number.read(bytes, pos));
        end = number.end;
        const following = bytes[end];
        if (following !== separator && following !== LF && following !== CR && end !== length) value = NaN;
      }
      if (value !== value) {
        end = this.passCell(pos);
        if (end - pos > LONGEST_CELL) throw new CellTooLong(this.recordLine);
      }
      if (end >= safe) return pos;
      if (this.column >= this.width && !isBlankLine(bytes, pos, end)) this.isSurplusFilled = true;
      const isEnd = end === length || (bytes[end] !== separator && !(isFixed && bytes[end] === BAR));
      if (value !== value && isEnd && this.column === 0 && isBlankLine(bytes, pos, end)) {
        if (pos === length) return -1;
        this.passBlank();
      } else {
        if (value === value && reader !== undefined) {
          if (reader.isPlain) reader.numbers[this.row] = value;
          else reader.addObserved(bytes, pos, end, this.row, value);
        } else if (reader !== undefined) reader.readCell(bytes, pos, end, this.row);
        if (!isEnd) {
          if (++this.column === this.width) this.surplusLine = this.line;
          pos = end + 1;
          isFresh = false;
          continue;
        }
        this.passRecord(end);
      }
      isFresh = true;
      pos = end;
      if (end < length) {
        pos += bytes[end] === CR && end + 1 < length && bytes[end + 1] === LF ? 2 : 1;
        this.line++;
      }
      this.recordAt = cursor.base + pos;
      this.recordLine = this.line;
    }
  }

  /** Reads records with the room's reader. Returns the offset of the first record that it leaves. */
  private readInRoom(from: number): number {
    const { room, form, cursor } = this;
    if (room === undefined || form === undefined) return from;
    if (!this.isLoaded) room.records.load(cursor.bytes, cursor.length);
    this.isLoaded = true;
    // The last row of the capacity is read below, where more room is made.
    const rows = room.records.read(from, form, this.row, this.capacity - this.row - 1);
    if (rows === 0) return from;
    this.row += rows;
    this.line += rows;
    this.trailingBlank = 0;
    this.recordAt = cursor.base + room.records.end;
    this.recordLine = this.line;
    return room.records.end;
  }

  /**
   * Reads records that consist of plain numbers only, one per column. Returns the offset of the first other record; its
   * cells read so far are read again.
   *
   * The hot loop for files of numbers where no room with a reader exists, or where that reader leaves a record. Numbers
   * of up to nine digits are read inline as in `NumberReader`: measurements show that a call for each cell would double
   * the time.
   */
  // eslint-disable-next-line max-lines-per-function -- the hot loop over plain numbers, which calls would slow down
  private readPlain(from: number): number {
    const {
      number,
      separator,
      width,
      plain,
      long,
      point,
      cursor: { bytes },
    } = this;
    if (!this.hasBegun || this.inHeader || plain.length === 0) return from;
    let pos = from;
    while (plain === this.plain) {
      // otherwise the arrays have been enlarged
      const { row } = this;
      let at = pos;
      for (let column = 0; column < width; column++) {
        const start = at;
        let value: number;
        let digits = 0;
        let decimals = 0;
        let mantissa = 0;
        const isNegative = bytes[at] === MINUS;
        if (long[column] === 0) {
          if (isNegative) at++;
          let digit = bytes[at] - ZERO;
          while (digit >>> 0 <= 9) {
            mantissa = (mantissa * 10 + digit) | 0;
            digit = bytes[++at] - ZERO;
          }
          digits = at - start - (isNegative ? 1 : 0);
          if (digit === point) {
            const fractionStart = ++at;
            const a = bytes[at] - ZERO;
            const b = bytes[at + 1] - ZERO;
            const c = bytes[at + 2] - ZERO;
            const d = bytes[at + 3] - ZERO;
            if (a >>> 0 <= 9 && b >>> 0 <= 9 && c >>> 0 <= 9 && d >>> 0 <= 9) {
              mantissa = (mantissa * 10000 + ((a * 10 + b) * 100 + (c * 10 + d))) | 0;
              at += 4;
            }
            digit = bytes[at] - ZERO;
            while (digit >>> 0 <= 9) {
              mantissa = (mantissa * 10 + digit) | 0;
              digit = bytes[++at] - ZERO;
            }
            decimals = at - fractionStart;
            digits += decimals;
          }
        }
        let mark = bytes[at];
        if (digits > 0 && digits <= INT_DIGITS && (mark === separator || mark === LF || mark === CR)) {
          value = mantissa / POWERS[decimals];
          if (isNegative) value = -value;
        } else {
          value = usableNumber(number.read(bytes, start));
          if (value !== value) return pos;
          at = number.end;
          mark = bytes[at];
          if (digits > INT_DIGITS) long[column] = 1; // the others will be as long
        }
        at++;
        if (mark !== (column + 1 < width ? separator : LF) && (mark !== CR || column + 1 < width || bytes[at++] !== LF))
          return pos;
        plain[column][row] = value;
      }
      pos = at;
      this.line++;
      this.trailingBlank = 0;
      this.recordAt = this.cursor.base + pos;
      this.recordLine = this.line;
      this.nextRow();
    }
    return pos;
  }

  /** Skips records that are not rows. Returns the offset of the next one; -1 where none is complete in memory. */
  private passOver(from: number): number {
    const {
      passing,
      walker,
      cursor: { bytes, length, isLast },
    } = this;
    if (from >= length || !passing.mayBegin(bytes[from])) return from;
    walker.pos = from;
    walker.line = this.line;
    walker.column = 0;
    let cells = 1;
    while (walker.passCell()) cells++;
    const { pos: end, line } = walker;
    if (!isLast && end >= length - 1) {
      walker.problems.clear();
      return -1;
    }
    const text = decodeUtf8(bytes, from, end);
    const isBlank = cells === 1 && isBlankLine(bytes, from, end);
    if (isBlank || !passing.has(text)) {
      walker.problems.clear();
      return from;
    }
    if (passing.pass(text, this.line, this.hasBegun)) {
      // No more columns are read as plain numbers.
      this.plain = [];
      this.form = undefined;
    }
    this.passQuoted();
    if (end === length) return end;
    this.line = line + 1;
    const next = end + (bytes[end] === CR && bytes[end + 1] === LF ? 2 : 1);
    this.recordAt = this.cursor.base + next;
    this.recordLine = this.line;
    return next;
  }

  /** Returns the offset of the end of a cell. */
  private passCell(pos: number): number {
    const {
      cursor: { bytes, length, isLast },
      separator,
      walker,
    } = this;
    if (
      separator !== SPACE &&
      !this.isWalked &&
      (pos === length || (bytes[pos] !== this.quote && !(this.isSpaced && bytes[pos] === SPACE)))
    ) {
      let end = pos;
      while (end < length && bytes[end] !== separator && bytes[end] !== LF && bytes[end] !== CR) end++;
      return end;
    }
    walker.pos = pos;
    walker.line = this.line;
    walker.column = this.column;
    const end = walker.passCell() ? walker.pos - 1 : walker.pos;
    if (isLast || end < length - 1) this.passQuoted();
    else walker.problems.clear();
    return end;
  }

  private passQuoted(): void {
    const {
      list: [problem],
      count,
    } = this.walker.problems;
    if (problem !== undefined) {
      this.faults.addMisquoted(
        {
          code: problem.code,
          line: problem.code === 'quote.unclosed' ? this.line : this.walker.closedLine,
          message: problem.message,
        },
        count,
      );
      this.walker.problems.clear();
    }
    this.line = this.walker.line;
  }
}
