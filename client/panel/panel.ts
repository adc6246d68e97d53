import { commands, l10n, Position, Range, Uri, ViewColumn, window } from 'vscode';
import type { Disposable, LogOutputChannel, WebviewPanel } from 'vscode';
import type { Iteration } from '../../server/protocol';
import type { InsightAnswer, InsightQuestion } from '../../server/protocol/insight';
import { isPanelMessage } from '../../webview/messages';
import type { HostMessage, PanelMessage, ParameterFormat } from '../../webview/messages';
import { complain } from '../complaints';
import { columnOf, editorOf, nameOf } from '../documents';
import { savePicture } from '../exports';
import type { Fits, Steps } from '../fits';
import { Command } from '../ids';
import { describe } from '../log';
import { panelHtml, webviewRoot } from './html';
import { MarkedRows } from './markedRows';

const COPY: Readonly<Record<ParameterFormat, string>> = {
  markdown: Command.copyAsMarkdown,
  csv: Command.copyAsCsv,
  latex: Command.copyAsLatex,
};

const FOLLOW_AFTER_MS = 80;
/** Time for which steps are collected before they are sent, in milliseconds: the page draws no faster anyway. */
const FORWARD_EVERY_MS = 60;

/** Source of the model and the rows of a file. */
export interface InsightSource {
  insight(uri: Uri, question: InsightQuestion): Promise<InsightAnswer>;
  cell(uri: Uri, line: number, column: string): Promise<Range | undefined>;
  /** Makes the server report the known state of a file that is not open again. */
  recall(uri: Uri): Promise<boolean>;
}

/**
 * One file's panel. It holds no state of the fit: whenever the page announces itself, at first and each time it returns
 * from being hidden, when VS Code has discarded the old page, it receives the complete state.
 */
export class Panel implements Disposable {
  private readonly subscriptions: Disposable[] = [];
  private readonly marked: MarkedRows;
  /** Remark on the file for the user. */
  remark: string | undefined;
  private listening = false;
  private gathered: Iteration[] = [];
  private gatheredOf = -1;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private following: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly view: WebviewPanel,
    readonly uri: Uri,
    extension: Uri,
    private readonly fits: Fits,
    private readonly source: InsightSource,
    private readonly log: LogOutputChannel,
  ) {
    view.title = l10n.t('Mixture: {0}', nameOf(uri));
    view.iconPath = Uri.joinPath(extension, 'images', 'icon.png');
    view.webview.options = { enableScripts: true, localResourceRoots: [webviewRoot(extension)] };
    this.marked = new MarkedRows(uri);
    this.subscriptions.push(
      this.marked,
      view.webview.onDidReceiveMessage((message: unknown) => {
        this.receive(message);
      }),
      view.onDidChangeViewState(() => {
        if (!view.visible) this.deafen();
      }),
      fits.onDidChange((changed) => {
        if (changed.toString() === uri.toString()) this.snapshot();
      }),
      window.onDidChangeTextEditorSelection(({ textEditor, selections }) => {
        if (textEditor.document.uri.toString() === uri.toString() && selections[0] !== undefined)
          this.follow(selections[0].active.line + 1);
      }),
      fits.onDidAdvance((steps) => {
        if (steps.uri.toString() === uri.toString()) this.gather(steps);
      }),
    );
    view.webview.html = panelHtml(view.webview, extension);
  }

  dispose(): void {
    this.deafen();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private receive(message: unknown): void {
    if (!isPanelMessage(message)) {
      this.log.warn(`A malformed message from the panel of ${nameOf(this.uri)} was ignored.`);
      return;
    }
    this.act(message).catch((error: unknown) => {
      this.log.error(`Panel of ${nameOf(this.uri)}: ${describe(error)}`);
    });
  }

  private async act(message: PanelMessage): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.listening = true;
        this.snapshot();
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
        await commands.executeCommand(COPY[message.format], this.uri);
        return;
      case 'saveReport':
        await commands.executeCommand(Command.saveReport, this.uri);
        return;
      case 'savePicture':
        await savePicture(this.uri, message.picture).catch((error: unknown) => {
          complain(this.log, error);
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
        this.marked.show(message.lines);
        // A user who listed rows is going to look at the list.
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

  /** Goes to a line of the file, or to a column's cell there, in the editor that shows it or else beside the panel. */
  private async reveal(line: number, column?: string, preserveFocus = false): Promise<void> {
    const elsewhere = this.view.viewColumn === ViewColumn.One ? ViewColumn.Beside : ViewColumn.One;
    const viewColumn = editorOf(this.uri)?.viewColumn ?? columnOf(this.uri) ?? elsewhere;
    const start = new Position(line - 1, 0);
    const cell = column === undefined ? undefined : await this.source.cell(this.uri, line - 1, column);
    const selection = cell ?? new Range(start, start);
    // VS Code can also show files whose text it hides from extensions; in a file that has become shorter it shows the
    // last line.
    await commands.executeCommand('vscode.open', this.uri, { viewColumn, preview: false, preserveFocus, selection });
  }

  /** Marks the row under the cursor in the pictures; while the cursor moves, only where it comes to rest. */
  private follow(line: number): void {
    clearTimeout(this.following);
    if (!this.listening) return;
    this.following = setTimeout(() => {
      void this.source.insight(this.uri, { kind: 'row', line }).then((answer) => {
        if (answer.kind === 'row') this.send({ type: 'cursor', row: answer.row });
      });
    }, FOLLOW_AFTER_MS);
  }

  private gather({ serial, steps }: Steps): void {
    if (!this.listening) return;
    if (serial !== this.gatheredOf) this.gathered = [];
    this.gatheredOf = serial;
    for (const step of steps) this.gathered.push(step);
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      if (this.gathered.length > 0) this.send({ type: 'iterations', fit: this.gatheredOf, steps: this.gathered });
      this.gathered = [];
    }, FORWARD_EVERY_MS);
  }

  /** The snapshot contains every step so far, so steps that are still being collected must not be sent after it. */
  private snapshot(): void {
    this.gathered = [];
    this.send({
      type: 'snapshot',
      uri: this.uri.toString(),
      fileName: nameOf(this.uri),
      remark: this.remark,
      panel: this.fits.state(this.uri),
    });
  }

  private send(message: HostMessage): void {
    if (!this.listening) return;
    // Resolves to false for a page that is being discarded; the next one requests a snapshot.
    this.view.webview.postMessage(message).then(undefined, (error: unknown) => {
      this.log.debug(`Panel: ${describe(error)}`);
    });
  }

  private deafen(): void {
    this.listening = false;
    this.gathered = [];
    clearTimeout(this.following);
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
