// A scanned text as a table: its rows, the names of its columns, and the position of each cell. The later stages and
// every editor feature see the text through it.

import { detectDialect, missingSet, type Dialect, type DialectOverrides } from '../dialect/dialect';
import { commonestEntry, isBlankRecord, isBlankOrPassedOver, isPassedOver } from '../stream/records';
import { hasSignAlone, headerCell, unnamedBefore } from './headerCells';
import type { Frame } from '../dialect/tableFrame';
import { PassedOver } from '../dialect/frame/passedOver';
import { joinedNames } from '../dialect/frame/headerRows';
import {
  cellEnd,
  decodeCell,
  scan,
  PROBLEM_LIMIT,
  type Delimiter,
  type Quoting,
  type Scan,
  type ScanProblem,
} from './scan';
import { findRagged, type RaggedProblem } from './ragged';

export type TableProblem = ScanProblem | RaggedProblem;

export interface Range {
  /** UTF-16 offset of the first unit. */
  readonly start: number;
  /** UTF-16 offset just after the last unit. */
  readonly end: number;
}

/** Number of lines, and the range of the first of them. */
export interface PassedRange {
  readonly count: number;
  readonly first: Range;
}

/** Header names and data rows of a scanned text. A view: it copies no cell. */
export interface Table {
  readonly scan: Scan;
  readonly dialect: Dialect;
  /** Unique, never empty: `column 3` for an unnamed third column, `name (2)` for a second `name`. */
  readonly columns: readonly string[];
  /** Number of data rows, without the header. */
  readonly rowCount: number;
  /** Data row → record. Ascending. */
  readonly rowRecord: Uint32Array;
  /** Index of the record that names the columns, -1 without a header. */
  readonly headerRecord: number;
  /**
   * Number of records by their number of cells, if there is no header and the commonest number determines the columns.
   */
  readonly widths?: ReadonlyMap<number, number>;
  /** Lines that are not rows, with the range of the first; left out without such lines. */
  readonly passedOver?: PassedRange;
  /** Lines that sum up the rows above them; left out without such lines. */
  readonly totals?: PassedRange;
  /** The scanner's problems, then the ragged rows, each in order of offset; the first `PROBLEM_LIMIT` of them. */
  readonly problems: readonly TableProblem[];
  /** Total number of problems, including those not stored. */
  readonly problemCount: number;
  /** `dialect.missing` in the form that `isMissing` compares. */
  readonly missing: ReadonlySet<string>;
}

/**
 * Reads any text as a table; guesses what `overrides` leaves open. Never throws: an empty text has no columns and no
 * rows. The header, or without one the most frequent number of cells, gives the number of columns. Blank lines are not
 * rows, except between the records of a one-column table, where they are rows with a missing cell.
 */
export function readTable(text: string, overrides?: DialectOverrides): Table {
  const dialect = detectDialect(text, overrides);
  return tableOf(scan(text, dialect.delimiter, dialect.quoting), dialect);
}

/** Makes the table of a text that was scanned with the delimiter of `dialect`. */
export function tableOf(scanned: Scan, dialect: Dialect): Table {
  const { frame } = dialect;
  const passed = new PassedOver(frame);
  const headerRecord = headerOf(scanned, dialect, passed);
  const end = endOfTable(scanned, frame, headerRecord);
  const widths = headerRecord >= 0 ? undefined : widthsIn(scanned, passed, 0, end);
  const columns = nameColumns(
    widths === undefined
      ? writtenNames(scanned, headerRecord, frame)
      : new Array<string>(commonestEntry(widths)[0]).fill(''),
  );
  const first =
    headerRecord >= 0 && (frame?.names === undefined || frame.isBelow === true)
      ? headerRecord + 1
      : firstRecord(scanned, passed);
  const rowRecord = findRows(scanned, [first, end], columns.length, passed);
  const ragged = findRagged(scanned, dialect, rowRecord, columns.length);
  return {
    scan: scanned,
    dialect,
    columns,
    rowCount: rowRecord.length,
    rowRecord,
    headerRecord,
    ...(widths && { widths }),
    ...passedOverIn(scanned, passed, headerRecord, end),
    problems: [...scanned.problems, ...ragged.problems].slice(0, PROBLEM_LIMIT),
    problemCount: scanned.problemCount + ragged.count,
    missing: missingSet(dialect.missing),
  };
}

