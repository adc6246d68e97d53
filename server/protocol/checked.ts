/** What a search for unlikely cells looked at. Silence about a column that nobody looked at must not read as praise. */
import type { FitReport } from './report';

export interface Checked {
  /** Number of columns in which unlikely cells were looked for. */
  readonly checked: number;
  /** Names of the other columns, those that weigh rows left out. */
  readonly unchecked: readonly string[];
}

/** Names of unchecked columns in one sentence; a count stands for the others. */
export const MOST_UNCHECKED_NAMES = 5;

export function checkedOf({ columns, unchecked }: Pick<FitReport, 'columns' | 'unchecked'>): Checked {
  return { checked: columns.filter(({ kind }) => kind !== 'ignored').length, unchecked: unchecked.map(({ column }) => column) };
}

/**
 * What is to be said where nothing was found.
 * @param written makes a name out of the file fit to be shown
 * @example 'No unlikely cells among 8 of 11 columns; not checked: id, year, note.'
 */
export function noUnlikelyCells({ checked, unchecked }: Checked, expectedRows = 0, written?: (name: string) => string): string {
  const all = checked + unchecked.length;
  const expected = expectedRows > 0 ? ' but those marked as expected' : '';
  const left = unchecked.length === 0 ? '' : `; not checked: ${uncheckedNames(unchecked, written)}`;
  return `No unlikely cells among ${checked} of ${all} ${all === 1 ? 'column' : 'columns'}${expected}${left}.`;
}

/** @example 'a, b, c, d, e and 3 more' */
export function uncheckedNames(unchecked: readonly string[], written: (name: string) => string = (name) => name): string {
  const named = unchecked.slice(0, MOST_UNCHECKED_NAMES).map(written).join(', ');
  return unchecked.length > MOST_UNCHECKED_NAMES ? `${named} and ${unchecked.length - MOST_UNCHECKED_NAMES} more` : named;
}
