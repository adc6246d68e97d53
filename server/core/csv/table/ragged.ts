// Rows with more or fewer cells than the table has columns, with possible reasons, and rows without a filled cell.

import { say } from '../../../../language/language';
import { DELIMITERS, hidesDelimiter } from '../dialect/detectDelimiter';
import type { Dialect } from '../dialect/dialect';
import { isQuoted, quoteCell, USUAL_QUOTING } from '../dialect/quoting';
import { cellEnd, PROBLEM_LIMIT, type Delimiter, type Scan } from './scan';
import { cellsOf } from '../stream/walk';

export type RaggedCode = 'row.ragged' | 'delimiter.mixed' | 'row.empty';

export function emptyRowMessage(): string {
  return say('This row is empty. Remove it, or fill in its cells.');
}

export interface RaggedProblem {
  readonly code: RaggedCode;
  /**
   * UTF-16 offsets. `delimiter.mixed`, `row.empty`: the row. `row.ragged`: the surplus cells with the delimiter before
   * them (deleting the range fixes the row), or the empty range at the end of a row that is too short.
   */
  readonly start: number;
  readonly end: number;
  /** Number of cells of the row. */
  readonly cells: number;
  readonly message: string;
}

/** Whether a problem is about a whole row. */
export function isRowProblem({ code }: { readonly code?: unknown }): boolean {
  return code === 'row.ragged' || code === 'delimiter.mixed' || code === 'row.empty';
}

/** Maximum length of a row that is examined: an unclosed quote turns the rest of the text into one row. */
export const LONGEST_ROW = 1 << 14; // UTF-16 units

/**
 * Finds the first `PROBLEM_LIMIT` rows whose number of cells is not `width`, or none of whose cells is filled, and the
 * total number of such rows.
 */
export function findRagged(
  scan: Scan,
  dialect: Dialect,
  rowRecord: Uint32Array,
  width: number,
): { problems: RaggedProblem[]; count: number } {
  const problems: RaggedProblem[] = [];
  let count = 0;
  for (const record of rowRecord) {
    const first = scan.recordFirstCell[record];
    const cells = scan.recordFirstCell[record + 1] - first;
    const isEmpty = cells === width && isEmptyRow(width, scan.recordEnd[record] - scan.cellStart[first]);
    if (
      (cells === width && !isEmpty) ||
      (cells < width && dialect.quoting?.starts !== undefined) ||
      (cells > width && dialect.frame?.trailing !== undefined && areEmpty(scan, first + width, first + cells))
    )
      continue;
    count++;
    if (problems.length === PROBLEM_LIMIT) continue;
    const start = scan.cellStart[first];
    const end = scan.recordEnd[record];
    if (isEmpty) {
      problems.push({ code: 'row.empty', message: emptyRowMessage(), cells, start, end });
      continue;
    }
    const description = describeRagged(
      scan.text.slice(start, Math.min(end, start + LONGEST_ROW + 1)),
      dialect,
      cells,
      width,
    );
    const surplus = cells < width ? end : scan.cellStart[first + width] - 1;
    problems.push({ ...description, cells, start: description.code === 'row.ragged' ? surplus : start, end });
  }
  return { problems, count };
}

/** Whether a row of the right number of cells consists of delimiters only. @param length of the row, in characters */
export function isEmptyRow(width: number, length: number): boolean {
  return width > 1 && length === width - 1;
}

/** Whether cells of one record contain only blanks, not even quotes. */
function areEmpty(scan: Scan, from: number, to: number): boolean {
  for (let cell = from; cell < to; cell++)
    if (scan.text.slice(scan.cellStart[cell], cellEnd(scan, cell)).trim() !== '') return false;
  return true;
}

/**
 * Returns the message about a row that has a number of cells other than `width`.
 *
 * @param row LONGEST_ROW + 1 units of it are enough
 */
export function describeRagged(
  row: string,
  dialect: Dialect,
  cells: number,
  width: number,
): Pick<RaggedProblem, 'code' | 'message'> {
  const other = row.length > LONGEST_ROW ? undefined : otherDelimiter(row, dialect, cells, width);
  return other === undefined
    ? { code: 'row.ragged', message: raggedMessage(cells, width) }
    : { code: 'delimiter.mixed', message: mixedMessage(other, dialect.delimiter, cells, width) };
}

