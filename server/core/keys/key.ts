/** Columns that identify their rows: (nearly) all cells differ, and not by chance. */
import type { TypedColumn } from '../csv/columns/typedColumn';
import { LONGEST_SHAPED } from '../patterns/shape';
import { isByDesign, pairsOfNumbers, pairsOfTexts } from './chance';
import { hashOfText } from '../csv/columns/textHash';
import { areFewRepeats, FEW_REPEATS, repeatsIn } from './repeats';

/** The form in which its cells are compared. */
export type Key = 'texts' | 'numbers';

export interface FoundKey {
  readonly key: Key;
  /**
   * Whether only the name or the form indicates a key, not the numbers: a column that refers to rows of another table
   * looks like one.
   */
  readonly mayRefer: boolean;
}

export interface KeyFacts {
  /** Whether the column is the first that does not number the rows. */
  readonly isFirst: boolean;
  /** Whether all numbers are whole, and none is a code with a leading zero. */
  readonly isOfWholeNumbers: boolean;
  /** Whether the texts have a form. */
  readonly hasForm: boolean;
  readonly least: number;
  readonly greatest: number;
}

/** Minimum number of cells; with fewer cells it is no surprise that all differ. */
const LEAST_CELLS = 30;
const NAMES = [
  /(^|[^a-z])(id|uuid|guid|key|code|sku|isbn|iban|vin|serial|ref|reference|accession|barcode|ean)$/i,
  /[a-z]I[Dd]$/,
];
/**
 * Ratio of the greatest number to the number of cells up to which numbers from 1 are ranks, which may tie, unless the
 * name says otherwise.
 */
const RANK_RATIO = 1.25;
/** Range of years, which are dates. */
const [FIRST_YEAR, LAST_YEAR] = [1000, 2200];
const DIGIT = /\d/;
/** Texts with blanks are phrases; mail addresses belong to people. */
const CODE = /^(?=.*\d)[^\s@]+$/;
const PLAIN_CODE = /^(?=.*\d)(?=.*[a-z])[a-z\d/_#-]+$/i;
/**
 * Digits with marks between them are phone numbers, times, scores and machine addresses; without marks they are
 * numbers.
 */
const MARKED_DIGITS = /^[^a-z]*\d[^a-z\d]+\d[^a-z]*$/i;
/** Codes long enough that chance produces no second one. */
const OPAQUE = /^(?:[\da-f]{16,}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/i;
/** Minimum share of the column's texts that fit a key. */
const LEAST_FITTING_SHARE = 0.99;

/** Returns the cells of a key as numbers; NaN where a cell is missing or holds no identifier, such as "none" or 0. */
export function keyCells(key: Key, { rows, numbers, places, values, gathered }: TypedColumn): Float64Array {
  if (key === 'numbers') return numbers.map((x) => (x > 0 ? x : NaN));
  if (places === undefined) return gathered?.hashes ?? new Float64Array(rows).fill(NaN);
  const keyOfPlace = Float64Array.from([NaN, ...values.map((text) => (DIGIT.test(text) ? hashOfText(text) : NaN))]);
  return Float64Array.from(places, (place) => keyOfPlace[place]);
}

/** Tests whether a column is a key; undefined if not. */
export function keyIn(name: string, column: TypedColumn, facts: KeyFacts): FoundKey | undefined {
  return facts.isOfWholeNumbers ? keyOfNumbers(name, column, facts) : keyOfTexts(name, column, facts);
}

function keyOfNumbers(name: string, column: TypedColumn, { isFirst, least, greatest }: KeyFacts): FoundKey | undefined {
  const areYears = least >= FIRST_YEAR && greatest <= LAST_YEAR;
  const isNamedKey = NAMES.some((pattern) => pattern.test(name));
  if (!Number.isSafeInteger(greatest) || !Number.isSafeInteger(least) || (areYears && !isNamedKey)) return undefined;
  const counts = countCells(keyCells('numbers', column));
  if (counts === undefined) return undefined;
  const areRanks = !isNamedKey && least <= FEW_REPEATS && greatest <= RANK_RATIO * counts.cells;
  if (!areRanks && isByDesign(counts.repeats, pairsOfNumbers(counts.cells, least, greatest)))
    return { key: 'numbers', mayRefer: false };
  return isNamedKey && arePlausible(counts, isFirst) ? { key: 'numbers', mayRefer: true } : undefined;
}

function keyOfTexts(name: string, column: TypedColumn, { isFirst, hasForm }: KeyFacts): FoundKey | undefined {
  const { values } = column;
  const doMostFit = (fits: (text: string) => boolean): boolean =>
    values.filter(fits).length >= LEAST_FITTING_SHARE * values.length;
  if (
    values.length < LEAST_CELLS / 2 ||
    !doMostFit((text) => text.length <= LONGEST_SHAPED && CODE.test(text) && !text.includes('://'))
  )
    return undefined;
  const cells = keyCells('texts', column);
  const counts = countCells(cells);
  if (counts === undefined) return undefined;
  const isPlausible = arePlausible(counts, isFirst);
  if (doMostFit((text) => OPAQUE.test(text) && DIGIT.test(text)))
    return isPlausible ? { key: 'texts', mayRefer: true } : undefined;
  const isNamedKey = NAMES.some((pattern) => pattern.test(name));
  if (!hasForm || (!isNamedKey && !doMostFit((text) => !MARKED_DIGITS.test(text)))) return undefined;
  // A column of many texts stores only the first of them; these represent the cells up to the last stored text.
  const storedCounts = countCells(column.places === undefined ? cellsUntil(cells, values.length) : cells);
  if (storedCounts !== undefined && isByDesign(storedCounts.repeats, pairsOfTexts(values)))
    return { key: 'texts', mayRefer: false };
  return (isNamedKey && isPlausible) || (isFirst && doMostFit((text) => PLAIN_CODE.test(text)))
    ? { key: 'texts', mayRefer: true }
    : undefined;
}

/**
 * Whether the repeats fit a key: in later columns, identifiers of persons or things with several rows repeat more
 * often.
 */
function arePlausible({ repeats }: { readonly repeats: number }, isFirst: boolean): boolean {
  return isFirst || repeats <= FEW_REPEATS;
}

/** Counts the cells and the repeated ones; undefined where these are too many for a key. */
function countCells(cells: Float64Array): { readonly cells: number; readonly repeats: number } | undefined {
  const count = cells.reduce((sum, cell) => (cell === cell ? sum + 1 : sum), 0);
  if (count < LEAST_CELLS) return undefined;
  const repeats = repeatsIn(cells).length;
  return areFewRepeats(repeats, count) ? { cells: count, repeats } : undefined;
}

/** Returns the cells up to a number of distinct ones. */
function cellsUntil(cells: Float64Array, distinct: number): Float64Array {
  const distinctCells = new Set<number>();
  let end = 0;
  while (end < cells.length && distinctCells.size < distinct) {
    if (cells[end] === cells[end]) distinctCells.add(cells[end]);
    end++;
  }
  return cells.subarray(0, end);
}
