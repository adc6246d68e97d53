/** Coverage of a search for unlikely cells. Silence about a column that was not checked must not read as praise. */
import { enumeratedUpTo } from '../../../language/joins';
import { listed, say } from '../../../language/language';
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
  const none =
    expectedRows > 0
      ? say(
          'No unlikely cells among {checked, number} of {all, plural, one {# column} other {# columns}} but those marked as expected',
          { checked, all },
        )
      : say('No unlikely cells among {checked, number} of {all, plural, one {# column} other {# columns}}', {
          checked,
          all,
        });
  const others = otherFaults(coverage, written);
  const found = others.length === 0 ? none : say('{none}, apart from {others}', { none, others: listed(others) });
  return unchecked.length === 0
    ? say('{sentence}.', { sentence: found })
    : say('{found}; not checked: {columns}.', { found, columns: uncheckedNames(unchecked, written) });
}

/** Faults of a file other than unlikely rows. */
type OtherFaults = Pick<Coverage, 'unreadable' | 'faults' | 'repeated' | 'groups'>;

/**
 * Describes the faults of the file other than unlikely cells, as the end of an English sentence of the command line.
 * @param written prepares a name or value from the file for display
 * @example ', apart from 3 cells that cannot be read or do not add up and 100 faulty rows or quotation marks'
 */
export function otherFaultWords(faults: OtherFaults, written?: (name: string) => string): string {
  const parts = otherFaults(faults, written);
  return parts.length === 0 ? '' : `, apart from ${listed(parts)}`;
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
    ...named.map(({ column, value, rows }) =>
      say('{value} in {count, plural, one {# row} other {# rows}} of {column}', {
        value: written(value),
        count: rows,
        column: written(column),
      }),
    ),
    ...(repeated.length > named.length
      ? [
          say('{count, plural, one {# more such value} other {# more such values}}', {
            count: repeated.length - named.length,
          }),
        ]
      : []),
    ...(groups > 0
      ? [say('{count, plural, one {# small group of rows} other {# small groups of rows}}', { count: groups })]
      : []),
    ...(unreadable > 0
      ? [
          say(
            '{count, plural, one {# cell that cannot be read or does not add up} other {# cells that cannot be read or do not add up}}',
            { count: unreadable },
          ),
        ]
      : []),
    ...(faults > 0 ? [faultWords(faults)] : []),
  ];
}

/** Maximum number of repeated values that are named. */
const MOST_REPEATED_NAMED = 2;

/** @example '100 faulty rows or quotation marks' */
export function faultWords(count: number): string {
  return say('{count, plural, one {one faulty row or quotation mark} other {# faulty rows or quotation marks}}', {
    count,
  });
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
  return say('Line {line}: {fault}', { line: String(line), fault: withMoreLikeIt(written(message), count) });
}

/** Adds the number of faults like it. @example withMoreLikeIt('x is odd', 5) === 'x is odd (and 4 more like it)' */
export function withMoreLikeIt(fault: string, count: number): string {
  return count > 1
    ? say('{fault} (and {count, plural, one {# more like it} other {# more like it}})', { fault, count: count - 1 })
    : fault;
}

/** @example 'a, b, c, d, e and 3 more' */
export function uncheckedNames(
  unchecked: readonly string[],
  written: (name: string) => string = (name) => name,
): string {
  return enumeratedUpTo(MOST_UNCHECKED_NAMES, unchecked.map(written));
}
