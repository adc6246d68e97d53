// Reads the cells of a column as numbers and level numbers, once, from their bytes: enough to choose its kind and to
// fill the matrix.

import { trimmedEnd, skipBlanks } from './blanks';
import type { CellRules } from './cellRules';
import {
  CellSorts,
  isMissingAmongNumbers,
  NO_NUMBER,
  FIRST_UNIT_SORT,
  MISSING_WORD,
  type ReadCell,
} from '../cells/cellSorts';
import { firstRows } from './firstRows';
import { Levels } from './levels';
import { BAD_CELL_LIMIT } from './limits';
import { NumberReader, usableNumber } from '../cells/number';
import { OddTexts } from './oddTexts';
import { gathererOf, type TextGatherer } from './gathered';
import { decodeCell } from '../dialect/quoting';
import { decodeUtf8, encodeUtf8, MOST_BYTES_PER_UNIT } from '../cells/utf8';
import { QUOTE, SPACE } from '../stream/walk';
import { requestedLevels, requestedUnit, type TypedColumn, type ColumnRequest } from './typedColumn';
import type { NumberRoom } from './numberRoom';

/** Maximum number of distinct values that are distinguished: no column of levels has more. */
export const MOST_LEVELS = 5000;

/** Number of cells with marks for a missing value whose marks are stored. */
const MOST_MARKS = 4;
const EQUALS = 0x3d;
const BACKSLASH = 0x5c;
/** Lowest code of a letter: no number in plain notation begins with this or a higher code. */
const FIRST_LETTER = 0x41;

/**
 * Reads the cells of one column, row by row. Tables may have 100,000 columns: a reader allocates what only some columns
 * need once it is needed.
 */
export class ColumnReader {
  numbers: Float64Array;
  /** Whether a plain number only needs to be stored in `numbers`. */
  isPlain = false;
  private places: Uint16Array | undefined;
  private levels: Levels | undefined;
  /** Gatherer for a column of texts that are no longer distinguished. */
  private gatherer: TextGatherer | undefined;
  /** Number of each level, NaN where it is a text, and its sort. */
  private readonly levelNumbers: number[] = [];
  private readonly levelSorts: number[] = [];
  /** Sorts of cells that are not bare numbers, where numbers are requested. */
  private readonly sorts: CellSorts | undefined;
  /** Whether the given levels are numbers, among which some words mean "missing". */
  private readonly hasNumberLevels: boolean;
  private names: readonly string[] = [];
  /** Distinct numbers, counted once texts are no longer distinguished: until then the levels have them. */
  private distinct: Set<number> | undefined;
  private readonly hasGivenLevels: boolean;
  /** Whether texts other than the given levels are distinguished. */
  private readonly addsLevels: boolean;
  private hasNumbers: boolean;
  private missing = 0;
  private unreadableCount = 0;
  private readonly unreadableRows: number[] = [];
  private oddTexts: OddTexts | undefined;
  /** Trimmed texts of cells with blanks at their ends, by row, and the number of such cells. */
  private padded: Map<number, string> | undefined;
  private paddedCount = 0;
  private marks: Map<number, string> | undefined;
  private markCount = 0;
  /** Whether only numbers are requested, whose blanks do not matter. */
  private readonly isOfNumbers: boolean;

  /** @param rows initial capacity */
  constructor(
    private readonly request: ColumnRequest,
    private readonly rules: CellRules,
    rows: number,
  ) {
    const givenLevels = requestedLevels(request);
    this.hasGivenLevels = givenLevels !== undefined;
    this.addsLevels = givenLevels !== undefined && givenLevels !== request;
    this.hasNumbers = !this.hasGivenLevels;
    this.isOfNumbers = this.hasNumbers && request !== 'all' && request !== 'texts';
    this.hasNumberLevels = givenLevels !== undefined && givenLevels.every((level) => !Number.isNaN(Number(level)));
    if (this.hasNumbers && request !== 'texts') this.sorts = new CellSorts(rules.marks, rows);
    this.numbers = new Float64Array(this.hasNumbers ? rows : 0);
    if (request === 'all' || request === 'texts') this.levels = new Levels();
    else if (givenLevels !== undefined) this.levels = new Levels(givenLevels);
    if (this.levels !== undefined) this.places = new Uint16Array(rows);
    this.updatePlain();
  }

