// A text of any length, read in one pass that keeps neither the text nor the offsets of its cells, but its columns as
// numbers and levels. Cells, rows and problems are those that `readTable` finds.

import { isBlankLine, MissingTexts } from '../columns/blanks';
import { numberedColumns, type Beginning } from './beginning';
import { ColumnReader, type NumberRoom, type RecordForm } from '../columns/column';
import { Cursor } from './cursor';
import { missingSet, type Dialect } from '../dialect/dialect';
import { StreamFaults } from './faults';
import { MINUS, NumberReader, POWERS, usable, WORD, ZERO } from '../cells/number';
import { Passing } from './passing';
import { USUAL } from '../dialect/quoting';
import type { TextSource } from './source';
import type { Mark, Streamed, WantedOf } from './streamed';
import { decodeUtf8 } from '../cells/utf8';
import { CellWalker, CR, LF, SPACE } from './walk';

export type { Mark, Streamed, WantedOf } from './streamed';

/** From so many rows on, arrays are made where the matrix is wanted. */
const LARGE = 1 << 16;

/**
 * Reads the columns of a text.
 *
 * @param room for the numbers of a large text
 */
export function readColumns(source: TextSource, beginning: Beginning, wantedOf: WantedOf, room?: NumberRoom): Streamed {
  const reader = new StreamReader(source, beginning, beginning.columns, wantedOf, room);
  reader.run();
  const width = reader.commonestWidth();
  if (beginning.dialect.hasHeader || width === beginning.columns.length) return reader.finish();
  // Only the whole text tells how many columns there are without a header.
  const again = new StreamReader(source, beginning, numberedColumns(width), wantedOf, room);
  again.run();
  return again.finish();
}

class StreamReader {
  private readonly cursor: Cursor;
  private readonly dialect: Dialect;
  private readonly walker: CellWalker;
  private readonly number: NumberReader;
  private readonly passing: Passing;
  private readonly separator: number;
  private readonly quote: number;
  /** Whether a cell that begins with a blank may be quoted. */
  private readonly isSpaced: boolean;
  private readonly isTight: boolean;
  /** What is read as a digit where there is the decimal mark. */
  private readonly point: number;
  private readonly width: number;
  private readonly readers: readonly (ColumnReader | undefined)[];
  /** Whether a number as it is read is never a missing value. */
  private readonly isDirect: boolean;
  /** The arrays of the columns, once nothing is wanted of them but plain numbers; else empty. */
  private plain: readonly Float64Array[] = [];
  /** How the room's reader is to read them, where it can. */
  private form: RecordForm | undefined;
  /** Whether it has the bytes that are in memory. */
  private isLoaded = false;
  /** By column: 1 where numbers have more than nine digits. */
  private readonly long: Uint8Array;
  private readonly marks: Mark[] = [];
  private readonly size: number;
  private capacity = 1024;
  private row = 0;
  private line = 0;
  /** Column of the cell that is read. */
  private column = 0;
  /** Whether a record with something in it was met; with a header, that was the header. */
  private begun = false;
  private inHeader: boolean;
  /** Blank lines of a one-column table since the last row with a cell. */
  private blank = 0;
  /** All blank lines that count as rows. */
  private allBlank = 0;
  private recordAt = 0;
  private recordLine = 0;
  /** The line on which the first cell too many stands, and whether any of them is filled. */
  private surplusLine = 0;
  private isSurplusFilled = false;
  private readonly faults = new StreamFaults();

  constructor(
    private readonly source: TextSource,
    beginning: Beginning,
    private readonly columns: readonly string[],
    wantedOf: WantedOf,
    private readonly room?: NumberRoom,
  ) {
    const { dialect } = beginning;
    this.dialect = dialect;
    this.cursor = new Cursor(source, 0);
    this.walker = new CellWalker(this.cursor, dialect.delimiter, dialect.quoting);
    this.quote = (dialect.quoting ?? USUAL).quote.charCodeAt(0);
    this.isSpaced = dialect.quoting?.isSpaced === true;
    this.isTight = dialect.quoting?.isTight === true;
    this.number = new NumberReader(dialect.decimal);
    this.separator = dialect.delimiter.charCodeAt(0);
    this.point = dialect.decimal.charCodeAt(0) - ZERO;
    this.width = columns.length;
    this.long = new Uint8Array(this.width);
    this.passing = new Passing(dialect.frame);
    this.inHeader = dialect.hasHeader && dialect.frame?.names === undefined;
    const missing = new MissingTexts(missingSet(dialect.missing));
    this.isDirect =
      !missing.hasNumber &&
      dialect.delimiter !== dialect.decimal &&
      !dialect.delimiter.startsWith(' ') &&
      !this.isTight;
    this.readers = columns.map((name, index) => {
      const wanted = wantedOf(name, index);
      return wanted === undefined ? undefined : new ColumnReader(wanted, dialect, missing, this.capacity);
    });
    this.size = source.size;
  }

