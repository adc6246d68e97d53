/** The status bar of the active table: how it is read, and the state of its model. */
import { commands, l10n, languages, MarkdownString, StatusBarAlignment, ThemeColor, window, workspace } from 'vscode';
import type { Disposable, Event, StatusBarItem, Uri } from 'vscode';
import type { TableStatus } from '../../server/protocol/status';
import { activeFile } from '../documents';
import type { Fits } from '../fitStates';
import { Command, ContextKey } from '../ids';
import { documentSelector } from '../clientOptions';
import { localDecimals } from '../localNumbers';
import { modelWords, tableDetails, tableWords } from './statusWords';

/** State of a file as reported by the server. */
export interface FileStatus {
  readonly uri: Uri;
  /** Version of the document that was judged. */
  readonly version: number;
  readonly table: TableStatus;
}

/** Priority that places the items left of the indentation, the encoding and the line ends. */
const PRIORITY = 101;

export class Status implements Disposable {
  private readonly tables = new Map<string, FileStatus>();
  private readonly table: StatusBarItem;
  private readonly model: StatusBarItem;
  private readonly subscriptions: readonly Disposable[];

  constructor(
    onDidReportStatus: Event<FileStatus>,
    private readonly fits: Fits,
  ) {
    this.model = window.createStatusBarItem('mixtureLens.model', StatusBarAlignment.Right, PRIORITY + 1);
    this.model.name = l10n.t('Mixture Lens: Model');
    this.table = window.createStatusBarItem('mixtureLens.table', StatusBarAlignment.Right, PRIORITY);
    this.table.name = l10n.t('Mixture Lens: Table');
    this.table.command = Command.changeReading;
    this.subscriptions = [
      this.model,
      this.table,
      onDidReportStatus((status) => {
        this.tables.set(status.uri.toString(), status);
        this.show();
      }),
      fits.onDidChange(() => {
        this.show();
      }),
      window.onDidChangeActiveTextEditor(() => {
        this.show();
      }),
      window.tabGroups.onDidChangeTabs(() => {
        this.show();
      }),
      workspace.onDidCloseTextDocument(({ uri }) => {
        this.tables.delete(uri.toString());
        this.show();
      }),
    ];
  }

  /** Returns the state of a file; undefined until the server reports it. */
  statusOf(uri: Uri): TableStatus | undefined {
    return this.tables.get(uri.toString())?.table;
  }

  dispose(): void {
    this.subscriptions.forEach((subscription) => {
      subscription.dispose();
    });
  }

  private show(): void {
    const fittedTables = [...this.tables.values()].filter(({ table: { model } }) => model?.suits === true);
    void commands.executeCommand(
      'setContext',
      ContextKey.fitted,
      Object.fromEntries(
        fittedTables.flatMap(({ uri: { path, fsPath } }) => [
          [path, true],
          [fsPath, true],
        ]),
      ),
    );
    const uri = activeFile();
    const table = uri && this.statusOf(uri);
    if (table === undefined) this.table.hide();
    else {
      this.table.text = tableWords(table);
      this.table.tooltip = markdownLines([
        ...tableDetails(table),
        l10n.t('Click to change the delimiter, header or missing values.'),
      ]);
      this.table.show();
    }
    this.showModel(uri, table);
  }

  private showModel(uri: Uri | undefined, table: TableStatus | undefined): void {
    const { model } = this;
    const state = uri === undefined ? undefined : this.fits.state(uri);
    const set = (text: string, tooltip: string, command: string, { isFailure = false, again = false } = {}): void => {
      model.text = text;
      model.tooltip = markdownLines([tooltip]);
      model.command = { command, title: '', arguments: [again ? { uri: uri?.toString(), again } : uri] };
      model.backgroundColor = isFailure ? new ThemeColor('statusBarItem.errorBackground') : undefined;
      model.show();
    };
    if (state?.state === 'running')
      return set(
        l10n.t('$(loading~spin) Fitting'),
        l10n.t('A mixture is being fitted. Click to stop.'),
        Command.cancelFit,
      );
    if (state?.state === 'failed')
      return set(l10n.t('$(error) Fit failed'), l10n.t('{0} Click to fit again.', state.message), Command.fit, {
        isFailure: true,
      });
    if (table?.model !== undefined) {
      const { stale, suits } = table.model;
      const words = `$(graph-scatter) ${modelWords(table.model)}`;
      return suits && !stale
        ? set(
            words,
            l10n.t('NLML {0} per row. Click to show the panel.', localDecimals(table.model.nlmlPerRow, 2)),
            Command.showPanel,
          )
        : set(
            words,
            suits
              ? l10n.t('Rows are scored with the previous model. Click to fit again.')
              : l10n.t('The columns are no longer those of the fit. Click to fit again.'),
            Command.fit,
            { again: suits },
          );
    }
    // For a file whose text is hidden from extensions only the fit is known.
    if (table === undefined && state?.state === 'fitted' && !isOpen(uri))
      return set(
        `$(graph-scatter) ${modelWords({ k: state.report.k, stale: false, suits: true })}`,
        l10n.t('Click to show the panel.'),
        Command.showPanel,
      );
    if (table !== undefined && table.rows > 0)
      return set(l10n.t('$(graph-scatter) Not fitted'), l10n.t('Click to fit a mixture.'), Command.fit);
    model.hide();
  }
}

function isOpen(uri: Uri | undefined): boolean {
  return workspace.textDocuments.some(
    (document) => document.uri.toString() === uri?.toString() && languages.match(documentSelector, document) > 0,
  );
}

/** Joins texts as lines of Markdown. Names and messages are escaped, since they may hold anything. */
function markdownLines(texts: readonly string[]): MarkdownString {
  return new MarkdownString(texts.map((text) => new MarkdownString().appendText(text).value).join('  \n'));
}
