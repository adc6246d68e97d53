/**
 * Sorts of cells that are not bare numbers: words for "missing", infinities, numbers in a unit, other texts.
 * The column as a whole decides their meaning, once it is read: a "." is missing among numbers, and a unit must be
 * shared by the cells.
 */
import { BAD_CELL_LIMIT } from '../columns/limits';
import { fractionRows } from './fractions';
import { isUsualUnit, unitKey } from './unitNames';
import { decodeUtf8 } from './utf8';
import { mayBeBound, writtenBound, type BoundSign } from './writtenBound';
import { orderedForm, isoDate, isOpenForm, sharedOrder, secondsOf, writtenDate } from './writtenDate';
import { mayBeNumber, numberInFile, type NumberMarks } from './writtenNumber';

/**
 * Sorts of cells. A bare number has sort 0; from FIRST_UNIT_SORT on there is a sort for each unit, form of dates and
 * sign of bounds.
 */
export const MISSING_WORD = 1;
/** Infinities and spreadsheet errors: not numbers, but they occur among numbers. */
const NOT_FINITE = 2;
const OTHER_TEXT = 3;
export const FIRST_UNIT_SORT = 4;
const DATE = '\0';
const BOUND = '\x01';
/** Number of texts that are always read, and minimum share of numbers, dates or words among them. */
const LEAST_TEXTS_READ = 2000;
const LEAST_RECOGNISED_SHARE = 0.02;
const MOST_SORTS = 255;

export interface ReadCell {
  /** NaN where the cell is not a number. */
  readonly number: number;
  readonly sort: number;
}

export const NO_NUMBER: ReadCell = { number: NaN, sort: OTHER_TEXT };
/** Cell of a column that clearly holds texts, whose rows are not stored. */
const TEXT: ReadCell = { number: NaN, sort: MOST_SORTS };

/**
 * Words that mean "missing" among numbers: SAS and Stata write ".", ".a" to ".z". In other columns they may be levels.
 */