/**
 * Returns the index of the record after the last of the table: the first one of another table, or the end of the text.
 */
export function endOfTable(scan: Scan, frame: Frame | undefined, headerRecord: number): number {
  if (frame?.until === undefined) return scan.recordCount;
  for (let record = headerRecord + 1; record < scan.recordCount; record++)
    if (isLine(scan, record, frame.until)) return record;
  return scan.recordCount;
}

/** Whether a record equals a line, ignoring trailing blanks. */
export function isLine(scan: Scan, record: number, line: string): boolean {
  return lineOf(scan, record).trimEnd() === line;
}

/** Summarises the lines that are not rows, without the line that names the columns. */
function passedOverIn(
  scan: Scan,
  passed: PassedOver,
  headerRecord: number,
  end: number,
): Pick<Table, 'passedOver' | 'totals'> {
  if (passed.isEmpty) return {};
  const [lines, totals]: [number[], number[]] = [[], []];
  const from = passed.isBelow ? headerRecord : 0;
  for (let record = 0; record < scan.recordCount; record++) {
    const isOutside = record < from || record >= end;
    if (record === headerRecord || (isOutside ? isBlankRecord(scan, record) : !isPassedOver(scan, record, passed)))
      continue;
    (!isOutside && passed.isTotal(lineOf(scan, record)) ? totals : lines).push(record);
  }
  const summarise = ([first, ...others]: readonly number[]): PassedRange => ({
    count: 1 + others.length,
    first: { start: scan.cellStart[scan.recordFirstCell[first]], end: scan.recordEnd[first] },
  });
  return {
    ...(lines.length > 0 && { passedOver: summarise(lines) }),
    ...(totals.length > 0 && { totals: summarise(totals) }),
  };
}

function lineOf(scan: Scan, record: number): string {
  return scan.text.slice(scan.cellStart[scan.recordFirstCell[record]], scan.recordEnd[record]);
}

/** Returns the index of the record that names the columns, -1 without one. */
export function headerOf(
  scan: Scan,
  { hasHeader, frame }: Pick<Dialect, 'hasHeader' | 'frame'>,
  passed: PassedOver,
): number {
  if (!hasHeader) return -1;
  if (frame?.names === undefined) {
    const first = firstRecord(scan, passed);
    return first < scan.recordCount ? first : -1;
  }
  for (let record = 0; record < scan.recordCount; record++) {
    if (isLine(scan, record, frame.names)) return record;
  }
  return -1;
}

/** Returns the texts written above the columns, by column. */
export function writtenNames(scanned: Scan, record: number, frame: Frame | undefined): string[] {
  const written: string[] = [];
  for (let cell = scanned.recordFirstCell[record]; cell < scanned.recordFirstCell[record + 1]; cell++)
    written.push(decodeCell(scanned.text, scanned.cellStart[cell], cellEnd(scanned, cell), scanned.quoting));
  if (frame === undefined) return written;
  if (frame.names !== undefined && frame.namesDelimiter !== undefined)
    return cellsOfLine(frame.names, { delimiter: frame.namesDelimiter, quoting: scanned.quoting });
  if (frame.surplusName !== undefined) written.splice(frame.surplusName, 1);
  return namesIn(
    frame.moreNames === undefined
      ? written
      : joinedNames([written, ...frame.moreNames.map((line) => cellsOfLine(line, scanned))]),
    frame,
  );
}

function cellsOfLine(
  line: string,
  { delimiter, quoting }: { readonly delimiter: Delimiter; readonly quoting?: Quoting | undefined },
): string[] {
  const scanned = scan(line, delimiter, quoting);
  return Array.from({ length: scanned.cellCount }, (_, cell) =>
    decodeCell(line, scanned.cellStart[cell], cellEnd(scanned, cell), quoting),
  );
}

