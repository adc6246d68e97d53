// Rows with more or fewer cells than the table has columns, and possible reasons.

import { DELIMITERS, hidesDelimiter } from '../dialect/detectDelimiter';
import type { Dialect } from '../dialect/dialect';
import { isQuoted, quotedCell, USUAL } from '../dialect/quoting';
import { cellEnd, PROBLEM_LIMIT, type Delimiter, type Scan } from './scan';
import { cellsOf } from '../stream/walk';

export type RaggedCode = 'row.ragged' | 'delimiter.mixed';

export interface RaggedProblem {
  readonly code: RaggedCode;
  /**
   * UTF-16 offsets. `delimiter.mixed`: the row. `row.ragged`: the surplus cells with the delimiter before them
   * (deleting the range fixes the row), or the empty range at the end of a row that is too short.
   */
  readonly start: number;
  readonly end: number;
  /** Number of cells of the row. */
  readonly cells: number;
  readonly message: string;
}

/** Whether a problem is about a row's number of cells. */
export function isOfRow({ code }: { readonly code?: unknown }): boolean {
  return code === 'row.ragged' || code === 'delimiter.mixed';
}

/** Maximum length of a row that is examined: an unclosed quote turns the rest of the text into one row. */
export const LONGEST_ROW = 1 << 14; // UTF-16 units

/** The first `PROBLEM_LIMIT` rows whose cells are not `width`, and the number of all of them. */
export function findRagged(
  scan: Scan,
  dialect: Dialect,
  rowRecord: Uint32Array,
  width: number,
): { kept: RaggedProblem[]; count: number } {
  const kept: RaggedProblem[] = [];
  let count = 0;
  for (const record of rowRecord) {
    const first = scan.recordFirstCell[record];
    const cells = scan.recordFirstCell[record + 1] - first;
    if (
      cells === width ||
      (cells > width && dialect.frame?.trailing !== undefined && areEmpty(scan, first + width, first + cells))
    )
      continue;
    count++;
    if (kept.length === PROBLEM_LIMIT) continue;
    const start = scan.cellStart[first];
    const end = scan.recordEnd[record];
    const words = raggedWords(scan.text.slice(start, Math.min(end, start + LONGEST_ROW + 1)), dialect, cells, width);
    const surplus = cells < width ? end : scan.cellStart[first + width] - 1;
    kept.push({ ...words, cells, start: words.code === 'row.ragged' ? surplus : start, end });
  }
  return { kept, count };
}

/** Whether cells of one record contain only blanks, not even quotes. */
function areEmpty(scan: Scan, from: number, to: number): boolean {
  for (let cell = from; cell < to; cell++)
    if (scan.text.slice(scan.cellStart[cell], cellEnd(scan, cell)).trim() !== '') return false;
  return true;
}

/**
 * Message about a row that has a number of cells other than `width`.
 *
 * @param row LONGEST_ROW + 1 units of it are enough
 */
export function raggedWords(
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
 * The delimiter that divides the row into `width` cells: instead of the table's own or, where it divides only some
 * cells, in addition to it. Marks as in prose or in numbers with a decimal comma divide nothing.
 */
function otherDelimiter(row: string, dialect: Dialect, cells: number, width: number): Delimiter | undefined {
  if (width < 2) return undefined;
  return DELIMITERS.find((other) => {
    if (other === dialect.delimiter || (other === ',' && dialect.decimal === ',') || !row.includes(other)) return false;
    return (
      isDividedBy(row, other, dialect, width) ||
      (cells < width && dividedByBoth(row, other, dialect, width) !== undefined)
    );
  });
}

function isDividedBy(row: string, other: Delimiter, { delimiter: own, quoting }: Dialect, width: number): boolean {
  const parts = cellsOf(row, other, quoting);
  if (
    parts === undefined ||
    parts.length !== width ||
    parts.some(([start, end]) => hidesDelimiter(row, start, end, quoting))
  )
    return false;
  // Under its own delimiter the row must look wrong by more than its length.
  const usual = cellsOf(row, own, quoting);
  return usual === undefined || usual.some(([start, end]) => hidesDelimiter(row, start, end, quoting));
}

/** The cells of a row in which the other delimiter divides only some. */
function dividedByBoth(
  row: string,
  other: Delimiter,
  { delimiter: own, quoting }: Dialect,
  width: number,
): readonly string[] | undefined {
  const parts = cellsOf(row, own, quoting)?.flatMap(([start, end]) => {
    const isWhole = !hidesDelimiter(row, start, end, quoting);
    return isWhole ? [row.slice(start, end)] : row.slice(start, end).split(other);
  });
  return parts?.length === width &&
    parts.every((part) => !hidesDelimiter(part, 0, part.length, quoting) && !part.startsWith(' '))
    ? parts
    : undefined;
}

/** The row with the table's delimiter; undefined where no other delimiter divides it. */
export function dividedAnew(row: string, dialect: Dialect, cells: number, width: number): string | undefined {
  const { delimiter: own, quoting = USUAL } = dialect;
  const other = row.length > LONGEST_ROW ? undefined : otherDelimiter(row, dialect, cells, width);
  if (other === undefined) return undefined;
  const parts = isDividedBy(row, other, dialect, width)
    ? cellsOf(row, other, quoting)?.map(([start, end]) => row.slice(start, end))
    : dividedByBoth(row, other, dialect, width);
  return parts
    ?.map((part) => (part.includes(own) && !isQuoted(part, quoting) ? quotedCell(part, quoting) : part))
    .join(own);
}

const NAMES: Readonly<Record<Delimiter, string>> = {
  ',': '","',
  ';': '";"',
  '\t': 'a tab',
  '|': '"|"',
  '#': '"#"',
  '~': '"~"',
  '^': '"^"',
  ' ': 'blanks',
  '  ': 'runs of blanks',
};

function mixedMessage(other: Delimiter, own: Delimiter, cells: number, width: number): string {
  return (
    `${hasWords(cells, width)} Its cells are divided by ${NAMES[other]} ` +
    `where those of the table are by ${NAMES[own]}. ` +
    `Write ${NAMES[own]} there, too, and quote cells that have one in them.`
  );
}

function raggedMessage(cells: number, width: number): string {
  const has = hasWords(cells, width);
  return cells < width
    ? `${has} The missing cells count as empty; add them, or the delimiters for them.`
    : `${has} The surplus cells are ignored; remove them, or quote the cell that has a delimiter in it.`;
}

function hasWords(cells: number, width: number): string {
  return `This row has ${counted(cells, 'cell')}, the table has ${counted(width, 'column')}.`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
