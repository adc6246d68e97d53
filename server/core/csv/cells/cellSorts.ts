/**
 * Sorts of a column's cells that are no bare numbers: words for "missing", infinities, numbers in a unit, other texts.
 * The column as a whole decides their meaning, once it is read: a "." is missing among numbers, and a unit must be
 * shared by the cells.
 */
import { BAD_CELL_LIMIT } from '../columns/limits';
import { isUsualUnit, unitKey } from './unitNames';
import { decodeUtf8 } from './utf8';
import { mayBeBound, writtenBound, type BoundSign } from './writtenBound';
import { formIn, isoDate, isOpenForm, orderAmong, secondsOf, writtenDate } from './writtenDate';
import { mayBeNumber, numberInFile, type NumberMarks } from './writtenNumber';

/**
 * Sorts of cells. A bare number has sort 0; from UNITS on there is a sort for each unit, form of dates and sign of
 * bounds.
 */
export const WORD = 1;
/** Infinities and spreadsheet errors: not numbers, but they occur among numbers. */
const NOT_FINITE = 2;
const OTHER = 3;
export const UNITS = 4;
const DATE = '\0';
const BOUND = '\x01';
/** Number of texts that are read in any case, and minimum share of numbers, dates or words among them. */
const ENOUGH = 2000;
const LEAST_KNOWN = 0.02;
const MOST_SORTS = 255;

export interface ReadCell {
  /** NaN where the cell is not a number. */
  readonly number: number;
  readonly sort: number;
}

export const NO_NUMBER: ReadCell = { number: NaN, sort: OTHER };
/** Cell of a column that clearly holds texts: their rows are not kept. */
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

