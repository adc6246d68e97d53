// Text to cell offsets: the first stage, and the one that touches every character. It makes no string per cell; later
// stages cut out of the text what they need.

import { USUAL_QUOTING, type Quoting } from '../dialect/quoting';
import { CellWalker, CR, LF, SPACE, type Delimiter, type ScanProblem } from '../stream/walk';

export { decodeCell, type Quoting } from '../dialect/quoting';
export { PROBLEM_LIMIT, type Delimiter, type ScanProblem, type ScanProblemCode } from '../stream/walk';

/**
 * Cell offsets of a whole text. All offsets count UTF-16 units from the start of the text. A record is the text between
 * two line terminators outside quotes; it has at least one cell. An empty line after the last terminator is not a
 * record; any other empty line is one, with one empty cell. A byte order mark at offset 0 belongs to no cell.
 */
export interface Scan {
  readonly text: string;
  readonly delimiter: Delimiter;
  /** Left out for the usual quoting. */
  readonly quoting?: Quoting;
  readonly recordCount: number;
  readonly cellCount: number;
  /** Per cell: offset of its first unit, including its quote. */
  readonly cellStart: Uint32Array;
  /** Per record: index of its first cell; one more entry at the end, equal to `cellCount`. */
  readonly recordFirstCell: Uint32Array;
  /** Per record: offset just after its last cell, before the line terminator. */
  readonly recordEnd: Uint32Array;
  /** Per record: the line, from 0, on which it starts. Lines end at \n, \r\n and \r, also inside quotes. */
  readonly recordLine: Uint32Array;
  /** The first `PROBLEM_LIMIT` problems in order of offset; an unclosed quote is always among them. */
  readonly problems: readonly ScanProblem[];
  /** Total number of problems, including those not stored. */
  readonly problemCount: number;
}

const BYTE_ORDER_MARK = 0xfeff;

/**
 * Finds all cells of `text` in one pass: RFC 4180 quotes with `""` for a quote, cells that span lines, LF, CRLF and
 * lone CR. A quote counts only as the first unit of a cell; elsewhere it is ordinary text. Never throws: an unclosed
 * quote makes one cell of all the rest, and text after a closing quote stays in the cell up to the next delimiter.
 */
export function scan(text: string, delimiter: Delimiter, quoting?: Quoting): Scan {
  return new Scanner(text, delimiter, quoting).run();
}

/** Returns the offset just after a cell: before the delimiter, the line terminator or the end of the text. */
export function cellEnd(scan: Scan, cell: number): number {
  if (cell + 1 >= scan.cellCount) return scan.recordEnd[scan.recordCount - 1];
  // The unit before a cell is the delimiter or, for the first cell of a record, the terminator of the record before. So
  // the text itself shows whether `cell` is the last of its record; no search for the record is needed.
  const next = scan.cellStart[cell + 1];
  const isCrLf = scan.text.charCodeAt(next - 1) === LF && next > 1 && scan.text.charCodeAt(next - 2) === CR;
  return isCrLf ? next - 2 : next - 1;
}

/**
 * The pass itself. In a record without quotes it hops from mark to mark with `indexOf`, which the engine does many
 * bytes at a time; for cells of nine units that takes half the time of testing each unit. A record with quotes is read
 * unit by unit: its hops would be too short. The cursors only move forward, so the text is read once per kind of mark,
 * whatever it contains.
 */
class Scanner {
  private readonly length: number;
  private pos: number;
  private line = 0;
  // Offset of the next mark of each kind, `length` when there is none; updated to `pos` at the start of each record.
  private nextSeparator = -1;
  private nextLf = -1;
  private nextCr = -1;
  private nextQuote = -1;
  private readonly cells: Offsets;
  private readonly firstCells: Offsets;
  private readonly ends: Offsets;
  private readonly lines: Offsets;
  private readonly walker: CellWalker;
  private readonly quote: string;
  /** Whether every delimiter outside quotes divides two cells. */
  private readonly isPlain: boolean;

