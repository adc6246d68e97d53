// Reads the cells of a column as numbers and level numbers, once, from their bytes: enough to choose its kind and to
// fill the matrix.

import { dropBlanks, skipBlanks, type MissingTexts } from './blanks';
import { CellSorts, isMissingAmongNumbers, NO_NUMBER, UNITS, WORD, type ReadCell } from '../cells/cellSorts';
import { Levels } from './levels';
import { BAD_CELL_LIMIT } from './limits';
import { NumberReader, usable } from '../cells/number';
import { OddTexts } from './oddTexts';
import { gathererOf, type TextGatherer } from './gathered';
import { decodeCell, USUAL, type Quoting } from '../dialect/quoting';
import { decodeUtf8, encodeUtf8, MOST_BYTES_PER_UNIT } from '../cells/utf8';
import type { Dialect } from '../dialect/dialect';
import { QUOTE, SPACE } from '../stream/walk';
import type { NumberMarks } from '../cells/writtenNumber';
import { levelsIn, unitOf, type TypedColumn, type WantedColumn } from './typedColumn';
import type { NumberRoom } from './numberRoom';

/** Maximum number of distinct values that are distinguished: no column of levels has more. */
export const MOST_LEVELS = 5000;

export { BAD_CELL_LIMIT };

/** Shared and never written: each reader allocates its own once it needs room. */
const NO_BYTES = new Uint8Array(0);

const EQUALS = 0x3d;
/** Code from which on there are letters: no number in plain notation begins with one. */
const LETTERS = 0x41;

/** Reads the cells of one column, row by row. */
export class ColumnReader {
  numbers: Float64Array;
  /** Whether a plain number only needs to be stored in `numbers`. */
  isPlain = false;
  private places: Uint16Array | undefined;
  private levels: Levels | undefined;
  /** Gatherer for a column of texts that are no longer distinguished. */
  private gathered: TextGatherer | undefined;
  /** Number of each level, if it is one, and its sort. */
  private readonly levelNumbers: number[] = [];
  private readonly levelSorts: number[] = [];
  /** Sorts of cells that are no bare numbers, where numbers are wanted. */
  private readonly sorts: CellSorts | undefined;
  /** Whether known levels are numbers, beside which some words mean "missing". */
  private readonly hasNumberLevels: boolean;
  private names: readonly string[] = [];
  /** Distinct numbers, counted once texts are no longer distinguished: until then the levels have them. */
  private distinct: Set<number> | undefined;
  private readonly isClosed: boolean;
  /** Whether texts beside the known levels are distinguished. */
  private readonly isOpen: boolean;
  private hasNumbers: boolean;
  private missing = 0;
  private othersCount = 0;
  private readonly others: number[] = [];
  private readonly odd = new OddTexts();
  private readonly number: NumberReader;
  private readonly marks: NumberMarks;
  private readonly quoting: Quoting;
  private readonly quote: number;
  /** Whether the text between two quotes is the decoded cell. */
  private readonly isPlainlyRead: boolean;
  private readonly isSpaced: boolean;
  private scratch = NO_BYTES;

  /** @param rows initial capacity */
  constructor(
    private readonly wanted: WantedColumn,
    { decimal, thousands, quoting = USUAL }: NumberMarks & Pick<Dialect, 'quoting'>,
    private readonly missingTexts: MissingTexts,
    rows: number,
  ) {
    this.marks = { decimal, ...(thousands !== undefined && { thousands }) };
    this.quoting = quoting;
    this.quote = quoting.quote.charCodeAt(0);
    this.isSpaced = quoting.isSpaced === true;
    this.isPlainlyRead = quoting.escape === undefined && quoting.isLoose !== true;
    this.number = new NumberReader(decimal);
    const given = levelsIn(wanted);
    this.isClosed = given !== undefined;
    this.isOpen = given !== undefined && given !== wanted;
    this.hasNumbers = !this.isClosed;
    this.hasNumberLevels = given !== undefined && given.every((level) => !Number.isNaN(Number(level)));
    if (this.hasNumbers && wanted !== 'texts') this.sorts = new CellSorts(this.marks, rows);
    this.numbers = new Float64Array(this.hasNumbers ? rows : 0);
    if (wanted === 'all' || wanted === 'texts') this.levels = new Levels();
    else if (given !== undefined) this.levels = new Levels(given);
    if (this.levels !== undefined) this.places = new Uint16Array(rows);
    this.settle();
  }

  /**
   * Makes room for more rows.
   *
   * @param room allocates the array of numbers
   */
  reserve(rows: number, room?: NumberRoom): void {
    // Texts that are numbers so far may continue as fast as numbers; others would only fill the room.
    if (this.wanted === 'texts' && this.othersCount > 0) this.hasNumbers = false;
    const numbers = this.hasNumbers ? (room?.allocate(rows) ?? new Float64Array(rows)) : new Float64Array(0);
    this.numbers = enlarged(this.numbers, numbers);
    this.settle();
    if (this.places !== undefined) this.places = enlarged(this.places, new Uint16Array(rows));
    this.sorts?.reserve(rows);
    this.gathered?.reserve(rows);
  }

