/** The command Check Folder, and the view of its tables: those with the most findings first. */
import {
  CancellationTokenSource,
  commands,
  EventEmitter,
  l10n,
  ProgressLocation,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { CancellationToken, Disposable, Event, LogOutputChannel, TreeDataProvider, TreeView } from 'vscode';
import { byFindings, findingCount } from '../server/protocol/commands/folder';
import type { CheckedTable, DidCheckTableParams, FolderReport, SkippedPath } from '../server/protocol/commands/folder';
import { nameOf, Refusal } from './documents';
import { failureOf } from './fitFailure';
import { Command, ContextKey, ViewType } from './ids';
import { inLabel } from './labels';
import { showError } from './showError';

/** Source of the checks. */
export interface FolderSource {
  readonly onDidCheckTable: Event<DidCheckTableParams>;
  checkFolder(folder: Uri, token: CancellationToken): Promise<FolderReport>;
}

type Node = { readonly table: CheckedTable } | { readonly skipped: readonly SkippedPath[] } | SkippedPath;

/** Delay before the view is drawn again, in milliseconds: small tables follow each other fast. */
const REDRAW_AFTER_MILLISECONDS = 200;

export class FolderCheck implements Disposable, TreeDataProvider<Node> {
  private readonly changeEmitter = new EventEmitter<undefined>();
  private readonly view: TreeView<Node>;
  private readonly subscriptions: readonly Disposable[];
  private folder: Uri | undefined;
  private running: CancellationTokenSource | undefined;
  private tables: readonly CheckedTable[] = [];
  private skipped: readonly SkippedPath[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private onTable: (params: DidCheckTableParams) => void = () => undefined;

  readonly onDidChangeTreeData = this.changeEmitter.event;

  constructor(
    private readonly source: FolderSource,
    private readonly log: LogOutputChannel,
  ) {
    this.view = window.createTreeView(ViewType.folder, { treeDataProvider: this });
    this.subscriptions = [
      this.view,
      this.changeEmitter,
      source.onDidCheckTable((params) => {
        if (Uri.parse(params.uri).toString() === this.folder?.toString()) this.onTable(params);
      }),
      commands.registerCommand(Command.checkFolder, async (argument?: unknown) => {
        try {
          const folder = folderOf(argument) ?? (await chosenFolder());
          if (folder !== undefined) await this.check(folder);
        } catch (error) {
          showError(this.log, error);
        }
      }),
    ];
  }

  getChildren(node?: Node): Node[] {
    if (node === undefined)
      return [
        ...this.tables.map((table) => ({ table })),
        ...(this.skipped.length === 0 ? [] : [{ skipped: this.skipped }]),
      ];
    return 'skipped' in node ? [...node.skipped] : [];
  }

  getTreeItem(node: Node): TreeItem {
    if ('table' in node) return itemOf(node.table);
    if ('skipped' in node) {
      const item = new TreeItem(l10n.t('Skipped'), TreeItemCollapsibleState.Collapsed);
      item.description = String(node.skipped.length);
      item.iconPath = new ThemeIcon('debug-step-over');
      return item;
    }
    const item = new TreeItem(inLabel(node.path));
    item.description = node.reason;
    return item;
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.running?.cancel();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  /** Checks a folder. A newer check takes the place of a running one. */
  private async check(folder: Uri): Promise<void> {
    this.running?.cancel();
    const stop = new CancellationTokenSource();
    this.running = stop;
    this.folder = folder;
    this.tables = [];
    this.skipped = [];
    // Tables of the check before may still arrive.
    this.onTable = () => undefined;
    this.view.badge = undefined;
    this.view.description = nameOf(folder);
    this.view.message = l10n.t('Looking for tables…');
    this.changeEmitter.fire(undefined);
    await commands.executeCommand('setContext', ContextKey.folderChecked, true);
    await commands.executeCommand(`${ViewType.folder}.focus`);
    const title = l10n.t('Checking {0}', inLabel(nameOf(folder)));
    await window.withProgress(
      { location: ProgressLocation.Notification, title, cancellable: true },
      async (progress, token) => {
        token.onCancellationRequested(() => {
          stop.cancel();
        });
        let shown = 0;
        this.onTable = ({ table, done, total }): void => {
          if (this.running !== stop) return;
          this.tables = byFindings([...this.tables, table]);
          progress.report({
            message: l10n.t('{0} of {1} tables', done, total),
            increment: (100 * (done - shown)) / total,
          });
          shown = done;
          this.redrawSoon();
        };
        await this.run(folder, stop);
      },
    );
  }

  private async run(folder: Uri, stop: CancellationTokenSource): Promise<void> {
    try {
      const { tables, skipped } = await this.source.checkFolder(folder, stop.token);
      if (this.running !== stop) return;
      this.tables = tables;
      this.skipped = skipped;
      this.show(summaryWords(tables));
    } catch (error) {
      if (this.running !== stop) return;
      const isCancelled = stop.token.isCancellationRequested || failureOf(error) === 'cancelled';
      const words =
        this.tables.length === 0 ? l10n.t('Cancelled.') : l10n.t('Cancelled. {0}', summaryWords(this.tables));
      this.show(isCancelled ? words : l10n.t('The check failed.'));
      if (!isCancelled) throw error;
    }
  }

  private show(message: string): void {
    const count = this.tables.filter((table) => findingCount(table) > 0).length;
    this.view.message = message;
    this.view.badge = count === 0 ? undefined : { value: count, tooltip: message };
    this.changeEmitter.fire(undefined);
  }

  private redrawSoon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.changeEmitter.fire(undefined);
    }, REDRAW_AFTER_MILLISECONDS);
  }
}

