// Detects whether the first record of a table without numbers is a row like all further records.

import { writtenDate } from '../cells/writtenDate';

export type IsMissing = (cell: string) => boolean;
type RecordCells = readonly string[];

/**
 * Minimum number of columns whose cells are codes of one form, and minimum number of distinct codes in each, for the
 * first record to be codes, too.
 */
const LEAST_CODE_COLUMNS = 2;
const LEAST_DISTINCT_CODES = 5;
const LEAST_PREFIX_LENGTH = 2;
/** Maximum length of a cell that is examined, in UTF-16 units. */
const LONGEST_EXAMINED = 300;
/** Minimum number of cells in alphabetical order that count as sorted. */
const LEAST_SORTED_CELLS = 20;

/**
 * Tests for texts that are not column names: web and mail addresses, dates, and digits without a letter, such as
 * telephone numbers.
 */
const VALUE_TESTS: readonly ((cell: string) => boolean)[] = [
  (cell) => /^[a-z][a-z+]*:\/\/\S+$/i.test(cell),
  (cell) => /^[^\s@]+@[^\s@]+\.[a-z]{2,}$/i.test(cell),
  (cell) => writtenDate(cell) !== undefined,
  (cell) => /\d\D*\d/.test(cell) && /^[\d\s.,:;/+()-]+$/.test(cell),
];

export function isRowLike(first: RecordCells, body: readonly RecordCells[], isMissing: IsMissing): boolean {
  return (
    areCodes(first, body) ||
    isSorted(first, body) ||
    havePrefix(first, body) ||
    first.some((cell, column) =>
      VALUE_TESTS.some((isValue) => {
        if (cell.length > LONGEST_EXAMINED || !isValue(cell)) return false;
        const values = body.map((record) => record[column] ?? '').filter((value) => !isMissing(value));
        return values.length > 0 && values.every((value) => value.length <= LONGEST_EXAMINED && isValue(value));
      }),
    )
  );
}

/**
 * Whether the first record has codes in the form of all other records in some columns, such as two capital letters, and
 * in another form in none.
 */
function areCodes(first: RecordCells, body: readonly RecordCells[]): boolean {
  const formOf = (cell: string): string =>
    cell
      .replace(/\p{Lu}/gu, 'A')
      .replace(/\p{Ll}/gu, 'a')
      .replace(/\d/g, '9');
  let coded = 0;
  for (const [column, cell] of first.entries()) {
    const cells = new Set(body.map((record) => record[column] ?? ''));
    const forms = new Set([...cells].map(formOf));
    if (cells.size < LEAST_DISTINCT_CODES || forms.size > 1) continue;
    if (!forms.has(formOf(cell))) return false;
    coded++;
  }
  return coded >= LEAST_CODE_COLUMNS;
}

/**
 * Whether all cells of some column, including the first, begin with the same letters followed, or preceded, by a sign.
 */
function havePrefix(first: RecordCells, body: readonly RecordCells[]): boolean {
  return (
    body.length >= LEAST_DISTINCT_CODES &&
    first.some((cell, column) => {
      let length = Math.min(cell.length, LONGEST_EXAMINED);
      for (const record of body) {
        let sharedLength = 0;
        while (sharedLength < length && cell[sharedLength] === record[column]?.[sharedLength]) sharedLength++;
        length = sharedLength;
      }
      return length >= LEAST_PREFIX_LENGTH && /[^\p{L}\s]/u.test(cell.slice(0, length));
    })
  );
}

/** Whether the first column is in alphabetical order, including its first cell, which begins like the next one. */
function isSorted(first: RecordCells, body: readonly RecordCells[]): boolean {
  const cells = [first, ...body].map((record) => (record[0] ?? '').toLowerCase());
  return (
    body.length >= LEAST_SORTED_CELLS &&
    cells[0] !== '' &&
    cells[0].charAt(0) === cells[1].charAt(0) &&
    cells.every((cell, i) => i === 0 || cell > cells[i - 1])
  );
}
