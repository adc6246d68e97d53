// A table after edits, without a copy: small separate tables hold the changed rows; the table from before holds all
// others.
// Copying a table of a million rows takes tens of milliseconds, and every keystroke would require it.

import { commonestEntry } from '../stream/records';
import { PassedOver } from '../dialect/frame/passedOver';
import { findRagged, isRowProblem } from './ragged';
import { firstIndexWhere, spliceScan, spliceProblems, stretchesOf, type OffsetEdit, type Stretch } from './rescan';
import { PROBLEM_LIMIT } from './scan';
import {
  endOfTable,
  isLine,
  lastAtMost,
  locate,
  rowsAmong,
  tableOf,
  widthsIn,
  type Range,
  type Table,
  type TableProblem,
} from './table';

/** Rows that were replaced by others. */
export interface Patch {
  readonly stretch: Stretch;
  /** The first of the rows, and the one after the last, in the table before. */
  readonly from: number;
  readonly to: number;
  /** The replacement; rows and offsets count from the start of the patch. */
  readonly table: Table;
}

/** A table with patches. */
export interface PatchedTable {
  readonly base: Table;
  /** Sorted and disjoint. */
  readonly patches: readonly Patch[];
  readonly rowCount: number;
}

/** Position of a row of a patched table: every one is a row of an ordinary table. */
export interface RowPlace {
  readonly table: Table;
  readonly row: number;
  /** Difference between offsets in the current text and the table's offsets. */
  readonly offset: number;
}

/**
 * Returns the table after edits: its rows, columns and problems equal `readTable` with the same dialect. Undefined
 * where an edit affects more than the rows it touches: the header, or anything else that decides how other rows are
 * read. Then the table must be read again.
 *
 * @param base table before the edits, whose dialect stays the same
 * @param previous patches of other edits of this table; those that still hold are reused
 */
export function patchedTable(
  base: Table,
  edits: readonly OffsetEdit[],
  previous: readonly Patch[] = [],
): PatchedTable | undefined {
  if (edits.length === 0) return withoutPatches(base);
  // Stray quotes beyond PROBLEM_LIMIT are unknown.
  if (base.rowCount === 0 || base.scan.problemCount > PROBLEM_LIMIT) return undefined;
  const previousByStretch = new Map(previous.map((patch) => [patch.stretch, patch]));
  const patches: Patch[] = [];
  let rowCount = base.rowCount;
  for (const stretch of stretchesOf(
    base.scan,
    edits,
    previous.map((patch) => patch.stretch),
  )) {
    const patch = previousByStretch.get(stretch) ?? patchOf(base, stretch);
    if (patch === undefined) return undefined;
    patches.push(patch);
    rowCount += patch.table.rowCount - (patch.to - patch.from);
  }
  return keepsWidth(base, patches) ? { base, patches, rowCount } : undefined;
}

export function withoutPatches(base: Table): PatchedTable {
  return { base, patches: [], rowCount: base.rowCount };
}

/** Makes the patch for a stretch; undefined where the change affects how other rows are read. */
function patchOf(base: Table, stretch: Stretch): Patch | undefined {
  const { rowRecord, rowCount, headerRecord, dialect, columns, missing } = base;
  const width = columns.length;
  if (headerRecord >= 0 ? stretch.from <= Math.max(headerRecord, rowRecord[0] - 1) : dialect.hasHeader)
    return undefined;
  // In one column an empty line is a row, except before the first row and after the last.
  if (width === 1 && (stretch.from <= rowRecord[0] || stretch.to > rowRecord[rowCount - 1])) return undefined;
  const { scan } = stretch;
  if (movesEnd(base, stretch)) return undefined;
  const isAfterTable = stretch.from >= endOfTable(base.scan, dialect.frame, headerRecord);
  const rows = isAfterTable
    ? new Uint32Array(0)
    : rowsAmong(scan, 0, scan.recordCount, width, new PassedOver(dialect.frame));
  const ragged = findRagged(scan, dialect, rows, width);
  const table = {
    scan,
    dialect,
    columns,
    missing,
    headerRecord: -1,
    rowCount: rows.length,
    rowRecord: rows,
    problems: ragged.problems,
    problemCount: ragged.count,
  };
  const rowFrom = (record: number): number => firstIndexWhere(rowCount, (row) => rowRecord[row] >= record);
  return { stretch, from: rowFrom(stretch.from), to: rowFrom(stretch.to), table };
}

