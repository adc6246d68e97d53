/** Coverage of a search for unlikely cells. Silence about a column that was not checked must not read as praise. */
import type { ColumnFinding, Finding, FitReport } from './report';
import type { TableProblem } from './tableReport';

export interface Coverage {
  /** Number of columns in which unlikely cells were sought. */
  readonly checked: number;
  /** Names of the other columns, without those of row weights, and of parts of columns that are checked otherwise. */
  readonly unchecked: readonly string[];
  /** Number of columns, checked or not. */
  readonly all: number;
  /**
   * Number of cells that the columns cannot read, or that do not follow from others as they should; left out if zero.
   */
  readonly unreadable?: number;
  /** Number of faults of rows or quotes; left out if zero. */
  readonly faults?: number;
  /** Values that repeat far from all others of their column, such as a code for missing; left out if there are none. */
  readonly repeated?: readonly RepeatedValue[];
  /** Number of small groups of rows of their own; left out if zero. */
  readonly groups?: number;
}

export interface RepeatedValue {
  readonly column: string;
  /** Source text of the value. */
  readonly value: string;
  /** Number of rows that have it. */
  readonly rows: number;
}

/** Returns the number of columns of the table, without the separate parts of dates, which are reported in addition. */
export function tableWidth(columns: FitReport['columns']): number {
  return columns.filter(({ of }) => of === undefined).length;
}

/** Returns the number of columns without any check. */
export function wholeColumns(unchecked: FitReport['unchecked']): number {
  return unchecked.filter(({ of }) => of === undefined).length;
}

/** Maximum number of unchecked columns named in one sentence; a count stands for the others. */
export const MOST_UNCHECKED_NAMES = 5;

export function coverageOf({
  columns,
  unchecked,
  unreadable,
  unlistedCells = 0,
  problem,
  findings,
}: Pick<FitReport, 'columns' | 'unchecked' | 'unreadable' | 'unlistedCells' | 'problem' | 'findings'>): Coverage {
  const checked = new Set(
    columns.filter(({ kind, follows }) => kind !== 'ignored' || follows !== undefined).map(({ name, of = name }) => of),
  ).size;
  return {
    checked,
    unchecked: unchecked.map(({ column }) => column),
    all: checked + wholeColumns(unchecked),
    ...(unreadable !== undefined && { unreadable: unreadable.length + unlistedCells }),
    ...(problem !== undefined && { faults: problem.count }),
    ...wideCoverage(findings),
  };
}

/** Whether a finding is about a value that is repeated far from all others of its column. */
export function isRepeatedValue(finding: Finding): finding is ColumnFinding {
  return finding.code === 'column.repeated-value' || finding.code === 'column.top-code';
}

/** Returns what was found besides unlikely rows, in groups of rows and columns. */
export function wideCoverage(findings: FitReport['findings']): Pick<Coverage, 'repeated' | 'groups'> {
  const repeated = findings.flatMap((finding) =>
    finding.code === 'column.repeated-value'
      ? [{ column: finding.column, value: finding.value, rows: finding.rows.length }]
      : [],
  );
  const groups = findings.filter(({ code }) => code === 'group.small').length;
  return { ...(repeated.length > 0 && { repeated }), ...(groups > 0 && { groups }) };
}

/**
 * Returns the message where no unlikely cells were found.
 * @param written prepares a name from the file for display
 * @example 'No unlikely cells among 8 of 11 columns; not checked: id, year, note.'
 */
export function noUnlikelyCells(coverage: Coverage, expectedRows = 0, written?: (name: string) => string): string {
  const { checked, unchecked, all } = coverage;
  const expected = expectedRows > 0 ? ' but those marked as expected' : '';
  const left = unchecked.length === 0 ? '' : `; not checked: ${uncheckedNames(unchecked, written)}`;
  const beside = otherFaultWords(coverage, written);
  return `No unlikely cells among ${checked} of ${all} ${all === 1 ? 'column' : 'columns'}${expected}${beside}${left}.`;
}

/** Faults of a file other than unlikely rows. */
type OtherFaults = Pick<Coverage, 'unreadable' | 'faults' | 'repeated' | 'groups'>;

/**
 * Describes the faults of the file other than unlikely cells, as the end of a sentence.
 * @param written prepares a name or value from the file for display
 * @example ', apart from 3 cells that cannot be read or do not add up and 100 faulty rows or quotation marks'
 */
export function otherFaultWords(faults: OtherFaults, written?: (name: string) => string): string {
  const parts = otherFaults(faults, written);
  return parts.length === 0 ? '' : `, apart from ${joined(parts)}`;
}

/**
 * Describes the faults of the file other than unlikely rows, each as part of a list.
 * @param written prepares a name or value from the file for display
 * @example ['-999 in 14 rows of age', '3 cells that cannot be read or do not add up']
 */
export function otherFaults(
  { unreadable = 0, faults = 0, repeated = [], groups = 0 }: OtherFaults,
  written: (name: string) => string = (name) => name,
): readonly string[] {
  const named = repeated.slice(0, MOST_REPEATED_NAMED);
  return [
    ...named.map(({ column, value, rows }) => `${written(value)} in ${rows} rows of ${written(column)}`),
    ...(repeated.length > named.length ? [`${repeated.length - named.length} more such values`] : []),
    ...(groups > 0 ? [`${groups} small ${groups === 1 ? 'group' : 'groups'} of rows`] : []),
    ...(unreadable === 1 ? ['1 cell that cannot be read or does not add up'] : []),
    ...(unreadable > 1 ? [`${unreadable} cells that cannot be read or do not add up`] : []),
    ...(faults > 0 ? [faultWords(faults)] : []),
  ];
}

/** Maximum number of repeated values that are named. */
const MOST_REPEATED_NAMED = 2;

/** @example 'a, b and c' */
function joined(parts: readonly string[]): string {
  return parts.length === 1 ? parts[0] : `${parts.slice(0, -1).join(', ')} and ${parts[parts.length - 1]}`;
}

/** @example '100 faulty rows or quotation marks' */
export function faultWords(count: number): string {
  return count === 1 ? 'one faulty row or quotation mark' : `${count} faulty rows or quotation marks`;
}

/**
 * Describes the first fault of the rows or quotes, with the number of others.
 * @param written prepares a message, which may quote the file, for display
 * @example 'Line 3: This row has 1 cell, the table has 2 columns. … (and 2 more like it)'
 */
export function firstFaultWords(
  { count, line, message }: TableProblem,
  written: (message: string) => string = (text) => text,
): string {
  return `Line ${line}: ${written(message)}${moreLikeItWords(count)}`;
}

/** @example ' (and 4 more like it)' */
export function moreLikeItWords(count: number): string {
  return count > 1 ? ` (and ${count - 1} more like it)` : '';
}

/** @example 'a, b, c, d, e and 3 more' */
export function uncheckedNames(
  unchecked: readonly string[],
  written: (name: string) => string = (name) => name,
): string {
  const named = unchecked.slice(0, MOST_UNCHECKED_NAMES).map(written).join(', ');
  return unchecked.length > MOST_UNCHECKED_NAMES
    ? `${named} and ${unchecked.length - MOST_UNCHECKED_NAMES} more`
    : named;
}
