/** The frame of the one table that is read: its header, and the lines above, below and among its rows. */
import { beginsAsTotal, haveTotals, isLastTotal } from './totals';
import { headerRowsIn } from './headerRows';
import {
  ALIKE_SHARE,
  areRows,
  areEqualCells,
  filledCount,
  LEAST_ALIKE_ROWS,
  RULE_LINE,
  withoutTrailing,
  type TableFacts,
  type FrameLine,
} from './line';
import { preambleIn, widthOf } from './preamble';
import type { Delimiter } from '../../stream/walk';

const FOOTER =
  /^(?:\(?\s*\d+\s+(?:rows?|records?|lines?|entries|observations)\b|end of\b|(?:source|note|quelle|stand|hinweis|anmerkung|fuente|nota|remarque) ?:|exported\b|generated\b)/i;
/** A sentence, or the mark of a footnote: a name alone may be a row in which everything else is missing. */
const REMARK = /^(?:total|subtotal|sum|average|mean)\b|^[*†([]|(?:\p{L}\S*\s+){2}\p{L}/iu;
const TYPE =
  /^(?:\[.*\]|\(.*\)|(?:nullable|lowcardinality)?\(?(?:u?int(?:eger)?|float|double|num(?:eric)?|decimal|real|bool(?:ean)?|str(?:ing)?|text|char|varchar|date(?:time)?|timestamp|factor|long|short)\d*\b.*)$/i;
/** Minimum number of names separated by blanks that distinguishes them from a title. */
const LEAST_BLANK_NAMES = 7;
const MOST_UNITS_ROWS = 2;
/** Minimum number of rows without bars below a header between bars. */
const LEAST_ROWS_BELOW_BARS = 2;
/** A hashtag of HXL, the standard of humanitarian data. */
const HASHTAG = /^#[a-z]/i;

/** The frame of the one table that is read. */
export interface FramePart {
  readonly header: FrameLine | undefined;
  readonly names: string | undefined;
  readonly namesDelimiter?: Delimiter | undefined;
  readonly surplusName?: number | undefined;
  readonly moreNames: readonly string[];
  readonly passedOver: readonly Pick<FrameLine, 'text'>[];
  readonly hasRowNames: boolean;
  readonly trailing: number | undefined;
  readonly hasTotals: boolean;
  /** Number of lines above the table, and number of rows of units below its header. */
  readonly skipped: number;
  readonly units: number;
}

interface Surroundings {
  /** All lines, and the lines of the comment above the table. */
  readonly lines: readonly FrameLine[];
  readonly commentLines: readonly FrameLine[];
  readonly comment: string;
}

export function detectPart(
  body: readonly FrameLine[],
  tail: readonly FrameLine[],
  { lines, commentLines, comment }: Surroundings,
  facts: TableFacts,
): FramePart {
  const width = widthOf(body);
  const skipped = facts.skip === undefined ? preambleIn(body, width, facts) : Math.min(facts.skip, body.length);
  const rest = body.slice(skipped);
  const commentNames =
    width > 1 && facts.skip === undefined && skipped === 0
      ? namesIn(commentLines, rest, width, comment, facts)
      : undefined;
  const headerRows = commentNames === undefined ? headerRowsIn(rest, facts) : 0;
  const namesLine =
    commentNames === undefined && headerRows === 0 && facts.skip === undefined
      ? namesAbove(body.slice(0, skipped), rest, width, facts)
      : undefined;
  const header = headerRows > 0 ? rest[0] : undefined;
  const furtherRows = rest.slice(1, headerRows);
  const rows = rest.slice(headerRows);
  const units =
    header !== undefined || commentNames !== undefined || namesLine !== undefined ? unitsIn(header, rows, facts) : 0;
  const repeats = header === undefined ? [] : repeatsOf(header, rows, tail, lines);
  const data = rows.slice(units);
  const hasTotals =
    width > 1 && !(header !== undefined && beginsAsTotal(header.text)) && haveTotals(data, facts.numberOf);
  const surplusName = header === undefined ? undefined : surplusNameIndex(header, data, width);
  const commentCells = commentNames === undefined ? undefined : facts.cellsOf(commentNames.slice(comment.length));
  const trailing = surplusName === undefined ? trailingIn(header, commentCells, data, { width, tail }) : undefined;
  const isNamed = header?.cells.some((cell) => cell !== '') === true && (repeats.length > 0 || furtherRows.length > 0);
  return {
    header,
    moreNames: textsOf(furtherRows),
    trailing,
    hasTotals,
    skipped,
    units,
    namesDelimiter: namesLine?.delimiter,
    surplusName,
    names: commentNames ?? namesLine?.line.text.trimEnd() ?? (isNamed ? header.text.trimEnd() : undefined),
    passedOver: [
      ...body.slice(0, skipped),
      ...rows.slice(0, units),
      ...footersIn(hasTotals ? tail.filter(({ text }) => !beginsAsTotal(text)) : tail, width, facts),
      ...(isNamed ? [header, ...furtherRows, ...repeats] : []),
    ],
    hasRowNames: header !== undefined && trailing === undefined && namesRows(header, data, width),
  };
}

/** Finds rows, and lines at the end outside the sample, that repeat the header. */
function repeatsOf(
  { cells: names }: FrameLine,
  rows: readonly FrameLine[],
  tail: readonly FrameLine[],
  lines: readonly FrameLine[],
): readonly FrameLine[] {
  if (names.length < 2) return [];
  return [...rows, ...tail.filter(({ text }) => !lines.some((line) => line.text === text))].filter(({ cells }) =>
    areEqualCells(cells, names),
  );
}

/** Returns the distinct texts of lines, without trailing blanks. */
export function textsOf(lines: readonly Pick<FrameLine, 'text'>[]): readonly string[] {
  return [...new Set(lines.map(({ text }) => text.trimEnd()))].filter((text) => text !== '');
}

/**
 * Finds the last comment with as many cells as there are columns, if they look like names and the first row does not.
 */
function namesIn(
  comments: readonly FrameLine[],
  rows: readonly FrameLine[],
  width: number,
  comment: string,
  { cellsOf, isNumber, hasHeader }: TableFacts,
): string | undefined {
  if (!areRows(rows, width) || hasHeader(rows.map(({ cells }) => cells))) return undefined;
  // Rows may end with delimiters that the comment lacks.
  const isWide = (count: number): boolean =>
    count === width || (2 * count > width && rows.every(({ cells }) => withoutTrailing(cells).length <= count));
  const areNames = (cells: readonly string[]): boolean =>
    cells.length <= width &&
    new Set(cells).size === cells.length &&
    cells.every((cell) => cell !== '' && !isNumber(cell)) &&
    isWide(cells.length);
  return comments.findLast(({ text }) => areNames(cellsOf(text.slice(comment.length))))?.text.trimEnd();
}

/** Whether a line begins and ends with a bar. */
function isBetweenBars({ text }: FrameLine): boolean {
  return /^\|.*\|\s*$/.test(text);
}

/** Counts the rows of units or types below the header: texts where all other rows have numbers. */
function unitsIn(
  header: FrameLine | undefined,
  rows: readonly FrameLine[],
  { isNumber, isMissing, unitsRows }: TableFacts,
): number {
  if (unitsRows !== undefined) return Math.min(unitsRows, rows.length);
  // Rows of IPAC have no bars, other than the lines above them; a footer has none, either.
  const bars = rows.filter(isBetweenBars).length;
  const isFixed =
    header !== undefined &&
    isBetweenBars(header) &&
    bars + LEAST_ROWS_BELOW_BARS <= rows.length &&
    rows.slice(0, bars).every(isBetweenBars);
  const isUnits = (at: number): boolean => {
    if (isFixed && isBetweenBars(rows[at])) return true;
    const [row, rest] = [rows[at], rows.slice(at + MOST_UNITS_ROWS)];
    if (rest.length < LEAST_ALIKE_ROWS) return false;
    if (filledCount(row) >= 2 && row.cells.every((cell) => cell === '' || HASHTAG.test(cell))) return true;
    const numeric = row.cells.map((_, d) => {
      const values = rest.map(({ cells }) => cells[d] ?? '').filter((cell) => !isMissing(cell));
      return values.length >= LEAST_ALIKE_ROWS && values.filter(isNumber).length >= ALIKE_SHARE * values.length;
    });
    const texts = row.cells.filter((cell, d) => numeric[d] && !isMissing(cell) && !isNumber(cell));
    const hasNumber = row.cells.some((cell, d) => numeric[d] && isNumber(cell));
    return !hasNumber && (texts.length >= 2 || (texts.length === 1 && TYPE.test(texts[0])));
  };
  let count = 0;
  while ((isFixed || count < MOST_UNITS_ROWS) && count < rows.length && isUnits(count)) count++;
  return count;
}

/** Whether the header lacks a name for the first cell of rows, in which each row has a distinct text. */
function namesRows(header: FrameLine, rows: readonly FrameLine[], width: number): boolean {
  if (
    header.cells.length !== width - 1 ||
    width < 2 ||
    !areRows(rows, width) ||
    header.cells.some((cell) => cell === '')
  )
    return false;
  const first = rows.map(({ cells }) => cells[0]);
  return new Set(first).size === first.length && !first.includes('');
}

/** Returns the index of the only unnamed cell of a header with one cell more than all rows, unless it is the last. */
function surplusNameIndex({ cells }: FrameLine, rows: readonly FrameLine[], width: number): number | undefined {
  if (cells.length !== width + 1 || !rows.every((row) => row.cells.length === width) || !areRows(rows, width))
    return undefined;
  const at = cells.indexOf('');
  return at > 0 && at < width && cells.lastIndexOf('') === at ? at : undefined;
}

/**
 * Finds the last line above rows without a header, if another delimiter divides it into as many names as there are
 * columns.
 */
function namesAbove(
  lines: readonly FrameLine[],
  rows: readonly FrameLine[],
  width: number,
  { otherDelimiters, cellsOf, isNumber }: TableFacts,
): { readonly line: FrameLine; readonly delimiter: Delimiter } | undefined {
  const line = lines.at(-1);
  if (line === undefined || !areRows(rows, width)) return undefined;
  const delimiter = otherDelimiters.find((candidate) => {
    const cells = cellsOf(line.text, candidate);
    // A title also contains words.
    return (
      cells.length === width &&
      width >= (candidate === ' ' ? LEAST_BLANK_NAMES : 2) &&
      new Set(cells).size === width &&
      cells.every((cell) => cell !== '' && !isNumber(cell))
    );
  });
  return delimiter && { line, delimiter };
}

/** Counts the empty columns at the end of rows below a header, or below names in a comment. */
function trailingIn(
  header: FrameLine | undefined,
  names: readonly string[] | undefined,
  rows: readonly FrameLine[],
  place: { readonly width: number; readonly tail: readonly FrameLine[] },
): number | undefined {
  if (names !== undefined) return names.length < place.width ? 0 : undefined;
  return header && emptyTrailingColumns(header, rows, place);
}

/** Counts the empty columns at the end of the header; 0 where all rows end with a delimiter and the header does not. */
function emptyTrailingColumns(
  { cells: names }: FrameLine,
  rows: readonly FrameLine[],
  { width, tail }: { readonly width: number; readonly tail: readonly FrameLine[] },
): number | undefined {
  if (!areRows(rows, width)) return undefined;
  const isEmpty = (column: number): boolean => [...rows, ...tail].every(({ cells }) => (cells[column] ?? '') === '');
  let count = 0;
  while (count < names.length - 1 && names[names.length - 1 - count] === '' && isEmpty(names.length - 1 - count))
    count++;
  return count > 0 || (names.length === width - 1 && isEmpty(width - 1)) ? count : undefined;
}

/** Finds the lines at the end that are not rows. */
function footersIn(tail: readonly FrameLine[], width: number, { numberOf, isCut }: TableFacts): readonly FrameLine[] {
  const isFooter = (line: FrameLine): boolean => {
    const { text, cells } = line;
    if (RULE_LINE.test(text) || FOOTER.test(text.trim())) return true;
    if (width < 2) return false;
    const count = filledCount(line);
    if (cells.length > 1 && count === 0) return true;
    return width > 2 && count === 1 && /\p{L}/u.test(cells[0]) && (cells.length === 1 || REMARK.test(cells[0]));
  };
  const end = tail.findLastIndex((line) => !isFooter(line));
  const last =
    isCut === true && end > 0 && width > 1 && isLastTotal(tail[end], tail.slice(0, end), numberOf) ? end - 1 : end;
  return last < 0 ? [] : tail.slice(last + 1);
}
