/** Starts the language server, and wraps its requests and notifications. */
import { EventEmitter, l10n, Uri, workspace } from 'vscode';
import type { CancellationToken, Disposable, Event, LogOutputChannel, Range } from 'vscode';
import {
  DidChangeConfigurationNotification,
  ExecuteCommandRequest,
  LanguageClient,
  State,
  TransportKind,
  WorkDoneProgress,
} from 'vscode-languageclient/node';
import { ServerCommand, ServerNotification, ServerRequest } from '../server/protocol';
import type {
  CellParams,
  DidFitParams,
  DidIterateParams,
  DidReportParams,
  ExpectArguments,
  FileArguments,
  FitCommandArguments,
  FitOptions,
  FitReport,
  RefitWithoutArguments,
  RowCluster,
  RowClustersParams,
  RowsInArguments,
  SimilarRowsArguments,
  TableReport,
  TextRange,
  UnlikelyRowReport,
} from '../server/protocol';
import type { NameClusterArguments } from '../server/protocol/report/clusterLook';
import type { WithKindArguments } from '../server/protocol/columnKind';
import type { CompareArguments } from '../server/protocol/commands/compareCommand';
import type { ExportArguments } from '../server/protocol/commands/exportFormats';
import type { DidCheckTableParams, FolderReport } from '../server/protocol/commands/folder';
import type { InsightAnswer, InsightQuestion } from '../server/protocol/insight';
import type { LeastCertainParams, LeastCertainRow, TypicalRow } from '../server/protocol/places';
import { UnopenedRequest } from '../server/protocol/unopened';
import { isInsightAnswer } from '../server/protocol/guards/insightGuards';
import { isFitReport, isTableReport } from '../server/protocol/guards/reportGuards';
import {
  areRowClusters,
  areRowRanges,
  areTextRanges,
  areTypicalRows,
  areUnlikelyRows,
  isCompareAnswer,
  isDidCheckTable,
  isFolderReport,
  isTextRange,
  isDidFit,
  isDidIterate,
  isDidJudge,
  isDidReport,
  isLeastCertainRow,
} from '../server/protocol/guards/serverGuards';
import { clientOptions } from './clientOptions';
import { SECTION } from './ids';
import { describe } from './log';
import { quietRestarts } from './restarts';
import { SERVER_ENVIRONMENT } from './serverEnvironment';
import type { Readings } from './reading/readings';
import type { FileStatus } from './status/statusBar';

/** The requests and events of the language server. */
export class MixtureServer implements Disposable {
  private readonly client: LanguageClient;
  /** Number of comparisons so far. */
  private comparisons = 0;
  private startup: Promise<void> = Promise.resolve();
  /** Marks of expected rows may change on disk: by a checkout, or by hand. A deleted table has no findings. */
  private readonly watchers = [
    workspace.createFileSystemWatcher('**/*.mixture.json'),
    workspace.createFileSystemWatcher('**/*.{csv,tsv,tab}', true, true),
  ];
  private readonly iterateEmitter = new EventEmitter<DidIterateParams>();
  private readonly fitEmitter = new EventEmitter<DidFitParams>();
  private readonly stopEmitter = new EventEmitter<void>();
  private readonly judgeEmitter = new EventEmitter<Uri>();
  private readonly reportEmitter = new EventEmitter<DidReportParams>();
  private readonly statusEmitter = new EventEmitter<FileStatus>();

  private readonly checkEmitter = new EventEmitter<DidCheckTableParams>();

  readonly onDidCheckTable: Event<DidCheckTableParams> = this.checkEmitter.event;
  readonly onDidIterate: Event<DidIterateParams> = this.iterateEmitter.event;
  readonly onDidFit: Event<DidFitParams> = this.fitEmitter.event;
  readonly onDidJudge: Event<Uri> = this.judgeEmitter.event;
  readonly onDidReport: Event<DidReportParams> = this.reportEmitter.event;
  readonly onDidReportStatus: Event<FileStatus> = this.statusEmitter.event;
  /** Fires when the server stops and loses its fits and models. languageclient restarts it a few times. */
  readonly onDidStop: Event<void> = this.stopEmitter.event;