/**
 * Finds the delimiter that divides the row into `width` cells: instead of the table's or, where it divides only some
 * cells, in addition to it. Marks as in prose or in numbers with a decimal comma divide nothing.
 */
function otherDelimiter(row: string, dialect: Dialect, cells: number, width: number): Delimiter | undefined {
  if (width < 2 || dialect.quoting?.starts !== undefined) return undefined;
  return DELIMITERS.find((other) => {
    if (other === dialect.delimiter || (other === ',' && dialect.decimal === ',') || !row.includes(other)) return false;
    return (
      isDividedBy(row, other, dialect, width) ||
      (cells < width && dividedByBoth(row, other, dialect, width) !== undefined)
    );
  });
}

function isDividedBy(
  row: string,
  other: Delimiter,
  { delimiter: tableDelimiter, quoting }: Dialect,
  width: number,
): boolean {
  const parts = cellsOf(row, other, quoting);
  if (
    parts === undefined ||
    parts.length !== width ||
    parts.some(([start, end]) => hidesDelimiter(row, start, end, quoting))
  )
    return false;
  // With the table's delimiter, the row must look wrong by more than its number of cells.
  const usual = cellsOf(row, tableDelimiter, quoting);
  return usual === undefined || usual.some(([start, end]) => hidesDelimiter(row, start, end, quoting));
}

/** Returns the cells of a row in which the other delimiter divides only some cells. */
function dividedByBoth(
  row: string,
  other: Delimiter,
  { delimiter: tableDelimiter, quoting }: Dialect,
  width: number,
): readonly string[] | undefined {
  const parts = cellsOf(row, tableDelimiter, quoting)?.flatMap(([start, end]) => {
    const isWhole = !hidesDelimiter(row, start, end, quoting);
    return isWhole ? [row.slice(start, end)] : row.slice(start, end).split(other);
  });
  return parts?.length === width &&
    parts.every((part) => !hidesDelimiter(part, 0, part.length, quoting) && !part.startsWith(' '))
    ? parts
    : undefined;
}

/** Rewrites a row with the table's delimiter; undefined where no other delimiter divides it. */
export function redivideRow(row: string, dialect: Dialect, cells: number, width: number): string | undefined {
  const { delimiter: tableDelimiter, quoting = USUAL_QUOTING } = dialect;
  const other = row.length > LONGEST_ROW ? undefined : otherDelimiter(row, dialect, cells, width);
  if (other === undefined) return undefined;
  const parts = isDividedBy(row, other, dialect, width)
    ? cellsOf(row, other, quoting)?.map(([start, end]) => row.slice(start, end))
    : dividedByBoth(row, other, dialect, width);
  return parts
    ?.map((part) =>
      part.includes(tableDelimiter) && !isQuoted(part, quoting) ? quoteCell(part, quoting, tableDelimiter) : part,
    )
    .join(tableDelimiter);
}

function nameOf(delimiter: Delimiter): string {
  if (delimiter === '\t') return say('a tab');
  if (delimiter === ' ') return say('blanks');
  return delimiter === '  ' ? say('runs of blanks') : `"${delimiter}"`;
}

function mixedMessage(other: Delimiter, tableDelimiter: Delimiter, cells: number, width: number): string {
  return say(
    'This row has {cells, plural, one {# cell} other {# cells}}, the table has {width, plural, one {# column} other {# columns}}. Its cells are divided by {other} where those of the table are by {delimiter}. Write {delimiter} there, too, and quote cells that have one in them.',
    { cells, width, other: nameOf(other), delimiter: nameOf(tableDelimiter) },
  );
}

function raggedMessage(cells: number, width: number): string {
  return cells < width
    ? say(
        'This row has {cells, plural, one {# cell} other {# cells}}, the table has {width, plural, one {# column} other {# columns}}. The missing cells count as empty; add them, or the delimiters for them.',
        { cells, width },
      )
    : say(
        'This row has {cells, plural, one {# cell} other {# cells}}, the table has {width, plural, one {# column} other {# columns}}. The surplus cells are ignored; remove them, or quote the cell that has a delimiter in it.',
        { cells, width },
      );
}