function namesIn(written: string[], frame: Frame): string[] {
  if (hasSignAlone(written[0], frame)) return written.slice(1);
  if (frame.comment !== '' && written[0].startsWith(frame.comment)) written[0] = written[0].slice(frame.comment.length);
  return frame.hasRowNames ? ['', ...written] : written.slice(0, written.length - (frame.trailing ?? 0));
}

/**
 * Returns the source range of a cell, including quotes; undefined when the row is too short or there is no such row or
 * column.
 */
export function cellRange(table: Table, row: number, column: number): Range | undefined {
  return rangeInRecord(table, recordOf(table, row), column);
}

/** Returns the decoded text of a cell: without quotes, `""` as `"`, not trimmed; '' when the row is too short. */
export function cellText(table: Table, row: number, column: number): string {
  const cell = cellIndex(table, recordOf(table, row), column);
  return cell < 0
    ? ''
    : decodeCell(table.scan.text, table.scan.cellStart[cell], cellEnd(table.scan, cell), table.scan.quoting);
}

/**
 * Returns the text of a cell without surrounding blanks, and without the ="..." that keeps spreadsheets from reading a
 * number.
 */
export function plainText(text: string): string {
  const trimmed = text.trim();
  return trimmed.startsWith('="') && trimmed.length >= 3 && trimmed.indexOf('"', 2) === trimmed.length - 1
    ? trimmed.slice(2, -1)
    : trimmed;
}

/** Whether a cell's text means "no value" in this table. */
export function isMissing(table: Table, text: string): boolean {
  return table.missing.has(text.trim().toLowerCase());
}

/** Returns the source range of a data row, without its line terminator. */
export function rowRange(table: Table, row: number): Range {
  const record = table.rowRecord[row];
  return { start: table.scan.cellStart[table.scan.recordFirstCell[record]], end: table.scan.recordEnd[record] };
}

/** Returns the line, from 0, on which a data row starts. */
export function rowLine(table: Table, row: number): number {
  return table.scan.recordLine[table.rowRecord[row]];
}

/** Returns the source range of a column's name; undefined without header. */
export function headerRange(table: Table, column: number): Range | undefined {
  const { scan, headerRecord } = table;
  if (headerRecord < 0 || column < 0 || column >= table.columns.length) return undefined;
  // The header may have more cells than the table has columns.
  const cell = headerCell(column, unnamedCells(table), table.dialect.frame);
  return cell >= 0 && cell < cellCount(scan, headerRecord)
    ? cellRangeAt(scan, scan.recordFirstCell[headerRecord] + cell)
    : undefined;
}

function unnamedCells({ scan, headerRecord, dialect: { frame } }: Table): number {
  if (frame === undefined || headerRecord < 0) return 0;
  const first = scan.recordFirstCell[headerRecord];
  return unnamedBefore(scan.text.slice(scan.cellStart[first], cellEnd(scan, first)), frame);
}

/**
 * Finds the cell at an offset; row -1 is the header. An offset between two cells belongs to the one before the
 * delimiter, and the end of a row to its last cell. Undefined outside any row, in blank lines that are not rows, and
 * beyond the table's columns.
 */
export function locate(table: Table, offset: number): { row: number; column: number } | undefined {
  const { scan } = table;
  const record = lastAtMost(scan.recordCount, (i) => scan.cellStart[scan.recordFirstCell[i]], offset);
  if (record < 0 || offset > scan.recordEnd[record]) return undefined;
  let row = -1;
  if (record !== table.headerRecord) {
    row = lastAtMost(table.rowCount, (i) => table.rowRecord[i], record);
    if (row < 0 || table.rowRecord[row] !== record) return undefined;
  }
  const first = scan.recordFirstCell[record];
  const cell = lastAtMost(cellCount(scan, record), (i) => scan.cellStart[first + i], offset);
  const column = row < 0 ? columnNamedBy(table, cell) : cell;
  return column < table.columns.length ? { row, column } : undefined;
}