  constructor(
    extension: Uri,
    private readonly log: LogOutputChannel,
    readings: Readings,
    storage: Uri | undefined,
  ) {
    const module = Uri.joinPath(extension, 'dist', 'server', 'main.cjs').fsPath;
    const run = { module, transport: TransportKind.ipc, options: { env: SERVER_ENVIRONMENT } };
    // "Attach to Server" of .vscode/launch.json listens on this port.
    const debug = { ...run, options: { env: SERVER_ENVIRONMENT, execArgv: ['--nolazy', '--inspect=6009'] } };
    this.client = new LanguageClient(
      SECTION,
      'Mixture Lens',
      { run, debug },
      clientOptions({
        watchers: this.watchers,
        log,
        readings,
        storage,
        errorHandler: quietRestarts(() => this.client),
      }),
    );
    this.client.onNotification(ServerNotification.didIterate, (params: unknown) => {
      this.forward(ServerNotification.didIterate, params, isDidIterate, this.iterateEmitter);
    });
    this.client.onNotification(ServerNotification.didFit, (params: unknown) => {
      this.forward(ServerNotification.didFit, params, isDidFit, this.fitEmitter);
    });
    this.client.onNotification(ServerNotification.didCheckTable, (params: unknown) => {
      this.forward(ServerNotification.didCheckTable, params, isDidCheckTable, this.checkEmitter);
    });
    this.client.onNotification(ServerNotification.didReport, (params: unknown) => {
      this.forward(ServerNotification.didReport, params, isDidReport, this.reportEmitter);
    });
    this.client.onNotification(ServerNotification.didJudge, (params: unknown) => {
      if (!isDidJudge(params)) return;
      const uri = Uri.parse(params.uri);
      this.statusEmitter.fire({ uri, version: params.version, table: params.table });
      this.judgeEmitter.fire(uri);
    });
    readings.onDidChange(() => {
      if (this.client.isRunning())
        void this.client.sendNotification(DidChangeConfigurationNotification.method, { settings: null });
    });
    this.client.onDidChangeState(({ oldState, newState }) => {
      if (oldState === State.Running && newState !== State.Running) this.stopEmitter.fire();
    });
  }

  /** Makes the server report the stored state of a file that is not open. Returns whether the server has a state. */
  async recall(uri: Uri): Promise<boolean> {
    await this.startup;
    return (await this.requestOptional(UnopenedRequest.recall, { uri: this.wireUri(uri) })) === true;
  }

  /** Starts the server. Never rejects: without a server each command reports the failure when it is run. */
  start(): Promise<void> {
    return (this.startup = this.startClient());
  }

  private async startClient(): Promise<void> {
    try {
      await this.client.start();
    } catch (error) {
      this.log.error(`The language server did not start: ${describe(error)}`);
    }
  }

  /**
   * Fits a file. Where `options` is left out, the server reads the options from the settings.
   *
   * @param again whether to reuse the options requested for the last fit
   */
  async fit(uri: Uri, options?: FitOptions, again = false): Promise<FitReport> {
    return reportOf(
      await this.execute<FitCommandArguments>(ServerCommand.fit, {
        uri: this.wireUri(uri),
        again,
        ...(options !== undefined && { options }),
      }),
    );
  }

  async refitWithout(
    uri: Uri,
    { row, column }: { readonly row?: number | undefined; readonly column?: string | undefined },
  ): Promise<FitReport> {
    const part = { ...(row !== undefined && { row }), ...(column !== undefined && { column }) };
    return reportOf(
      await this.execute<RefitWithoutArguments>(ServerCommand.refitWithout, { uri: this.wireUri(uri), ...part }),
    );
  }

  /** Returns the options of the previous fit with another kind for a column. */
  async withKind(uri: Uri, column: string, kind: WithKindArguments['kind']): Promise<FitOptions> {
    const options = await this.execute<WithKindArguments>(ServerCommand.withKind, {
      uri: this.wireUri(uri),
      column,
      kind,
    });
    if (typeof options !== 'object' || options === null)
      throw new Error('The language server answered with something else than options.');
    return options;
  }

