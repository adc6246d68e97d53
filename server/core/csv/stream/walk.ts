// The one way in which cells are told apart wherever there may be quotes: in the text of an editor, and in the bytes of
// a file.

import { USUAL, type Quoting } from '../dialect/quoting';

/**
 * What may stand between two cells. Blanks stand in runs: as many as there are divide two cells, and none at the ends
 * of a record do; where the delimiter is two blanks, a single one is text.
 */
export type Delimiter = ',' | ';' | '\t' | '|' | '#' | '~' | '^' | ' ' | '  ';

export type ScanProblemCode = 'quote.unclosed' | 'quote.stray' | 'quote.text';

/** Something in the text that RFC 4180 does not allow and that was read in the most likely way. */
export interface ScanProblem {
  readonly code: ScanProblemCode;
  /** UTF-16 offsets of what is wrong: the opening quote, or the text behind the closing one. */
  readonly start: number;
  readonly end: number;
  /** What is wrong and what to do about it; where is told by the offsets. */
  readonly message: string;
  /** Offset up to which the text decides that it is so, where that is in another record. */
  readonly reach?: number;
}

/** So many problems are kept: a text of nothing but quotes must not become an object per character. */
export const PROBLEM_LIMIT = 1000;

export const LF = 0x0a,
  CR = 0x0d,
  QUOTE = 0x22,
  SPACE = 0x20;
const TAB = 0x09;

/** What cells are read from: a string, or bytes that are looked at as one. */
export interface Units {
  /** False where more may come behind them. */
  readonly isLast?: boolean;
  readonly length: number;
  charCodeAt(at: number): number;
}

/** Walks over cells, from one to the next. */
export class CellWalker {
  /** Where the next cell begins, or what ended the last one stands. */
  pos = 0;
  /** The line of `pos`, from 0. */
  line = 0;
  readonly problems = new Problems();
  private readonly separator: number;
  /** No unit above it ends a cell: one comparison for most of them. */
  private readonly highest: number;
  private readonly quote: number;
  /** -1 where there is none. */
  private readonly escape: number;
  private readonly highestQuoted: number;

  private readonly isLoose: boolean;
  private readonly isSpaced: boolean;
  private readonly isWide: boolean;
  private readonly isTight: boolean;

  constructor(
    public units: Units,
    delimiter: Delimiter,
    quoting: Quoting = USUAL,
  ) {
    this.isLoose = quoting.isLoose === true;
    this.isSpaced = quoting.isSpaced === true;
    this.isWide = delimiter === '  ';
    this.isTight = quoting.isTight === true;
    this.separator = delimiter.charCodeAt(0);
    this.highest = Math.max(this.separator, CR);
    this.quote = quoting.quote.charCodeAt(0);
    this.escape = quoting.escape === undefined ? -1 : quoting.escape.charCodeAt(0);
    this.highestQuoted = Math.max(this.quote, this.escape);
  }

  /**
   * Passes the cell that begins at `pos`. Behind a delimiter it leaves `pos` where the next cell begins and returns
   * true; else it leaves it at the line terminator or the end.
   */
  passCell(): boolean {
    const { units, separator, highest, quote } = this;
    const { length } = units;
    const isBlank = separator === SPACE;
    if (isBlank) this.passBlanks();
    else if (this.isSpaced) this.passBlanksBeforeQuote();
    const isQuoted = this.pos < length && units.charCodeAt(this.pos) === quote && this.passQuotes();
    const closed = this.pos;
    let pos = closed;
    let code = 0;
    for (; pos < length; pos++) {
      code = units.charCodeAt(pos);
      if (code <= highest && ((code === separator && this.divides(pos)) || code === LF || code === CR)) break;
    }
    if (isQuoted && closed < pos) this.problems.stray(units, closed, pos);
    this.pos = pos;
    if (pos === length || code !== separator) return false;
    this.pos++;
    return !isBlank || this.passBlanks();
  }

  /** Whether a separator is one: a blank alone may be text, and so may a mark before a blank. */
  private divides(at: number): boolean {
    if (!this.isWide && !this.isTight) return true;
    return this.isWide === (at + 1 < this.units.length && this.units.charCodeAt(at + 1) === SPACE);
  }

  /** Passes a run of blanks. @returns whether there is more of the record behind it */
  private passBlanks(): boolean {
    const { units } = this;
    while (this.pos < units.length && units.charCodeAt(this.pos) === SPACE) this.pos++;
    if (this.pos === units.length) return false;
    const code = units.charCodeAt(this.pos);
    return code !== LF && code !== CR;
  }

  private passBlanksBeforeQuote(): void {
    const { units } = this;
    let at = this.pos;
    while (at < units.length && units.charCodeAt(at) === SPACE) at++;
    if (at < units.length && units.charCodeAt(at) === this.quote) this.pos = at;
  }

