/**
 * What the cells of a column are that are no bare numbers: words for "missing", infinities, numbers in a unit, other
 * texts. What becomes of them is decided by the column as a whole, once it is read: a "." is missing among numbers, and
 * a unit is one that the cells share.
 */
import { BAD_CELL_LIMIT } from '../columns/limits';
import { isUsualUnit, unitKey } from './unitNames';
import { decodeUtf8 } from './utf8';
import { mayBeBound, writtenBound, type BoundSign } from './writtenBound';
import { formIn, isoDate, isOpenForm, orderAmong, secondsOf, writtenDate } from './writtenDate';
import { mayBeNumber, numberInFile, type NumberMarks } from './writtenNumber';

/**
 * Sorts of cells; a bare number is of sort 0, numbers in units, dates and bounds are of a sort for each unit, form and
 * sign from UNITS on.
 */
export const WORD = 1;
/** Infinities and errors of spreadsheets: no numbers, but among numbers. */
const NOT_FINITE = 2;
const OTHER = 3;
export const UNITS = 4;
const DATE = '\0';
const BOUND = '\x01';
/** So many texts are looked at in any case, of which this share must be numbers, dates or words. */
const ENOUGH = 2000;
const LEAST_KNOWN = 0.02;
const MOST_SORTS = 255;

export interface ReadCell {
  /** NaN where it is none. */
  readonly number: number;
  readonly sort: number;
}

export const NO_NUMBER: ReadCell = { number: NaN, sort: OTHER };
/** Of a column of which it is plain that it is one of texts: their rows are not kept. */
const TEXT: ReadCell = { number: NaN, sort: MOST_SORTS };

/** Missing among numbers: SAS and Stata write ".", ".a" to ".z". Of other words these may be levels. */
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

/** Numbers in a unit are the column's where so many of its cells have it, this share at the least… */
const LEAST_CELLS_IN_UNIT = 3;
const LEAST_IN_UNIT = 0.5;
/** …and so many have it or none. */
const LEAST_ALIKE = 0.8;
/** A column is one of numbers where so many of its cells are. */
export const NUMERIC_SHARE = 0.9;

/** Whether a trimmed text means "missing" in a column of numbers. */
export function isMissingAmongNumbers(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start <= LONGEST_WORD && WORDS.has(decodeUtf8(bytes, start, end).toLowerCase());
}

/** Whether a text is an infinity, or the error of a spreadsheet. */
export function isNotFinite(text: string): boolean {
  return INFINITIES.test(text.trim());
}

/** The cells of a column that hold bounds. */
export interface CellBounds {
  /** Ascending. */
  readonly rows: readonly number[];
  /** Of each of these rows. */
  readonly limits: readonly number[];
  readonly signs: readonly BoundSign[];
}

/** What is decided of a column. */
export interface Settled {
  /** '' where numbers have none and are not all in plain notation; undefined where they are. */
  readonly unit: string | undefined;
  /** How the dates are written that the column is of, and whether nothing tells which number is the day. */
  readonly dates?: WrittenDates;
  /** Whether words count as missing, and how many there are then. */
  readonly hasWords: boolean;
  readonly words: number;
  readonly othersCount: number;
  readonly others: readonly number[];
  /** Those of the others that stand among numbers: infinities, errors of spreadsheets, numbers in other units. */
  readonly foreign: number;
  /** Left out where there are none. */
  readonly bounds?: CellBounds;
}

/** How the dates of a column are written. */
export interface WrittenDates {
  readonly form: string;
  readonly isOrderOpen: boolean;
}

export class CellSorts {
  /** Units, and forms of dates behind a mark that no unit has. */
  private readonly units: string[] = [];
  private readonly sortOfUnit = new Map<string, number>();
  /** By row; made when there is something to be kept. */
  private sorts: Uint8Array | undefined;
  /** Whether some number is not in plain notation. */
  private isWritten = false;
  /** How many texts were looked at, and how many of them are anything but text. */
  private tried = 0;
  private known = 0;
  /** Cells of which nothing was kept. */
  private texts = 0;

  /** @param rows room for as many */
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

  /** Whether it is plain that the column is one of texts. */
  get isOfTexts(): boolean {
    return this.tried >= ENOUGH && this.known < LEAST_KNOWN * this.tried;
  }

  /** A cell of such a column. */
  passText(): void {
    this.texts++;
  }

  /**
   * A trimmed text that is no number in plain notation. Once nearly all of many were none in any form, the column is
   * one of texts.
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

  /** Whether what cells of this sort have is a number of the column, if its unit is. */
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
   * Decides what the cells are; takes the numbers of those away that count something else.
   *
   * @param numbers by row; those in other units become NaN
   * @param missing how many cells are
   * @param wanted the unit of a column of numbers, '' for none; undefined where it is still open what the column is
   * @param form how dates are written, where the column is known to be of dates
   */
  settle(numbers: Float64Array, missing: number, wanted: string | undefined, form?: string): Settled {
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

  /** By unit, the sign of bounds that have it, if they are bounds of numbers in this one or of plain numbers. */
  private signsIn(unit: string): readonly (BoundSign | undefined)[] {
    return this.units.map((own) => {
      const isOwn = own.startsWith(BOUND) && ['', unitKey(unit)].includes(unitKey(own.slice(BOUND.length + 1)));
      return isOwn ? (own[BOUND.length] as BoundSign) : undefined;
    });
  }

  /** How many cells are numbers in units that are usual, but for the column's own. */
  private inUsualUnits(counts: Uint32Array, own: number): number {
    return this.units.reduce(
      (sum, unit, i) => (UNITS + i !== own && isUsualUnit(unit) ? sum + counts[UNITS + i] : sum),
      0,
    );
  }

  /** The sort of the unit that most cells share; 0 where there is none. */
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

  /** The form in which most cells are dates; undefined where they are none. */
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

  /** Cells as seconds; those that are no such date, or no day of the calendar, are others. */
  private asDates({ sort: own, form, isOrderOpen }: Dates, numbers: Float64Array): Settled {
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
  /** −1 where no cell has it. */
  readonly sort: number;
}

export function hasDigit(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] >= 0x30 && bytes[at] <= 0x39) return true;
  return false;
}