  /** Returns the columns of a file. A large file is read from disk completely, which takes a while. */
  async describe(uri: Uri, token?: CancellationToken): Promise<TableReport> {
    const table = await this.execute<FileArguments>(ServerCommand.describe, { uri: this.wireUri(uri) }, token);
    if (!isTableReport(table))
      throw new Error('The language server answered with something else than the columns of a table.');
    return table;
  }

  /** Fits every table below a folder. `onDidCheckTable` fires for each. */
  async checkFolder(folder: Uri, token: CancellationToken): Promise<FolderReport> {
    const report = await this.execute<FileArguments>(ServerCommand.checkFolder, { uri: this.wireUri(folder) }, token);
    if (!isFolderReport(report))
      throw new Error('The language server answered with something else than the tables of a folder.');
    return report;
  }

  async clustersOn(uri: Uri, lines: TextRange): Promise<readonly RowCluster[]> {
    const rows = await this.requestOptional(ServerRequest.rowClusters, {
      uri: this.wireUri(uri),
      lines,
    } satisfies RowClustersParams);
    return areRowClusters(rows) ? rows : [];
  }

  async unlikelyRows(uri: Uri): Promise<readonly UnlikelyRowReport[]> {
    const rows = await this.requestOptional(ServerRequest.unlikelyRows, { uri: this.wireUri(uri) });
    return areUnlikelyRows(rows) ? rows : [];
  }

  /** Returns the range of a column's cell in the row that begins on a line; undefined where it is unknown. */
  async cell(uri: Uri, line: number, column: string): Promise<Range | undefined> {
    const range = await this.requestOptional(ServerRequest.cell, {
      uri: this.wireUri(uri),
      line,
      column,
    } satisfies CellParams);
    return isTextRange(range) ? this.client.protocol2CodeConverter.asRange(range) : undefined;
  }

  /** Requests data for pictures of a file's model and rows. */
  async insight(uri: Uri, question: InsightQuestion): Promise<InsightAnswer> {
    const answer = await this.requestOptional(ServerRequest.insight, { uri: this.wireUri(uri), question });
    return isInsightAnswer(answer)
      ? answer
      : { kind: 'none', why: l10n.t('The language server did not answer; fit again.') };
  }

  /** Returns the least certain row after row `after`; undefined where rows are not judged. */
  async leastCertainRow(uri: Uri, after: number | undefined): Promise<LeastCertainRow | undefined> {
    const row = await this.requestOptional(ServerRequest.leastCertainRow, {
      uri: this.wireUri(uri),
      ...(after !== undefined && { after }),
    } satisfies LeastCertainParams);
    return isLeastCertainRow(row) ? row : undefined;
  }

  async typicalRows(uri: Uri): Promise<readonly TypicalRow[]> {
    const rows = await this.requestOptional(ServerRequest.typicalRows, { uri: this.wireUri(uri) });
    return areTypicalRows(rows) ? rows : [];
  }

  /** Returns the data rows on the lines of these ranges. */
  async rowsIn(uri: Uri, ranges: readonly Range[]): Promise<NonNullable<FitOptions['rows']>> {
    const rows = await this.execute<RowsInArguments>(ServerCommand.rowsIn, {
      uri: this.wireUri(uri),
      ranges: ranges.map((range) => this.client.code2ProtocolConverter.asRange(range)),
    });
    return areRowRanges(rows) ? rows : [];
  }

  async markExpected(uri: Uri, row: number, reason: string): Promise<void> {
    await this.execute<ExpectArguments>(ServerCommand.expect, { uri: this.wireUri(uri), row, reason });
  }

  /** Stores a name or a colour. @throws ResponseError with the reason why the name is refused */
  async nameCluster(uri: Uri, change: Omit<NameClusterArguments, 'uri'>): Promise<void> {
    await this.execute<NameClusterArguments>(ServerCommand.nameCluster, { uri: this.wireUri(uri), ...change });
  }

  async forget(uri: Uri): Promise<void> {
    await this.execute<FileArguments>(ServerCommand.forget, { uri: this.wireUri(uri) });
  }

  async similarRows(uri: Uri, row: number): Promise<readonly Range[]> {
    const ranges = await this.execute<SimilarRowsArguments>(ServerCommand.similarRows, { uri: this.wireUri(uri), row });
    return areTextRanges(ranges) ? ranges.map((range) => this.client.protocol2CodeConverter.asRange(range)) : [];
  }