  /**
   * Moves from an opening quote to just behind its closing one, or to the end of the text if there is none. Returns
   * false, and stays, where the quote is text: what would close it opens a cell.
   */
  private passQuotes(): boolean {
    const { units, quote, escape, highestQuoted, isLoose } = this;
    const { length } = units;
    const open = this.pos;
    let pos = open + 1;
    let line = this.line;
    let isOpen = true;
    for (; isOpen && pos < length; pos++) {
      const code = units.charCodeAt(pos);
      if (code > highestQuoted || code === SPACE) continue;
      if (code === quote) {
        if (isLoose) isOpen = !this.closes(pos);
        else if (pos + 1 < length && units.charCodeAt(pos + 1) === quote) pos++;
        else {
          if (this.opens(open, pos)) return false;
          if (pos === open + 1) pos = this.endOfDoubled(open);
          isOpen = false;
        }
      } else if (code === escape) {
        if (pos + 1 < length && (units.charCodeAt(pos + 1) === quote || units.charCodeAt(pos + 1) === escape)) pos++;
      } else if (code === CR || (code === LF && units.charCodeAt(pos - 1) !== CR)) line++; // CRLF is counted at its CR
    }
    if (isOpen) this.problems.unclosed(open);
    this.pos = pos;
    this.line = line;
    return true;
  }

  /**
   * Whether a quote that would close a cell opens one: a delimiter or a line end stands before it, and text behind it.
   */
  private opens(open: number, quote: number): boolean {
    const { units, separator } = this;
    if (separator === SPACE || quote < open + 2) return false;
    const before = units.charCodeAt(quote - 1);
    if ((before !== separator && before !== LF && before !== CR) || !this.isText(quote + 1)) return false;
    this.problems.text(open, quote + 2);
    return true;
  }

  private isText(at: number): boolean {
    const { units, separator } = this;
    if (at >= units.length) return false;
    const code = units.charCodeAt(at);
    return code !== separator && code !== LF && code !== CR && code !== SPACE && code !== TAB;
  }

  /**
   * Where a cell closes that begins with two quotes and text, of which the second quote is a part; at the second quote
   * where none closes it on the same line.
   */
  private endOfDoubled(open: number): number {
    const { units, quote, separator } = this;
    const second = open + 1;
    if (separator === SPACE || this.escape >= 0 || !this.isText(second + 1)) return second;
    for (let at = second + 1; at < units.length; at++) {
      const code = units.charCodeAt(at);
      if (code === LF || code === CR) return second;
      if (code !== quote) continue;
      const next = at + 1 < units.length ? units.charCodeAt(at + 1) : LF;
      if (next !== separator && next !== LF && next !== CR) return second;
      this.problems.text(second, second + 1);
      return at;
    }
    // More of the line may come; then the cell is read again.
    return units.isLast === false ? units.length : second;
  }

  /** Whether a delimiter or the end of a record stands behind a quote, but for blanks. */
  private closes(quote: number): boolean {
    const { units, separator } = this;
    const { length } = units;
    let at = quote + 1;
    for (; at < length; at++) {
      const code = units.charCodeAt(at);
      if (code === separator || code === LF || code === CR) return true;
      if (code !== SPACE && code !== TAB) return false;
    }
    return true;
  }
}

/** From where to where the cells of one record go; undefined where it is not one, or its quotes are wrong. */
export function cellsOf(
  record: string,
  delimiter: Delimiter,
  quoting?: Quoting,
): readonly (readonly [start: number, end: number])[] | undefined {
  const walker = new CellWalker(record, delimiter, quoting);
  const cells: [number, number][] = [];
  for (let isMore = true; isMore;) {
    const start = walker.pos;
    isMore = walker.passCell();
    cells.push([start, isMore ? walker.pos - 1 : walker.pos]);
  }
  return walker.pos === record.length && walker.problems.count === 0 ? cells : undefined;
}

/** Collects problems up to the limit and counts all of them. */
class Problems {
  readonly kept: ScanProblem[] = [];
  count = 0;

  /** At most one per text, the last problem in it, and the gravest: it takes another's place when all are taken. */
  unclosed(open: number): void {
    if (this.kept.length === PROBLEM_LIMIT) this.kept.pop();
    this.add(
      'quote.unclosed',
      open,
      open + 1,
      'This quote is never closed: everything from here to the end ' +
        'is read as one cell. Close it, or write "" for a quote inside quotes.',
    );
  }

  /** Blanks between a closing quote and the delimiter do no harm; aligned files are full of them. */
  stray(text: Units, start: number, end: number): void {
    let at = start;
    while (at < end && (text.charCodeAt(at) === SPACE || text.charCodeAt(at) === TAB)) at++;
    if (at === end) return;
    this.add(
      'quote.stray',
      start,
      end,
      'Text behind a closing quote. Move the quote to the end of the cell, or write "" for a quote inside quotes.',
    );
  }

  /** @param reach the offset behind what decides that the quote is text */
  text(quote: number, reach: number): void {
    this.add(
      'quote.text',
      quote,
      quote + 1,
      'This quote counts as text: what it opens is closed nowhere, ' +
        'or opened twice. Remove it, or write "" for a quote inside quotes.',
      reach,
    );
  }

  /** Forgets all of them, when they were told or the cell is to be read again. */
  clear(): void {
    this.kept.length = 0;
    this.count = 0;
  }

  private add(code: ScanProblemCode, start: number, end: number, message: string, reach?: number): void {
    this.count++;
    if (this.kept.length < PROBLEM_LIMIT)
      this.kept.push({ code, start, end, message, ...(reach !== undefined && { reach }) });
  }
}
