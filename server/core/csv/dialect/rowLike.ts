// Detects whether the first record of a table without numbers is a row like the others.

import { writtenDate } from '../cells/writtenDate';

export type IsMissing = (cell: string) => boolean;
type Record = readonly string[];

/**
 * Minimum number of columns whose cells are codes of one form, and minimum number of distinct codes in each, for the
 * first record to be codes, too.
 */
const LEAST_CODED = 2;
const LEAST_CODES = 5;
const LEAST_BEGINNING = 2;
/** Maximum length of a cell that is examined, in UTF-16 units. */
const LONGEST = 300;
/** Minimum number of cells in alphabetical order that count as sorted. */
const LEAST_SORTED = 20;

/**
 * Texts that are no column names: web and mail addresses, dates, and digits without a letter, such as telephone
 * numbers.
 */
const SORTS: readonly ((cell: string) => boolean)[] = [
  (cell) => /^[a-z][a-z+]*:\/\/\S+$/i.test(cell),
  (cell) => /^[^\s@]+@[^\s@]+\.[a-z]{2,}$/i.test(cell),
  (cell) => writtenDate(cell) !== undefined,
  (cell) => /\d\D*\d/.test(cell) && /^[\d\s.,:;/+()-]+$/.test(cell),
];

export function isRowLike(first: Record, body: readonly Record[], isMissing: IsMissing): boolean {
  return (
    areCodes(first, body) ||
    isSorted(first, body) ||
    haveBeginning(first, body) ||
    first.some((cell, column) =>
      SORTS.some((isOfSort) => {
        if (cell.length > LONGEST || !isOfSort(cell)) return false;
        const others = body.map((record) => record[column] ?? '').filter((other) => !isMissing(other));
        return others.length > 0 && others.every((other) => other.length <= LONGEST && isOfSort(other));
      }),
    )
  );
}

/**
 * Whether the first record has codes in the form of all other records in some columns, such as two capital letters, and
 * in another form in none.
 */
function areCodes(first: Record, body: readonly Record[]): boolean {
  const formOf = (cell: string): string =>
    cell
      .replace(/\p{Lu}/gu, 'A')
      .replace(/\p{Ll}/gu, 'a')
      .replace(/\d/g, '9');
  let coded = 0;
  for (const [column, cell] of first.entries()) {
    const cells = new Set(body.map((record) => record[column] ?? ''));
    const forms = new Set([...cells].map(formOf));
    if (cells.size < LEAST_CODES || forms.size > 1) continue;
    if (!forms.has(formOf(cell))) return false;
    coded++;
  }
  return coded >= LEAST_CODED;
}

/**
 * Whether all cells of some column, including the first, begin with the same letters followed, or preceded, by a sign.
 */
function haveBeginning(first: Record, body: readonly Record[]): boolean {
  return (
    body.length >= LEAST_CODES &&
    first.some((cell, column) => {
      let length = Math.min(cell.length, LONGEST);
      for (const record of body) {
        let same = 0;
        while (same < length && cell[same] === record[column]?.[same]) same++;
        length = same;
      }
      return length >= LEAST_BEGINNING && /[^\p{L}\s]/u.test(cell.slice(0, length));
    })
  );
}

/** Whether the first column is in alphabetical order, including its first cell, which begins like the next one. */
function isSorted(first: Record, body: readonly Record[]): boolean {
  const cells = [first, ...body].map((record) => (record[0] ?? '').toLowerCase());
  return (
    body.length >= LEAST_SORTED &&
    cells[0] !== '' &&
    cells[0].charAt(0) === cells[1].charAt(0) &&
    cells.every((cell, i) => i === 0 || cell > cells[i - 1])
  );
}
