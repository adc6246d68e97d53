/** Lines above a table that are not part of it. */
import { areOneText, groupRowsAbove } from './headerRows';
import { areRows, commonestCellCount, filledCount, withoutTrailing, type TableFacts, type FrameLine } from './line';

const MOST_PREAMBLE_LINES = 100;
/** Minimum number of columns of a table below longer text. */
const LEAST_COLUMNS_BELOW = 3;
/** A cell with too many words for a name. */
const SENTENCE = /^\S+(?:\s+\S+){3}/;

/** Returns the commonest number of cells; for a table below longer text, the commonest among its rows. */
export function widthOf(body: readonly FrameLine[]): number {
  const at = body.length === 0 ? 0 : tableStart(body);
  return at > 0 ? body[at].cells.length : commonestCellCount(body);
}

/**
 * Returns the index of the line at which a table begins, after a blank line and below lines of at most half as many
 * cells; 0 without such a line.
 */
function tableStart(body: readonly FrameLine[]): number {
  const at = Math.max(
    0,
    body.findIndex(({ cells, followsBlank }) => followsBlank === true && cells.length >= LEAST_COLUMNS_BELOW),
  );
  const [{ cells }, ...rows] = body.slice(at);
  const areNames = new Set(cells).size === cells.length && cells.every((cell) => cell !== '' && !SENTENCE.test(cell));
  const isBelow = body.slice(0, at).every((line) => 2 * line.cells.length <= cells.length);
  return areNames && isBelow && rows.length > 0 && rows.every((row) => row.cells.length === cells.length) ? at : 0;
}

/** Counts the lines above the table, including rows of group names. */
export function preambleIn(body: readonly FrameLine[], width: number, facts: TableFacts): number {
  if (width < 2) return 0;
  const at = tableStart(body);
  if (at > 0) return at;
  if (isSentence(body, width, facts)) return 1;
  let count = 0;
  while (
    count < Math.min(body.length, MOST_PREAMBLE_LINES) &&
    (isAbove(body[count], width, facts) || isTitle(body, count))
  )
    count++;
  const isFollowed =
    count < body.length &&
    areRows(body.slice(count), width) &&
    (filledCount(body[count]) * 2 >= width || namesAll(body.slice(count)));
  return isFollowed ? count - groupRowsAbove(body, count, facts) : 0;
}

/** Whether a line has fewer cells than rows have, or as many but hardly any filled, or all equal. */
function isAbove(line: FrameLine, width: number, { isNumber }: TableFacts): boolean {
  if (line.cells.length < width) return line.cells.length <= Math.max(1, width / 2) || line.cells.length < width - 1;
  const texts = line.cells.filter((cell) => cell !== '');
  if (width < 3 || texts.some((cell) => isNumber(cell) && !/\p{L}{2}/u.test(cell))) return false;
  return texts.length <= Math.max(1, Math.floor(width / 3)) || areOneText(line.cells);
}

/** Whether only the first cell of a line of two columns is filled, and a blank line follows. */
function isTitle(body: readonly FrameLine[], at: number): boolean {
  const [{ cells }, next] = [body[at], body[at + 1]];
  return (
    cells.length === 2 &&
    cells[1] === '' &&
    (cells[0] === '' || (next !== undefined && (next.followsBlank === true || filledCount(next) === 0)))
  );
}

/** Whether the first line has no empty cell between others, and no line below is longer. */
function namesAll([names, ...rows]: readonly FrameLine[]): boolean {
  const count = withoutTrailing(names.cells).length;
  return count > 1 && filledCount(names) === count && rows.every(({ cells }) => withoutTrailing(cells).length <= count);
}

/**
 * Whether the first line is a sentence that the delimiter cuts into more cells than all others have, which begin with
 * names above numbers.
 */
function isSentence(
  [first, ...table]: readonly FrameLine[],
  width: number,
  { isNumber, hasHeader }: TableFacts,
): boolean {
  if (
    first.cells.length <= width ||
    !first.cells.some((cell) => SENTENCE.test(cell)) ||
    !table.every(({ cells }) => cells.length === width)
  )
    return false;
  const [names, ...rows] = table;
  return (
    areRows(rows, width) &&
    hasHeader(table.map(({ cells }) => cells)) &&
    names.cells.some((name, column) => !isNumber(name) && rows.every(({ cells }) => isNumber(cells[column])))
  );
}
