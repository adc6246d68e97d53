/** Connects the messages of the protocol to the parts of the server. */
import {
  CodeActionKind,
  CodeActionRequest,
  CodeLensRefreshRequest,
  CodeLensRequest,
  DiagnosticRefreshRequest,
  DocumentDiagnosticRequest,
  ErrorCodes,
  ExecuteCommandRequest,
  FileChangeType,
  HoverRequest,
  InlayHintRequest,
  ResponseError,
  TextDocumentSyncKind,
  type CancellationToken,
  type ClientCapabilities,
  type Connection,
  type InitializeError,
  type InitializeResult,
} from 'vscode-languageserver';
import { ServerCommand, ServerNotification, ServerRequest, type DidReportParams } from '../protocol';
import type { DidJudgeParams } from '../protocol/status';
import { UNOPENED_VERSION, UnopenedRequest } from '../protocol/unopened';
import { abilitiesOf } from './clientAbilities';
import { actions, cell, clusters, hints, hover, leastCertain, lenses, typical, type Client } from './requests/answers';
import {
  deletedFilesIn,
  documentUriIn,
  fileChangesIn,
  renamesIn,
  uriIn,
  workDoneTokenIn,
} from './requests/requestGuards';
import { executeCommand, type CommandContext } from './commands/execute';
import { readCatalogue } from '../disk/access/catalogueFile';
import { isThere } from '../disk/paths';
import type { OpenDocument } from '../files/open/openDocument';
import { explanationsIn } from './explanations';
import { progressOf } from './fitProgress';
import { ComparisonQueue } from '../threads/comparisonQueue';
import { FitQueue } from '../threads/fitQueue';
import { speak } from '../threads/threadLanguage';
import { insightOf } from './requests/panelQuestion';
import { ModelMemory } from '../files/modelMemory';
import { FolderStore, SessionStore } from '../disk/modelStore';
import { printableLine } from '../words/printable';
import { Documents } from './openDocuments';
import { Publisher } from './diagnostics/publisher';
import { PulledDiagnostics } from './diagnostics/pulledDiagnostics';
import { UnopenedFindings } from './diagnostics/unopenedFindings';
import { FIT_ACTION_KIND } from './features/fitAction';
import { positionEncodingFor, pullsDiagnostics } from './negotiation';
import { runGuarded, guardedListener } from './requests/refusals';
import { Settings } from './settings';
import { statusOf } from '../files/tableStatus';
import { DiskFiles, type DiskNews } from '../files/disk/diskFiles';
import { Files } from '../files/files';
import { DocumentSync, type Notify } from './documentSync';

/** Files of the product that the server needs. */
export interface ServerFiles {
  /** Version of the program. */
  readonly version: string;
  /** Path of the bundled fit worker. */
  readonly worker: string;
  /** Path of the bundled thread that draws reports. */
  readonly report: string;
  /** Folder of the translations. */
  readonly languages: string;
  /** Path of the document that explains the codes of diagnostics; it may be missing. */
  readonly findings: string;
}

/** Filter of the file operations that a client announces: all files and folders. */
const ANY_FILE = [{ pattern: { glob: '**' } }];

/** Serves one client until the connection ends. */
export function startServer(connection: Connection, files: ServerFiles): void {
  let isInitialized = false;
  connection.onRequest((method) => {
    if (!isInitialized)
      return new ResponseError(ErrorCodes.ServerNotInitialized, `${method}: the server is not initialized yet.`);
    return new ResponseError(ErrorCodes.MethodNotFound, `${method}: the server knows no such request.`);
  });
  connection.onInitialize(
    ({ capabilities, initializationOptions, locale }): InitializeResult | ResponseError<InitializeError> => {
      if (isInitialized) return new ResponseError(ErrorCodes.InvalidRequest, 'The server is initialized already.');
      isInitialized = true;
      speak(readCatalogue(files.languages, locale));
      const client = { capabilities, ...abilitiesOf(initializationOptions) };
      serve(connection, files, client);
      return {
        serverInfo: { name: 'mixture-lens', version: files.version },
        capabilities: {
          positionEncoding: positionEncodingFor(capabilities),
          ...(pullsDiagnostics(capabilities, client) && {
            diagnosticProvider: { interFileDependencies: false, workspaceDiagnostics: false },
          }),
          textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
          hoverProvider: true,
          codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, FIT_ACTION_KIND] },
          codeLensProvider: {},
          inlayHintProvider: true,
          workspace: { fileOperations: { didRename: { filters: ANY_FILE }, didDelete: { filters: ANY_FILE } } },
          executeCommandProvider: { commands: Object.values(ServerCommand), workDoneProgress: true },
        },
      };
    },
  );
  connection.listen();
}

