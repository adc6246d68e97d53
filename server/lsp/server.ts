/** The wiring: which message leads to which part of the server. */
import {
  CodeActionKind, CodeLensRefreshRequest, LSPErrorCodes, MarkupKind, Range, ResponseError, TextDocumentSyncKind, WorkDoneProgressReporter,
  type ClientCapabilities, type CodeAction, type CodeActionParams, type CodeLens, type Connection, type Hover, type HoverParams, type InitializeResult,
  type InlayHint, type InlayHintParams,
} from 'vscode-languageserver';
import { locateIn, placeOfRow } from '../core/csv/patched';
import type { ExpectedRows } from '../jobs/sidecar';
import { ServerCommand, ServerNotification, ServerRequest, type DidReportParams, type RowCluster, type RowClustersParams } from '../protocol';
import type { LeastCertainRow, TypicalRow } from '../protocol/places';
import type { DidJudgeParams } from '../protocol/status';
import { abilitiesOf, type Abilities } from './abilities';
import { executeCommand, type CommandContext } from './commands';
import type { OpenDocument } from './documents';
import { explanationsIn } from './explanations';
import { clusterHints } from './features/clusterHints';
import { LOW_LIKELIHOOD } from './features/findings';
import { headerLenses } from './features/headerLens';
import { quickFixes } from './features/quickFixes';
import { Fits, type Progress } from './fits';
import { hoverAt } from './hovers';
import { insightOf } from './insight';
import { Documents } from './openDocuments';
import { isThere } from './disk';
import { ModelMemory } from './modelMemory';
import { FolderStore, SessionStore } from './modelStore';
import { nameOf } from './names';
import { isObject } from './options';
import { leastCertainRow, typicalRowsOf } from './places';
import { Publisher } from './publisher';
import { recall } from './recall';
import { rowsOn } from './rows';
import { Settings } from './settings';
import { fileOfSidecar, readExpected } from './sidecars';
import { statusOf } from './status';
import { clean } from './text/clean';
import { UnopenedFits } from './unopened';

/** Files of the product that the server needs. */
export interface ServerFiles {
  /** Of the program. */
  readonly version: string;
  /** The bundled fit worker. */
  readonly worker: string;
  /** Explains the codes of diagnostics; need not be there. */
  readonly findings: string;
}

