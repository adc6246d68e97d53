/** What a search for unlikely cells looked at. Silence about a column that nobody looked at must not read as praise. */
import type { FitReport } from './report';

export interface Checked {
  /** Number of columns in which unlikely cells were looked for. */
  readonly checked: number;
  /** Names of the other columns, those that weigh rows left out, and of parts of columns that are checked otherwise. */
  readonly unchecked: readonly string[];
  /** How many columns there are, checked or not. */
  readonly all: number;
  /**
   * How many cells the columns cannot read, or do not follow from others as they should; left out where there are none.
   */
  readonly unreadable?: number;
}

/** How many columns the table has: what of dates takes part by itself is reported beside them. */
export function tableWidth(columns: FitReport['columns']): number {
  return columns.filter(({ of }) => of === undefined).length;
}

/** How many columns have nothing that is checked. */
export function wholeColumns(unchecked: FitReport['unchecked']): number {
  return unchecked.filter(({ of }) => of === undefined).length;
}

/** Names of unchecked columns in one sentence; a count stands for the others. */
export const MOST_UNCHECKED_NAMES = 5;

export function checkedOf({
  columns,
  unchecked,
  unreadable,
}: Pick<FitReport, 'columns' | 'unchecked' | 'unreadable'>): Checked {
  const checked = new Set(
    columns.filter(({ kind, follows }) => kind !== 'ignored' || follows !== undefined).map(({ name, of = name }) => of),
  ).size;
  return {
    checked,
    unchecked: unchecked.map(({ column }) => column),
    all: checked + wholeColumns(unchecked),
    ...(unreadable !== undefined && { unreadable: unreadable.length }),
  };
}

/**
 * What is to be said where nothing was found.
 * @param written makes a name out of the file fit to be shown
 * @example 'No unlikely cells among 8 of 11 columns; not checked: id, year, note.'
 */
export function noUnlikelyCells(
  { checked, unchecked, all, unreadable = 0 }: Checked,
  expectedRows = 0,
  written?: (name: string) => string,
): string {
  const expected = expectedRows > 0 ? ' but those marked as expected' : '';
  const left = unchecked.length === 0 ? '' : `; not checked: ${uncheckedNames(unchecked, written)}`;
  const beside = unreadable === 0 ? '' : `, beside ${unreadable} that cannot be read or do not add up`;
  return `No unlikely cells among ${checked} of ${all} ${all === 1 ? 'column' : 'columns'}${expected}${beside}${left}.`;
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
