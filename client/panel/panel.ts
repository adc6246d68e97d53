/** The panel of a file: shows its fit, and does what its page requests. */
import { commands, l10n, Position, Range, Uri, ViewColumn, window } from 'vscode';
import type { Disposable, LogOutputChannel, WebviewPanel } from 'vscode';
import type { Iteration } from '../../server/protocol';
import type { InsightAnswer, InsightQuestion } from '../../server/protocol/insight';
import { isPanelMessage } from '../../webview/messages';
import type { HostMessage, PanelMessage, ParameterFormat } from '../../webview/messages';
import { showError } from '../showError';
import { columnOf, editorOf, nameOf } from '../documents';
import { savePicture } from '../exports';
import type { Fits, Steps } from '../fitStates';
import { Command } from '../ids';
import { describe } from '../log';
import { panelHtml, webviewRoot } from './html';
import { MarkedRows } from './markedRows';

const COPY_COMMANDS: Readonly<Record<ParameterFormat, string>> = {
  markdown: Command.copyAsMarkdown,
  csv: Command.copyAsCsv,
  latex: Command.copyAsLatex,
};

const FOLLOW_AFTER_MILLISECONDS = 80;
/** Time for which steps are collected before they are sent, in milliseconds: the page draws no faster anyway. */
const FORWARD_EVERY_MILLISECONDS = 60;

/** Source of the model and the rows of a file. */
export interface InsightSource {
  insight(uri: Uri, question: InsightQuestion): Promise<InsightAnswer>;
  cell(uri: Uri, line: number, column: string): Promise<Range | undefined>;
  /** Makes the server report the stored state of a file that is not open. */
  recall(uri: Uri): Promise<boolean>;
}

/** Parts of the extension that all panels share. */
export interface PanelServices {
  /** Folder of the extension. */
  readonly folder: Uri;
  readonly fits: Fits;
  readonly source: InsightSource;
  readonly log: LogOutputChannel;
}

/**
 * The panel of a file. It holds no state of the fit: each page receives the complete state when it reports that it is
 * ready. VS Code discards the page of a hidden panel and loads a new one when the panel is shown.
 */