/** What of a client's is of interest here. */
interface Client extends Abilities {
  readonly capabilities: ClientCapabilities;
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
  const { capabilities } = client;
  const warn = (message: string): void => connection.console.warn(message);
  const documents = new Documents();
  const settings = new Settings(connection, capabilities);
  const shown = capabilities.textDocument?.publishDiagnostics;
  const publisher = new Publisher(connection, {
    relatedInformation: shown?.relatedInformation === true,
    explanationOf: shown?.codeDescriptionSupport === true ? explanationsIn(files.findings) : () => undefined,
    published: (document) => {
      const { uri, version } = document;
      refresh(connection, capabilities);
      void connection.sendNotification(ServerNotification.didJudge, { uri, version, table: statusOf(document) } satisfies DidJudgeParams);
    },
  });
  const fits = new Fits(files.worker, {
    didIterate: (params) => void connection.sendNotification(ServerNotification.didIterate, params),
    didFit: (params) => void connection.sendNotification(ServerNotification.didFit, params),
    log: warn,
  });
  const configure = async (uri: string): Promise<void> => {
    const held = await settings.of(uri);
    const document = documents.get(uri);
    if (document?.configure(held) === true) publisher.soon(document);
  };
  const store = client.storage === undefined ? new SessionStore() : new FolderStore(client.storage);
  const models = new ModelMemory(store, files.version, warn, isThere);
  const report = (document: OpenDocument): void => {
    const { uri, version, stale, report } = document;
    if (report !== undefined) void connection.sendNotification(ServerNotification.didReport, { uri, version, stale, report } satisfies DidReportParams);
  };
  const expect = (document: OpenDocument, rows: ExpectedRows): void => {
    const before = document.report;
    document.expected = rows;
    if (document.report !== before) report(document);
    publisher.now(document);
  };
  const recallMarks = async (uri: string): Promise<void> => {
    try {
      const expected = await readExpected(uri);
      const document = documents.get(uri);
      if (document !== undefined && expected.size + document.expected.size > 0) expect(document, expected);
    } catch (error) {
      warn(`Rows marked as expected: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const recallModel = async (document: OpenDocument): Promise<void> => {
    if (await recall(document, models, () => documents.get(document.uri) === document)) {
      publisher.now(document);
      report(document);
    }
  };
  const open = async (document: OpenDocument): Promise<void> => {
    await Promise.all([configure(document.uri), recallMarks(document.uri)]);
    await recallModel(document);
  };

  documents.listen(connection, {
    opened: (document) => {
      publisher.soon(document);
      void open(document);
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
  connection.onInitialized(() => settings.onDidChange(() => documents.all().forEach(({ uri }) => void configure(uri))));
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri } of changes) {
      const file = fileOfSidecar(uri);
      if (file !== undefined && documents.get(file) !== undefined) void recallMarks(file);
    }
  });
  connection.workspace.onDidRenameFiles(({ files: renamed }) => {
    for (const { oldUri, newUri } of renamed) {
      // It may be open under its new name already.
      void models.move(oldUri, newUri).then(() => documents.all().filter(({ uri }) => uri === newUri || uri.startsWith(`${newUri}/`)).forEach((each) => void recallModel(each)));
    }
  });
  connection.onHover((params) => guarded(connection, () => hover(documents, client, params)));
  connection.onCodeAction((params) => guarded(connection, () => actions(documents.get(params.textDocument.uri), client, params)));
  connection.onCodeLens(({ textDocument }) => guarded(connection, () => lenses(documents.get(textDocument.uri), client)));
  connection.languages.inlayHint.on((params) => guarded(connection, () => hints(documents.get(params.textDocument.uri), params)));
  connection.onRequest(ServerRequest.rowClusters, (params: unknown) => guarded(connection, () => clusters(documents, params)));
  connection.onRequest(ServerRequest.unlikelyRows, (params: unknown) => guarded(connection, () => documents.get(uriOf(params))?.findings ?? []));
  connection.onRequest(ServerRequest.leastCertainRow, (params: unknown) => guarded(connection, () => leastCertain(documents, params)));
  connection.onRequest(ServerRequest.typicalRows, (params: unknown) => guarded(connection, () => typical(documents.get(uriOf(params)))));
  connection.onRequest(ServerRequest.insight, (params: unknown) => guarded(connection, () => insightOf(documents.get(uriOf(params)), params)));
  const context: CommandContext = {
    documents, unopened: new UnopenedFits(), version: files.version, fits, settings, models,
    expected: expect,
    fitted: (uri) => {
      const document = documents.get(uri);
      if (document !== undefined) publisher.now(document);
    },
  };
  connection.onExecuteCommand((params, token, reporter) =>
    guarded(connection, () => executeCommand(context, params, token, (uri) => progressOf(connection, reporter, uri))));
  connection.onShutdown(() => {
    fits.stopAll();
    return models.settled();
  });
}

function hover(documents: Documents, { capabilities, hovers }: Client, { textDocument, position }: HoverParams): Hover | null | Promise<Hover | null> {
  const document = documents.get(textDocument.uri);
  if (document === undefined) return null;
  const isMarkdown = capabilities.textDocument?.hover?.contentFormat?.includes(MarkupKind.Markdown) === true;
  return hoverAt(document, position, isMarkdown ? hovers : undefined);
}

function actions(document: OpenDocument | undefined, { commands }: Client, { context }: CodeActionParams): CodeAction[] {
  const model = document?.model();
  if (document === undefined || model === undefined) return [];
  const { uri, version, text } = document;
  const patched = document.patched();
  return context.diagnostics.filter(({ source, code }) => source === 'mixture-lens' && code === LOW_LIKELIHOOD).flatMap((diagnostic) => {
    const at = locateIn(patched, text.offsetAt(diagnostic.range.start));
    if (at === undefined || at.row < 0) return [];
    return quickFixes({ uri, version, text, place: placeOfRow(patched, at.row), row: at.row, model, diagnostic, clientCommands: commands });
  });
}

function lenses(document: OpenDocument | undefined, { commands }: Client): CodeLens[] {
  if (document === undefined || document.patched().rowCount === 0) return [];
  const { uri, report, unlikely, stale, hasLostRows } = document;
  return [...headerLenses({ uri, report, unlikely, stale, hasLostRows, fits: document.model() !== undefined, clientCommands: commands })];
}

function hints(document: OpenDocument | undefined, { range }: InlayHintParams): InlayHint[] {
  if (document?.model() === undefined) return [];
  return [...clusterHints(rowsOn(document.text, document.patched(), range), (row) => document.posteriorOf(row), document.view.clusterHints)];
}

function clusters(documents: Documents, params: unknown): readonly RowCluster[] {
  const document = documents.get(uriOf(params));
  const { lines } = params as Partial<RowClustersParams>;
  if (document?.model() === undefined || !Range.is(lines)) return [];
  return Array.from(rowsOn(document.text, document.patched(), lines), ({ row, range }) => {
    const posterior = document.posteriorOf(row);
    const cluster = posterior?.indexOf(Math.max(...posterior)) ?? -1;
    return { from: range.start.line, to: range.end.line, cluster, posterior: posterior?.[cluster] ?? 0 };
  }).filter(({ cluster }) => cluster >= 0);
}

async function leastCertain(documents: Documents, params: unknown): Promise<LeastCertainRow | null> {
  const document = documents.get(uriOf(params));
  const after = isObject(params) && Number.isSafeInteger(params.after) && Number(params.after) >= 0 ? Number(params.after) : undefined;
  return document === undefined ? null : leastCertainRow(document, after !== undefined && after < document.patched().rowCount ? after : undefined);
}

async function typical(document: OpenDocument | undefined): Promise<readonly TypicalRow[]> {
  return document === undefined ? [] : typicalRowsOf(document);
}

function uriOf(params: unknown): string {
  return isObject(params) && typeof params.uri === 'string' ? params.uri : '';
}

/** What stands beside diagnostics follows them. */
function refresh(connection: Connection, { workspace }: ClientCapabilities): void {
  const ask = (supported: boolean | undefined, request: () => Promise<void>): void => {
    if (supported === true) request().catch((error: unknown) => connection.console.log(`The client did not refresh: ${String(error)}`));
  };
  ask(workspace?.codeLens?.refreshSupport, () => connection.sendRequest(CodeLensRefreshRequest.type));
  ask(workspace?.inlayHint?.refreshSupport, () => connection.languages.inlayHint.refresh());
}

/** The client's own progress for the request if it gave one, else one that is asked for. */
function progressOf(connection: Connection, given: WorkDoneProgressReporter, uri: string): Progress {
  return {
    begin: async () => {
      const own = WorkDoneProgressReporter.isNullInstance(given);
      const created = own ? await connection.window.createWorkDoneProgress() : undefined;
      const reporter = created ?? given;
      reporter.begin(`Fitting ${nameOf(uri)}`, 0, undefined, true);
      return { reporter, token: created?.token };
    },
  };
}

/** Answers with an error of the protocol at worst; what was not foreseen goes to the log. */
async function guarded<T>(connection: Connection, answer: () => T | Promise<T>): Promise<T> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof ResponseError) throw error;
    connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    throw new ResponseError(LSPErrorCodes.RequestFailed, `Something went wrong in the language server: ${clean(String(error), 200)}`);
  }
}