  /**
   * Makes room for more rows.
   *
   * @param room allocates the array of numbers
   */
  reserve(rows: number, room?: NumberRoom): void {
    // Texts that are numbers so far may continue as fast as numbers; others would only fill the room.
    if (this.request === 'texts' && this.unreadableCount > 0) this.hasNumbers = false;
    const numbers = this.hasNumbers ? (room?.allocate(rows) ?? new Float64Array(rows)) : new Float64Array(0);
    this.numbers = copyInto(this.numbers, numbers);
    this.updatePlain();
    if (this.places !== undefined) this.places = copyInto(this.places, new Uint16Array(rows));
    this.sorts?.reserve(rows);
    this.gatherer?.reserve(rows);
  }

  /** Adds a row that lacks this cell. */
  addAbsent(row: number): void {
    if (this.hasNumbers) this.numbers[row] = NaN;
    if (this.places !== undefined) this.places[row] = 0;
    this.missing++;
  }

  /** Removes the last rows, which had no cells. */
  removeAbsent(rows: number): void {
    this.missing -= rows;
  }

  /** Reads a cell's source text, which may have quotes and blanks. A byte must follow it. */
  readCell(bytes: Uint8Array, start: number, end: number, row: number): void {
    const { quote, quoting, isSpaced, isBare, isPlainlyRead } = this.rules;
    let open = start;
    if (isSpaced) while (open < end && bytes[open] === SPACE) open++;
    if (bytes[open] === quote && open < end) {
      if (!isPlainlyRead || !isPlainlyQuoted(bytes, open, end, quote)) {
        const source = decodeUtf8(bytes, open, end);
        this.readDecoded(decodeCell(source, 0, source.length, quoting), row);
        return;
      }
      start = open + 1;
      end--;
    } else if (isBare && bytes.subarray(start, end).includes(BACKSLASH)) {
      const source = decodeUtf8(bytes, start, end);
      this.readDecoded(decodeCell(source, 0, source.length, quoting), row);
      return;
    }
    this.readText(bytes, start, end, row);
  }

  /** Reads a decoded cell. */
  readDecoded(text: string, row: number): void {
    this.readSlice(text, 0, text.length, row);
  }

  /** Reads a decoded cell from a part of a string. */
  readSlice(text: string, start: number, end: number, row: number): void {
    const bytes = this.rules.room(MOST_BYTES_PER_UNIT * (end - start) + 1);
    const length = encodeUtf8(text, start, end, bytes, 0);
    bytes[length] = 0;
    this.readText(bytes, 0, length, row);
  }

  private readText(bytes: Uint8Array, start: number, end: number, row: number): void {
    const length = end - start;
    start = skipBlanks(bytes, start, end);
    end = trimmedEnd(bytes, start, end);
    if (end - start < length && start < end && !this.isOfNumbers) this.addPadded(bytes, start, end, row);
    if (isGuarded(bytes, start, end)) {
      start += 2;
      end--;
    }
    if (start === end) {
      this.addAbsent(row);
      return;
    }
    // A text that was read before is not missing, and its number is stored. This does not hold for given levels.
    const level = this.hasGivenLevels ? -1 : (this.levels?.find(bytes, start, end) ?? -1);
    if (level >= 0) this.repeatLevel(level, row);
    else if (this.rules.missingTexts.has(bytes, start, end)) this.addMark(bytes, start, end, row);
    else if (this.levels === undefined && this.sorts?.isOfTexts === true && bytes[start] >= FIRST_LETTER) {
      this.numbers[row] = NaN;
      this.sorts.countText();
      this.gatherer?.addBytes(bytes, start, end, row);
    } else this.addObserved(bytes, start, end, row, this.hasNumbers ? this.numberIn(bytes, start, end) : NaN);
  }