function serve(connection: Connection, bundled: ServerFiles, client: Client): void {
  const warn = (message: string): void => connection.console.warn(printableLine(message));
  const notify = notifierOf(connection, client);
  const documents = new Documents(positionEncodingFor(client.capabilities));
  const files = new Files(documents, new DiskFiles(bundled.worker, (news) => reportNews(notify, news)));
  const settings = new Settings(connection, client.capabilities);
  const publisher = publisherFor(connection, bundled, { client, documents, notify });
  const fits = new FitQueue(bundled.worker, {
    didIterate: (params) => notify(ServerNotification.didIterate, params),
    didFit: (params) => notify(ServerNotification.didFit, params),
    log: warn,
  });
  const comparisons = new ComparisonQueue(bundled.worker, warn);
  const store = client.storage === undefined ? new SessionStore() : new FolderStore(client.storage);
  const models = new ModelMemory(store, bundled.version, warn, isThere);
  const sync = new DocumentSync(connection, notify, { files, settings, publisher, models });
  const unopened = new UnopenedFindings((params) => logFailure(connection, connection.sendDiagnostics(params)));
  followDocuments(connection, documents, { publisher, fits, sync, unopened });
  followChanges(connection, documents, { settings, sync, unopened });
  answerRequests(connection, files, client);
  connection.onRequest(UnopenedRequest.recall, (params: unknown) =>
    runGuarded(connection.console, () => sync.recallFromDisk(uriIn(params))),
  );
  answerCommands(connection, {
    files,
    version: bundled.version,
    workerScript: bundled.worker,
    reportScript: bundled.report,
    fits,
    comparisons,
    settings,
    models,
    log: warn,
    onExpected: (document, rows) => sync.expect(document, rows),
    onRestyle: (document) => sync.handleRestyle(document),
    onChecked: (params) => notify(ServerNotification.didCheckTable, params),
    unopened,
    ...afterFits(documents, publisher),
  });
  connection.onShutdown(() => {
    fits.stopAll();
    comparisons.stopAll();
    files.disk.end();
    return models.settled();
  });
}

interface Followers {
  readonly publisher: Publisher;
  readonly fits: FitQueue;
  readonly settings: Settings;
  readonly sync: DocumentSync;
  readonly unopened: UnopenedFindings;
}

/** Handles opening, changing and closing of documents. */
function followDocuments(
  connection: Connection,
  documents: Documents,
  { publisher, fits, sync, unopened }: Omit<Followers, 'settings'>,
): void {
  documents.listen(connection, {
    opened: (document) => {
      unopened.clearAt(document.uri);
      publisher.publishSoon(document);
      void sync.handleOpen(document);
    },
    changed: (document) => {
      fits.stop(document.uri, 'superseded');
      publisher.publishSoon(document);
    },
    closed: (uri) => {
      fits.stop(uri, 'superseded');
      publisher.forget(uri);
    },
  });
}

/** Updates documents when settings, sidecars or names of files change. */
function followChanges(
  connection: Connection,
  documents: Documents,
  { settings, sync, unopened }: Pick<Followers, 'settings' | 'sync' | 'unopened'>,
): void {
  connection.onInitialized(() =>
    settings.onDidChange(() => documents.all().forEach(({ uri }) => void sync.configure(uri))),
  );
  connection.onDidChangeWatchedFiles(
    guardedListener(connection.console, (params) =>
      fileChangesIn(params).forEach(({ uri, type }) => {
        if (type === FileChangeType.Deleted) unopened.clearAt(uri);
        void sync.handleFileChange(uri);
      }),
    ),
  );
  connection.workspace.onDidDeleteFiles(
    guardedListener(connection.console, (params) => deletedFilesIn(params).forEach((uri) => unopened.clearAt(uri))),
  );
  connection.workspace.onDidRenameFiles(
    guardedListener(connection.console, (params) =>
      renamesIn(params).forEach(({ oldUri, newUri }) => {
        unopened.clearAt(oldUri);
        void sync.handleRename(oldUri, newUri);
      }),
    ),
  );
}

function afterFits(documents: Documents, publisher: Publisher): Pick<CommandContext, 'onFit' | 'onRefusal'> {
  return {
    onFit: (uri) => {
      const document = documents.get(uri);
      if (document !== undefined) publisher.publishNow(document);
    },
    onRefusal: (uri, why) => {
      const document = documents.get(uri);
      if (document === undefined) return;
      document.refusal = why;
      publisher.publishNow(document);
    },
  };
}