/** Minimum number and share of a column's cells with a unit that make it the column's unit… */
const LEAST_CELLS_IN_UNIT = 3;
const LEAST_IN_UNIT = 0.5;
/** …and minimum share of cells with this unit or none. */
const LEAST_ALIKE = 0.8;
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
  readonly othersCount: number;
  readonly others: readonly number[];
  /** Number of the others that occur among numbers: infinities, spreadsheet errors, numbers in other units. */
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
  private readonly sortOfUnit = new Map<string, number>();
  /** Sorts by row; allocated when there is something to store. */
  private sorts: Uint8Array | undefined;
  /** Whether some number is not in plain notation. */
  private isWritten = false;
  /** Number of texts read, and number of these that are more than text. */
  private tried = 0;
  private known = 0;
  /** Number of cells that were not stored. */
  private texts = 0;

  /** @param rows initial capacity */
  constructor(
    private readonly marks: NumberMarks,
    private rows: number,
  ) {}

  reserve(rows: number): void {
    this.rows = rows;
    if (this.sorts === undefined) return;
    const before = this.sorts;
    this.sorts = new Uint8Array(rows);
    this.sorts.set(before.length > rows ? before.subarray(0, rows) : before);
  }

  set(row: number, sort: number): void {
    if (sort === MOST_SORTS) this.passText();
    else (this.sorts ??= new Uint8Array(this.rows))[row] = sort;
  }

  /** Whether the column clearly holds texts. */
  get isOfTexts(): boolean {
    return this.tried >= ENOUGH && this.known < LEAST_KNOWN * this.tried;
  }

  /** Counts a cell of a column of texts. */
  passText(): void {
    this.texts++;
  }

  /**
   * Reads a trimmed text that is no number in plain notation. Once nearly all of many were none in any form, the column
   * is one of texts.
   */
  read(bytes: Uint8Array, start: number, end: number): ReadCell {
    if (this.isOfTexts) return TEXT;
    this.tried++;
    const found = this.readText(bytes, start, end);
    if (found.sort !== OTHER) this.known++;
    return found;
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
    if (isShort && WORDS.has(text.toLowerCase())) return { number: NaN, sort: WORD };
    if (isShort && isNotFinite(text)) return { number: NaN, sort: NOT_FINITE };
    const bound = mayBeBound(bytes[start]) ? writtenBound(text, decimal, thousands) : undefined;
    return bound === undefined
      ? NO_NUMBER
      : { number: bound.limit, sort: this.sortOf(BOUND + bound.sign + bound.unit) };
  }

  /** Whether cells of this sort are numbers of the column if their unit is the column's. */
  isNumber(sort: number): boolean {
    return sort < UNITS || !(this.isDate(sort) || this.isBound(sort));
  }

  private isBound(sort: number): boolean {
    return this.units[sort - UNITS]?.startsWith(BOUND) === true;
  }

  /** Whether cells of this sort are dates. */
  private isDate(sort: number): boolean {
    return sort >= UNITS && this.units[sort - UNITS].startsWith(DATE);
  }

  private sortOf(unit: string): number {
    const known = this.sortOfUnit.get(unit);
    if (known !== undefined) return known;
    const key = unit.startsWith(DATE) || unit.startsWith(BOUND) ? unit : unitKey(unit);
    let sort = this.sortOfUnit.get(key);
    if (sort === undefined) {
      if (UNITS + this.units.length >= MOST_SORTS) return OTHER;
      sort = UNITS + this.units.push(unit) - 1;
      this.sortOfUnit.set(key, sort);
    }
    this.sortOfUnit.set(unit, sort);
    return sort;
  }

  /**
   * Decides what the cells are; removes the numbers in other units.
   *
   * @param numbers by row; numbers in other units become NaN
   * @param missing number of missing cells
   * @param wanted unit of a column of numbers, '' for none; undefined while the kind of the column is open
   * @param form form of the dates, for a known column of dates
   */
  settle(numbers: Float64Array, missing: number, wanted: string | undefined, form?: string): SettledCells {
    const { sorts } = this;
    const isOpen = wanted === undefined && sorts !== undefined;
    const dates = form !== undefined ? this.inForm(form) : isOpen ? this.sharedForm(sorts, numbers) : undefined;
    if (dates !== undefined) return this.asDates(dates, numbers);
    const bare = this.isWritten ? '' : undefined;
    if (sorts === undefined) return { unit: bare, hasWords: false, words: 0, othersCount: 0, others: [], foreign: 0 };
    const counts = new Uint32Array(MOST_SORTS + 1);
    for (let row = 0; row < numbers.length; row++) counts[sorts[row]]++;
    counts[0] -= missing + this.texts;
    counts[OTHER] += this.texts;
    const own = wanted === undefined ? this.sharedUnit(counts) : (this.sortOfUnit.get(unitKey(wanted)) ?? 0);
    const sum = counts[0] + (own > 0 ? counts[own] : 0);
    const told = counts.reduce(
      (total, count, sort) => (sort === WORD || sort === NOT_FINITE || this.isBound(sort) ? total : total + count),
      0,
    );
    const inOtherUnits = sum >= LEAST_IN_UNIT * told ? this.inUsualUnits(counts, own) : 0;
    const isOfNumbers = wanted !== undefined || sum >= NUMERIC_SHARE * (told - inOtherUnits);
    const signs = this.signsIn(this.units[own - UNITS] ?? '');
    const bounds = { rows: [] as number[], limits: [] as number[], signs: [] as BoundSign[] };
    const others: number[] = [];
    let othersCount = this.texts;
    for (let row = 0; row < numbers.length; row++) {
      const sort = sorts[row];
      if (sort === 0 || sort === own || (sort === WORD && isOfNumbers)) continue;
      const sign = signs[sort - UNITS];
      if (sign !== undefined) {
        bounds.rows.push(row);
        bounds.limits.push(numbers[row]);
        bounds.signs.push(sign);
      }
      numbers[row] = NaN;
      if (sign !== undefined) continue;
      othersCount++;
      if (others.length < BAD_CELL_LIMIT) others.push(row);
    }
    const words = isOfNumbers ? counts[WORD] : 0;
    return {
      unit: this.units[own - UNITS] ?? bare,
      hasWords: words > 0,
      words,
      othersCount,
      others,
      foreign: counts[NOT_FINITE] + inOtherUnits,
      ...(bounds.rows.length > 0 && { bounds }),
    };
  }

  /** Signs of bounds by unit, where the bounds have this unit or are plain numbers. */
  private signsIn(unit: string): readonly (BoundSign | undefined)[] {
    return this.units.map((own) => {
      const isOwn = own.startsWith(BOUND) && ['', unitKey(unit)].includes(unitKey(own.slice(BOUND.length + 1)));
      return isOwn ? (own[BOUND.length] as BoundSign) : undefined;
    });
  }

  /** Number of cells in usual units other than the column's own. */
  private inUsualUnits(counts: Uint32Array, own: number): number {
    return this.units.reduce(
      (sum, unit, i) => (UNITS + i !== own && isUsualUnit(unit) ? sum + counts[UNITS + i] : sum),
      0,
    );
  }

  /** Sort of the unit that most cells share; 0 if there is none. */
  private sharedUnit(counts: Uint32Array): number {
    const observed = counts.reduce((sum, count, sort) => (sort === WORD || this.isBound(sort) ? sum : sum + count), 0);
    const best = this.units.reduce(
      (most, _, i) => (this.isNumber(UNITS + i) && counts[UNITS + i] > (counts[most] ?? 0) ? UNITS + i : most),
      -1,
    );
    if (best < 0) return 0;
    const isShared =
      counts[best] >= Math.max(LEAST_CELLS_IN_UNIT, LEAST_IN_UNIT * observed) &&
      counts[best] + counts[0] + this.inUsualUnits(counts, best) >= LEAST_ALIKE * observed;
    return isShared ? best : 0;
  }

  /** Form in which most cells are dates; undefined if they are not dates. */
  private sharedForm(sorts: Uint8Array, numbers: Float64Array): Dates | undefined {
    const counts = new Uint32Array(MOST_SORTS + 1);
    for (let row = 0; row < numbers.length; row++)
      if (sorts[row] !== 0 || numbers[row] === numbers[row]) counts[sorts[row]]++;
    const observed = counts.reduce((sum, count, sort) => (sort === WORD ? sum : sum + count), this.texts);
    const best = this.units.findIndex(
      (unit, i) =>
        unit.startsWith(DATE) && counts[UNITS + i] >= Math.max(LEAST_CELLS_IN_UNIT, LEAST_IN_UNIT * observed),
    );
    if (best < 0) return undefined;
    const form = this.units[best].slice(DATE.length);
    const order = isOpenForm(form) ? orderAmong(numbers.filter((_, row) => sorts[row] === UNITS + best)) : 'dayFirst';
    return { sort: UNITS + best, form: formIn(form, order ?? 'dayFirst'), isOrderOpen: order === undefined };
  }

  private inForm(form: string): Dates {
    const order = form.startsWith('MM') ? 'monthFirst' : 'dayFirst';
    const own = this.units.findIndex(
      (unit) => unit.startsWith(DATE) && formIn(unit.slice(DATE.length), order) === form,
    );
    return { sort: own < 0 ? -1 : UNITS + own, form, isOrderOpen: false };
  }

  /** Converts cells to seconds; cells without such a date, or with no day of the calendar, are others. */
  private asDates({ sort: own, form, isOrderOpen }: Dates, numbers: Float64Array): SettledCells {
    const others: number[] = [];
    let [othersCount, words] = [this.texts, 0];
    for (let row = 0; row < numbers.length; row++) {
      const sort = this.sorts?.[row] ?? 0;
      if (sort === WORD) words++;
      if (sort === WORD || (sort === 0 && numbers[row] !== numbers[row])) continue;
      numbers[row] = sort === own ? secondsOf(numbers[row], form) : NaN;
      if (numbers[row] === numbers[row]) continue;
      othersCount++;
      if (others.length < BAD_CELL_LIMIT) others.push(row);
    }
    return {
      unit: undefined,
      dates: { form, isOrderOpen },
      hasWords: words > 0,
      words,
      othersCount,
      others,
      foreign: 0,
    };
  }
}

interface Dates extends WrittenDates {
  /** −1 where no cell has the form. */
  readonly sort: number;
}

export function hasDigit(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] >= 0x30 && bytes[at] <= 0x39) return true;
  return false;
}