const WORDS: ReadonlySet<string> = new Set([
  '.',
  ...Array.from('abcdefghijklmnopqrstuvwxyz', (letter) => `.${letter}`),
  '*',
  'nil',
  'missing',
  'empty',
  'unknown',
  '-nan',
  '+nan',
  'nan(ind)',
  '-nan(ind)',
  '-nan(snan)',
  '1.#ind',
  '-1.#ind',
  '1.#qnan',
  '-1.#qnan',
  '1.#snan',
]);
const INFINITIES = /^(?:[-+]?(?:inf(?:inity)?|1\.#inf0*|∞)|#(?:div\/0|value|ref|name|num)[!?]?)$/iu;
const LONGEST_WORD = 12;
const NO_ROWS: ReadonlySet<number> = new Set();

/** Minimum number and share of a column's cells with a unit that make it the column's unit… */
const LEAST_CELLS_IN_UNIT = 3;
const LEAST_UNIT_SHARE = 0.5;
/** …and minimum share of cells with this unit or none. */
const LEAST_UNIT_OR_BARE_SHARE = 0.8;
/** Share of numbers from which a column is numeric. */
export const NUMERIC_SHARE = 0.9;

/** Whether a trimmed text means "missing" in a column of numbers. */
export function isMissingAmongNumbers(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start <= LONGEST_WORD && WORDS.has(decodeUtf8(bytes, start, end).toLowerCase());
}

/** Whether a text is an infinity, or a spreadsheet error. */
export function isNotFinite(text: string): boolean {
  return INFINITIES.test(text.trim());
}

/** Cells of a column that hold bounds. */
export interface CellBounds {
  /** Row indices, ascending. */
  readonly rows: readonly number[];
  /** Limit in each of these rows. */
  readonly limits: readonly number[];
  readonly signs: readonly BoundSign[];
}

/** Interpretation of a column's cells. */
export interface SettledCells {
  /** Unit of the numbers: '' where they have none but are not all in plain notation; undefined where all are plain. */
  readonly unit: string | undefined;
  /** Form of the dates in a column of dates, and whether the order of day and month is undecided. */
  readonly dates?: WrittenDates;
  /** Whether words count as missing, and their number. */
  readonly hasWords: boolean;
  readonly words: number;
  readonly unreadableCount: number;
  readonly unreadableRows: readonly number[];
  /** Number of unreadable cells that occur among numbers: infinities, spreadsheet errors, numbers in other units. */
  readonly foreign: number;
  /** Bounds; left out where there are none. */
  readonly bounds?: CellBounds;
}

/** Form of a column's dates. */
export interface WrittenDates {
  readonly form: string;
  readonly isOrderOpen: boolean;
}

export class CellSorts {
  /** Units, and forms of dates after a mark that no unit contains. */
  private readonly units: string[] = [];
  private sortOfUnit: Map<string, number> | undefined;
  /** Sorts by row; allocated when there is something to store. */
  private sorts: Uint8Array | undefined;
  /** Whether some number is not in plain notation. */
  private isWritten = false;
  /** Number of texts read, and number of those recognised as numbers, dates or words. */
  private textsRead = 0;
  private textsRecognised = 0;
  /** Number of cells that were not stored. */
  private unstoredTexts = 0;

  /** @param rows initial capacity */
  constructor(
    private readonly marks: NumberMarks,
    private rows: number,
  ) {}

  reserve(rows: number): void {
    this.rows = rows;
    if (this.sorts === undefined) return;
    const sorts = this.sorts;
    this.sorts = new Uint8Array(rows);
    this.sorts.set(sorts.length > rows ? sorts.subarray(0, rows) : sorts);
  }

  set(row: number, sort: number): void {
    if (sort === MOST_SORTS) this.countText();
    else (this.sorts ??= new Uint8Array(this.rows))[row] = sort;
  }

  /** Whether the column clearly holds texts. */
  get isOfTexts(): boolean {
    return this.textsRead >= LEAST_TEXTS_READ && this.textsRecognised < LEAST_RECOGNISED_SHARE * this.textsRead;
  }

  /** Counts a cell of a column of texts. */
  countText(): void {
    this.unstoredTexts++;
  }

  /**
   * Reads a trimmed text that is not a number in plain notation. Once nearly none of LEAST_TEXTS_READ texts was
   * recognised, the column counts as one of texts.
   */
  read(bytes: Uint8Array, start: number, end: number): ReadCell {
    if (this.isOfTexts) return TEXT;
    this.textsRead++;
    const cell = this.readText(bytes, start, end);
    if (cell.sort !== OTHER_TEXT) this.textsRecognised++;
    return cell;
  }

  private readText(bytes: Uint8Array, start: number, end: number): ReadCell {
    const plain = isoDate(bytes, start, end);
    if (plain !== undefined) return { number: plain.raw, sort: this.sortOf(DATE + plain.form) };
    const isShort = end - start <= LONGEST_WORD;
    const hasDigits = hasDigit(bytes, start, end);
    if (!isShort && !hasDigits) return NO_NUMBER;
    const text = decodeUtf8(bytes, start, end);
    const { decimal, thousands } = this.marks;
    const written = mayBeNumber(bytes[start]) ? numberInFile(text, decimal, thousands) : undefined;
    if (written !== undefined) this.isWritten = true;
    if (written !== undefined)
      return { number: written.value, sort: written.unit === '' ? 0 : this.sortOf(written.unit) };
    const date = hasDigits ? writtenDate(text) : undefined;
    if (date !== undefined) return { number: date.raw, sort: this.sortOf(DATE + date.form) };
    if (isShort && WORDS.has(text.toLowerCase())) return { number: NaN, sort: MISSING_WORD };
    if (isShort && isNotFinite(text)) return { number: NaN, sort: NOT_FINITE };
    const bound = mayBeBound(bytes[start]) ? writtenBound(text, decimal, thousands) : undefined;
    return bound === undefined
      ? NO_NUMBER
      : { number: bound.limit, sort: this.sortOf(BOUND + bound.sign + bound.unit) };
  }

  /** Whether cells of this sort are numbers of the column if their unit is the column's. */
  mayBeNumberSort(sort: number): boolean {
    return sort < FIRST_UNIT_SORT || !(this.isDate(sort) || this.isBound(sort));
  }

  private isBound(sort: number): boolean {
    return this.units[sort - FIRST_UNIT_SORT]?.startsWith(BOUND) === true;
  }

  /** Whether cells of this sort count where the share of numbers decides the kind of the column. */
  private isCompared(sort: number): boolean {
    return !(sort === MISSING_WORD || sort === NOT_FINITE || this.isBound(sort));
  }

  /** Whether cells of this sort are dates. */
  private isDate(sort: number): boolean {
    return sort >= FIRST_UNIT_SORT && this.units[sort - FIRST_UNIT_SORT].startsWith(DATE);
  }

  private sortOf(unit: string): number {
    const sortOfUnit = (this.sortOfUnit ??= new Map<string, number>());
    const cached = sortOfUnit.get(unit);
    if (cached !== undefined) return cached;
    const key = unit.startsWith(DATE) || unit.startsWith(BOUND) ? unit : unitKey(unit);
    let sort = sortOfUnit.get(key);
    if (sort === undefined) {
      if (FIRST_UNIT_SORT + this.units.length >= MOST_SORTS) return OTHER_TEXT;
      sort = FIRST_UNIT_SORT + this.units.push(unit) - 1;
      sortOfUnit.set(key, sort);
    }
    sortOfUnit.set(unit, sort);
    return sort;
  }

  /**
   * Decides the interpretation of the cells, and removes the numbers in other units.
   *
   * @param numbers by row; numbers in other units become NaN
   * @param missing number of missing cells
   * @param requestedUnit unit of a column of numbers, '' for none; undefined while the kind of the column is open
   * @param form form of the dates, for a column known to hold dates
   */
  settle(numbers: Float64Array, missing: number, requestedUnit: string | undefined, form?: string): SettledCells {
    const { sorts } = this;
    const isKindOpen = requestedUnit === undefined && sorts !== undefined;
    const dates =
      form !== undefined ? this.datesInForm(form) : isKindOpen ? this.sharedDates(sorts, numbers) : undefined;
    if (dates !== undefined) return this.settleDates(dates, numbers);
    const bare = this.isWritten ? '' : undefined;
    if (sorts === undefined)
      return { unit: bare, hasWords: false, words: 0, unreadableCount: 0, unreadableRows: [], foreign: 0 };
    const counts = new Uint32Array(MOST_SORTS + 1);
    for (let row = 0; row < numbers.length; row++) counts[sorts[row]]++;
    counts[0] -= missing + this.unstoredTexts;
    counts[OTHER_TEXT] += this.unstoredTexts;
    const unitSort =
      requestedUnit === undefined ? this.sharedUnit(counts) : (this.sortOfUnit?.get(unitKey(requestedUnit)) ?? 0);
    const numberCount = counts[0] + (unitSort > 0 ? counts[unitSort] : 0);
    const comparedCount = counts.reduce((total, count, sort) => (this.isCompared(sort) ? total + count : total), 0);
    const otherUnitCount =
      numberCount >= LEAST_UNIT_SHARE * comparedCount ? this.countInOtherUnits(counts, unitSort) : 0;
    const isOfNumbers = requestedUnit !== undefined || numberCount >= NUMERIC_SHARE * (comparedCount - otherUnitCount);
    const signs = this.boundSignsIn(this.units[unitSort - FIRST_UNIT_SORT] ?? '');
    const bounds = { rows: [] as number[], limits: [] as number[], signs: [] as BoundSign[] };
    const unreadableRows: number[] = [];
    let unreadableCount = this.unstoredTexts;
    const fractions = this.fractionsIn(numbers, sorts, unitSort);
    for (let row = 0; row < numbers.length; row++) {
      const sort = fractions.has(row) ? NOT_FINITE : sorts[row];
      if (sort === 0 || sort === unitSort || (sort === MISSING_WORD && isOfNumbers)) continue;
      const sign = signs[sort - FIRST_UNIT_SORT];
      if (sign !== undefined) {
        bounds.rows.push(row);
        bounds.limits.push(numbers[row]);
        bounds.signs.push(sign);
      }
      numbers[row] = NaN;
      if (sign !== undefined) continue;
      unreadableCount++;
      if (unreadableRows.length < BAD_CELL_LIMIT) unreadableRows.push(row);
    }
    const words = isOfNumbers ? counts[MISSING_WORD] : 0;
    return {
      unit: this.units[unitSort - FIRST_UNIT_SORT] ?? bare,
      hasWords: words > 0,
      words,
      unreadableCount,
      unreadableRows,
      foreign: counts[NOT_FINITE] + otherUnitCount + fractions.size,
      ...(bounds.rows.length > 0 && { bounds }),
    };
  }

  /** Returns the rows of fractions in a column of percents. What has the sign is a percentage, however small. */
  private fractionsIn(numbers: Float64Array, sorts: Uint8Array, unitSort: number): ReadonlySet<number> {
    if (this.units[unitSort - FIRST_UNIT_SORT] !== '%') return NO_ROWS;
    const rows = fractionRows(numbers, (row) => sorts[row] === 0 || sorts[row] === unitSort);
    return new Set([...rows].filter((row) => sorts[row] === 0));
  }

  /** Returns the signs of bounds by unit, where the bounds have this unit or are plain numbers. */
  private boundSignsIn(unit: string): readonly (BoundSign | undefined)[] {
    return this.units.map((key) => {
      const isMatch = key.startsWith(BOUND) && ['', unitKey(unit)].includes(unitKey(key.slice(BOUND.length + 1)));
      return isMatch ? (key[BOUND.length] as BoundSign) : undefined;
    });
  }

  /** Counts the cells in usual units other than the column's. */
  private countInOtherUnits(counts: Uint32Array, unitSort: number): number {
    return this.units.reduce(
      (sum, unit, i) =>
        FIRST_UNIT_SORT + i !== unitSort && isUsualUnit(unit) ? sum + counts[FIRST_UNIT_SORT + i] : sum,
      0,
    );
  }

  /** Returns the sort of the unit that most cells share; 0 without such a unit. */
  private sharedUnit(counts: Uint32Array): number {
    const observed = counts.reduce(
      (sum, count, sort) => (sort === MISSING_WORD || this.isBound(sort) ? sum : sum + count),
      0,
    );
    const best = this.units.reduce(
      (commonestSort, _, i) =>
        this.mayBeNumberSort(FIRST_UNIT_SORT + i) && counts[FIRST_UNIT_SORT + i] > (counts[commonestSort] ?? 0)
          ? FIRST_UNIT_SORT + i
          : commonestSort,
      -1,
    );
    if (best < 0) return 0;
    const isShared =
      counts[best] >= Math.max(LEAST_CELLS_IN_UNIT, LEAST_UNIT_SHARE * observed) &&
      counts[best] + counts[0] + this.countInOtherUnits(counts, best) >= LEAST_UNIT_OR_BARE_SHARE * observed;
    return isShared ? best : 0;
  }

  /** Returns the form in which most cells are dates; undefined if they are not dates. */
  private sharedDates(sorts: Uint8Array, numbers: Float64Array): DateSort | undefined {
    const counts = new Uint32Array(MOST_SORTS + 1);
    for (let row = 0; row < numbers.length; row++)
      if (sorts[row] !== 0 || numbers[row] === numbers[row]) counts[sorts[row]]++;
    const observed = counts.reduce(
      (sum, count, sort) => (sort === MISSING_WORD ? sum : sum + count),
      this.unstoredTexts,
    );
    const best = this.units.findIndex(
      (unit, i) =>
        unit.startsWith(DATE) &&
        counts[FIRST_UNIT_SORT + i] >= Math.max(LEAST_CELLS_IN_UNIT, LEAST_UNIT_SHARE * observed),
    );
    if (best < 0) return undefined;
    const form = this.units[best].slice(DATE.length);
    const order = isOpenForm(form)
      ? sharedOrder(numbers.filter((_, row) => sorts[row] === FIRST_UNIT_SORT + best))
      : 'dayFirst';
    return {
      sort: FIRST_UNIT_SORT + best,
      form: orderedForm(form, order ?? 'dayFirst'),
      isOrderOpen: order === undefined,
    };
  }

  private datesInForm(form: string): DateSort {
    const order = form.startsWith('MM') ? 'monthFirst' : 'dayFirst';
    const index = this.units.findIndex(
      (unit) => unit.startsWith(DATE) && orderedForm(unit.slice(DATE.length), order) === form,
    );
    return { sort: index < 0 ? -1 : FIRST_UNIT_SORT + index, form, isOrderOpen: false };
  }

  /** Converts cells to seconds; cells without such a date, or with a day outside the calendar, are unreadable. */
  private settleDates({ sort: dateSort, form, isOrderOpen }: DateSort, numbers: Float64Array): SettledCells {
    const unreadableRows: number[] = [];
    let [unreadableCount, words] = [this.unstoredTexts, 0];
    for (let row = 0; row < numbers.length; row++) {
      const sort = this.sorts?.[row] ?? 0;
      if (sort === MISSING_WORD) words++;
      if (sort === MISSING_WORD || (sort === 0 && numbers[row] !== numbers[row])) continue;
      numbers[row] = sort === dateSort ? secondsOf(numbers[row], form) : NaN;
      if (numbers[row] === numbers[row]) continue;
      unreadableCount++;
      if (unreadableRows.length < BAD_CELL_LIMIT) unreadableRows.push(row);
    }
    return {
      unit: undefined,
      dates: { form, isOrderOpen },
      hasWords: words > 0,
      words,
      unreadableCount,
      unreadableRows,
      foreign: 0,
    };
  }
}

interface DateSort extends WrittenDates {
  /** −1 where no cell has the form. */
  readonly sort: number;
}

export function hasDigit(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] >= 0x30 && bytes[at] <= 0x39) return true;
  return false;
}