  async exportText(uri: Uri, format: ExportArguments['format']): Promise<string> {
    const text = await this.execute<ExportArguments>(ServerCommand.export, { uri: this.wireUri(uri), format });
    if (typeof text !== 'string')
      throw new Error('The language server answered an export with something else than a text.');
    return text;
  }

  /** @param to a file on the server's machine, which is this one */
  async exportTo(uri: Uri, format: ExportArguments['format'], to: Uri): Promise<void> {
    await this.execute<ExportArguments>(ServerCommand.export, { uri: this.wireUri(uri), format, to: this.wireUri(to) });
  }

  /**
   * Compares a file with another one, or with its version in git. Returns the comparison as an HTML page.
   *
   * @param onProgress receives what the server is doing
   */
  async compare(
    uri: Uri,
    base: Uri | { readonly revision: string },
    token: CancellationToken,
    onProgress: (message: string) => void,
  ): Promise<string> {
    const workDoneToken = `${ServerCommand.compare} ${++this.comparisons}`;
    const progress = this.client.onProgress(WorkDoneProgress.type, workDoneToken, (step) => {
      if ('message' in step && step.message !== undefined) onProgress(step.message);
    });
    try {
      const tables = { uri: this.wireUri(uri), base: base instanceof Uri ? { uri: this.wireUri(base) } : base };
      const argument = { ...tables, page: true, links: true };
      const answer = await this.execute<CompareArguments>(ServerCommand.compare, argument, token, { workDoneToken });
      if (!isCompareAnswer(answer) || answer.page === undefined)
        throw new Error('The language server answered with something else than a comparison.');
      return answer.page;
    } finally {
      progress.dispose();
    }
  }

  async cancel(uri: Uri): Promise<void> {
    // Without a server nothing can be running; a request would start one.
    if (!this.client.isRunning()) return;
    await this.execute<FileArguments>(ServerCommand.cancel, { uri: this.wireUri(uri) });
  }

  dispose(): void {
    for (const watcher of this.watchers) watcher.dispose();
    this.checkEmitter.dispose();
    this.iterateEmitter.dispose();
    this.fitEmitter.dispose();
    this.stopEmitter.dispose();
    this.judgeEmitter.dispose();
    this.statusEmitter.dispose();
    this.reportEmitter.dispose();
    this.checkEmitter.dispose();
    this.client.dispose().catch((error: unknown) => {
      this.log.debug(`Stopping the language server: ${describe(error)}`);
    });
  }

  /** Sends a request for optional information: undefined without a server, or where it is too busy to answer. */
  private async requestOptional(method: string, params: object): Promise<unknown> {
    if (!this.client.isRunning()) return undefined;
    try {
      return await this.client.sendRequest<unknown>(method, params);
    } catch (error) {
      this.log.debug(`${method}: ${describe(error)}`);
      return undefined;
    }
  }

  /** Sends a request rather than using `commands.executeCommand`, so that errors of the answer keep their code. */
  private async execute<A>(
    command: string,
    argument: A,
    token?: CancellationToken,
    further: object = {},
  ): Promise<unknown> {
    // A new request of the user restarts the server even where languageclient no longer does.
    if (!this.client.isRunning()) await this.client.start();
    const params = { command, arguments: [argument], ...further };
    // An undefined token would be sent as a parameter.
    return token === undefined
      ? this.client.sendRequest<unknown>(ExecuteCommandRequest.method, params)
      : this.client.sendRequest<unknown>(ExecuteCommandRequest.method, params, token);
  }

  private wireUri(uri: Uri): string {
    return this.client.code2ProtocolConverter.asUri(uri);
  }

  private forward<T>(
    method: string,
    params: unknown,
    guard: (value: unknown) => value is T,
    emitter: EventEmitter<T>,
  ): void {
    if (guard(params)) emitter.fire(params);
    else this.log.warn(`Malformed ${method} from the language server was ignored.`);
  }
}

function reportOf(answer: unknown): FitReport {
  if (!isFitReport(answer)) throw new Error('The language server answered a fit with something else than a report.');
  return answer;
}
