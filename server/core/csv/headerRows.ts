/** Headers of several rows: names of which those above group those below. */
import { ALIKE, LEAST_ALIKE, type Known, type Line } from './line';

/** Rows of names beyond the first that are looked for. */
const MOST_LEVELS = 3;

/** How many of the first rows name the columns: none where there is no header, and several where it takes them to tell columns of numbers apart. */
export function headerRowsIn(rows: readonly Line[], known: Known): number {
  const isHeader = (): boolean => known.hasHeader(rows.map(({ cells }) => cells));
  if (known.headerRows !== undefined) return Math.min(known.headerRows, rows.length);
  return levelsIn(rows, known) ?? (isHeader() ? 1 : 0);
}

/** Undefined where the first row names the columns of numbers alone, or not at all. */
function levelsIn(rows: readonly Line[], { isNumber, isMissing }: Known): number | undefined {
  const rest = rows.slice(MOST_LEVELS);
  const isNumeric = (column: number): boolean => {
    const cells = rest.map(({ cells: own }) => own[column] ?? '').filter((cell) => !isMissing(cell));
    return cells.length >= LEAST_ALIKE && cells.filter(isNumber).length >= ALIKE * cells.length;
  };
  const numeric = (rows[0]?.cells ?? []).flatMap((_, column) => (isNumeric(column) ? [column] : []));
  if (numeric.length < 2) return undefined;
  const areTexts = ({ cells }: Line): boolean => numeric.every((column) => !isNumber(cells[column] ?? ''));
  const areFilled = ({ cells }: Line): boolean => numeric.every((column) => (cells[column] ?? '') !== '');
  const areApart = (count: number): boolean => {
    const names = joinedNames(rows.slice(0, count).map(({ cells }) => cells));
    return new Set(numeric.map((column) => names[column])).size === numeric.length;
  };
  // Names that are there twice, or for some columns only, ask for a second row; a table of other names needs none.
  if (!areTexts(rows[0]) || numeric.filter((column) => rows[0].cells[column] !== '').length < 2) return undefined;
  if (areApart(1) && areFilled(rows[0])) return undefined;
  let count = 1;
  while (count < MOST_LEVELS && areTexts(rows[count]) && areFilled(rows[count]) && !(count > 1 && areApart(count))) count++;
  if (count === 1 || !areApart(count)) return undefined;
  return count < rows.length && namesIndex(rows, count, numeric) ? count + 1 : count;
}

/** Whether a row names nothing but columns that have no name above, as pandas writes the names of an index. */
function namesIndex(rows: readonly Line[], at: number, numeric: readonly number[]): boolean {
  const { cells } = rows[at];
  const named = cells.flatMap((cell, column) => (cell === '' ? [] : [column]));
  return named.length > 0 && !named.some((column) => numeric.includes(column) || rows.slice(0, at).some((row) => (row.cells[column] ?? '') !== ''));
}

/** The names of columns, of several rows: each text once, from above. A name stands for the columns to its right that have none in its row but one below. */
export function joinedNames(rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 1) return [...rows[0]];
  const width = Math.max(0, ...rows.map((cells) => cells.length));
  const names = Array.from({ length: width }, (): string[] => []);
  rows.forEach((cells, level) => {
    let group = '';
    for (let column = 0; column < width; column++) {
      const own = (cells[column] ?? '').trim();
      if (own !== '') group = own;
      const isGroup = level + 1 < rows.length && (rows[level + 1][column] ?? '').trim() !== '';
      const name = own === '' && isGroup ? group : own;
      if (name !== '' && names[column].at(-1) !== name) names[column].push(name);
    }
  });
  return names.map((parts) => parts.join(' '));
}
