/** Columns that identify their rows: (nearly) all cells differ, and no chance makes them. */
import type { TypedColumn } from '../csv/columns/typedColumn';
import { LONGEST_SHAPED } from '../patterns/shape';
import { isByDesign, pairsOfNumbers, pairsOfTexts } from './chance';
import { hashOfText } from '../csv/columns/textHash';
import { areFew, FEW_REPEATS, repeatsIn } from './repeats';

/** What of its cells is compared. */
export type Key = 'texts' | 'numbers';

export interface FoundKey {
  readonly key: Key;
  /**
   * Whether the name or the form says so, and not the numbers: a column that refers to rows of another table looks the
   * same.
   */
  readonly mayRefer: boolean;
}

export interface KeyFacts {
  /** Whether the column is the first that does not number the rows. */
  readonly isFirst: boolean;
  /** Whether all numbers are whole, and none is a code with a zero before it. */
  readonly isOfWholeNumbers: boolean;
  /** Whether the texts have a form. */
  readonly hasForm: boolean;
  readonly least: number;
  readonly greatest: number;
}

/** Of fewer cells it is no wonder that all differ. */
const LEAST_CELLS = 30;
const NAMES = [
  /(^|[^a-z])(id|uuid|guid|key|code|sku|isbn|iban|vin|serial|ref|reference|accession|barcode|ean)$/i,
  /[a-z]I[Dd]$/,
];
/** Numbers from 1 to hardly more than there are cells are ranks, which tie, unless the name says otherwise. */
const RANKS = 1.25;
/** Years are dates. */
const [FIRST_YEAR, LAST_YEAR] = [1000, 2200];
const DIGIT = /\d/;
/** Texts with blanks are phrases; addresses of mails and pages belong to somebody. */
const CODE = /^(?=.*\d)[^\s@]+$/;
const PLAIN_CODE = /^(?=.*\d)(?=.*[a-z])[a-z\d/_#-]+$/i;
/** Digits with marks between are phones, times, scores and addresses of machines; with none they are numbers. */
const MARKED_DIGITS = /^[^a-z]*\d[^a-z\d]+\d[^a-z]*$/i;
/** As long as chance makes no second one. */
const OPAQUE = /^(?:[\da-f]{16,}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/i;
/** So many of its texts are such as the column's. */
const MOST = 0.99;

/** The cells of a key as numbers; NaN where one is missing or holds no identifier, such as "none" or 0. */
export function keyCells(key: Key, { rows, numbers, places, values, gathered }: TypedColumn): Float64Array {
  if (key === 'numbers') return numbers.map((x) => (x > 0 ? x : NaN));
  if (places === undefined) return gathered?.hashes ?? new Float64Array(rows).fill(NaN);
  const ofPlace = Float64Array.from([NaN, ...values.map((text) => (DIGIT.test(text) ? hashOfText(text) : NaN))]);
  return Float64Array.from(places, (place) => ofPlace[place]);
}

/** Whether a column is a key; undefined where it is none. */
export function keyIn(name: string, column: TypedColumn, facts: KeyFacts): FoundKey | undefined {
  return facts.isOfWholeNumbers ? keyOfNumbers(name, column, facts) : keyOfTexts(name, column, facts);
}

function keyOfNumbers(name: string, column: TypedColumn, { isFirst, least, greatest }: KeyFacts): FoundKey | undefined {
  const areYears = least >= FIRST_YEAR && greatest <= LAST_YEAR;
  const says = NAMES.some((own) => own.test(name));
  if (!Number.isSafeInteger(greatest) || !Number.isSafeInteger(least) || (areYears && !says)) return undefined;
  const counted = countOf(keyCells('numbers', column));
  if (counted === undefined) return undefined;
  const areRanks = !says && least <= FEW_REPEATS && greatest <= RANKS * counted.cells;
  if (!areRanks && isByDesign(counted.repeats, pairsOfNumbers(counted.cells, least, greatest)))
    return { key: 'numbers', mayRefer: false };
  return says && mayBelieve(counted, isFirst) ? { key: 'numbers', mayRefer: true } : undefined;
}

function keyOfTexts(name: string, column: TypedColumn, { isFirst, hasForm }: KeyFacts): FoundKey | undefined {
  const { values } = column;
  const haveMost = (is: (text: string) => boolean): boolean => values.filter(is).length >= MOST * values.length;
  if (
    values.length < LEAST_CELLS / 2 ||
    !haveMost((text) => text.length <= LONGEST_SHAPED && CODE.test(text) && !text.includes('://'))
  )
    return undefined;
  const cells = keyCells('texts', column);
  const counted = countOf(cells);
  if (counted === undefined) return undefined;
  const isBelieved = mayBelieve(counted, isFirst);
  if (haveMost((text) => OPAQUE.test(text) && DIGIT.test(text)))
    return isBelieved ? { key: 'texts', mayRefer: true } : undefined;
  const says = NAMES.some((own) => own.test(name));
  if (!hasForm || (!says && !haveMost((text) => !MARKED_DIGITS.test(text)))) return undefined;
  // Of many texts the first are known, which tell of the cells up to the last of them.
  const before = countOf(column.places === undefined ? beginning(cells, values.length) : cells);
  if (before !== undefined && isByDesign(before.repeats, pairsOfTexts(values)))
    return { key: 'texts', mayRefer: false };
  return (says && isBelieved) || (isFirst && haveMost((text) => PLAIN_CODE.test(text)))
    ? { key: 'texts', mayRefer: true }
    : undefined;
}

/**
 * Identifiers that do not come first may be those of persons or things that have several rows: these repeat more often.
 */
function mayBelieve({ repeats }: { readonly repeats: number }, isFirst: boolean): boolean {
  return isFirst || repeats <= FEW_REPEATS;
}

/** How many cells there are, and how many repeat; undefined where these are too many for a key. */
function countOf(cells: Float64Array): { readonly cells: number; readonly repeats: number } | undefined {
  const count = cells.reduce((sum, cell) => (cell === cell ? sum + 1 : sum), 0);
  if (count < LEAST_CELLS) return undefined;
  const repeats = repeatsIn(cells).length;
  return areFew(repeats, count) ? { cells: count, repeats } : undefined;
}

/** The cells up to so many distinct ones. */
function beginning(cells: Float64Array, distinct: number): Float64Array {
  const met = new Set<number>();
  let end = 0;
  while (end < cells.length && met.size < distinct) {
    if (cells[end] === cells[end]) met.add(cells[end]);
    end++;
  }
  return cells.subarray(0, end);
}