  /** Adds a row that lacks this cell. */
  absent(row: number): void {
    if (this.hasNumbers) this.numbers[row] = NaN;
    if (this.places !== undefined) this.places[row] = 0;
    this.missing++;
  }

  /** Removes the last rows, which had no cells. */
  withoutAbsent(rows: number): void {
    this.missing -= rows;
  }

  /** Reads a cell's source text, which may have quotes and blanks. A byte must follow it. */
  cell(bytes: Uint8Array, start: number, end: number, row: number): void {
    if (this.isSpaced) while (start < end && bytes[start] === SPACE) start++;
    if (bytes[start] === this.quote && start < end) {
      if (!this.isPlainlyRead || !isPlainlyQuoted(bytes, start, end, this.quote)) {
        const source = decodeUtf8(bytes, start, end);
        this.said(decodeCell(source, 0, source.length, this.quoting), row);
        return;
      }
      start++;
      end--;
    }
    this.text(bytes, start, end, row);
  }

  /** Reads a decoded cell. */
  said(text: string, row: number): void {
    this.part(text, 0, text.length, row);
  }

  /** Reads a decoded cell from a part of a string. */
  part(text: string, start: number, end: number, row: number): void {
    const most = MOST_BYTES_PER_UNIT * (end - start) + 1;
    if (most > this.scratch.length) this.scratch = new Uint8Array(2 * most);
    const behind = encodeUtf8(text, start, end, this.scratch, 0);
    this.scratch[behind] = 0;
    this.text(this.scratch, 0, behind, row);
  }

  private text(bytes: Uint8Array, start: number, end: number, row: number): void {
    start = skipBlanks(bytes, start, end);
    end = dropBlanks(bytes, start, end);
    if (isGuarded(bytes, start, end)) {
      start += 2;
      end--;
    }
    if (start === end) {
      this.absent(row);
      return;
    }
    // A known text is not missing, and its number is known. This does not hold for given levels.
    const known = this.isClosed ? -1 : (this.levels?.find(bytes, start, end) ?? -1);
    if (known >= 0) this.again(known, row);
    else if (this.missingTexts.has(bytes, start, end)) this.absent(row);
    else if (this.levels === undefined && this.sorts?.isOfTexts === true && bytes[start] >= LETTERS) {
      this.numbers[row] = NaN;
      this.sorts.passText();
      this.gathered?.addBytes(bytes, start, end, row);
    } else this.observed(bytes, start, end, row, this.hasNumbers ? this.numberIn(bytes, start, end) : NaN);
  }

  private again(level: number, row: number): void {
    if (this.hasNumbers) {
      this.numbers[row] = this.levelNumbers[level];
      this.sorted(row, this.levelSorts[level]);
    }
    if (this.places !== undefined) this.places[row] = level + 1;
  }

  /** Adds a trimmed text that is not missing, with its number in plain notation. */
  observed(bytes: Uint8Array, start: number, end: number, row: number, number: number): void {
    let sort = 0;
    if (this.hasNumbers) {
      if (number !== number) ({ number, sort } = this.sorts?.read(bytes, start, end) ?? NO_NUMBER);
      this.numbers[row] = number;
      this.sorted(row, sort);
    }
    if (this.levels !== undefined) this.level(this.levels, bytes, start, end, row, { number, sort });
    else {
      this.count(number, sort);
      if (number !== number || this.isOdd(sort)) this.odd.add(bytes, start, end, row, number === number);
    }
    if (this.levels === undefined) this.gathered?.addBytes(bytes, start, end, row);
  }

  private sorted(row: number, sort: number): void {
    if (sort === 0) return;
    if (this.sorts === undefined) this.other(row);
    else this.sorts.set(row, sort);
  }

  private level(
    levels: Levels,
    bytes: Uint8Array,
    start: number,
    end: number,
    row: number,
    { number, sort }: ReadCell,
  ): void {
    let at = levels.find(bytes, start, end);
    if (at < 0 && this.isClosed && !(this.isOpen && levels.size < MOST_LEVELS)) {
      if (this.hasNumberLevels && isMissingAmongNumbers(bytes, start, end)) this.missing++;
      else {
        this.other(row);
        this.odd.add(bytes, start, end, row);
      }
    } else if (at < 0) {
      at = levels.add(bytes, start, end);
      this.levelNumbers.push(number);
      this.levelSorts.push(sort);
      if (at === MOST_LEVELS) this.close(levels);
    }
    if (this.places !== undefined) this.places[row] = at + 1;
  }

  /** Stops distinguishing texts. */
  private close(levels: Levels): void {
    this.names = levels.names();
    if (this.wanted === 'all' || this.wanted === 'texts')
      this.gathered = gathererOf(
        this.names,
        this.places,
        (level) => Number.isNaN(this.levelNumbers[level]) || this.levelSorts[level] > UNITS,
      );
    const isText = this.levelNumbers.map(Number.isNaN);
    const isOdd = isText.map((own, level) => own || this.isOdd(this.levelSorts[level]));
    this.places?.forEach((place, row) => {
      if (place > 0 && isOdd[place - 1]) this.odd.addText(this.names[place - 1], row, !isText[place - 1]);
    });
    if (this.wanted === 'all') this.distinct = new Set(this.distinctLevels());
    this.levels = undefined;
    this.places = undefined;
    this.settle();
  }