  private repeatLevel(level: number, row: number): void {
    if (this.hasNumbers) {
      this.numbers[row] = this.levelNumbers[level];
      this.setSort(row, this.levelSorts[level]);
    }
    if (this.places !== undefined) this.places[row] = level + 1;
  }

  /** Adds a trimmed text that is not missing, with its number in plain notation. */
  addObserved(bytes: Uint8Array, start: number, end: number, row: number, number: number): void {
    let sort = 0;
    if (this.hasNumbers) {
      if (number !== number) ({ number, sort } = this.sorts?.read(bytes, start, end) ?? NO_NUMBER);
      this.numbers[row] = number;
      this.setSort(row, sort);
    }
    const { levels } = this;
    if (levels === undefined) {
      this.countNumber(number, sort);
      if (number !== number || this.isOdd(sort)) this.addOdd(bytes, start, end, row, number === number);
    } else {
      let level = levels.find(bytes, start, end);
      if (level < 0 && this.mayAddLevel(levels)) {
        level = this.addLevel(levels, bytes, start, end, { number, sort });
        if (level === MOST_LEVELS) this.stopDistinguishing(levels, row);
      } else if (level < 0) this.addOtherText(bytes, start, end, row);
      if (this.places !== undefined) this.places[row] = level + 1;
    }
    if (this.levels === undefined) this.gatherer?.addBytes(bytes, start, end, row);
  }

  /** Stores the text of a cell. @param isNumber whether it is a date or a bound */
  private addOdd(...cell: Parameters<OddTexts['add']>): void {
    (this.oddTexts ??= new OddTexts()).add(...cell);
  }

  private setSort(row: number, sort: number): void {
    if (sort === 0) return;
    if (this.sorts === undefined) this.addUnreadable(row);
    else this.sorts.set(row, sort);
  }

  private mayAddLevel(levels: Levels): boolean {
    return !this.hasGivenLevels || (this.addsLevels && levels.size < MOST_LEVELS);
  }

  /** Adds a text to the levels, with its number and sort. Returns its index. */
  private addLevel(levels: Levels, bytes: Uint8Array, start: number, end: number, { number, sort }: ReadCell): number {
    const level = levels.add(bytes, start, end);
    this.levelNumbers.push(number);
    this.levelSorts.push(sort);
    return level;
  }

  /** Counts a text that is not one of the given levels. */
  private addOtherText(bytes: Uint8Array, start: number, end: number, row: number): void {
    if (this.hasNumberLevels && isMissingAmongNumbers(bytes, start, end)) {
      this.missing++;
      return;
    }
    this.addUnreadable(row);
    this.addOdd(bytes, start, end, row);
  }

  /** Stops distinguishing texts. @param row number of rows before, for which there are places */
  private stopDistinguishing(levels: Levels, row: number): void {
    this.names = levels.names();
    if (this.request === 'all' || this.request === 'texts')
      this.gatherer = gathererOf(
        this.names,
        this.places,
        (level) => Number.isNaN(this.levelNumbers[level]) || this.levelSorts[level] > FIRST_UNIT_SORT,
      );
    const isText = this.levelNumbers.map(Number.isNaN);
    const isOdd = isText.map((isTextLevel, level) => isTextLevel || this.isOdd(this.levelSorts[level]));
    this.places?.subarray(0, row).forEach((place, at) => {
      if (place > 0 && isOdd[place - 1])
        (this.oddTexts ??= new OddTexts()).addText(this.names[place - 1], at, !isText[place - 1]);
    });
    if (this.request === 'all') this.distinct = new Set(this.distinctLevels());
    this.levels = undefined;
    this.places = undefined;
    this.updatePlain();
  }

  private countNumber(number: number, sort: number): void {
    const { distinct } = this;
    if (distinct === undefined || !this.isCounted(number, sort)) return;
    if (distinct.size <= MOST_LEVELS) distinct.add(number);
    if (distinct.size > MOST_LEVELS) this.updatePlain();
  }

  private isCounted(number: number, sort: number): boolean {
    return number === number && !this.isOdd(sort);
  }