/** Returns the sender of the server's own notifications, which other clients would log as unknown. */
function notifierOf(connection: Connection, { notifications }: Client): Notify {
  return (method, params) => {
    if (notifications) void connection.sendNotification(method, params);
  };
}

function reportNews(notify: Notify, { uri, table, report }: DiskNews): void {
  const file = { uri, version: UNOPENED_VERSION };
  if (report !== undefined) notify(ServerNotification.didReport, { ...file, ...report } satisfies DidReportParams);
  notify(ServerNotification.didJudge, { ...file, table } satisfies DidJudgeParams);
}

/** Returns the publisher, whose diagnostics wait for requests where the client makes them. */
function publisherFor(
  connection: Connection,
  { findings }: ServerFiles,
  { client, documents, notify }: { readonly client: Client; readonly documents: Documents; readonly notify: Notify },
): Publisher {
  const { capabilities } = client;
  const isPulled = pullsDiagnostics(capabilities, client);
  const { diagnostic, publishDiagnostics } = capabilities.textDocument ?? {};
  const shown = isPulled ? { ...publishDiagnostics, ...diagnostic } : publishDiagnostics;
  const sink = isPulled ? answerPulls(connection, documents) : connection;
  return new Publisher(sink, {
    relatedInformation: shown?.relatedInformation === true,
    explanationOf: shown?.codeDescriptionSupport === true ? explanationsIn(findings) : () => undefined,
    published: (document) => {
      const { uri, version } = document;
      refresh(connection, capabilities);
      notify(ServerNotification.didJudge, { uri, version, table: statusOf(document) } satisfies DidJudgeParams);
    },
  });
}

/** Answers requests for diagnostics. Returns the receiver of the diagnostics. */
function answerPulls(connection: Connection, documents: Documents): Pick<Connection, 'sendDiagnostics' | 'console'> {
  const pulled = new PulledDiagnostics(() => {
    logFailure(connection, connection.sendRequest(DiagnosticRefreshRequest.type));
  });
  connection.onRequest(DocumentDiagnosticRequest.method, (params: unknown, token: CancellationToken) =>
    runGuarded(connection.console, () => pulled.report(documents.get(documentUriIn(params)), params, token)),
  );
  return { console: connection.console, sendDiagnostics: (params) => pulled.take(params) };
}

/** Registers handlers by method name, so that parameters have the type `unknown` until they are validated. */
function answerRequests(connection: Connection, files: Files, client: Client): void {
  type Answer = (document: OpenDocument | undefined, params: unknown, client: Client) => unknown;
  const answer = (method: string, uriOf: (params: unknown) => string, answerOf: Answer): void => {
    connection.onRequest(method, (params: unknown) =>
      runGuarded(connection.console, () => answerOf(files.open.get(uriOf(params)), params, client)),
    );
  };
  answer(HoverRequest.method, documentUriIn, hover);
  answer(CodeActionRequest.method, documentUriIn, actions);
  answer(CodeLensRequest.method, documentUriIn, lenses);
  answer(InlayHintRequest.method, documentUriIn, hints);
  answer(ServerRequest.rowClusters, uriIn, clusters);
  answer(ServerRequest.cell, uriIn, cell);
  answer(ServerRequest.unlikelyRows, uriIn, (_, params) => files.find(uriIn(params))?.unlikelyRows() ?? []);
  answer(ServerRequest.leastCertainRow, uriIn, leastCertain);
  answer(ServerRequest.typicalRows, uriIn, typical);
  answer(ServerRequest.insight, uriIn, (_, params) => insightOf(files.find(uriIn(params)), params));
}

function answerCommands(connection: Connection, context: CommandContext): void {
  connection.onRequest(ExecuteCommandRequest.method, (params: unknown, token: CancellationToken) => {
    return runGuarded(connection.console, () =>
      executeCommand(context, params, {
        token,
        progress: (uri, work) => progressOf(connection, workDoneTokenIn(params), uri, work),
      }),
    );
  });
}

/** Refreshes the lenses and hints that follow diagnostics. */
function refresh(connection: Connection, { workspace }: ClientCapabilities): void {
  const requestRefresh = (supported: boolean | undefined, request: () => Promise<void>): void => {
    if (supported === true) logFailure(connection, request());
  };
  requestRefresh(workspace?.codeLens?.refreshSupport, () => connection.sendRequest(CodeLensRefreshRequest.type));
  requestRefresh(workspace?.inlayHint?.refreshSupport, () => connection.languages.inlayHint.refresh());
}

function logFailure(connection: Connection, sent: Promise<void>): void {
  sent.catch((error: unknown) => connection.console.log(`The client did not take a message: ${String(error)}`));
}