/** Whether the change adds or removes the end of the table. */
function movesEnd({ scan: before, dialect: { frame }, headerRecord }: Table, { from, to, scan }: Stretch): boolean {
  if (frame?.until === undefined) return false;
  const { until } = frame;
  const tableEnd = endOfTable(before, frame, headerRecord);
  return (
    (from <= tableEnd && to > tableEnd) ||
    (from < tableEnd &&
      Array.from({ length: scan.recordCount }, (_, record) => record).some((record) => isLine(scan, record, until)))
  );
}

/** Whether the commonest number of cells, which determines the columns without a header, stays the same. */
function keepsWidth({ scan, columns, dialect, widths: baseWidths }: Table, patches: readonly Patch[]): boolean {
  if (baseWidths === undefined) return true;
  const passed = new PassedOver(dialect.frame);
  const end = endOfTable(scan, dialect.frame, -1);
  const widths = new Map(baseWidths);
  const addCounts = (counts: ReadonlyMap<number, number>, sign: 1 | -1): void => {
    for (const [cells, records] of counts) widths.set(cells, (widths.get(cells) ?? 0) + sign * records);
  };
  for (const {
    stretch: { from, to, scan: replacement },
  } of patches) {
    // Lines behind the table do not count.
    if (from >= end) continue;
    addCounts(widthsIn(scan, passed, from, to), -1);
    addCounts(widthsIn(replacement, passed), 1);
  }
  const [width, records] = commonestEntry(widths);
  return records > 0 && width === columns.length;
}

/** Returns the table of the current text as an ordinary table, at the price of a copy. */
export function consolidate({ base, patches }: PatchedTable, text: string): Table {
  return patches.length === 0
    ? base
    : tableOf(
        spliceScan(
          base.scan,
          patches.map(({ stretch }) => stretch),
          text,
        ),
        base.dialect,
      );
}

/** Reads the table again: equals `readTable(text, before.dialect)` at the price of a copy, whatever the edits touch. */
export function reread(before: Table, edits: readonly OffsetEdit[], text: string): Table {
  return tableOf(spliceScan(before.scan, stretchesOf(before.scan, edits), text), before.dialect);
}

export function placeOfRow(patched: PatchedTable, row: number): RowPlace {
  let rows = 0,
    offset = 0;
  for (const { stretch, from, to, table } of patched.patches) {
    if (row < from + rows) break;
    if (row < from + rows + table.rowCount) return { table, row: row - from - rows, offset: stretch.start + offset };
    rows += table.rowCount - (to - from);
    offset += growth(stretch);
  }
  return { table: patched.base, row: row - rows, offset };
}

/** Returns the growth of a stretch, in UTF-16 units. */
function growth({ start, end, scan }: Stretch): number {
  return scan.text.length - (end - start);
}

/** Returns the current position of a range of the table before; undefined where it has been edited. */
export function rangeAfter({ patches }: PatchedTable, { start, end }: Range): Range | undefined {
  let offset = 0;
  for (const { stretch } of patches) {
    if (stretch.start > end) break;
    if (stretch.end > start) return undefined;
    offset += growth(stretch);
  }
  return { start: start + offset, end: end + offset };
}

/** `locate` for a patched table; the row is a row of the patched table. */
export function locateIn(
  { base, patches }: PatchedTable,
  at: number,
): { readonly row: number; readonly column: number } | undefined {
  let rows = 0,
    offset = 0;
  for (const { stretch, from, to, table } of patches) {
    const start = stretch.start + offset;
    if (at < start) break;
    if (at < start + stretch.scan.text.length || stretch.to === base.scan.recordCount)
      return shiftRow(locate(table, at - start), from + rows);
    rows += table.rowCount - (to - from);
    offset += growth(stretch);
  }
  return shiftRow(locate(base, at - offset), rows);
}

