/** The status bar of the active table: how it is read, and the state of its model. */
import { commands, l10n, languages, MarkdownString, StatusBarAlignment, ThemeColor, window, workspace } from 'vscode';
import type { Disposable, Event, StatusBarItem, Uri } from 'vscode';
import type { TableStatus } from '../../server/protocol/status';
import { activeFile } from '../documents';
import type { Fits } from '../fits';
import { Command, ContextKey } from '../ids';
import { documentSelector } from '../languageClient';
import { modelWords, tableDetails, tableWords } from './words';

/** State of a document as reported by the server. */
export interface Told {
  readonly uri: Uri;
  readonly table: TableStatus;
}

/** Left of the indentation, the encoding and the line ends, which are related properties. */
const PRIORITY = 101;

export class Status implements Disposable {
  private readonly tables = new Map<string, Told>();
  private readonly table: StatusBarItem;
  private readonly model: StatusBarItem;
  private readonly subscriptions: readonly Disposable[];

  constructor(
    told: Event<Told>,
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
      told((each) => {
        this.tables.set(each.uri.toString(), each);
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

  /** How a file is read; undefined as long as it is unknown. */
  of(uri: Uri): TableStatus | undefined {
    return this.tables.get(uri.toString())?.table;
  }

  dispose(): void {
    this.subscriptions.forEach((each) => {
      each.dispose();
    });
  }

  private show(): void {
    const fitted = [...this.tables.values()].filter(({ table: { model } }) => model?.suits === true);
    void commands.executeCommand(
      'setContext',
      ContextKey.fitted,
      Object.fromEntries(
        fitted.flatMap(({ uri: { path, fsPath } }) => [
          [path, true],
          [fsPath, true],
        ]),
      ),
    );
    const uri = activeFile();
    const table = uri && this.of(uri);
    if (table === undefined) this.table.hide();
    else {
      this.table.text = tableWords(table);
      this.table.tooltip = lines([
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
      model.tooltip = lines([tooltip]);
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
            l10n.t('NLML {0} per row. Click to show the panel.', table.model.nlmlPerRow.toFixed(2).replace('-', '−')),
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

/** Names and messages may hold anything: they are shown literally. */
function lines(texts: readonly string[]): MarkdownString {
  return new MarkdownString(texts.map((text) => new MarkdownString().appendText(text).value).join('  \n'));
}