  run(): void {
    let pos = this.cursor.begin();
    this.recordAt = pos;
    for (;;) {
      const stop = this.readCells(pos);
      if (stop < 0) return;
      if (!this.inHeader && this.begun && !this.passing.isOutside) this.mark();
      this.cursor.moveOn(stop);
      this.isLoaded = false;
      pos = 0;
    }
  }

  /**
   * Reads cells as far as they are in memory to their ends. Returns where the first is that is not, -1 at the end of
   * the text.
   */
  private readCells(from: number): number {
    const {
      cursor,
      cursor: { bytes, length, isLast },
      number,
      separator,
      readers,
      isDirect,
    } = this;
    const safe = isLast ? Infinity : length - 1; // behind a CR it must be seen whether there is an LF
    let pos = from;
    let isFresh = this.column === 0; // whether the cell is the first of a record
    for (;;) {
      if (isFresh) {
        pos = this.readPlain(this.readInRoom(pos));
        const behind = this.passOver(pos);
        if (behind < 0) return pos;
        if (behind > pos) {
          pos = behind;
          continue;
        }
      }
      const reader = this.inHeader ? undefined : readers[this.column];
      let end = pos;
      let value = NaN;
      if (reader !== undefined && isDirect) {
        value = usable(number.read(bytes, pos));
        end = number.end;
        const behind = bytes[end];
        if (behind !== separator && behind !== LF && behind !== CR && end !== length) value = NaN;
      }
      if (value !== value) end = this.passCell(pos);
      if (end >= safe) return pos;
      if (this.column >= this.width && !isBlankLine(bytes, pos, end)) this.isSurplusFilled = true;
      const isEnd = end === length || bytes[end] !== separator;
      if (value !== value && isEnd && this.column === 0 && isBlankLine(bytes, pos, end)) {
        if (pos === length) return -1;
        this.passBlank();
      } else {
        if (value === value && reader !== undefined) {
          if (reader.isPlain) reader.numbers[this.row] = value;
          else reader.observed(bytes, pos, end, this.row, value);
        } else if (reader !== undefined) reader.cell(bytes, pos, end, this.row);
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

  /** What the room's reader can read. Returns where the first record begins that it leaves. */
  private readInRoom(from: number): number {
    const { room, form, cursor } = this;
    if (room === undefined || form === undefined) return from;
    if (!this.isLoaded) room.records.load(cursor.bytes, cursor.length);
    this.isLoaded = true;
    // The last row that there is room for is read below, where more is made.
    const rows = room.records.read(from, form, this.row, this.capacity - this.row - 1);
    if (rows === 0) return from;
    this.row += rows;
    this.line += rows;
    this.blank = 0;
    this.recordAt = cursor.base + room.records.end;
    this.recordLine = this.line;
    return room.records.end;
  }

  /**
   * Reads records of nothing but numbers in plain notation, as many as there are columns. Returns where the first other
   * one begins; what was read of that one is read again.
   *
   * The hot loop of files of numbers where there is no room with a reader of its own, or where that one leaves a
   * record. Up to nine digits are read here as `NumberReader` reads them: a call for each cell would take as long
   * again, which was measured.
   */
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
    if (!this.begun || this.inHeader || plain.length === 0) return from;
    let pos = from;
    while (plain === this.plain) {
      // else its arrays have been enlarged
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
            const behind = ++at;
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
            decimals = at - behind;
            digits += decimals;
          }
        }
        let mark = bytes[at];
        if (digits > 0 && digits <= WORD && (mark === separator || mark === LF || mark === CR)) {
          value = mantissa / POWERS[decimals];
          if (isNegative) value = -value;
        } else {
          value = usable(number.read(bytes, start));
          if (value !== value) return pos;
          at = number.end;
          mark = bytes[at];
          if (digits > WORD) long[column] = 1; // the others will be as long
        }
        at++;
        if (mark !== (column + 1 < width ? separator : LF) && (mark !== CR || column + 1 < width || bytes[at++] !== LF))
          return pos;
        plain[column][row] = value;
      }
      pos = at;
      this.line++;
      this.blank = 0;
      this.recordAt = this.cursor.base + pos;
      this.recordLine = this.line;
      this.nextRow();
    }
    return pos;
  }

  /** Passes records that are no rows. Returns where the next one begins; -1 where not all of one is in memory. */
  private passOver(from: number): number {
    const {
      passing,
      walker,
      cursor: { bytes, length, isLast },
    } = this;
    if (from >= length || !passing.mayBegin(bytes[from])) return from;
    walker.pos = from;
    walker.line = this.line;
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
    if (passing.pass(text, this.line, this.begun)) {
      // No more of them are read as numbers.
      this.plain = [];
      this.form = undefined;
    }
    this.passQuoted();
    if (end === length) return end;
    this.line = line + 1;
    const behind = end + (bytes[end] === CR && bytes[end + 1] === LF ? 2 : 1);
    this.recordAt = this.cursor.base + behind;
    this.recordLine = this.line;
    return behind;
  }

  /** Where a cell ends. */
  private passCell(pos: number): number {
    const {
      cursor: { bytes, length, isLast },
      separator,
      walker,
    } = this;
    if (
      separator !== SPACE &&
      !this.isTight &&
      (pos === length || (bytes[pos] !== this.quote && !(this.isSpaced && bytes[pos] === SPACE)))
    ) {
      let end = pos;
      while (end < length && bytes[end] !== separator && bytes[end] !== LF && bytes[end] !== CR) end++;
      return end;
    }
    walker.pos = pos;
    walker.line = this.line;
    const end = walker.passCell() ? walker.pos - 1 : walker.pos;
    if (isLast || end < length - 1) this.passQuoted();
    else walker.problems.clear();
    return end;
  }

  private passQuoted(): void {
    const {
      kept: [problem],
      count,
    } = this.walker.problems;
    if (problem !== undefined) {
      this.faults.misquoted(
        { line: problem.code === 'quote.unclosed' ? this.line : this.walker.line, message: problem.message },
        count,
      );
      this.walker.problems.clear();
    }
    this.line = this.walker.line;
  }

  /** A record that is a line of blanks. */
  private passBlank(): void {
    if (!this.begun || this.width !== 1) return;
    this.readers[0]?.absent(this.row);
    this.blank++;
    this.allBlank++;
    this.nextRow();
  }

  /** Columns may have become plain with this record. */
  private settlePlain(): void {
    if (this.plain.length > 0 || !this.isDirect || !this.readers.every((reader) => reader?.isPlain === true)) return;
    this.plain = this.readers.map((reader) => (reader as ColumnReader).numbers);
    if (this.room?.records.canFill(this.plain) === true)
      this.form = { separator: this.separator, point: this.point + ZERO, columns: this.plain };
  }

  private passRecord(end: number): void {
    const cells = this.column + 1;
    this.column = 0;
    this.begun = true;
    if (this.inHeader) {
      this.inHeader = false;
      this.isSurplusFilled = false;
      return;
    }
    if (cells !== this.width) this.passRagged(cells, this.cursor.base + end);
    this.isSurplusFilled = false;
    this.blank = 0;
    this.nextRow();
    this.settlePlain();
  }

  private passRagged(cells: number, end: number): void {
    for (let column = cells; column < this.width; column++) this.readers[column]?.absent(this.row);
    if (cells > this.width && !this.isSurplusFilled && this.dialect.frame?.trailing !== undefined) return;
    this.faults.ragged({
      cells,
      at: this.recordAt,
      end,
      line: this.recordLine,
      lineOfFault: cells < this.width ? this.line : this.surplusLine,
    });
  }

  private nextRow(): void {
    if (++this.row < this.capacity) return;
    // As many as the rest of the text lets expect, so that large arrays are made once.
    const expected = Math.ceil((1.02 * this.row * this.size) / Math.max(this.recordAt, 1));
    this.capacity = Math.max(Math.min(expected, 1024 * this.row), Math.ceil(1.25 * this.row));
    // What the room gives is not given back: only the array that is meant to be the last.
    const isLarge = this.capacity >= LARGE && this.capacity > 8 * this.row;
    for (const reader of this.readers) reader?.reserve(this.capacity, isLarge ? this.room : undefined);
    this.plain = [];
    this.form = undefined;
  }

  private mark(): void {
    if (this.recordAt > (this.marks[this.marks.length - 1]?.offset ?? -1)) {
      this.marks.push({ offset: this.recordAt, row: this.row, line: this.recordLine });
    }
  }

  commonestWidth(): number {
    return this.faults.commonestWidth(this.width, this.row - this.allBlank);
  }

  finish(): Streamed {
    const rowCount = this.row - this.blank;
    for (const reader of this.readers) reader?.withoutAbsent(this.width === 1 ? this.blank : 0);
    const problem = this.faults.first(this.source, this.dialect, this.width);
    return {
      columns: this.columns,
      rowCount,
      marks: this.marks,
      typed: this.readers.map((reader) => reader?.finish(rowCount)),
      ...(problem !== undefined && { problem }),
      problemCount: this.faults.count,
      ...(this.passing.lines !== undefined && { passedOver: this.passing.lines }),
      ...(this.passing.totals !== undefined && { totals: this.passing.totals }),
    };
  }
}
