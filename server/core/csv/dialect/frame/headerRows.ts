/** Headers of several rows, where upper names group the names below them. */
import { ALIKE_SHARE, areEqualCells, filledCount, LEAST_ALIKE_ROWS, type TableFacts, type FrameLine } from './line';

/** Maximum number of rows of names. */
const MOST_HEADER_ROWS = 3;
/** Number of equal cells from which a row is a title rather than names. */
const LEAST_TITLE_CELLS = 3;
const WORD = /\p{L}{2}/u;

/**
 * Counts the rows at the beginning that name the columns: 0 without a header, several if columns of numbers need them
 * to be distinguished.
 */
export function headerRowsIn(rows: readonly FrameLine[], facts: TableFacts): number {
  const isHeader = (): boolean => facts.hasHeader(rows.map(({ cells }) => cells));
  if (facts.headerRows !== undefined) return Math.min(facts.headerRows, rows.length);
  return numericHeaderRows(rows, facts) ?? spanningHeaderRows(rows, facts) ?? (isHeader() ? 1 : 0);
}

/** Counts the rows that name the columns of numbers; undefined where the first row suffices, or names none. */
function numericHeaderRows(rows: readonly FrameLine[], { isNumber, isMissing }: TableFacts): number | undefined {
  const rest = rows.slice(MOST_HEADER_ROWS);
  const cellsIn = (column: number): readonly string[] =>
    rest.map(({ cells }) => cells[column] ?? '').filter((cell) => !isMissing(cell));
  const isNumeric = (column: number): boolean =>
    cellsIn(column).length >= LEAST_ALIKE_ROWS &&
    cellsIn(column).filter(isNumber).length >= ALIKE_SHARE * cellsIn(column).length;
  const numeric = (rows[0]?.cells ?? []).flatMap((_, column) => (isNumeric(column) ? [column] : []));
  if (numeric.length < 2) return undefined;
  // "4 hours" is a name above numbers that have no unit.
  const bare = new Set(numeric.filter((column) => !cellsIn(column).some((cell) => WORD.test(cell))));
  const isText = (cell: string, column: number): boolean => !isNumber(cell) || (WORD.test(cell) && bare.has(column));
  const areTexts = ({ cells }: FrameLine): boolean => numeric.every((column) => isText(cells[column] ?? '', column));
  const countNamed = ({ cells }: FrameLine): number => numeric.filter((column) => (cells[column] ?? '') !== '').length;
  const areNamed = (count: number): boolean => {
    const names = joinedNames(rows.slice(0, count).map(({ cells }) => cells));
    return (
      numeric.every((column) => names[column] !== '') &&
      new Set(numeric.map((column) => names[column])).size === numeric.length
    );
  };
  // Repeated or missing names ask for a second row; a table with distinct names needs none.
  if (!areTexts(rows[0]) || countNamed(rows[0]) < 2 || areNamed(1)) return undefined;
  let count = 1;
  while (
    count < Math.min(MOST_HEADER_ROWS, rows.length) &&
    areTexts(rows[count]) &&
    countNamed(rows[count]) >= 2 &&
    !(count > 1 && areNamed(count))
  )
    count++;
  if (count === 1 || !areNamed(count)) return undefined;
  return count < rows.length && namesIndex(rows, count, numeric) ? count + 1 : count;
}

/** Whether all filled cells are equal, and there are several. */
export function areOneText(cells: readonly string[]): boolean {
  const texts = cells.filter((cell) => cell !== '');
  return cells[0] === '' && texts.length >= LEAST_TITLE_CELLS && new Set(texts).size === 1;
}

/** Counts the rows above a row of names that group these names, if they distinguish columns of numbers together. */
export function groupRowsAbove(body: readonly FrameLine[], at: number, facts: TableFacts): number {
  for (let count = Math.min(at, MOST_HEADER_ROWS - 1); count > 0; count--) {
    const rows = body.slice(at - count);
    if (rows.slice(0, count).some(({ cells }) => areOneText(cells))) continue;
    if ((numericHeaderRows(rows, facts) ?? 0) > count) return count;
  }
  return 0;
}

/**
 * Counts two rows where the second one names exactly the columns that have only a group name, or none, in the first;
 * more with empty rows between; undefined otherwise.
 */
function spanningHeaderRows(rows: readonly FrameLine[], { isNumber }: TableFacts): number | undefined {
  const at = rows.findIndex((row, i) => i > 0 && filledCount(row) > 0);
  const [first, second] = [rows[0]?.cells ?? [], rows[at]?.cells ?? []];
  if (at < 1 || at > 2 || first.length !== second.length || [...first, ...second].some(isNumber)) return undefined;
  const [begin, end] = [first.findIndex((cell) => cell !== ''), second.findLastIndex((cell) => cell !== '')];
  const isOpen = (column: number): boolean => first[column] === '' && begin >= 0 && column > begin && column <= end;
  const isIn = (column: number): boolean => isOpen(column) || (isOpen(column + 1) && first[column] !== '');
  const named = second.flatMap((cell, column) => (cell === '' ? [] : [column]));
  const isWhole =
    first[0] !== '' &&
    second[0] === '' &&
    named.length >= 2 &&
    second.every((cell, column) => (cell !== '') === isIn(column));
  const repeatsNames = rows
    .slice(at + 1)
    .some(({ cells }) => !areEqualCells(cells, second) && named.some((column) => cells[column] === second[column]));
  return isWhole && !repeatsNames && rows.length - at > LEAST_ALIKE_ROWS ? at + 1 : undefined;
}

/** Whether a row names only columns without a name above, as pandas writes the names of an index. */
function namesIndex(rows: readonly FrameLine[], at: number, numeric: readonly number[]): boolean {
  const { cells } = rows[at];
  const named = cells.flatMap((cell, column) => (cell === '' ? [] : [column]));
  return (
    named.length > 0 &&
    !named.some(
      (column) => numeric.includes(column) || rows.slice(0, at).some((row) => (row.cells[column] ?? '') !== ''),
    )
  );
}

/**
 * Joins the column names of several rows: each text once, from above. A name extends to the columns on its right that
 * have no name in its row but one below.
 */
export function joinedNames(rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 1) return [...rows[0]];
  const width = Math.max(0, ...rows.map((cells) => cells.length));
  const names = Array.from({ length: width }, (): string[] => []);
  rows.forEach((cells, level) => {
    let group = '';
    for (let column = 0; column < width; column++) {
      const text = (cells[column] ?? '').trim();
      if (text !== '' || rows.slice(0, level).some((row) => (row[column] ?? '').trim() !== '')) group = text;
      const isGroup = rows.slice(level + 1).some((row) => (row[column] ?? '').trim() !== '');
      const name = text === '' && isGroup ? group : text;
      if (name !== '' && names[column].at(-1) !== name) names[column].push(name);
    }
  });
  return names.map((parts) => parts.join(' '));
}