export class Panel implements Disposable {
  private readonly fits: Fits;
  private readonly source: InsightSource;
  private readonly log: LogOutputChannel;
  private readonly subscriptions: Disposable[] = [];
  private markedRows: MarkedRows;
  private file: Uri;
  /** Remark on the file for the user. */
  remark: string | undefined;
  private isListening = false;
  private pendingSteps: Iteration[] = [];
  private pendingSerial = -1;
  private sendTimer: ReturnType<typeof setTimeout> | undefined;
  private followTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly view: WebviewPanel,
    uri: Uri,
    { folder, fits, source, log }: PanelServices,
  ) {
    this.file = uri;
    this.fits = fits;
    this.source = source;
    this.log = log;
    view.title = l10n.t('Mixture: {0}', nameOf(uri));
    view.iconPath = Uri.joinPath(folder, 'images', 'icon.png');
    view.webview.options = { enableScripts: true, localResourceRoots: [webviewRoot(folder)] };
    this.markedRows = new MarkedRows(uri);
    this.subscriptions.push(
      view.webview.onDidReceiveMessage((message: unknown) => {
        this.receive(message);
      }),
      view.onDidChangeViewState(() => {
        if (!view.visible) this.stopListening();
      }),
      fits.onDidChange((changed) => {
        if (this.isOf(changed)) this.sendSnapshot();
      }),
      window.onDidChangeTextEditorSelection(({ textEditor, selections }) => {
        if (this.isOf(textEditor.document.uri) && selections[0] !== undefined)
          this.followCursor(selections[0].active.line + 1);
      }),
      fits.onDidAdvance((steps) => {
        if (this.isOf(steps.uri)) this.collect(steps);
      }),
    );
    view.webview.html = panelHtml(view.webview, folder);
  }

  /** The file that the panel shows. */
  get uri(): Uri {
    return this.file;
  }

  private isOf(uri: Uri): boolean {
    return uri.toString() === this.file.toString();
  }

  /** Shows another file from now on. */
  moveTo(uri: Uri): void {
    clearTimeout(this.followTimer);
    this.markedRows.dispose();
    this.markedRows = new MarkedRows(uri);
    this.file = uri;
    this.remark = undefined;
    this.view.title = l10n.t('Mixture: {0}', nameOf(uri));
    this.send({ type: 'cursor', row: null });
    this.sendSnapshot();
  }

  dispose(): void {
    this.stopListening();
    this.markedRows.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private receive(message: unknown): void {
    if (!isPanelMessage(message)) {
      this.log.warn(`A malformed message from the panel of ${nameOf(this.uri)} was ignored.`);
      return;
    }
    this.handle(message).catch((error: unknown) => {
      this.log.error(`Panel of ${nameOf(this.uri)}: ${describe(error)}`);
    });
  }

  private async handle(message: PanelMessage): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.isListening = true;
        this.sendSnapshot();
        return;
      case 'fit':
        await commands.executeCommand(
          Command.fit,
          message.k === undefined ? this.uri : { uri: this.uri.toString(), k: message.k },
        );
        return;
      case 'ask':
        this.send({ type: 'answer', id: message.id, answer: await this.source.insight(this.uri, message.question) });
        return;
      case 'copy':
        await commands.executeCommand(COPY_COMMANDS[message.format], this.uri);
        return;
      case 'saveReport':
        await commands.executeCommand(Command.saveReport, this.uri);
        return;
      case 'savePicture':
        await savePicture(this.uri, message.picture).catch((error: unknown) => {
          showError(this.log, error);
        });
        return;
      case 'expect':
        await commands.executeCommand(Command.markExpected, { uri: this.uri.toString(), row: message.row });
        return;
      case 'name':
        await commands.executeCommand(Command.nameCluster, { uri: this.uri.toString(), cluster: message.cluster });
        return;
      case 'colour':
        await commands.executeCommand(Command.colourCluster, { uri: this.uri.toString(), cluster: message.cluster });
        return;
      case 'mark':
        this.markedRows.show(message.lines);
        // The focus stays in the panel: the user reads the list of rows there.
        if (message.lines[0] !== undefined) await this.reveal(message.lines[0], undefined, true);
        return;
      case 'cancel':
        await commands.executeCommand(Command.cancelFit, this.uri);
        return;
      case 'reveal':
        await this.reveal(message.line, message.column);
        return;
      case 'log':
        this.log.warn(`Panel of ${nameOf(this.uri)}: ${message.message}`);
    }
  }

  /** Goes to a line of the file, or to a column's cell in it, in the editor that shows it or else next to the panel. */
  private async reveal(line: number, column?: string, preserveFocus = false): Promise<void> {
    const otherColumn = this.view.viewColumn === ViewColumn.One ? ViewColumn.Beside : ViewColumn.One;
    const viewColumn = editorOf(this.uri)?.viewColumn ?? columnOf(this.uri) ?? otherColumn;
    const start = new Position(line - 1, 0);
    const cell = column === undefined ? undefined : await this.source.cell(this.uri, line - 1, column);
    const selection = cell ?? new Range(start, start);
    // VS Code can also show files whose text it hides from extensions; in a file that has become shorter it shows the
    // last line.
    await commands.executeCommand('vscode.open', this.uri, { viewColumn, preview: false, preserveFocus, selection });
  }

  /** Marks the row under the cursor in the pictures, once the cursor rests. */
  private followCursor(line: number): void {
    clearTimeout(this.followTimer);
    if (!this.isListening) return;
    const { uri } = this;
    this.followTimer = setTimeout(() => {
      void this.source.insight(uri, { kind: 'row', line }).then((answer) => {
        if (answer.kind === 'row' && this.isOf(uri)) this.send({ type: 'cursor', row: answer.row });
      });
    }, FOLLOW_AFTER_MILLISECONDS);
  }

  private collect({ serial, steps }: Steps): void {
    if (!this.isListening) return;
    if (serial !== this.pendingSerial) this.pendingSteps = [];
    this.pendingSerial = serial;
    for (const step of steps) this.pendingSteps.push(step);
    this.sendTimer ??= setTimeout(() => {
      this.sendTimer = undefined;
      if (this.pendingSteps.length > 0)
        this.send({ type: 'iterations', fit: this.pendingSerial, steps: this.pendingSteps });
      this.pendingSteps = [];
    }, FORWARD_EVERY_MILLISECONDS);
  }

  /** Sends the complete state. It contains every step so far, so the collected steps are discarded. */
  private sendSnapshot(): void {
    this.pendingSteps = [];
    this.send({
      type: 'snapshot',
      uri: this.uri.toString(),
      fileName: nameOf(this.uri),
      remark: this.remark,
      panel: this.fits.state(this.uri),
    });
  }

  private send(message: HostMessage): void {
    if (!this.isListening) return;
    // Resolves to false for a page that is being discarded; the next one requests a snapshot.
    this.view.webview.postMessage(message).then(undefined, (error: unknown) => {
      this.log.debug(`Panel: ${describe(error)}`);
    });
  }

  private stopListening(): void {
    this.isListening = false;
    this.pendingSteps = [];
    clearTimeout(this.followTimer);
    clearTimeout(this.sendTimer);
    this.sendTimer = undefined;
  }
}
