/** Fit with Options: one question after the other, each with what was answered last, and a way back. */
import { l10n, QuickInputButtons, QuickPickItemKind, ThemeIcon, window } from 'vscode';
import type { Disposable, QuickInput, QuickPickItem } from 'vscode';
import type { ColumnReport, FitOptions, TableReport } from '../../server/protocol';
import { inLabel } from '../texts';
import { KINDS } from './kindQuestion';

/** What a person answered: the next question, the one before, or none at all. */
type Answer<T> = { readonly to: 'next'; readonly value: T } | { readonly to: 'back' } | { readonly to: 'away' };

interface Place {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
}

/** One question: how the options look after it, or where the person went instead. */
type Question = (place: Place, table: TableReport, options: FitOptions) => Promise<Answer<FitOptions>>;

const QUESTIONS: readonly Question[] = [askColumns, askComponents, askEstimate, askMethod, askSeed];

/** Undefined when the person gave it up. */
export async function askOptions(file: string, table: TableReport, last: FitOptions): Promise<FitOptions | undefined> {
  let options = last;
  for (let step = 0; step < QUESTIONS.length;) {
    const place = { title: l10n.t('Fit {0}', file), step: step + 1, totalSteps: QUESTIONS.length };
    const answer = await QUESTIONS[step](place, table, options);
    if (answer.to === 'away') return undefined;
    if (answer.to === 'next') options = answer.value;
    step += answer.to === 'next' ? 1 : -1;
  }
  return options;
}

interface ColumnItem extends QuickPickItem {
  readonly column: ColumnReport;
}

/** Which columns take part. The pencil beside a column changes what it is taken for. */
async function askColumns(place: Place, table: TableReport, options: FitOptions): Promise<Answer<FitOptions>> {
  let kinds: Record<string, string> = { ...options.kinds };
  const pencil = { iconPath: new ThemeIcon('edit'), tooltip: l10n.t('Change the kind') };
  const kindOf = (column: ColumnReport): string => kinds[column.name] ?? column.kind;
  const itemOf = (column: ColumnReport): ColumnItem => ({
    label: inLabel(column.name), description: kindOf(column) === 'ignored' ? l10n.t('left out') : kindOf(column),
    detail: kinds[column.name] === undefined ? inLabel(column.reason) : l10n.t('chosen by hand'), buttons: [pencil], column,
  });
  const takesPart = (column: ColumnReport): boolean =>
    options.columns !== undefined ? options.columns.includes(column.name) : !(options.ignore?.includes(column.name) ?? false) && kindOf(column) !== 'ignored';
  const pick = window.createQuickPick<ColumnItem>();
  pick.canSelectMany = true;
  pick.matchOnDescription = true;
  pick.placeholder = l10n.t('Columns that take part; the pencil changes what one is taken for');
  pick.items = table.columns.map(itemOf);
  pick.selectedItems = pick.items.filter(({ column }) => takesPart(column));
  const pause = { isOn: false };
  const changing = pick.onDidTriggerItemButton(({ item: { column } }) => {
    pause.isOn = true;
    void window.showQuickPick(KINDS.map(({ kind, description }) => ({ label: kind, description })), { title: column.name, placeHolder: l10n.t('{0} is taken for {1}', column.name, kindOf(column)) }).then((chosen) => {
      const selected = new Set(pick.selectedItems.map((item) => item.column.name));
      if (chosen !== undefined) {
        kinds = { ...kinds, [column.name]: chosen.label };
        selected.add(column.name);
      }
      pick.items = table.columns.map(itemOf);
      pick.selectedItems = pick.items.filter((item) => selected.has(item.column.name));
      pause.isOn = false;
      pick.show();
    });
  });
  return answered(pick, place, [changing], pause, () => {
    const names = pick.selectedItems.map(({ column }) => column.name);
    if (names.length === 0) return undefined;
    const own = Object.fromEntries(Object.entries(kinds).filter(([name, kind]) => names.includes(name) && kind !== 'ignored'));
    // One that is left out as it stands needs a kind when it is to take part all the same.
    return { ...options, ignore: [], columns: names, kinds: own };
  });
}

