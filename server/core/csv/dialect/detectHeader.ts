// Detects whether the first record of a table names its columns.

import { isRowLike, type IsMissing } from './rowLike';
import { isWritten, writtenNumber } from '../cells/writtenNumber';

export type { IsMissing } from './rowLike';

/** Minimum count of equally spaced numbers that are names of columns; fewer suffice for years. */
const LEAST_COUNTED = 3;
const LEAST_YEARS = 2;
/** Minimum count of ascending numbers that make a key. */
const LEAST_INDEX = 10;
/** Maximum share of rows of the table that are equally spaced, too. */
const MOST_COUNTED = 0.1;

function isYear(x: number): boolean {
  return Number.isInteger(x) && x >= 1900 && x <= 2100;
}

/**
 * Whether the first record counts from column to column beside a text, as years and numbered questions do in headers,
 * and other records do not.
 */
function countOn(first: readonly string[], body: readonly (readonly string[])[], decimal: '.' | ','): boolean {
  const numberOf = (cell: string): number => writtenNumber(cell, decimal)?.value ?? NaN;
  const numbers = first.map(numberOf);
  const columns = numbers.flatMap((x, column) => (x === x ? [column] : []));
  const stepOf = (own: readonly number[]): number => own[1] - own[0];
  const isCounted = (own: readonly number[]): boolean =>
    stepOf(own) > 0 && own.every((x, i) => i === 0 || Math.abs(x - own[i - 1] - stepOf(own)) < 1e-9 * Math.abs(x));
  const areYears = columns.every((column) => isYear(numbers[column]));
  const hasText = first.some((cell, column) => cell !== '' && !columns.includes(column));
  if (
    !hasText ||
    columns.length < (areYears ? LEAST_YEARS : LEAST_COUNTED) ||
    !isCounted(columns.map((column) => numbers[column]))
  )
    return false;
  const counted = body.filter((cells) => {
    const own = columns.map((column) => numberOf(cells[column] ?? ''));
    return isCounted(own) && (!areYears || own.every(isYear));
  });
  return counted.length <= MOST_COUNTED * body.length;
}

/** Whether some column has a text above numbers that ascend from record to record, as keys do. */
function isAboveIndex(first: readonly string[], body: readonly (readonly string[])[], decimal: '.' | ','): boolean {
  const numberOf = (cell: string | undefined): number => writtenNumber(cell ?? '', decimal)?.value ?? NaN;
  return (
    body.length >= LEAST_INDEX &&
    first.some(
      (name, column) =>
        /\p{L}/u.test(name) &&
        numberOf(name) !== numberOf(name) &&
        body.every((cells, i) =>
          i === 0 ? !Number.isNaN(numberOf(cells[column])) : numberOf(cells[column]) > numberOf(body[i - 1][column]),
        ),
    )
  );
}

/**
 * Detects a header. Columns of numbers decide if there are any: those whose first cell is no number vote for a header,
 * the others against it; a header wins a tie, as most files have one. Without such columns the first record must look
 * like names.
 */
export function detectHeader(
  records: readonly (readonly string[])[],
  decimal: '.' | ',',
  isMissing: IsMissing,
): boolean {
  const isNumber = (cell: string): boolean => isWritten(cell, decimal);
  if (records.length === 0) return true;
  const [first, ...body] = records;
  if (body.length === 0) return !first.some(isNumber);
  if (countOn(first, body, decimal) || isAboveIndex(first, body, decimal)) return true;
  let votesFor = 0;
  let votesAgainst = 0;
  first.forEach((name, column) => {
    if (isMissing(name) || !isNumericColumn(body, column, isNumber, isMissing)) return;
    if (isNumber(name)) votesAgainst++;
    else votesFor++;
  });
  if (votesFor + votesAgainst > 0) return votesFor >= votesAgainst;
  return !first.some(isNumber) && looksLikeNames(first, body, isMissing);
}

/**
 * Whether at least three quarters of the cells that are not missing are numbers (the rest may be the errors to find).
 */
function isNumericColumn(
  body: readonly (readonly string[])[],
  column: number,
  isNumber: (cell: string) => boolean,
  isMissing: IsMissing,
): boolean {
  let present = 0;
  let numbers = 0;
  for (const record of body) {
    if (column >= record.length || isMissing(record[column])) continue;
    present++;
    if (isNumber(record[column])) numbers++;
  }
  return present > 0 && 4 * numbers >= 3 * present;
}

/**
 * Whether the cells of the first record are names rather than values: none empty, all different, and at most one in ten
 * of them found again below in its own column. The first may be empty (row names have no name) if there are others, and
 * so may those above empty columns at the end.
 */
function looksLikeNames(
  first: readonly string[],
  body: readonly (readonly string[])[],
  isMissing: (cell: string) => boolean,
): boolean {
  const width = 1 + Math.max(...[first, ...body].map((cells) => cells.findLastIndex((cell) => cell !== '')));
  const names = first.slice(first.length > 1 && first[0] === '' ? 1 : 0, Math.max(width, 1));
  if (new Set(names).size < names.length || names.some(isMissing)) return false;
  if (isRowLike(first, body, isMissing)) return false;
  const again = first.filter((name, column) => name !== '' && body.some((record) => record[column] === name)).length;
  return 10 * again <= names.length;
}
