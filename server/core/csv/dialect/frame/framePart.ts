/** The frame of the one table that is read: its header, and the lines above, below and among its rows. */
import { beginsAsTotal, haveTotals, isLastTotal } from './totals';
import { headerRowsIn } from './headerRows';
import { ALIKE, areRows, areSame, filled, LEAST_ALIKE, RULE, type Known, type FrameLine } from './line';
import { preambleIn, widthOf } from './preamble';
import type { Delimiter } from '../../stream/walk';

const FOOTER =
  /^(?:\(?\s*\d+\s+(?:rows?|records?|lines?|entries|observations)\b|end of\b|(?:source|note|quelle|stand|hinweis|anmerkung|fuente|nota|remarque) ?:|exported\b|generated\b)/i;
/** A sentence, or the mark of a footnote: a name alone may be a row in which everything else is missing. */
const REMARK = /^(?:total|subtotal|sum|average|mean)\b|^[*†([]|(?:\p{L}\S*\s+){2}\p{L}/iu;
const TYPE =
  /^(?:\[.*\]|\(.*\)|(?:nullable|lowcardinality)?\(?(?:u?int(?:eger)?|float|double|num(?:eric)?|decimal|real|bool(?:ean)?|str(?:ing)?|text|char|varchar|date(?:time)?|timestamp|factor|long|short)\d*\b.*)$/i;
/** Minimum number of names separated by blanks that distinguishes them from a title. */
const LEAST_WORDS = 7;
const MOST_UNITS_ROWS = 2;
/** A hashtag of HXL, the standard of humanitarian data. */
const HASHTAG = /^#[a-z]/i;

/** The frame of the one table that is read. */
export interface Part {
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

interface Around {
  /** All lines, and the lines of the comment above the table. */
  readonly lines: readonly FrameLine[];
  readonly ofComment: readonly FrameLine[];
  readonly comment: string;
}

export function partOf(
  body: readonly FrameLine[],
  tail: readonly FrameLine[],
  { lines, ofComment, comment }: Around,
  known: Known,
): Part {
  const width = widthOf(body);
  const skipped = known.skip === undefined ? preambleIn(body, width, known) : Math.min(known.skip, body.length);
  const rest = body.slice(skipped);
  const inComment =
    width > 1 && known.skip === undefined && skipped === 0
      ? namesIn(ofComment, rest, width, comment, known)
      : undefined;
  const headerRows = inComment === undefined ? headerRowsIn(rest, known) : 0;
  const above =
    inComment === undefined && headerRows === 0 && known.skip === undefined
      ? namesAbove(body.slice(0, skipped), rest, width, known)
      : undefined;
  const header = headerRows > 0 ? rest[0] : undefined;
  const more = rest.slice(1, headerRows);
  const rows = rest.slice(headerRows);
  const units = header !== undefined || inComment !== undefined || above !== undefined ? unitsIn(rows, known) : 0;
  const repeats = header === undefined ? [] : repeatsOf(header, rows, tail, lines);
  const data = rows.slice(units);
  const hasTotals =
    width > 1 && !(header !== undefined && beginsAsTotal(header.text)) && haveTotals(data, known.numberOf);
  const surplusName = header === undefined ? undefined : surplusIn(header, data, width);
  const trailing =
    header === undefined || surplusName !== undefined ? undefined : emptyAtEnd(header, data, { width, tail });
  const isNamed = header?.cells.some((cell) => cell !== '') === true && (repeats.length > 0 || more.length > 0);
  return {
    header,
    moreNames: textsOf(more),
    trailing,
    hasTotals,
    skipped,
    units,
    namesDelimiter: above?.delimiter,
    surplusName,
    names: inComment ?? above?.line.text.trimEnd() ?? (isNamed ? header.text.trimEnd() : undefined),
    passedOver: [
      ...body.slice(0, skipped),
      ...rows.slice(0, units),
      ...footersIn(hasTotals ? tail.filter(({ text }) => !beginsAsTotal(text)) : tail, width, known),
      ...(isNamed ? [header, ...more, ...repeats] : []),
    ],
    hasRowNames: header !== undefined && trailing === undefined && namesRows(header, data, width),
  };
}

/** Rows, and lines at the end outside the sample, that repeat the header. */
function repeatsOf(
  { cells: names }: FrameLine,
  rows: readonly FrameLine[],
  tail: readonly FrameLine[],
  lines: readonly FrameLine[],
): readonly FrameLine[] {
  if (names.length < 2) return [];
  return [...rows, ...tail.filter(({ text }) => !lines.some((line) => line.text === text))].filter(({ cells }) =>
    areSame(cells, names),
  );
}

/** Distinct texts of lines, without trailing blanks. */
export function textsOf(lines: readonly Pick<FrameLine, 'text'>[]): readonly string[] {
  return [...new Set(lines.map(({ text }) => text.trimEnd()))].filter((text) => text !== '');
}

/** The last comment with as many cells as there are columns, if they look like names and the first row does not. */
function namesIn(
  comments: readonly FrameLine[],
  rows: readonly FrameLine[],
  width: number,
  comment: string,
  { cellsOf, isNumber, hasHeader }: Known,
): string | undefined {
  if (!areRows(rows, width) || hasHeader(rows.map(({ cells }) => cells))) return undefined;
  const areNames = (cells: readonly string[]): boolean =>
    cells.length === width && new Set(cells).size === width && cells.every((cell) => cell !== '' && !isNumber(cell));
  return comments.findLast(({ text }) => areNames(cellsOf(text.slice(comment.length))))?.text.trimEnd();
}

/** Number of rows of units or types below the header: texts where all other rows have numbers. */
function unitsIn(rows: readonly FrameLine[], { isNumber, isMissing, unitsRows }: Known): number {
  if (unitsRows !== undefined) return Math.min(unitsRows, rows.length);
  const isUnits = (at: number): boolean => {
    const [own, rest] = [rows[at], rows.slice(at + MOST_UNITS_ROWS)];
    if (rest.length < LEAST_ALIKE) return false;
    if (filled(own) >= 2 && own.cells.every((cell) => cell === '' || HASHTAG.test(cell))) return true;
    const numeric = own.cells.map((_, d) => {
      const others = rest.map(({ cells }) => cells[d] ?? '').filter((cell) => !isMissing(cell));
      return others.length >= LEAST_ALIKE && others.filter(isNumber).length >= ALIKE * others.length;
    });
    const texts = own.cells.filter((cell, d) => numeric[d] && !isMissing(cell) && !isNumber(cell));
    const hasNumber = own.cells.some((cell, d) => numeric[d] && isNumber(cell));
    return !hasNumber && (texts.length >= 2 || (texts.length === 1 && TYPE.test(texts[0])));
  };
  let count = 0;
  while (count < MOST_UNITS_ROWS && count < rows.length && isUnits(count)) count++;
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

/** Index of the only unnamed cell of a header with one cell more than all rows, unless it is the last. */
function surplusIn({ cells }: FrameLine, rows: readonly FrameLine[], width: number): number | undefined {
  if (cells.length !== width + 1 || !rows.every((row) => row.cells.length === width) || !areRows(rows, width))
    return undefined;
  const at = cells.indexOf('');
  return at > 0 && at < width && cells.lastIndexOf('') === at ? at : undefined;
}

/**
 * The last line above rows without a header, if another delimiter divides it into as many names as there are columns.
 */
function namesAbove(
  lines: readonly FrameLine[],
  rows: readonly FrameLine[],
  width: number,
  { others, cellsOf, isNumber }: Known,
): { readonly line: FrameLine; readonly delimiter: Delimiter } | undefined {
  const line = lines.at(-1);
  if (line === undefined || !areRows(rows, width)) return undefined;
  const delimiter = others.find((other) => {
    const cells = cellsOf(line.text, other);
    // A title contains words, too.
    return (
      cells.length === width &&
      width >= (other === ' ' ? LEAST_WORDS : 2) &&
      new Set(cells).size === width &&
      cells.every((cell) => cell !== '' && !isNumber(cell))
    );
  });
  return delimiter && { line, delimiter };
}

/** Number of empty columns at the end of the header; 0 where all rows end with a delimiter and the header does not. */
function emptyAtEnd(
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

/** Lines at the end that are no rows. */
function footersIn(tail: readonly FrameLine[], width: number, { numberOf, isCut }: Known): readonly FrameLine[] {
  const isFooter = (line: FrameLine): boolean => {
    const { text, cells } = line;
    if (RULE.test(text) || FOOTER.test(text.trim())) return true;
    if (width < 2) return false;
    const count = filled(line);
    if (cells.length > 1 && count === 0) return true;
    return width > 2 && count === 1 && /\p{L}/u.test(cells[0]) && (cells.length === 1 || REMARK.test(cells[0]));
  };
  const end = tail.findLastIndex((line) => !isFooter(line));
  const last =
    isCut === true && end > 0 && width > 1 && isLastTotal(tail[end], tail.slice(0, end), numberOf) ? end - 1 : end;
  return last < 0 ? [] : tail.slice(last + 1);
}
