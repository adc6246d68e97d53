// Splits cells wherever there may be quotes: in the text of an editor, and in the bytes of a file.

import { say } from '../../../../language/language';
import { USUAL_QUOTING, type Quoting } from '../dialect/quoting';

/**
 * Delimiters between two cells. Blanks occur in runs: any number of them divides two cells, and none at the ends of a
 * record do; with two blanks as the delimiter, a single one is text.
 */
export type Delimiter = ',' | ';' | '\t' | '|' | '#' | '~' | '^' | ' ' | '  ';

export type ScanProblemCode = 'quote.unclosed' | 'quote.stray' | 'quote.text';

/** A violation of RFC 4180 that was read in the most likely way. */
export interface ScanProblem {
  readonly code: ScanProblemCode;
  /** UTF-16 offsets of the fault: the opening quote, or the text after the closing one. */
  readonly start: number;
  readonly end: number;
  /** Description of the fault and its remedy; the offsets give the place. */
  readonly message: string;
  /** End of the text that decides on the problem, if it lies in another record. */
  readonly reach?: number;
}

/** Maximum number of problems stored: a text that consists of quotes must not become an object per character. */
export const PROBLEM_LIMIT = 1000;

export const LF = 0x0a,
  CR = 0x0d,
  QUOTE = 0x22,
  SPACE = 0x20,
  BAR = 0x7c;
const TAB = 0x09;
const CAPITAL_N = 0x4e;

/** Source of cells: a string, or bytes with the same interface. */
export interface CodeUnits {
  /** False where more units may follow. */
  readonly isLast?: boolean;
  readonly length: number;
  charCodeAt(at: number): number;
}

/** Walks from cell to cell. */
export class CellWalker {
  /** Offset of the next cell, or of the mark that ended the last one. */
  pos = 0;
  /** The line of `pos`, from 0. */
  line = 0;
  /** Line on which the quotes of the last cell were closed; escaped line ends may follow. */
  closedLine = 0;
  /** Index of the next cell in its record; used for columns at fixed places. */
  column = 0;
  readonly problems = new Problems();
  private readonly separator: number;
  /** Largest unit that can end a cell: one comparison rules out most units. */
  private readonly highest: number;
  private readonly quote: number;
  /** Code of the escape character; -1 if there is none. */
  private readonly escape: number;
  private readonly highestQuoted: number;

  private readonly isLoose: boolean;
  private readonly isSpaced: boolean;
  private readonly isWide: boolean;
  private readonly isTight: boolean;
  private readonly isBare: boolean;
  private readonly hasQuotedNull: boolean;
  private readonly starts: readonly number[] | undefined;
  /** Offsets in characters at which the cells of the record begin. */
  private readonly offsets: number[] = [0];

  constructor(
    public units: CodeUnits,
    delimiter: Delimiter,
    quoting: Quoting = USUAL_QUOTING,
  ) {
    this.isLoose = quoting.isLoose === true;
    this.isSpaced = quoting.isSpaced === true;
    this.isWide = delimiter === '  ';
    this.isTight = quoting.isTight === true;
    this.separator = delimiter.charCodeAt(0);
    this.isBare = quoting.isBare === true;
    this.starts = quoting.starts;
    this.hasQuotedNull = quoting.hasQuotedNull === true;
    this.quote = quoting.quote.charCodeAt(0);
    this.escape = quoting.escape === undefined ? -1 : quoting.escape.charCodeAt(0);
    this.highest = Math.max(this.separator, CR, this.isBare ? this.escape : 0);
    this.highestQuoted = Math.max(this.quote, this.escape);
  }

  /**
   * Passes the cell that begins at `pos`. After a delimiter it leaves `pos` at the next cell and returns true; else it
   * leaves `pos` at the line terminator or the end.
   */
  passCell(): boolean {
    if (this.starts !== undefined) return this.passFixed(this.starts[this.column + 1] ?? Infinity);
    const { units, separator, highest, quote } = this;
    const { length } = units;
    const isBlank = separator === SPACE;
    if (isBlank) this.passBlanks();
    else if (this.isSpaced) this.passBlanksBeforeQuote();
    const isQuoted = this.pos < length && units.charCodeAt(this.pos) === quote && this.passQuotes();
    const closed = this.pos;
    this.closedLine = this.line;
    let pos = closed;
    let code = 0;
    for (; pos < length; pos++) {
      code = units.charCodeAt(pos);
      if (code > highest) continue;
      if ((code === separator && this.divides(pos)) || code === LF || code === CR) break;
      if (code === this.escape && this.isBare) pos = this.passEscaped(pos);
    }
    if (isQuoted && closed < pos) this.problems.addStray(units, closed, pos);
    this.pos = pos;
    if (pos === length || code !== separator) return false;
    this.pos++;
    return !isBlank || this.passBlanks();
  }