function itemOf(table: CheckedTable): TreeItem {
  const { uri, path, line = 1, problem, rows } = table;
  const item = new TreeItem(inLabel(path));
  const words = findingWords(table);
  item.description = inLabel(problem ?? words);
  item.tooltip = problem === undefined ? l10n.t('{0}: {1} ({2} rows)', path, words, rows) : `${path}: ${problem}`;
  item.iconPath = new ThemeIcon(problem !== undefined ? 'circle-slash' : findingCount(table) > 0 ? 'warning' : 'pass');
  const start = { line: line - 1, character: 0 };
  item.command = {
    command: Command.revealRow,
    title: l10n.t('Show'),
    arguments: [{ uri: Uri.parse(uri).toString(), range: { start, end: start } }],
  };
  return item;
}

function findingWords({ unlikely, unreadable, faults, others }: CheckedTable): string {
  const parts = [
    faults === 0 ? '' : faults === 1 ? l10n.t('1 faulty row') : l10n.t('{0} faulty rows', faults),
    unlikely === 0 ? '' : unlikely === 1 ? l10n.t('1 unlikely row') : l10n.t('{0} unlikely rows', unlikely),
    unreadable === 0 ? '' : unreadable === 1 ? l10n.t('1 other cell') : l10n.t('{0} other cells', unreadable),
    others === 0
      ? ''
      : others === 1
        ? l10n.t('1 finding in several rows')
        : l10n.t('{0} findings in several rows', others),
  ].filter((part) => part !== '');
  return parts.length === 0 ? l10n.t('no findings') : parts.join(', ');
}

function summaryWords(tables: readonly CheckedTable[]): string {
  const count = tables.filter((table) => findingCount(table) > 0).length;
  if (tables.length === 0) return l10n.t('There is no CSV or TSV file here.');
  return tables.length === 1
    ? l10n.t('{0} of 1 table has findings.', count)
    : l10n.t('{0} of {1} tables have findings.', count, tables.length);
}

/** Returns the folder of a menu or of another extension. */
function folderOf(argument: unknown): Uri | undefined {
  if (argument instanceof Uri) return argument;
  const uri = typeof argument === 'object' && argument !== null && 'uri' in argument ? argument.uri : undefined;
  return typeof uri === 'string' ? Uri.parse(uri) : undefined;
}

/** @throws Refusal where no folder is open */
async function chosenFolder(): Promise<Uri | undefined> {
  const { workspaceFolders = [] } = workspace;
  if (workspaceFolders.length === 0) throw new Refusal(l10n.t('Open a folder first, then check it.'));
  if (workspaceFolders.length === 1) return workspaceFolders[0]?.uri;
  return (await window.showWorkspaceFolderPick())?.uri;
}