function shiftRow<T extends { readonly row: number }>(place: T | undefined, rows: number): T | undefined {
  return place && place.row >= 0 ? { ...place, row: place.row + rows } : place;
}

/** Maps a row of the table before to its current row, -1 where an edit changed it. */
export function rowsAfter({ patches }: PatchedTable): (row: number) => number {
  let rows = 0;
  const shifts = patches.map(({ from, to, table }) => (rows += table.rowCount - (to - from)));
  return (row) => {
    const patchIndex = lastAtMost(patches.length, (i) => patches[i].from, row);
    return patchIndex < 0 ? row : row < patches[patchIndex].to ? -1 : row + shifts[patchIndex];
  };
}

/**
 * Returns the current positions of stretches of rows, each from a first row up to, but not including, a second one. A
 * stretch includes rows inserted between its rows, and one that reached the end of the table includes the rows after
 * it; stretches that lost all rows are dropped.
 */
export function rangesAfter(
  { base, patches, rowCount }: PatchedTable,
  ranges: readonly (readonly [number, number])[],
): readonly (readonly [number, number])[] {
  const after = (row: number): number => {
    let rows = 0;
    for (const { from, to, table } of patches) {
      if (row <= from) break;
      if (row < to) return from + rows + Math.min(row - from, table.rowCount);
      rows += table.rowCount - (to - from);
    }
    return row + rows;
  };
  return ranges
    .map(([from, to]) => [after(from), to === base.rowCount ? rowCount : after(to)] as const)
    .filter(([from, to]) => from < to);
}

/** Returns the index in the patched table of the first row of a patch. */
export function firstRowOf({ patches }: PatchedTable, patch: number): number {
  let row = patches[patch].from;
  for (let i = 0; i < patch; i++) row += patches[i].table.rowCount - (patches[i].to - patches[i].from);
  return row;
}

/** Problems of a table, and their total number, including those not stored. */
export interface Problems {
  readonly problems: readonly TableProblem[];
  readonly problemCount: number;
}

/**
 * Returns the problems as `readTable` does. Where the table before had more problems than it stored, removed problems
 * are not replaced: only the number of the remaining ones is known.
 */
export function problemsOf({ base, patches }: PatchedTable): Problems {
  if (patches.length === 0) return base;
  const structure = spliceProblems(
    base.scan,
    patches.map(({ stretch }) => stretch),
  );
  const raggedBefore = base.problems.filter(isRowProblem);
  const width = base.columns.length;
  let problemCount = structure.problemCount + base.problemCount - base.scan.problemCount;
  const horizon = base.problemCount > base.problems.length ? (raggedBefore.at(-1)?.start ?? -1) : Infinity;
  const ragged: TableProblem[] = [];
  let next = 0,
    offset = 0;
  for (const { stretch, from, to, table } of patches) {
    for (; next < raggedBefore.length && raggedBefore[next].start < stretch.start; next++)
      ragged.push(shiftRange(raggedBefore[next], offset));
    while (
      next < raggedBefore.length &&
      raggedBefore[next].start < stretch.end + (stretch.to === base.scan.recordCount ? 1 : 0)
    )
      next++;
    problemCount +=
      table.problemCount - findRagged(base.scan, base.dialect, base.rowRecord.subarray(from, to), width).count;
    if (stretch.start <= horizon)
      ragged.push(...table.problems.map((problem) => shiftRange(problem, stretch.start + offset)));
    offset += growth(stretch);
  }
  for (; next < raggedBefore.length; next++) ragged.push(shiftRange(raggedBefore[next], offset));
  return { problems: [...structure.problems, ...ragged].slice(0, PROBLEM_LIMIT), problemCount };
}

function shiftRange<T extends Range>(range: T, by: number): T {
  return { ...range, start: range.start + by, end: range.end + by };
}
