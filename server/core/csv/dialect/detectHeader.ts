// Detects whether the first record of a table names its columns.

import { isRowLike, type IsMissing } from './rowLike';
import { isWrittenNumber, writtenNumber } from '../cells/writtenNumber';

export type { IsMissing } from './rowLike';

/** Minimum count of equally spaced numbers that are names of columns; fewer suffice for years. */
const LEAST_COUNTED_NAMES = 3;
const LEAST_YEARS = 2;
/** Minimum count of ascending numbers that make a key. */
const LEAST_KEY_ROWS = 10;
/** Maximum share of rows of the table that are also equally spaced. */
const MOST_COUNTED_SHARE = 0.1;

function isYear(x: number): boolean {
  return Number.isInteger(x) && x >= 1900 && x <= 2100;
}

/**
 * Whether the first record counts up from column to column, next to a text, as years and numbered questions do in
 * headers, and other records do not.
 */
function countsUp(first: readonly string[], body: readonly (readonly string[])[], decimal: '.' | ','): boolean {
  const numberOf = (cell: string): number => writtenNumber(cell, decimal)?.value ?? NaN;
  const numbers = first.map(numberOf);
  const columns = numbers.flatMap((x, column) => (x === x ? [column] : []));
  const stepOf = (values: readonly number[]): number => values[1] - values[0];
  const isCounted = (values: readonly number[]): boolean =>
    stepOf(values) > 0 &&
    values.every((x, i) => i === 0 || Math.abs(x - values[i - 1] - stepOf(values)) < 1e-9 * Math.abs(x));
  const areYears = columns.every((column) => isYear(numbers[column]));
  const hasText = first.some((cell, column) => cell !== '' && !columns.includes(column));
  if (
    !hasText ||
    columns.length < (areYears ? LEAST_YEARS : LEAST_COUNTED_NAMES) ||
    !isCounted(columns.map((column) => numbers[column]))
  )
    return false;
  const counted = body.filter((cells) => {
    const values = columns.map((column) => numberOf(cells[column] ?? ''));
    return isCounted(values) && (!areYears || values.every(isYear));
  });
  return counted.length <= MOST_COUNTED_SHARE * body.length;
}

/** Whether some column has a text above numbers that ascend from record to record, as keys do. */
function isAboveIndex(first: readonly string[], body: readonly (readonly string[])[], decimal: '.' | ','): boolean {
  const numberOf = (cell: string | undefined): number => writtenNumber(cell ?? '', decimal)?.value ?? NaN;
  return (
    body.length >= LEAST_KEY_ROWS &&
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
 * Detects a header. Columns of numbers decide if there are any: those whose first cell is not a number vote for a
 * header, the others against it; a header wins a tie, as most files have one. Without such columns the first record
 * must look like names.
 */
export function detectHeader(
  records: readonly (readonly string[])[],
  decimal: '.' | ',',
  isMissing: IsMissing,
): boolean {
  const isNumber = (cell: string): boolean => isWrittenNumber(cell, decimal);
  if (records.length === 0) return true;
  const [first, ...body] = records;
  if (body.length === 0) return !first.some(isNumber);
  if (countsUp(first, body, decimal) || isAboveIndex(first, body, decimal)) return true;
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
 * of them repeated below in the same column. The first may be empty (row names have no name) if there are others, and
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
  const repeated = first.filter((name, column) => name !== '' && body.some((record) => record[column] === name)).length;
  return 10 * repeated <= names.length;
}
