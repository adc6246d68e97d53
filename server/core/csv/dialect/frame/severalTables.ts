/** Several tables in one text: where each begins, and which one is read. */
import {
  areRows,
  areEqualCells,
  commonestCellCount,
  filledCount,
  LEAST_ALIKE_ROWS,
  withoutTrailing,
  type TableFacts,
  type FrameLine,
} from './line';
import type { Frame } from '../tableFrame';

/** The lines of the table that is read. */
interface ChosenTable {
  readonly lines: readonly FrameLine[];
  /** Lines of other tables between these lines. */
  readonly otherTables: readonly FrameLine[];
  /** Whether other tables stand above it. */
  readonly isBelow: boolean;
  /** First line of the next table, if there is one. */
  readonly until: string | undefined;
}

interface Segment {
  /**
   * Indices of its first line, which may be a title, of the line that names its columns, and of the line after its
   * last.
   */
  readonly from: number;
  readonly header: number;
  readonly to: number;
}

/**
 * Selects the longest of several tables, together with those that have the same header; undefined where there is only
 * one. A table begins with names other than those above it, after a blank line or with another number of cells: most
 * ordinary rows have nothing like it.
 *
 * @param preambleIn counts the lines above a table
 */
export function chooseTable(
  lines: readonly FrameLine[],
  facts: TableFacts,
  preambleIn: (lines: readonly FrameLine[]) => number,
): ChosenTable | undefined {
  const segments = segmentsOf(lines, facts, preambleIn);
  if (segments.length < 2) return undefined;
  const haveSameHeader = (a: Segment, b: Segment): boolean =>
    areEqualCells(lines[a.header].cells, lines[b.header].cells);
  const sizeOf = (segment: Segment): number =>
    segments.filter((other) => haveSameHeader(segment, other)).reduce((sum, { header, to }) => sum + to - header, 0);
  // If the text is cut off, the last table is the one that continues.
  const size = (segment: Segment): number =>
    facts.isCut === true && haveSameHeader(segment, segments[segments.length - 1]) ? Infinity : sizeOf(segment);
  const longest = segments.reduce((best, segment) => (size(segment) > size(best) ? segment : best));
  const chosen = segments.filter((segment) => haveSameHeader(segment, longest));
  const [first, last] = [chosen[0], chosen[chosen.length - 1]];
  const between = segments
    .slice(segments.indexOf(first), segments.indexOf(last))
    .filter((segment) => !chosen.includes(segment));
  const until = last.to < lines.length ? lines[last.to].text.trimEnd() : undefined;
  const isBelow = first !== segments[0];
  // The lines at which a table begins and ends identify these places, so they must not occur above.
  const isFirst = (at: number, from: number): boolean =>
    lines.findIndex(({ text }, i) => i >= from && text.trimEnd() === lines[at].text.trimEnd()) === at;
  // A line that consists of zero-width characters identifies nothing.
  if (
    until === '' ||
    (isBelow && !isFirst(first.header, 0)) ||
    (until !== undefined && !isFirst(last.to, first.header))
  )
    return undefined;
  return {
    lines: chosen.flatMap(({ from, header, to }) => lines.slice(isBelow ? header : from, to)),
    otherTables: between.flatMap(({ from, to }) => lines.slice(from, to)),
    isBelow,
    until,
  };
}

function segmentsOf(
  lines: readonly FrameLine[],
  facts: TableFacts,
  preambleIn: (lines: readonly FrameLine[]) => number,
): readonly Segment[] {
  const segments: Segment[] = [];
  let from = 0;
  let header = 0;
  for (let at = 1; at < lines.length; at++) {
    if (!mayBegin(lines, at, facts)) continue;
    if (segments.length === 0) header = preambleIn(lines.slice(0, at));
    if (header >= at || !hasRows(lines.slice(header, at), facts) || !beginsOtherTable(lines, at, header, facts))
      continue;
    let start = at;
    while (start > header + 1 && isTitleOrEmpty(lines, start - 1) && lines[at].cells.length > 1) start--;
    segments.push({ from, header, to: start });
    [from, header] = [start, at];
  }
  if (segments.length > 0) segments.push({ from, header, to: lines.length });
  return segments;
}

/** Whether a line is a title, or one of empty cells. */
function isTitleOrEmpty(lines: readonly FrameLine[], at: number): boolean {
  const count = filledCount(lines[at]);
  return lines[at].cells.length === 1 || count === 0 || (count === 1 && lines[at].followsBlank === true);
}

/** Whether a title stands directly above a line, and a blank line above the title. */
function isTitled(lines: readonly FrameLine[], at: number): boolean {
  return filledCount(lines[at - 1]) === 1 && lines[at - 1].followsBlank === true && lines[at].cells[0] !== '';
}

/** Whether a line looks like names, and like the beginning of something. */
function mayBegin(lines: readonly FrameLine[], at: number, { isNumber }: TableFacts): boolean {
  const [above, { cells, followsBlank }] = [lines[at - 1], lines[at]];
  if (cells.length < 2 || (followsBlank !== true && above.cells.length === cells.length && !isTitled(lines, at)))
    return false;
  const written = withoutTrailing(cells);
  const names = written[0] === '' ? written.slice(1) : written;
  return written.length > 1 && new Set(names).size === names.length && !names.includes('') && !cells.some(isNumber);
}

function hasRows(lines: readonly FrameLine[], { hasHeader }: TableFacts): boolean {
  return lines.length > 1 && hasHeader(lines.map(({ cells }) => cells));
}

/**
 * Whether a line names columns again: some of the names from before, or other names, at least two of which are above
 * numbers; one suffices if no line above has as many names.
 */
function beginsOtherTable(
  lines: readonly FrameLine[],
  at: number,
  header: number,
  { isNumber, isMissing }: TableFacts,
): boolean {
  const { cells, followsBlank } = lines[at];
  const names = lines[header].cells;
  const shared = cells.filter((cell) => cell !== '' && names.includes(cell)).length;
  if ((shared >= 2 && 2 * shared >= cells.length) || (isTitled(lines, at) && cells[0] === names[0])) return true;
  const next = lines.findIndex((line, i) => i > at && (line.cells.length !== cells.length || filledCount(line) === 0));
  const rows = lines.slice(at + 1, next < 0 ? lines.length : next);
  const above = lines.slice(header + 1, at);
  if (rows.length < LEAST_ALIKE_ROWS || !areRows(above, commonestCellCount(above))) return false;
  const numeric = cells.filter(
    (cell, d) =>
      cell !== '' &&
      rows.every((row) => isNumber(row.cells[d]) || isMissing(row.cells[d])) &&
      rows.some((row) => isNumber(row.cells[d])),
  );
  const width = withoutTrailing(cells).length;
  const hasOwnWidth =
    followsBlank === true &&
    lines.slice(header, at).every((line) => withoutTrailing(line.cells).length !== width) &&
    rows.every((row) => filledCount(row) === width);
  return numeric.length >= (hasOwnWidth ? 1 : 2);
}

/** Returns the lines that do not belong to another table. */
export function linesOfTable(lines: readonly FrameLine[], frame: Frame | undefined): readonly FrameLine[] {
  if (frame?.until === undefined && frame?.isBelow !== true) return lines;
  const from =
    frame.isBelow === true
      ? Math.max(
          0,
          lines.findIndex(({ text }) => text.trimEnd() === frame.names),
        )
      : 0;
  const to = lines.findIndex(({ text }, i) => i >= from && text.trimEnd() === frame.until);
  return lines.slice(from, to < 0 ? lines.length : to);
}
