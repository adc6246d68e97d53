/** Coverage of a search for unlikely cells. Silence about a column that was not checked must not read as praise. */
import type { FitReport } from './report';
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
  problem,
}: Pick<FitReport, 'columns' | 'unchecked' | 'unreadable' | 'problem'>): Coverage {
  const checked = new Set(
    columns.filter(({ kind, follows }) => kind !== 'ignored' || follows !== undefined).map(({ name, of = name }) => of),
  ).size;
  return {
    checked,
    unchecked: unchecked.map(({ column }) => column),
    all: checked + wholeColumns(unchecked),
    ...(unreadable !== undefined && { unreadable: unreadable.length }),
    ...(problem !== undefined && { faults: problem.count }),
  };
}

/**
 * Returns the message where no unlikely cells were found.
 * @param written prepares a name from the file for display
 * @example 'No unlikely cells among 8 of 11 columns; not checked: id, year, note.'
 */
export function noUnlikelyCells(
  { checked, unchecked, all, unreadable = 0, faults = 0 }: Coverage,
  expectedRows = 0,
  written?: (name: string) => string,
): string {
  const expected = expectedRows > 0 ? ' but those marked as expected' : '';
  const left = unchecked.length === 0 ? '' : `; not checked: ${uncheckedNames(unchecked, written)}`;
  const beside = otherFaultWords({ unreadable, faults });
  return `No unlikely cells among ${checked} of ${all} ${all === 1 ? 'column' : 'columns'}${expected}${beside}${left}.`;
}

/**
 * Describes the faults of the file other than unlikely cells, as the end of a sentence.
 * @example ', beside 3 that cannot be read or do not add up and 100 faulty rows or quotation marks'
 */
export function otherFaultWords({ unreadable = 0, faults = 0 }: Pick<Coverage, 'unreadable' | 'faults'>): string {
  const parts = [
    ...(unreadable > 0 ? [`${unreadable} that cannot be read or ${unreadable === 1 ? 'does' : 'do'} not add up`] : []),
    ...(faults > 0 ? [faultWords(faults)] : []),
  ];
  return parts.length === 0 ? '' : `, beside ${parts.join(' and ')}`;
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
