/** Asks which columns take part, and for their kinds. */
import { l10n, ThemeIcon, window } from 'vscode';
import type { QuickPick, QuickPickItem } from 'vscode';
import type { ColumnReport, FitOptions, TableReport } from '../../server/protocol';
import { inLabel } from '../labels';
import { askInput } from './asking';
import type { Answer, Place } from './asking';
import { askKind } from './kindQuestion';
import type { KindAnswer } from './kindQuestion';

interface ColumnItem extends QuickPickItem {
  readonly column: ColumnReport;
}

/** The user's decisions about the columns. */
class Decisions {
  private kinds: Readonly<Record<string, string>>;
  private participants: ReadonlySet<string>;

  constructor(
    { columns }: TableReport,
    private readonly options: FitOptions,
  ) {
    this.kinds = { ...options.kinds };
    this.participants = new Set(
      columns.filter((column) => !this.wasLeftOut(column) && !this.isKindless(column)).map(({ name }) => name),
    );
  }

  /** Whether the user left the column out last time. Its former kind is then not reported. */
  private wasLeftOut({ name }: ColumnReport): boolean {
    const { columns, ignore } = this.options;
    return columns !== undefined ? !columns.includes(name) : (ignore?.includes(name) ?? false);
  }

  /** Whether the kind of a column is unknown, so that it cannot take part. */
  isKindless(column: ColumnReport): boolean {
    return this.kindOf(column) === 'ignored' && !this.wasLeftOut(column);
  }

  takesPart({ name }: ColumnReport): boolean {
    return this.participants.has(name);
  }

  /** Makes exactly the ticked columns take part. Returns the columns without a kind, which cannot. */
  tick(columns: readonly ColumnReport[]): readonly ColumnReport[] {
    const kindless = columns.filter((column) => this.isKindless(column));
    this.participants = new Set(columns.filter((column) => !kindless.includes(column)).map(({ name }) => name));
    return kindless;
  }

  kindOf({ name, kind }: ColumnReport): string {
    return this.kinds[name] ?? kind;
  }

  /** Returns the reason for the kind of a column, in words. */
  reasonOf({ name, reason }: ColumnReport): string {
    return this.kinds[name] === undefined ? reason : l10n.t('chosen by hand');
  }

  changeKind(column: ColumnReport, answer: KindAnswer): void {
    const { name } = column;
    const otherKinds = Object.entries(this.kinds).filter(([otherName]) => otherName !== name);
    this.kinds = Object.fromEntries(
      answer === 'auto' || answer === 'ignored' ? otherKinds : [...otherKinds, [name, answer]],
    );
    const isExcluded = answer === 'ignored' || this.isKindless(column);
    this.participants = new Set(
      [...this.participants].filter((participant) => participant !== name).concat(isExcluded ? [] : [name]),
    );
  }

  /** Returns the decisions as options; undefined where no column takes part. */
  asOptions(): FitOptions | undefined {
    if (this.participants.size === 0) return undefined;
    const kinds = Object.fromEntries(
      Object.entries(this.kinds).filter(([name, kind]) => this.participants.has(name) && kind !== 'ignored'),
    );
    return { ...this.options, ignore: [], columns: [...this.participants], kinds };
  }
}

/** Asks for the columns. The pencil beside a column changes its kind; the Tab key moves from the column to it. */
export async function askColumns(place: Place, table: TableReport, options: FitOptions): Promise<Answer<FitOptions>> {
  const decisions = new Decisions(table, options);
  const pick = window.createQuickPick<ColumnItem>();
  pick.canSelectMany = true;
  pick.matchOnDescription = true;
  pick.placeholder = l10n.t('Columns that take part; the pencil (by Tab) changes a kind');
  fillItems(pick, table, decisions);
  const pause = { isOn: false };
  const changeKind = async (column: ColumnReport): Promise<void> => {
    pause.isOn = true;
    const answer = await askKind({ ...column, kind: decisions.kindOf(column), reason: decisions.reasonOf(column) });
    if (answer !== undefined) decisions.changeKind(column, answer);
    // VS Code drops the items of a hidden question. The column stays active for the keyboard.
    fillItems(pick, table, decisions);
    pick.activeItems = pick.items.filter((item) => item.column === column);
    pause.isOn = false;
    pick.show();
  };
  const listeners = [
    pick.onDidTriggerItemButton(({ item: { column } }) => void changeKind(column)),
    pick.onDidChangeSelection(() => {
      if (pause.isOn) return;
      const kindless = decisions.tick(tickedColumns(pick));
      if (kindless.length === 1) void changeKind(kindless[0]);
      else if (kindless.length > 1) fillItems(pick, table, decisions);
    }),
  ];
  return askInput(pick, place, listeners, pause, () => decisions.asOptions());
}

function fillItems(pick: QuickPick<ColumnItem>, { columns }: TableReport, decisions: Decisions): void {
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

function tickedColumns({ selectedItems }: QuickPick<ColumnItem>): readonly ColumnReport[] {
  return selectedItems.map(({ column }) => column);
}
