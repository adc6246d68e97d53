/** The wiring: which message leads to which part of the server. */
import {
  CodeActionKind,
  CodeActionRequest,
  CodeLensRefreshRequest,
  CodeLensRequest,
  ExecuteCommandRequest,
  HoverRequest,
  InlayHintRequest,
  TextDocumentSyncKind,
  type CancellationToken,
  type ClientCapabilities,
  type Connection,
  type InitializeResult,
  type ProgressToken,
} from 'vscode-languageserver';
import { ServerCommand, ServerNotification, ServerRequest, type DidReportParams } from '../protocol';
import type { DidJudgeParams } from '../protocol/status';
import { UNOPENED_VERSION, UnopenedRequest } from '../protocol/unopened';
import { abilitiesOf } from './clientAbilities';
import { actions, cell, clusters, hints, hover, leastCertain, lenses, typical, type Client } from './requests/answers';
import { documentUriIn, filesIn, renamesIn, uriIn, workDoneTokenIn } from './requests/requestGuards';
import { executeCommand, type CommandContext } from './commands/execute';
import { isThere } from '../disk/paths';
import type { OpenDocument } from '../files/openDocument';
import { explanationsIn } from './explanations';
import { Fits, type Progress } from '../threads/fitQueue';
import { insightOf } from './requests/panelQuestion';
import { ModelMemory } from '../files/modelMemory';
import { FolderStore, SessionStore } from '../disk/modelStore';
import { nameOf } from './fileNames';
import { Documents } from './openDocuments';
import { Publisher } from './diagnostics/publisher';
import { guarded, noticed } from './requests/refusals';
import { Settings } from './settings';
import { statusOf } from '../files/tableStatus';
import { UnopenedFits } from '../files/unopenedFits';
import { Upkeep } from './documentSync';

/** Files of the product that the server needs. */
export interface ServerFiles {
  /** Of the program. */
  readonly version: string;
  /** The bundled fit worker. */
  readonly worker: string;
  /** The bundled thread that draws reports. */
  readonly report: string;
  /** Explains the codes of diagnostics; need not be there. */
  readonly findings: string;
}

/** Serves one client until the connection ends. */
export function startServer(connection: Connection, files: ServerFiles): void {
  connection.onInitialize(({ capabilities, initializationOptions }): InitializeResult => {
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
  });
  connection.listen();
}

