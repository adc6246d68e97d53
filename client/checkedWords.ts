/** Texts about a file without unlikely rows: which columns are checked, and which other problems there are. */
import { l10n } from 'vscode';
import { MOST_UNCHECKED_NAMES } from '../server/protocol/report/checked';
import type { Coverage } from '../server/protocol/report/checked';

/** Maximum number of repeated values that are named. */
const MOST_REPEATED = 2;

/** Returns the message for a file without findings: checked and unchecked columns, and other problems. */
export function noFindingWords(counts: Coverage): string {
  return [
    noUnlikelyWords(counts),
    ...repeatedWords(counts),
    ...unreadableWords(counts),
    ...rowFaultMessages(counts),
  ].join(' ');
}

function repeatedWords({ repeated = [] }: Coverage): readonly string[] {
  return repeated
    .slice(0, MOST_REPEATED)
    .map(({ column, value, rows }) =>
      l10n.t('{0} in {1} rows of {2} may be a code for missing; it is among the problems.', value, rows, column),
    );
}

function unreadableWords({ unreadable = 0 }: Coverage): readonly string[] {
  if (unreadable === 0) return [];
  return [
    unreadable === 1
      ? l10n.t('1 cell cannot be read or does not add up; it is among the problems.')
      : l10n.t('{0} cells cannot be read or do not add up; they are among the problems.', unreadable),
  ];
}

function rowFaultMessages({ faults = 0 }: Coverage): readonly string[] {
  if (faults === 0) return [];
  return [
    faults === 1
      ? l10n.t('1 row or quotation mark is faulty; it is among the problems.')
      : l10n.t('{0} rows or quotation marks are faulty; they are among the problems.', faults),
  ];
}

function noUnlikelyWords({ checked, unchecked, all }: Coverage): string {
  if (unchecked.length === 0) return l10n.t('No unlikely cells among {0} of {1} columns.', checked, all);
  const names = unchecked.slice(0, MOST_UNCHECKED_NAMES).join(', ');
  const nameList =
    unchecked.length > MOST_UNCHECKED_NAMES
      ? l10n.t('{0} and {1} more', names, unchecked.length - MOST_UNCHECKED_NAMES)
      : names;
  return l10n.t('No unlikely cells among {0} of {1} columns; not checked: {2}.', checked, all, nameList);
}
