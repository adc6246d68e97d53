/** Fit with Options: one page of choices, and a question for each, with its last answer and a way back. */
import { CancellationTokenSource, l10n, QuickPickItemKind, window } from 'vscode';
import type { CancellationToken } from 'vscode';
import type { FitOptions, TableReport } from '../../server/protocol';
import { askInput, askChoice, NO_PAUSE } from './asking';
import type { Answer, Place } from './asking';
import { askColumns } from './columnsQuestion';
import { ENTRY_NAMES, ESTIMATE_NAMES, METHOD_NAMES, showPage } from './optionsPage';
import type { Entry } from './optionsPage';

/** A question: returns the resulting options, or where the user went instead. */
type Question = (place: Place, table: TableReport, options: FitOptions) => Promise<Answer<FitOptions>>;

const QUESTIONS: Readonly<Record<Exclude<Entry, 'fit' | 'errors' | 'groups' | 'missing'>, Question>> = {
  columns: askColumns,
  clusters: askComponents,
  estimate: askEstimate,
  method: askMethod,
  seed: askSeed,
};

/**
 * Asks for the options of a fit; undefined when the user cancels.
 *
 * @param missing texts of cells that count as missing by the settings
 */
export async function askOptions(
  file: string,
  read: (token: CancellationToken) => Promise<TableReport>,
  lastOptions: FitOptions,
  missing: readonly string[],
): Promise<FitOptions | undefined> {
  const title = l10n.t('Fit {0}', file);
  const table = await readWithProgress(title, read);
  if (table === undefined) return undefined;
  let options = lastOptions;
  for (;;) {
    const words = options.missing ?? missing;
    const entry = await showPage(title, table, options, words);
    if (entry === undefined) return undefined;
    if (entry === 'fit') return options;
    const { estimate = 'robust' } = options;
    if (entry === 'errors') options = { ...options, estimate: 'robust' };
    else if (entry === 'groups') options = { ...options, estimate: estimate === 'robust' ? 'map' : estimate };
    else {
      const place = { title: l10n.t('{0}: {1}', title, ENTRY_NAMES[entry]) };
      const answer =
        entry === 'missing' ? await askMissing(place, options, words) : await QUESTIONS[entry](place, table, options);
      if (answer.to === 'away') return undefined;
      if (answer.to === 'next') options = answer.value;
    }
  }
}

/** Shows a busy pop-up while the columns are read; undefined when the user cancels. */
async function readWithProgress(
  title: string,
  read: (token: CancellationToken) => Promise<TableReport>,
): Promise<TableReport | undefined> {
  const progressPick = window.createQuickPick();
  const source = new CancellationTokenSource();
  Object.assign(progressPick, {
    title,
    placeholder: l10n.t('Reading the columns… (Escape stops it)'),
    busy: true,
    ignoreFocusOut: true,
  });
  const hideListener = progressPick.onDidHide(() => {
    source.cancel();
  });
  progressPick.show();
  try {
    const table = await read(source.token);
    return source.token.isCancellationRequested ? undefined : table;
  } catch (error) {
    if (source.token.isCancellationRequested) return undefined;
    throw error;
  } finally {
    hideListener.dispose();
    progressPick.dispose();
    source.dispose();
  }
}

async function askComponents(place: Place, { rows }: TableReport, options: FitOptions): Promise<Answer<FitOptions>> {
  const items = [
    {
      label: l10n.t('Automatic'),
      description: l10n.t('the number of clusters with the lowest BIC'),
      k: 'auto' as const,
    },
    { label: '', kind: QuickPickItemKind.Separator, k: 'auto' as const },
    ...Array.from({ length: Math.min(10, rows) }, (_, i) => ({
      label: String(i + 1),
      description: i === 0 ? l10n.t('one cluster: no mixture') : l10n.t('{0} clusters', i + 1),
      k: i + 1,
    })),
  ];
  return askChoice(
    place,
    l10n.t('Clusters'),
    items,
    ({ k }) => k === (options.k ?? 'auto'),
    ({ k }) => ({ ...options, k }),
  );
}

async function askEstimate(place: Place, _table: TableReport, options: FitOptions): Promise<Answer<FitOptions>> {
  const items = [
    {
      label: ESTIMATE_NAMES.robust,
      description: l10n.t(
        'maximum a posteriori, with an error rate for each column: wrong cells do not pull the model',
      ),
      estimate: 'robust' as const,
    },
    {
      label: ESTIMATE_NAMES.map,
      description: l10n.t('every cell counts as right; weak priors keep clusters from collapsing'),
      estimate: 'map' as const,
    },
    { label: ESTIMATE_NAMES.ml, description: l10n.t('every cell counts as right; no priors'), estimate: 'ml' as const },
  ];
  return askChoice(
    place,
    l10n.t('Estimate'),
    items,
    ({ estimate }) => estimate === (options.estimate ?? 'robust'),
    ({ estimate }) => ({ ...options, estimate }),
  );
}

async function askMethod(place: Place, _table: TableReport, options: FitOptions): Promise<Answer<FitOptions>> {
  const items = [
    {
      label: METHOD_NAMES.em,
      description: l10n.t('expectation maximisation, accelerated where it is slow'),
      method: 'em' as const,
    },
    { label: METHOD_NAMES.lbfgs, description: l10n.t('direct minimisation of the NLML'), method: 'lbfgs' as const },
  ];
  return askChoice(
    place,
    l10n.t('Method'),
    items,
    ({ method }) => method === (options.method ?? 'em'),
    ({ method }) => ({ ...options, method }),
  );
}

/** Asks for the words that count as missing; empty cells always do. */
async function askMissing(place: Place, options: FitOptions, words: readonly string[]): Promise<Answer<FitOptions>> {
  const input = window.createInputBox();
  const shown = words.filter((word) => word !== '').join(', ');
  input.prompt = l10n.t('Words for missing cells, separated by commas. Example: NA, -999, unknown');
  input.value = shown;
  return askInput(input, place, [], NO_PAUSE, () => {
    if (input.value === shown) return options;
    const given = input.value.split(',').map((word) => word.trim());
    return { ...options, missing: [...new Set(['', ...given])] };
  });
}

async function askSeed(place: Place, _table: TableReport, options: FitOptions): Promise<Answer<FitOptions>> {
  const input = window.createInputBox();
  input.prompt = l10n.t('Seed of the random starts: the same seed gives the same result');
  input.value = String(options.seed ?? 0);
  const validation = input.onDidChangeValue(
    (value) => (input.validationMessage = isSeed(value) ? undefined : l10n.t('An integer from 0 to 4294967295')),
  );
  return askInput(input, place, [validation], NO_PAUSE, () =>
    isSeed(input.value) ? { ...options, seed: Number(input.value) } : undefined,
  );
}

function isSeed(text: string): boolean {
  return /^\d{1,10}$/.test(text) && Number(text) < 2 ** 32;
}