  constructor(
    private readonly text: string,
    private readonly delimiter: Delimiter,
    private readonly quoting?: Quoting,
  ) {
    this.length = text.length;
    this.pos = text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
    this.walker = new CellWalker(text, delimiter, quoting);
    this.quote = (quoting ?? USUAL_QUOTING).quote;
    this.isPlain = delimiter.charCodeAt(0) !== SPACE && quoting?.isTight !== true && quoting?.isBare !== true;
    this.cells = new Offsets(this.length);
    this.firstCells = new Offsets(this.length);
    this.ends = new Offsets(this.length);
    this.lines = new Offsets(this.length);
  }

  run(): Scan {
    const {
      text,
      delimiter,
      quoting,
      cells,
      firstCells,
      ends,
      lines,
      walker: { problems },
    } = this;
    while (this.pos < this.length) {
      firstCells.push(cells.length, this.pos);
      lines.push(this.line, this.pos);
      this.moveCursors();
      if (this.isPlain && this.nextQuote > Math.min(this.nextLf, this.nextCr)) this.plainRecord();
      else this.quotedRecord();
      ends.push(this.pos, this.pos);
      this.passLineEnd();
    }
    firstCells.push(cells.length, this.length);
    return {
      text,
      delimiter,
      ...(quoting !== undefined && { quoting }),
      recordCount: ends.length,
      cellCount: cells.length,
      cellStart: cells.trimmed(),
      recordFirstCell: firstCells.trimmed(),
      recordEnd: ends.trimmed(),
      recordLine: lines.trimmed(),
      problems: problems.list,
      problemCount: problems.count,
    };
  }

  private moveCursors(): void {
    const { pos } = this;
    if (this.nextSeparator < pos) this.nextSeparator = this.find(this.delimiter);
    if (this.nextLf < pos) this.nextLf = this.find('\n');
    if (this.nextCr < pos) this.nextCr = this.find('\r');
    if (this.nextQuote < pos) this.nextQuote = this.find(this.quote);
  }

  private find(mark: string): number {
    const at = this.text.indexOf(mark, this.pos);
    return at < 0 ? this.length : at;
  }

  /** Splits a record without quotes into cells; leaves `pos` at its end. The hot loop. */
  private plainRecord(): void {
    const { text, length, delimiter, cells } = this;
    const end = Math.min(this.nextLf, this.nextCr);
    let next = this.nextSeparator;
    cells.push(this.pos, this.pos);
    while (next < end) {
      cells.push(next + 1, next);
      next = text.indexOf(delimiter, next + 1);
      if (next < 0) next = length;
    }
    this.nextSeparator = next;
    this.pos = end;
  }

  /** Splits a record that may have quotes into cells; leaves `pos` at its end. */
  private quotedRecord(): void {
    const { walker, cells } = this;
    walker.pos = this.pos;
    walker.line = this.line;
    walker.column = 0;
    do cells.push(walker.pos, walker.pos);
    while (walker.passCell());
    this.pos = walker.pos;
    this.line = walker.line;
  }

  /** Moves past the line terminator at `pos`, if there is one. */
  private passLineEnd(): void {
    const { text, pos } = this;
    if (pos === this.length) return;
    const isCrLf = text.charCodeAt(pos) === CR && pos + 1 < this.length && text.charCodeAt(pos + 1) === LF;
    this.pos = isCrLf ? pos + 2 : pos + 1;
    this.line++;
  }
}

/** A growing Uint32Array. Offsets fit: strings stay far below 2^32 units. */
class Offsets {
  length = 0;
  private values = new Uint32Array(1024);
  constructor(private readonly textLength: number) {}

  /** Appends a value; `pos` is the current offset in the text, from which the room for the rest is estimated. */
  push(value: number, pos: number): void {
    if (this.length === this.values.length) this.grow(pos);
    this.values[this.length++] = value;
  }

  trimmed(): Uint32Array {
    return this.values.slice(0, this.length);
  }

  /** Doubles the room, or, near the end of the text, takes only as much as the density so far suggests. */
  private grow(pos: number): void {
    const expected = Math.ceil((1.02 * this.length * this.textLength) / Math.max(pos, 1));
    const capacity = Math.max(Math.min(2 * this.length, expected), Math.ceil(1.125 * this.length));
    const values = new Uint32Array(capacity);
    values.set(this.values);
    this.values = values;
  }
}
