/** Connects the messages of the protocol to the parts of the server. */
import {
  CodeActionKind,
  CodeActionRequest,
  CodeLensRefreshRequest,
  CodeLensRequest,
  ErrorCodes,
  ExecuteCommandRequest,
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
import { documentUriIn, filesIn, renamesIn, uriIn, workDoneTokenIn } from './requests/requestGuards';
import { executeCommand, type CommandContext } from './commands/execute';
import { isThere } from '../disk/paths';
import type { OpenDocument } from '../files/open/openDocument';
import { explanationsIn } from './explanations';
import { progressOf } from './fitProgress';
import { FitQueue } from '../threads/fitQueue';
import { insightOf } from './requests/panelQuestion';
import { ModelMemory } from '../files/modelMemory';
import { FolderStore, SessionStore } from '../disk/modelStore';
import { printableLine } from '../words/printable';
import { Documents } from './openDocuments';
import { Publisher } from './diagnostics/publisher';
import { runGuarded, guardedListener } from './requests/refusals';
import { Settings } from './settings';
import { statusOf } from '../files/tableStatus';
import { DiskFiles, type DiskNews } from '../files/disk/diskFiles';
import { Files } from '../files/files';
import { DocumentSync } from './documentSync';

/** Files of the product that the server needs. */
export interface ServerFiles {
  /** Version of the program. */
  readonly version: string;
  /** Path of the bundled fit worker. */
  readonly worker: string;
  /** Path of the bundled thread that draws reports. */
  readonly report: string;
  /** Path of the document that explains the codes of diagnostics; it may be missing. */
  readonly findings: string;
}

/** Serves one client until the connection ends. */
export function startServer(connection: Connection, files: ServerFiles): void {
  let isInitialized = false;
  connection.onRequest((method) => {
    if (!isInitialized)
      return new ResponseError(ErrorCodes.ServerNotInitialized, `${method}: the server is not initialized yet.`);
    return new ResponseError(ErrorCodes.MethodNotFound, `${method}: the server knows no such request.`);
  });
  connection.onInitialize(
    ({ capabilities, initializationOptions }): InitializeResult | ResponseError<InitializeError> => {
      if (isInitialized) return new ResponseError(ErrorCodes.InvalidRequest, 'The server is initialized already.');
      isInitialized = true;
      serve(connection, files, { capabilities, ...abilitiesOf(initializationOptions) });
      return {
        serverInfo: { name: 'mixture-lens' },
        capabilities: {
          textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
          hoverProvider: true,
          codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
          codeLensProvider: {},
          inlayHintProvider: true,
          workspace: { fileOperations: { didRename: { filters: [{ pattern: { glob: '**' } }] } } },
          executeCommandProvider: { commands: Object.values(ServerCommand), workDoneProgress: true },
        },
      };
    },
  );
  connection.listen();
}

function serve(connection: Connection, bundled: ServerFiles, client: Client): void {
  const warn = (message: string): void => connection.console.warn(printableLine(message));
  const documents = new Documents();
  const files = new Files(documents, new DiskFiles(bundled.worker, (news) => reportNews(connection, news)));
  const settings = new Settings(connection, client.capabilities);
  const publisher = publisherFor(connection, bundled, client.capabilities);
  const fits = new FitQueue(bundled.worker, {
    didIterate: (params) => void connection.sendNotification(ServerNotification.didIterate, params),
    didFit: (params) => void connection.sendNotification(ServerNotification.didFit, params),
    log: warn,
  });
  const store = client.storage === undefined ? new SessionStore() : new FolderStore(client.storage);
  const models = new ModelMemory(store, bundled.version, warn, isThere);
  const sync = new DocumentSync(connection, { files, settings, publisher, models });
  followDocuments(connection, documents, { publisher, fits, sync });
  followChanges(connection, documents, settings, sync);
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
    settings,
    models,
    log: warn,
    onExpected: (document, rows) => sync.expect(document, rows),
    onRestyle: (document) => sync.handleRestyle(document),
    ...afterFits(documents, publisher),
  });
  connection.onShutdown(() => {
    fits.stopAll();
    files.disk.end();
    return models.settled();
  });
}

/** Handles opening, changing and closing of documents. */
function followDocuments(
  connection: Connection,
  documents: Documents,
  { publisher, fits, sync }: { readonly publisher: Publisher; readonly fits: FitQueue; readonly sync: DocumentSync },
): void {
  documents.listen(connection, {
    opened: (document) => {
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
function followChanges(connection: Connection, documents: Documents, settings: Settings, sync: DocumentSync): void {
  connection.onInitialized(() =>
    settings.onDidChange(() => documents.all().forEach(({ uri }) => void sync.configure(uri))),
  );
  connection.onDidChangeWatchedFiles(
    guardedListener(connection.console, (params) => filesIn(params).forEach((uri) => void sync.handleFileChange(uri))),
  );
  connection.workspace.onDidRenameFiles(
    guardedListener(connection.console, (params) =>
      renamesIn(params).forEach(({ oldUri, newUri }) => void sync.handleRename(oldUri, newUri)),
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

function reportNews(connection: Connection, { uri, table, report }: DiskNews): void {
  const file = { uri, version: UNOPENED_VERSION };
  if (report !== undefined)
    void connection.sendNotification(ServerNotification.didReport, { ...file, ...report } satisfies DidReportParams);
  void connection.sendNotification(ServerNotification.didJudge, { ...file, table } satisfies DidJudgeParams);
}

function publisherFor(connection: Connection, { findings }: ServerFiles, capabilities: ClientCapabilities): Publisher {
  const shown = capabilities.textDocument?.publishDiagnostics;
  return new Publisher(connection, {
    relatedInformation: shown?.relatedInformation === true,
    explanationOf: shown?.codeDescriptionSupport === true ? explanationsIn(findings) : () => undefined,
    published: (document) => {
      const { uri, version } = document;
      refresh(connection, capabilities);
      void connection.sendNotification(ServerNotification.didJudge, {
        uri,
        version,
        table: statusOf(document),
      } satisfies DidJudgeParams);
    },
  });
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
        progress: (uri) => progressOf(connection, workDoneTokenIn(params), uri),
      }),
    );
  });
}

/** Refreshes the lenses and hints that follow diagnostics. */
function refresh(connection: Connection, { workspace }: ClientCapabilities): void {
  const requestRefresh = (supported: boolean | undefined, request: () => Promise<void>): void => {
    if (supported === true)
      request().catch((error: unknown) => connection.console.log(`The client did not refresh: ${String(error)}`));
  };
  requestRefresh(workspace?.codeLens?.refreshSupport, () => connection.sendRequest(CodeLensRefreshRequest.type));
  requestRefresh(workspace?.inlayHint?.refreshSupport, () => connection.languages.inlayHint.refresh());
}
