/** The wiring: which message leads to which part of the server. */
import {
  LSPErrorCodes, MarkupKind, ResponseError, TextDocumentSyncKind, WorkDoneProgressReporter,
  type ClientCapabilities, type Connection, type Hover, type HoverParams, type InitializeResult,
} from 'vscode-languageserver';
import { ServerCommand, ServerNotification } from '../protocol';
import { executeCommand, type CommandContext } from './commands';
import { Documents } from './documents';
import { Fits, type Progress } from './fits';
import { hoverAt } from './hovers';
import { Publisher } from './publisher';
import { Settings } from './settings';
import { clean } from './text/clean';

/**
 * Serves one client until the connection ends.
 *
 * @param workerScript path of the bundled fit worker
 */
export function startServer(connection: Connection, workerScript: string): void {
  connection.onInitialize(({ capabilities }): InitializeResult => {
    serve(connection, workerScript, capabilities);
    return {
      serverInfo: { name: 'mixture-lens' },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        hoverProvider: true,
        executeCommandProvider: { commands: Object.values(ServerCommand), workDoneProgress: true },
      },
    };
  });
  connection.listen();
}

function serve(connection: Connection, workerScript: string, capabilities: ClientCapabilities): void {
  const documents = new Documents();
  const settings = new Settings(connection, capabilities);
  const publisher = new Publisher(connection, capabilities.textDocument?.publishDiagnostics?.relatedInformation === true);
  const fits = new Fits(workerScript, {
    didIterate: (params) => void connection.sendNotification(ServerNotification.didIterate, params),
    didFit: (params) => void connection.sendNotification(ServerNotification.didFit, params),
    log: (message) => connection.console.warn(message),
  });
  const configure = async (uri: string): Promise<void> => {
    const options = await settings.optionsFor(uri);
    const document = documents.get(uri);
    if (document?.configure(options) === true) publisher.soon(document);
  };

  documents.listen(connection, {
    opened: (document) => {
      publisher.soon(document);
      void configure(document.uri);
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
  connection.onHover((params) => guarded(connection, () => hover(documents, capabilities, params)));
  const context: CommandContext = {
    documents, fits, settings,
    fitted: (uri) => {
      const document = documents.get(uri);
      if (document !== undefined) publisher.now(document);
    },
  };
  connection.onExecuteCommand((params, token, reporter) =>
    guarded(connection, () => executeCommand(context, params, token, (uri) => progressOf(connection, reporter, uri))));
  connection.onShutdown(() => fits.stopAll());
}

function hover(documents: Documents, capabilities: ClientCapabilities, { textDocument, position }: HoverParams): Hover | null | Promise<Hover | null> {
  const document = documents.get(textDocument.uri);
  if (document === undefined) return null;
  const kind = capabilities.textDocument?.hover?.contentFormat?.includes(MarkupKind.Markdown) === true ? MarkupKind.Markdown : MarkupKind.PlainText;
  return hoverAt(document, position, kind);
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

/** The file's name, as far as its URI tells. */
function nameOf(uri: string): string {
  const last = uri.slice(uri.lastIndexOf('/') + 1);
  try {
    return clean(decodeURIComponent(last));
  } catch {
    return clean(last);
  }
}