  /** Returns the numbers of the levels that are numbers: different texts may be the same number. */
  private distinctLevels(): readonly number[] {
    return this.levelNumbers.filter((number, level) => this.isCounted(number, this.levelSorts[level]));
  }

  private distinctCount(): number {
    if (this.request !== 'all') return 0;
    return (this.distinct ?? new Set(this.distinctLevels())).size;
  }

  private updatePlain(): void {
    const isCounting = this.distinct !== undefined && this.distinct.size <= MOST_LEVELS;
    this.isPlain =
      this.hasNumbers &&
      this.levels === undefined &&
      this.gatherer === undefined &&
      !isCounting &&
      !this.rules.missingTexts.hasNumber;
  }

  /** Whether the sort is one of dates or bounds. */
  private isOdd(sort: number): boolean {
    return this.sorts?.mayBeNumberSort(sort) === false;
  }

  private addPadded(bytes: Uint8Array, start: number, end: number, row: number): void {
    this.padded ??= new Map();
    if (this.paddedCount++ < BAD_CELL_LIMIT) this.padded.set(row, decodeUtf8(bytes, start, end));
  }

  private addMark(bytes: Uint8Array, start: number, end: number, row: number): void {
    this.addAbsent(row);
    this.marks ??= new Map();
    if (this.markCount++ < MOST_MARKS) this.marks.set(row, decodeUtf8(bytes, start, end).toLowerCase());
  }

  private addUnreadable(row: number): void {
    if (this.unreadableCount++ < BAD_CELL_LIMIT) this.unreadableRows.push(row);
  }

  private numberIn(bytes: Uint8Array, start: number, end: number): number {
    const { number, marks } = this.rules;
    const value = number.read(bytes, start);
    if (number.end === end) return usableNumber(value);
    if (number.end < end) return NaN;
    // The decimal mark is also the delimiter, and reading continued into the next cell.
    const isolated = new Uint8Array(end - start + 1);
    isolated.set(bytes.subarray(start, end));
    const reader = new NumberReader(marks.decimal);
    const isolatedValue = reader.read(isolated, 0);
    return reader.end === end - start ? usableNumber(isolatedValue) : NaN;
  }

  /** Returns the column, after all its rows were read. */
  finish(rows: number): TypedColumn {
    const numbers = firstRows(this.numbers, rows);
    const { sorts, request } = this;
    const form = typeof request === 'object' && 'dates' in request ? request.dates : undefined;
    const settled = sorts?.settle(numbers, this.missing, request === 'all' ? undefined : requestedUnit(request), form);
    const values = this.levels?.names() ?? this.names;
    const places = this.places && firstRows(this.places, rows);
    const levelTexts =
      settled?.hasWords === true
        ? withoutWords(values, places, (level) => this.levelSorts[level] === MISSING_WORD)
        : { values };
    return {
      rows,
      ...levelTexts,
      numbers,
      ...(places !== undefined && { places }),
      ...(this.gatherer !== undefined && { gathered: this.gatherer.finish(rows) }),
      missing: this.missing + (settled?.words ?? 0),
      unreadableCount: settled?.unreadableCount ?? this.unreadableCount,
      unreadableRows: settled?.unreadableRows ?? this.unreadableRows,
      foreign: settled?.foreign ?? 0,
      distinctNumbers: this.distinctCount(),
      ...this.oddTexts?.fields,
      ...(this.marks !== undefined && { missingMarks: { count: this.markCount, texts: this.marks } }),
      ...(this.padded !== undefined && { padded: { count: this.paddedCount, texts: this.padded } }),
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
  const remaining = values.flatMap((_, level) => (isWord(level) ? [] : [level]));
  const newPlaces = new Uint16Array(values.length + 1);
  remaining.forEach((level, at) => {
    newPlaces[level + 1] = at + 1;
  });
  if (places !== undefined) for (let row = 0; row < places.length; row++) places[row] = newPlaces[places[row]];
  return { values: remaining.map((level) => values[level]) };
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

function copyInto<T extends Float64Array | Uint16Array>(values: T, into: T): T {
  into.set(values.length > into.length ? values.subarray(0, into.length) : values);
  return into;
}
