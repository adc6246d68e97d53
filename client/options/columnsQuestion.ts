/** The question which columns take part, and what they are taken for. */
import { l10n, ThemeIcon, window } from 'vscode';
import type { QuickPick, QuickPickItem } from 'vscode';
import type { ColumnReport, FitOptions, TableReport } from '../../server/protocol';
import { inLabel } from '../labels';
import { answered } from './asking';
import type { Answer, Place } from './asking';
import { askKind } from './kindQuestion';
import type { KindAnswer } from './kindQuestion';

interface ColumnItem extends QuickPickItem {
  readonly column: ColumnReport;
}

/** What is decided of the columns so far. */
class Decisions {
  private kinds: Readonly<Record<string, string>>;
  private taken: ReadonlySet<string>;

  constructor(
    { columns }: TableReport,
    private readonly options: FitOptions,
  ) {
    this.kinds = { ...options.kinds };
    this.taken = new Set(
      columns.filter((column) => !this.wasLeftOut(column) && !this.isKindless(column)).map(({ name }) => name),
    );
  }

  /** By a person, the last time. What the column was taken for until then is then not told. */
  private wasLeftOut({ name }: ColumnReport): boolean {
    const { columns, ignore } = this.options;
    return columns !== undefined ? !columns.includes(name) : (ignore?.includes(name) ?? false);
  }

  /** Nothing is known of what it is to be taken for, so that it cannot take part. */
  isKindless(column: ColumnReport): boolean {
    return this.kindOf(column) === 'ignored' && !this.wasLeftOut(column);
  }

  takesPart({ name }: ColumnReport): boolean {
    return this.taken.has(name);
  }

  /** Those that are ticked take part, and no others. @returns those that cannot */
  tick(columns: readonly ColumnReport[]): readonly ColumnReport[] {
    const kindless = columns.filter((column) => this.isKindless(column));
    this.taken = new Set(columns.filter((column) => !kindless.includes(column)).map(({ name }) => name));
    return kindless;
  }

  kindOf({ name, kind }: ColumnReport): string {
    return this.kinds[name] ?? kind;
  }

  /** In words. */
  reasonOf({ name, reason }: ColumnReport): string {
    return this.kinds[name] === undefined ? reason : l10n.t('chosen by hand');
  }

  changeKind(column: ColumnReport, answer: KindAnswer): void {
    const { name } = column;
    const others = Object.entries(this.kinds).filter(([other]) => other !== name);
    this.kinds = Object.fromEntries(answer === 'auto' || answer === 'ignored' ? others : [...others, [name, answer]]);
    const isOut = answer === 'ignored' || this.isKindless(column);
    this.taken = new Set([...this.taken].filter((other) => other !== name).concat(isOut ? [] : [name]));
  }

  /** Undefined where no column is left. */
  asOptions(): FitOptions | undefined {
    if (this.taken.size === 0) return undefined;
    const kinds = Object.fromEntries(
      Object.entries(this.kinds).filter(([name, kind]) => this.taken.has(name) && kind !== 'ignored'),
    );
    return { ...this.options, ignore: [], columns: [...this.taken], kinds };
  }
}

/** The pencil beside a column changes what it is taken for; the Tab key goes there from the column. */
export async function askColumns(place: Place, table: TableReport, options: FitOptions): Promise<Answer<FitOptions>> {
  const decisions = new Decisions(table, options);
  const pick = window.createQuickPick<ColumnItem>();
  pick.canSelectMany = true;
  pick.matchOnDescription = true;
  pick.placeholder = l10n.t('Columns that take part; the pencil (by Tab) changes a kind');
  fill(pick, table, decisions);
  const pause = { isOn: false };
  const change = async (column: ColumnReport): Promise<void> => {
    pause.isOn = true;
    const answer = await askKind({ ...column, kind: decisions.kindOf(column), reason: decisions.reasonOf(column) });
    if (answer !== undefined) decisions.changeKind(column, answer);
    // A question that another one hid has lost its items. Whoever came by key goes on from the column.
    fill(pick, table, decisions);
    pick.activeItems = pick.items.filter((item) => item.column === column);
    pause.isOn = false;
    pick.show();
  };
  const listening = [
    pick.onDidTriggerItemButton(({ item: { column } }) => void change(column)),
    pick.onDidChangeSelection(() => {
      if (pause.isOn) return;
      const kindless = decisions.tick(tickedIn(pick));
      if (kindless.length === 1) void change(kindless[0]);
      else if (kindless.length > 1) fill(pick, table, decisions);
    }),
  ];
  return answered(pick, place, listening, pause, () => decisions.asOptions());
}

function fill(pick: QuickPick<ColumnItem>, { columns }: TableReport, decisions: Decisions): void {
  const pencil = { iconPath: new ThemeIcon('edit'), tooltip: l10n.t('Change the kind') };
  pick.items = columns.map((column) => {
    const kind = decisions.kindOf(column);
    const description = decisions.isKindless(column) ? l10n.t('left out') : kind === 'ignored' ? 'auto' : kind;
    return {
      label: inLabel(column.name),
      description,
      detail: inLabel(decisions.reasonOf(column)),
      buttons: [pencil],
      column,
    };
  });
  pick.selectedItems = pick.items.filter(({ column }) => decisions.takesPart(column));
}

function tickedIn({ selectedItems }: QuickPick<ColumnItem>): readonly ColumnReport[] {
  return selectedItems.map(({ column }) => column);
}