  private count(number: number, sort: number): void {
    const { distinct } = this;
    if (distinct === undefined || !this.isCounted(number, sort)) return;
    if (distinct.size <= MOST_LEVELS) distinct.add(number);
    if (distinct.size > MOST_LEVELS) this.settle();
  }

  private isCounted(number: number, sort: number): boolean {
    return number === number && this.sorts?.isNumber(sort) !== false;
  }

  /** Numbers of the levels that are numbers: different texts may be the same one. */
  private distinctLevels(): readonly number[] {
    return this.levelNumbers.filter((number, level) => this.isCounted(number, this.levelSorts[level]));
  }

  private distinctCount(): number {
    if (this.wanted !== 'all') return 0;
    return (this.distinct ?? new Set(this.distinctLevels())).size;
  }

  private settle(): void {
    const counts = this.distinct !== undefined && this.distinct.size <= MOST_LEVELS;
    this.isPlain =
      this.hasNumbers &&
      this.levels === undefined &&
      this.gathered === undefined &&
      !counts &&
      !this.missingTexts.hasNumber;
  }

  /** Whether the sort is one of dates or bounds. */
  private isOdd(sort: number): boolean {
    return this.sorts?.isNumber(sort) === false;
  }

  private other(row: number): void {
    if (this.othersCount++ < BAD_CELL_LIMIT) this.others.push(row);
  }

  private numberIn(bytes: Uint8Array, start: number, end: number): number {
    const value = this.number.read(bytes, start);
    if (this.number.end === end) return usable(value);
    if (this.number.end < end) return NaN;
    // The decimal mark is also the delimiter, and reading continued into the next cell.
    const alone = new Uint8Array(end - start + 1);
    alone.set(bytes.subarray(start, end));
    const own = new NumberReader(this.marks.decimal);
    const ownValue = own.read(alone, 0);
    return own.end === end - start ? usable(ownValue) : NaN;
  }

  /** Returns the column, after all its rows were read. */
  finish(rows: number): TypedColumn {
    const numbers = this.numbers.subarray(0, rows);
    const { sorts, wanted } = this;
    const form = typeof wanted === 'object' && 'dates' in wanted ? wanted.dates : undefined;
    const settled = sorts?.settle(numbers, this.missing, wanted === 'all' ? undefined : unitOf(wanted), form);
    const values = this.levels?.names() ?? this.names;
    const places = this.places?.subarray(0, rows);
    const known =
      settled?.hasWords === true
        ? withoutWords(values, places, (level) => this.levelSorts[level] === WORD)
        : { values };
    return {
      rows,
      ...known,
      numbers,
      ...(places !== undefined && { places }),
      ...(this.gathered !== undefined && { gathered: this.gathered.finish(rows) }),
      missing: this.missing + (settled?.words ?? 0),
      othersCount: settled?.othersCount ?? this.othersCount,
      others: settled?.others ?? this.others,
      foreign: settled?.foreign ?? 0,
      distinctNumbers: this.distinctCount(),
      ...this.odd.found,
      ...(settled?.bounds !== undefined && { bounds: settled.bounds }),
      ...(settled?.unit !== undefined && { unit: settled.unit }),
      ...(settled?.dates !== undefined && { dates: settled.dates }),
    };
  }
}

/** Removes words that count as missing from the texts; places refer to the remaining texts. */
function withoutWords(
  values: readonly string[],
  places: Uint16Array | undefined,
  isWord: (level: number) => boolean,
): { readonly values: readonly string[] } {
  const left = values.flatMap((_, level) => (isWord(level) ? [] : [level]));
  const moved = new Uint16Array(values.length + 1);
  left.forEach((level, at) => {
    moved[level + 1] = at + 1;
  });
  if (places !== undefined) for (let row = 0; row < places.length; row++) places[row] = moved[places[row]];
  return { values: left.map((level) => values[level]) };
}

/**
 * Whether a text is in quotes after an equals sign, which keeps spreadsheets from reading it as a number: ="0012";
 * inner quotes would end it early.
 */
function isGuarded(bytes: Uint8Array, start: number, end: number): boolean {
  if (bytes[start] !== EQUALS || end - start < 3 || bytes[start + 1] !== QUOTE || bytes[end - 1] !== QUOTE)
    return false;
  return bytes.indexOf(QUOTE, start + 2) === end - 1;
}

/** Whether a cell that begins with a quote has only one other quote, at its end. */
function isPlainlyQuoted(bytes: Uint8Array, start: number, end: number, quote: number): boolean {
  const last = end - 1;
  if (last <= start || bytes[last] !== quote) return false;
  for (let at = start + 1; at < last; at++) if (bytes[at] === quote) return false;
  return true;
}

function enlarged<T extends Float64Array | Uint16Array>(values: T, into: T): T {
  into.set(values.length > into.length ? values.subarray(0, into.length) : values);
  return into;
}