  /** Passes a cell at a fixed place. @param next offset in characters at which the next cell begins */
  private passFixed(next: number): boolean {
    const { units } = this;
    const { length } = units;
    const isText = typeof units === 'string';
    let { pos } = this;
    // Behind a text that is too long, the blanks before a cell divide nothing.
    let isLate = this.column > 0 && this.offsets[this.column] >= next - 1;
    for (let at = this.offsets[this.column]; pos < length; at++, pos++) {
      const code = units.charCodeAt(pos);
      if (code === LF || code === CR) break;
      if (code !== SPACE) isLate = false;
      if (at >= next - 1 && !isLate && (code === SPACE || code === BAR)) {
        this.offsets[++this.column] = at + 1;
        this.pos = pos + 1;
        return true;
      }
      // Further units of a character.
      const mask = isText ? 0xfc00 : 0xc0;
      const further = isText ? 0xdc00 : 0x80;
      while (pos + 1 < length && (units.charCodeAt(pos + 1) & mask) === further) pos++;
    }
    this.pos = pos;
    this.column = 0;
    return false;
  }

  /** Passes an escape and the unit behind it, both of which are one for a CR and an LF. Returns its last offset. */
  private passEscaped(escape: number): number {
    const { units } = this;
    const next = escape + 1;
    if (next >= units.length) return escape;
    const code = units.charCodeAt(next);
    if (code !== CR && code !== LF) return next;
    this.line++;
    return code === CR && next + 1 < units.length && units.charCodeAt(next + 1) === LF ? next + 1 : next;
  }

  /** Whether a separator divides cells: a single blank may be text, and so may a mark before a blank. */
  private divides(at: number): boolean {
    if (!this.isWide && !this.isTight) return true;
    return this.isWide === (at + 1 < this.units.length && this.units.charCodeAt(at + 1) === SPACE);
  }

  /** Passes a run of blanks. @returns whether more of the record follows */
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
   * Moves from an opening quote to just after its closing one, or to the end of the text if there is none. Returns
   * false, without moving, where the quote is text because its closing quote opens a cell.
   */
  private passQuotes(): boolean {
    const { units, quote, escape, highestQuoted, isLoose } = this;
    const { length } = units;
    const open = this.pos;
    if (this.hasQuotedNull && this.isNull(open)) return false;
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
    if (isOpen) this.problems.addUnclosed(open);
    this.pos = pos;
    this.line = line;
    return true;
  }

  /** Whether a quote begins the mark of a missing value, a quote and `N`. */
  private isNull(open: number): boolean {
    const { units } = this;
    return open + 1 < units.length && units.charCodeAt(open + 1) === CAPITAL_N && this.closes(open + 1);
  }

  /** Whether a quote that would close a cell opens one: a delimiter or a line end precedes it, and text follows. */
  private opens(open: number, quote: number): boolean {
    const { units, separator } = this;
    if (separator === SPACE || quote < open + 2) return false;
    const before = units.charCodeAt(quote - 1);
    if ((before !== separator && before !== LF && before !== CR) || !this.isText(quote + 1)) return false;
    this.problems.addText(open, quote + 2);
    return true;
  }

  private isText(at: number): boolean {
    const { units, separator } = this;
    if (at >= units.length) return false;
    const code = units.charCodeAt(at);
    return code !== separator && code !== LF && code !== CR && code !== SPACE && code !== TAB;
  }

  /**
   * Returns the end of a cell that begins with two quotes and text, where the second quote is part of the text; the
   * offset of the second quote if no quote closes the cell on the same line.
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
      this.problems.addText(second, second + 1);
      return at;
    }
    // More of the line may follow; then the cell is read again.
    return units.isLast === false ? units.length : second;
  }

  /** Whether a delimiter or the end of a record follows a quote, ignoring blanks. */
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

/** Returns the start and end of each cell of a record; undefined for several records, or if quotes are wrong. */
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
  readonly list: ScanProblem[] = [];
  count = 0;

  /** Adds the last and most severe problem of a text: it replaces another problem if the list is full. */
  addUnclosed(open: number): void {
    if (this.list.length === PROBLEM_LIMIT) this.list.pop();
    this.add(
      'quote.unclosed',
      open,
      open + 1,
      say(
        'This quote is never closed: everything from here to the end is read as one cell. Close it, or write "" for a quote inside quotes.',
      ),
    );
  }

  /** Adds text after a closing quote. Blanks there are harmless; aligned files are full of them. */
  addStray(text: CodeUnits, start: number, end: number): void {
    let at = start;
    while (at < end && (text.charCodeAt(at) === SPACE || text.charCodeAt(at) === TAB)) at++;
    if (at === end) return;
    this.add(
      'quote.stray',
      start,
      end,
      say('Text after a closing quote. Move the quote to the end of the cell, or write "" for a quote inside quotes.'),
    );
  }

  /** @param reach offset after the text that decides that the quote is text */
  addText(quote: number, reach: number): void {
    this.add(
      'quote.text',
      quote,
      quote + 1,
      say(
        'This quote counts as text: what it opens is closed nowhere, or opened twice. Remove it, or write "" for a quote inside quotes.',
      ),
      reach,
    );
  }

  /** Clears the list, after the problems were reported or when the cell is read again. */
  clear(): void {
    this.list.length = 0;
    this.count = 0;
  }

  private add(code: ScanProblemCode, start: number, end: number, message: string, reach?: number): void {
    this.count++;
    if (this.list.length < PROBLEM_LIMIT)
      this.list.push({ code, start, end, message, ...(reach !== undefined && { reach }) });
  }
}