function serve(connection: Connection, files: ServerFiles, client: Client): void {
  const warn = (message: string): void => connection.console.warn(message);
  const documents = new Documents();
  const settings = new Settings(connection, client.capabilities);
  const publisher = publisherFor(connection, files, client.capabilities);
  const fits = new Fits(files.worker, {
    didIterate: (params) => void connection.sendNotification(ServerNotification.didIterate, params),
    didFit: (params) => void connection.sendNotification(ServerNotification.didFit, params),
    log: warn,
  });
  const store = client.storage === undefined ? new SessionStore() : new FolderStore(client.storage);
  const models = new ModelMemory(store, files.version, warn, isThere);
  const unopened = new UnopenedFits(files.worker, (uri, table, told) => {
    const of = { uri, version: UNOPENED_VERSION };
    if (told !== undefined)
      void connection.sendNotification(ServerNotification.didReport, {
        ...of,
        stale: told.stale,
        report: told.report,
      } satisfies DidReportParams);
    void connection.sendNotification(ServerNotification.didJudge, { ...of, table } satisfies DidJudgeParams);
  });
  const upkeep = new Upkeep(connection, { documents, unopened, settings, publisher, models });

  documents.listen(connection, {
    opened: (document) => {
      publisher.soon(document);
      void upkeep.opened(document);
    },
    changed: (document) => {
      fits.stop(document.uri, 'superseded');
      publisher.soon(document);
    },
    closed: (uri) => {
      fits.stop(uri, 'superseded');
      publisher.forget(uri);
    },
  });
  connection.onInitialized(() =>
    settings.onDidChange(() => documents.all().forEach(({ uri }) => void upkeep.configure(uri))),
  );
  connection.onDidChangeWatchedFiles(
    noticed(connection.console, (params) => filesIn(params).forEach((uri) => void upkeep.written(uri))),
  );
  connection.workspace.onDidRenameFiles(
    noticed(connection.console, (params) =>
      renamesIn(params).forEach(({ oldUri, newUri }) => void upkeep.renamed(oldUri, newUri)),
    ),
  );
  answerRequests(connection, documents, unopened, client);
  connection.onRequest(UnopenedRequest.recall, (params: unknown) =>
    guarded(connection.console, () => upkeep.recallUnopened(uriIn(params))),
  );
  answerCommands(connection, {
    documents,
    unopened,
    version: files.version,
    workerScript: files.worker,
    reportScript: files.report,
    fits,
    settings,
    models,
    expected: (document, rows) => upkeep.expect(document, rows),
    restyled: (document) => {
      upkeep.restyled(document);
    },
    fitted: (uri) => {
      const document = documents.get(uri);
      if (document !== undefined) publisher.now(document);
    },
    refused: (uri, why) => {
      const document = documents.get(uri);
      if (document === undefined) return;
      document.refusal = why;
      publisher.now(document);
    },
  });
  connection.onShutdown(() => {
    fits.stopAll();
    unopened.end();
    return models.settled();
  });
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

/** All by their methods' names, so that nothing is taken for what its type says before it was looked at. */
function answerRequests(connection: Connection, documents: Documents, unopened: UnopenedFits, client: Client): void {
  type Answer = (document: OpenDocument | undefined, params: unknown, client: Client) => unknown;
  const answer = (method: string, uriOf: (params: unknown) => string, of: Answer): void => {
    connection.onRequest(method, (params: unknown) =>
      guarded(connection.console, () => of(documents.get(uriOf(params)), params, client)),
    );
  };
  answer(HoverRequest.method, documentUriIn, hover);
  answer(CodeActionRequest.method, documentUriIn, actions);
  answer(CodeLensRequest.method, documentUriIn, lenses);
  answer(InlayHintRequest.method, documentUriIn, hints);
  answer(ServerRequest.rowClusters, uriIn, clusters);
  answer(ServerRequest.cell, uriIn, cell);
  answer(
    ServerRequest.unlikelyRows,
    uriIn,
    (document, params) => document?.findings ?? unopened.unlikelyRows(uriIn(params)),
  );
  answer(ServerRequest.leastCertainRow, uriIn, leastCertain);
  answer(ServerRequest.typicalRows, uriIn, typical);
  answer(ServerRequest.insight, uriIn, (document, params) =>
    insightOf(document, params, (question) => unopened.insight(uriIn(params), question)),
  );
}

function answerCommands(connection: Connection, context: CommandContext): void {
  connection.onRequest(ExecuteCommandRequest.method, (params: unknown, token: CancellationToken) => {
    return guarded(connection.console, () =>
      executeCommand(context, params, token, (uri) => progressOf(connection, workDoneTokenIn(params), uri)),
    );
  });
}

/** What stands beside diagnostics follows them. */
function refresh(connection: Connection, { workspace }: ClientCapabilities): void {
  const ask = (supported: boolean | undefined, request: () => Promise<void>): void => {
    if (supported === true)
      request().catch((error: unknown) => connection.console.log(`The client did not refresh: ${String(error)}`));
  };
  ask(workspace?.codeLens?.refreshSupport, () => connection.sendRequest(CodeLensRefreshRequest.type));
  ask(workspace?.inlayHint?.refreshSupport, () => connection.languages.inlayHint.refresh());
}

/** The client's own progress for the request if it gave one, else one that is asked for. */
function progressOf({ window }: Connection, given: ProgressToken | undefined, uri: string): Progress {
  return {
    begin: async () => {
      const created = given === undefined ? await window.createWorkDoneProgress() : undefined;
      const reporter = created ?? window.attachWorkDoneProgress(given);
      reporter.begin(`Fitting ${nameOf(uri)}`, 0, undefined, true);
      return { reporter, token: created?.token };
    },
  };
}
