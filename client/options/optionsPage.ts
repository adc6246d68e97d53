/** The page of Fit with Options: all choices with their present answers, what one wants first and statistics last. */
import { l10n, QuickPickItemKind, ThemeIcon, window } from 'vscode';
import type { QuickPickItem } from 'vscode';
import type { FitOptions, TableReport } from '../../server/protocol';
import { inLabel } from '../labels';

/** Entry of the page: fits, sets the goal, or opens a question. */
export type Entry = 'fit' | 'errors' | 'groups' | 'clusters' | 'columns' | 'missing' | 'estimate' | 'method' | 'seed';

interface EntryItem extends QuickPickItem {
  readonly entry?: Entry;
}

/** Maximum number of words that the page lists of those that count as missing. */
const MOST_WORDS = 6;

/** Names of the entries, which the titles of their questions repeat. */
export const ENTRY_NAMES: Readonly<Record<Entry, string>> = {
  fit: l10n.t('Fit'),
  errors: l10n.t('Find errors'),
  groups: l10n.t('Find groups'),
  clusters: l10n.t('Number of groups'),
  columns: l10n.t('Columns'),
  missing: l10n.t('Words for missing cells'),
  estimate: l10n.t('Estimate'),
  method: l10n.t('Method'),
  seed: l10n.t('Seed'),
};

/** Names of estimates and methods, as their questions have them. */
export const ESTIMATE_NAMES = {
  robust: l10n.t('Robust'),
  map: l10n.t('Maximum a posteriori'),
  ml: l10n.t('Maximum likelihood'),
} as const;
export const METHOD_NAMES = { em: 'EM', lbfgs: 'L-BFGS' } as const;

/** Shows the page with the first entry selected, which fits. Returns the chosen entry; undefined for none. */
export async function showPage(
  title: string,
  table: TableReport,
  options: FitOptions,
  missing: readonly string[],
): Promise<Entry | undefined> {
  const pick = window.createQuickPick<EntryItem>();
  Object.assign(pick, {
    title,
    placeholder: l10n.t('Enter fits with these options; choose an entry to change it'),
    matchOnDescription: true,
    ignoreFocusOut: true,
    items: entriesOf(table, options, missing),
  });
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      const entry = pick.activeItems[0]?.entry;
      // No entry matches what was typed.
      if (entry === undefined) return;
      resolve(entry);
      pick.dispose();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

function entriesOf(table: TableReport, options: FitOptions, missing: readonly string[]): readonly EntryItem[] {
  const { k = 'auto', estimate = 'robust', method = 'em', seed = 0 } = options;
  const separator = (label: string): EntryItem => ({ label, kind: QuickPickItemKind.Separator });
  const item = (entry: Entry, description: string, icon?: string): EntryItem => ({
    entry,
    label: ENTRY_NAMES[entry],
    description: inLabel(description),
    ...(icon !== undefined && { iconPath: new ThemeIcon(icon) }),
  });
  const goal = (entry: Entry, description: string, isChosen: boolean): EntryItem =>
    item(entry, description, isChosen ? 'pass-filled' : 'circle-large-outline');
  return [
    item('fit', l10n.t('with the options below'), 'play'),
    separator(l10n.t('what you want')),
    goal('errors', l10n.t('wrong cells are set aside, so that they do not pull the model'), estimate === 'robust'),
    goal('groups', l10n.t('every cell counts as right'), estimate !== 'robust'),
    item('clusters', k === 'auto' ? l10n.t('automatic') : String(k)),
    separator(l10n.t('the table')),
    item('columns', columnWords(table, options)),
    item('missing', missingWords(missing)),
    separator(l10n.t('statistics')),
    item('estimate', ESTIMATE_NAMES[estimate]),
    item('method', METHOD_NAMES[method]),
    item('seed', String(seed)),
  ];
}

function columnWords({ columns }: TableReport, { columns: chosen, ignore = [] }: FitOptions): string {
  const all = columns.filter(({ of }) => of === undefined);
  const takePart = all.filter(({ name, kind }) =>
    chosen !== undefined ? chosen.includes(name) : kind !== 'ignored' && !ignore.includes(name),
  );
  return l10n.t('{0} of {1} take part', takePart.length, all.length);
}

function missingWords(missing: readonly string[]): string {
  const words = missing.filter((word) => word !== '');
  if (words.length === 0) return l10n.t('empty cells only');
  const shown = words.slice(0, MOST_WORDS).join(', ');
  return words.length > MOST_WORDS ? l10n.t('{0} and {1} more', shown, words.length - MOST_WORDS) : shown;
}
