/** The view "Unlikely Rows": the findings of the active file, by the column that is most to blame. */
import { EventEmitter, l10n, languages, ThemeIcon, TreeItem, TreeItemCollapsibleState, window } from 'vscode';
import type { Disposable, Event, TreeDataProvider, TreeView, Uri } from 'vscode';
import type { UnlikelyRowReport } from '../server/protocol';
import type { TableStatus } from '../server/protocol/status';
import { activeFile, isOpen, nameOf } from './documents';
import { noFindingWords } from './checkedWords';
import { Command, ViewType } from './ids';
import { documentSelector } from './clientOptions';
import { localCount } from './localNumbers';

/** Source of the rows. */
export interface FindingSource {
  readonly onDidJudge: Event<Uri>;
  unlikelyRows(uri: Uri): Promise<readonly UnlikelyRowReport[]>;
}

/** Source of the state of a file and its model. */
export interface ModelSource {
  statusOf(uri: Uri): TableStatus | undefined;
}

/** Rows with one column that is most to blame. */
interface Group {
  readonly title: string;
  readonly rows: readonly UnlikelyRowReport[];
}

type Node = { readonly group: Group } | { readonly row: UnlikelyRowReport };

const WHOLE_ROW = l10n.t('Whole row');

export class UnlikelyRows implements Disposable, TreeDataProvider<Node> {
  private readonly changeEmitter = new EventEmitter<undefined>();
  private readonly subscriptions: Disposable[];
  private readonly view: TreeView<Node>;
  private uri: Uri | undefined;
  private rows: readonly UnlikelyRowReport[] = [];
  private lastRequest = 0;

  readonly onDidChangeTreeData = this.changeEmitter.event;

  constructor(
    private readonly source: FindingSource,
    private readonly models: ModelSource,
  ) {
    this.view = window.createTreeView(ViewType.unlikelyRows, { treeDataProvider: this, showCollapseAll: true });
    this.subscriptions = [
      this.view,
      this.changeEmitter,
      source.onDidJudge((uri) => {
        if (uri.toString() === this.uri?.toString() || isInFront(uri) || this.isNewcomer(uri)) void this.show(uri);
      }),
      window.onDidChangeActiveTextEditor(() => {
        this.follow();
      }),
      window.tabGroups.onDidChangeTabs(() => {
        this.follow();
      }),
    ];
    this.follow();
  }

  getChildren(node?: Node): Node[] {
    if (node === undefined) return groupsOf(this.rows).map((group) => ({ group }));
    return 'group' in node ? node.group.rows.map((row) => ({ row })) : [];
  }

  getTreeItem(node: Node): TreeItem {
    if ('group' in node) {
      const item = new TreeItem(node.group.title, TreeItemCollapsibleState.Expanded);
      item.description = String(node.group.rows.length);
      item.iconPath = new ThemeIcon(node.group.title === WHOLE_ROW ? 'list-flat' : 'symbol-field');
      return item;
    }
    const { range, message, value } = node.row;
    const item = new TreeItem(l10n.t('Line {0}', localCount(range.start.line + 1)));
    item.description = value;
    // Plain text: Markdown would turn its blanks into non-breaking ones.
    item.tooltip = message;
    item.command = {
      command: Command.revealRow,
      title: l10n.t('Show'),
      arguments: [{ uri: this.uri?.toString(), range }],
    };
    return item;
  }

  dispose(): void {
    this.subscriptions.forEach((subscription) => {
      subscription.dispose();
    });
  }

  /** Shows the active table. The previous table stays while anything else is active. */
  private follow(): void {
    const uri = activeFile();
    if (uri === undefined || uri.toString() === this.uri?.toString()) return;
    const { activeTextEditor } = window;
    const isTable =
      activeTextEditor === undefined
        ? !isOpen(uri) && this.models.statusOf(uri) !== undefined
        : languages.match(documentSelector, activeTextEditor.document) > 0;
    if (isTable) void this.show(uri);
  }

  /** Whether a file that is not open was fitted from the Explorer while no other table is active. */
  private isNewcomer(uri: Uri): boolean {
    return !isOpen(uri) && (this.uri === undefined || !isInFront(this.uri));
  }

  private async show(uri: Uri | undefined): Promise<void> {
    this.uri = uri;
    const request = ++this.lastRequest;
    const rows = uri === undefined ? [] : await this.source.unlikelyRows(uri);
    if (request !== this.lastRequest) return;
    this.rows = rows;
    this.view.description = uri && nameOf(uri);
    this.view.message = uri && this.remarkOn(uri);
    this.view.badge =
      rows.length === 0
        ? undefined
        : {
            value: rows.length,
            tooltip: rows.length === 1 ? l10n.t('1 unlikely row') : l10n.t('{0} unlikely rows', rows.length),
          };
    this.changeEmitter.fire(undefined);
  }

  /** Returns a remark above the list. Without a remark and rows, VS Code shows the welcome text of the view. */
  private remarkOn(uri: Uri): string | undefined {
    const table = this.models.statusOf(uri);
    if (table?.model === undefined) return undefined;
    const { stale, suits } = table.model;
    if (stale && !isOpen(uri))
      return l10n.t('The file changed on disk since it was fitted: rows may stand on other lines. Fit it again.');
    return suits && this.rows.length === 0 ? noFindingWords(table.model) : undefined;
  }
}

function isInFront(uri: Uri): boolean {
  return activeFile()?.toString() === uri.toString();
}

/** Groups rows by column, in the order of their least likely rows. */
function groupsOf(rows: readonly UnlikelyRowReport[]): readonly Group[] {
  const groups = new Map<string, UnlikelyRowReport[]>();
  for (const row of rows) {
    const title = row.column ?? WHOLE_ROW;
    const group = groups.get(title) ?? [];
    group.push(row);
    groups.set(title, group);
  }
  return [...groups].map(([title, groupRows]) => ({ title, rows: groupRows }));
}