async function askComponents(place: Place, { rows }: TableReport, options: FitOptions): Promise<Answer<FitOptions>> {
  const items = [
    { label: 'auto', description: l10n.t('the number of clusters with the lowest BIC'), k: 'auto' as const },
    { label: '', kind: QuickPickItemKind.Separator, k: 'auto' as const },
    ...Array.from({ length: Math.min(10, rows) }, (_, i) => ({ label: String(i + 1), description: i === 0 ? l10n.t('one cluster: no mixture') : l10n.t('{0} clusters', i + 1), k: i + 1 })),
  ];
  return choice(place, l10n.t('Clusters'), items, ({ k }) => k === (options.k ?? 'auto'), ({ k }) => ({ ...options, k }));
}

async function askEstimate(place: Place, _table: TableReport, options: FitOptions): Promise<Answer<FitOptions>> {
  const items = [
    { label: l10n.t('Maximum a posteriori'), description: l10n.t('with weak priors: no cluster can collapse'), estimate: 'map' as const },
    { label: l10n.t('Maximum likelihood'), description: l10n.t('without priors'), estimate: 'ml' as const },
  ];
  return choice(place, l10n.t('Estimate'), items, ({ estimate }) => estimate === (options.estimate ?? 'map'), ({ estimate }) => ({ ...options, estimate }));
}

async function askMethod(place: Place, _table: TableReport, options: FitOptions): Promise<Answer<FitOptions>> {
  const items = [
    { label: 'EM', description: l10n.t('expectation maximisation, accelerated where it is slow'), method: 'em' as const },
    { label: 'L-BFGS', description: l10n.t('direct minimisation of the NLML'), method: 'lbfgs' as const },
  ];
  return choice(place, l10n.t('Method'), items, ({ method }) => method === (options.method ?? 'em'), ({ method }) => ({ ...options, method }));
}

async function askSeed(place: Place, _table: TableReport, options: FitOptions): Promise<Answer<FitOptions>> {
  const input = window.createInputBox();
  input.prompt = l10n.t('Seed of all that is random: the same seed gives the same result');
  input.value = String(options.seed ?? 0);
  const checking = input.onDidChangeValue((value) => (input.validationMessage = isSeed(value) ? undefined : l10n.t('An integer from 0 to 4294967295')));
  return answered(input, place, [checking], NEVER, () => (isSeed(input.value) ? { ...options, seed: Number(input.value) } : undefined));
}

function isSeed(text: string): boolean {
  return /^\d{1,10}$/.test(text) && Number(text) < 2 ** 32;
}

function choice<T extends QuickPickItem>(place: Place, placeholder: string, items: readonly T[], isActive: (item: T) => boolean, take: (item: T) => FitOptions): Promise<Answer<FitOptions>> {
  const pick = window.createQuickPick<T>();
  pick.placeholder = placeholder;
  pick.items = items;
  pick.activeItems = items.filter(isActive).slice(0, 1);
  return answered(pick, place, [], NEVER, () => (pick.activeItems.length === 0 ? undefined : take(pick.activeItems[0])));
}

/** Whether a question is hidden by another one, and will be shown again. */
interface Pause {
  readonly isOn: boolean;
}

const NEVER: Pause = { isOn: false };

/** Shows a question and waits. An answer that is undefined is none, and the question stays. */
function answered<T>(
  input: QuickInput & { buttons: readonly unknown[]; onDidAccept: (listener: () => void) => Disposable; onDidTriggerButton: (listener: (button: unknown) => void) => Disposable },
  { title, step, totalSteps }: Place, listening: readonly Disposable[], pause: Pause, read: () => T | undefined,
): Promise<Answer<T>> {
  Object.assign(input, { title, step, totalSteps, ignoreFocusOut: true, buttons: step > 1 ? [QuickInputButtons.Back] : [] });
  return new Promise<Answer<T>>((resolve) => {
    let isDone = false;
    const done = (answer: Answer<T>): void => {
      isDone = true;
      resolve(answer);
      listening.forEach((each) => { each.dispose(); });
      input.dispose();
    };
    input.onDidAccept(() => {
      const value = read();
      if (value !== undefined) done({ to: 'next', value });
    });
    input.onDidTriggerButton((button) => { if (button === QuickInputButtons.Back) done({ to: 'back' }); });
    input.onDidHide(() => { if (!isDone && !pause.isOn) done({ to: 'away' }); });
    input.show();
  });
}