/** Returns the index of the column that a cell of the header names; Infinity where it names none. */
function columnNamedBy(table: Table, cell: number): number {
  const surplus = table.dialect.frame?.surplusName ?? Infinity;
  if (cell === surplus) return Infinity;
  return Math.max(0, cell + unnamedCells(table) - (cell > surplus ? 1 : 0));
}

/** Finds the largest index below `count` whose value is at most `limit`, -1 without one; `valueOf` ascends. */
export function lastAtMost(count: number, valueOf: (index: number) => number, limit: number): number {
  let low = 0,
    high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (valueOf(middle) <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Returns the record of a data row, -1 when there is no such row. */
function recordOf(table: Table, row: number): number {
  return row >= 0 && row < table.rowCount ? table.rowRecord[row] : -1;
}

/** Returns the cell of a column in a record, -1 without such a column, or if the record is too short or -1. */
function cellIndex(table: Table, record: number, column: number): number {
  if (record < 0 || column < 0 || column >= table.columns.length) return -1;
  const cell = table.scan.recordFirstCell[record] + column;
  return cell < table.scan.recordFirstCell[record + 1] ? cell : -1;
}

function rangeInRecord(table: Table, record: number, column: number): Range | undefined {
  const cell = cellIndex(table, record, column);
  return cell < 0 ? undefined : cellRangeAt(table.scan, cell);
}

function cellRangeAt(scan: Scan, cell: number): Range {
  return { start: scan.cellStart[cell], end: cellEnd(scan, cell) };
}

export function cellCount(scan: Scan, record: number): number {
  return scan.recordFirstCell[record + 1] - scan.recordFirstCell[record];
}

/** Finds the first record that is neither blank nor skipped; `recordCount` without one. */
export function firstRecord(scan: Scan, passed: PassedOver): number {
  let record = 0;
  while (record < scan.recordCount && isBlankOrPassedOver(scan, record, passed)) record++;
  return record;
}

/** Returns the most frequent number of cells; the larger one in a tie, so that no data are left out. */
export function commonestWidth(scan: Scan, passed: PassedOver): number {
  return commonestEntry(widthsIn(scan, passed))[0];
}

/** Counts the records by their number of cells, without blank and skipped lines. */
export function widthsIn(scan: Scan, passed: PassedOver, from = 0, to = scan.recordCount): Map<number, number> {
  const widths = new Map<number, number>();
  for (let record = from; record < to; record++) {
    if (isBlankOrPassedOver(scan, record, passed)) continue;
    const cells = cellCount(scan, record);
    widths.set(cells, (widths.get(cells) ?? 0) + 1);
  }
  return widths;
}

/** Makes unique column names from the texts written above the columns. */
export function nameColumns(header: readonly string[]): string[] {
  const columns: string[] = [];
  const taken = new Set<string>();
  const copies = new Map<string, number>(); // so that a thousand columns of one name are numbered in one pass
  for (let column = 0; column < header.length; column++) {
    const written = plainText(header[column]).trim();
    const base = written === '' ? `column ${column + 1}` : written;
    let name = base;
    for (let copy = copies.get(base) ?? 2; taken.has(name); copy++) {
      name = `${base} (${copy})`;
      copies.set(base, copy + 1);
    }
    taken.add(name);
    columns.push(name);
  }
  return columns;
}

function findRows(
  scan: Scan,
  [from, end]: readonly [from: number, end: number],
  width: number,
  passed: PassedOver,
): Uint32Array {
  let to = end;
  while (to > from && isBlankOrPassedOver(scan, to - 1, passed)) to--;
  return rowsAmong(scan, from, to, width, passed);
}

/** Returns the records that are rows, from `from` up to, but not including, `to`. */
export function rowsAmong(scan: Scan, from: number, to: number, width: number, passed: PassedOver): Uint32Array {
  const rows = new Uint32Array(Math.max(to - from, 0));
  let count = 0;
  for (let record = from; record < to; record++) {
    // In a single column an empty line is the only way to write a missing value: R's write.csv(na = "") does.
    if (width === 1 ? !isPassedOver(scan, record, passed) : !isBlankOrPassedOver(scan, record, passed))
      rows[count++] = record;
  }
  return count === rows.length ? rows : rows.slice(0, count);
}
