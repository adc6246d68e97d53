/**
 * A language client as small as one can be, over the real stdio of the built server: so the tests see what any
 * editor would see. Nothing here sleeps; every wait says what it waited for.
 */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import {
  CancellationTokenSource,
  createMessageConnection,
  Message,
  StreamMessageReader,
  StreamMessageWriter,
  type MessageConnection,
  type ResponseError,
} from 'vscode-jsonrpc/node';
import type {
  ClientCapabilities,
  CodeAction,
  CodeLens,
  Diagnostic,
  DocumentDiagnosticReport,
  Hover,
  InitializeResult,
  InlayHint,
  Position,
  ProgressToken,
  PublishDiagnosticsParams,
  Range,
  TextDocumentEdit,
  TextEdit,
} from 'vscode-languageserver';
import {
  ServerCommand,
  ServerNotification,
  type DidFitParams,
  type DidIterateParams,
  type FitOptions,
  type FitReport,
} from '../../server/protocol';

export const SERVER = resolve('dist/server/main.cjs');
const LIMIT_MILLISECONDS = 20_000;

/** Capabilities of VS Code, as far as they matter here. */
export const FULL: ClientCapabilities = {
  workspace: {
    configuration: true,
    didChangeConfiguration: { dynamicRegistration: true },
    workspaceEdit: { documentChanges: true },
  },
  window: { workDoneProgress: true },
  textDocument: {
    hover: { contentFormat: ['markdown', 'plaintext'] },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'source'] } } },
    publishDiagnostics: { relatedInformation: true, versionSupport: true },
  },
};

/** A client that can do nothing but text. */
export const BARE: ClientCapabilities = {};

export type Progress =
  | { readonly token: ProgressToken; readonly kind: 'begin'; readonly title: string; readonly cancellable?: boolean }
  | { readonly token: ProgressToken; readonly kind: 'report'; readonly message?: string; readonly percentage?: number }
  | { readonly token: ProgressToken; readonly kind: 'end' };

/** Received messages in order. `next` waits for those that have not arrived. */
class Inbox<T> {
  readonly all: T[] = [];
  private readonly waiting = new Set<() => void>();

  add(item: T): void {
    this.all.push(item);
    for (const look of [...this.waiting]) look();
  }

  /** Removes the messages received so far. */
  clear(): void {
    this.all.length = 0;
  }

  /** Returns the first message from index `from` on that meets the condition. */
  async next(what: string, fits: (item: T) => boolean = () => true, from = 0): Promise<T> {
    return within(
      what,
      () =>
        new Promise<T>((found) => {
          const look = (): void => {
            const item = this.all.slice(from).find(fits);
            if (item === undefined) return;
            this.waiting.delete(look);
            found(item);
          };
          this.waiting.add(look);
          look();
        }),
    );
  }
}

/** Rejects with the name of the condition after the time limit. */
async function within<T>(what: string, wait: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Not within ${LIMIT_MILLISECONDS} ms: ${what}`)), LIMIT_MILLISECONDS);
  });
  try {
    return await Promise.race([wait(), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A requested fit. */
export interface RunningFit {
  readonly answer: Promise<FitReport>;
  /** Sends $/cancelRequest. */
  readonly cancel: () => void;
}

export class Client {
  readonly iterations = new Inbox<DidIterateParams>();
  readonly fits = new Inbox<DidFitParams>();
  readonly published = new Inbox<PublishDiagnosticsParams>();
  readonly progress = new Inbox<Progress>();
  readonly logged: string[] = [];
  /** Methods of the server's requests and notifications, in order. */
  readonly received = new Inbox<string>();
  /** Answer of the client to `workspace/configuration`. */
  settings: unknown = null;
  private readonly versions = new Map<string, number>();

  private constructor(
    private readonly server: ChildProcessWithoutNullStreams,
    readonly connection: MessageConnection,
    reader: StreamMessageReader,
  ) {
    reader.listen = (take) =>
      StreamMessageReader.prototype.listen.call(reader, (message) => {
        if (Message.isRequest(message) || Message.isNotification(message)) this.received.add(message.method);
        take(message);
      });
    connection.onNotification(ServerNotification.didIterate, (params: DidIterateParams) => this.iterations.add(params));
    connection.onNotification(ServerNotification.didFit, (params: DidFitParams) => this.fits.add(params));
    connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) =>
      this.published.add(params),
    );
    connection.onNotification(
      '$/progress',
      ({ token, value }: { token: ProgressToken; value: Omit<Progress, 'token'> }) =>
        this.progress.add({ token, ...value } as Progress),
    );
    connection.onNotification(
      'window/logMessage',
      ({ message }: { message: string }) => void this.logged.push(message),
    );
    connection.onRequest('workspace/configuration', ({ items }: { items: readonly unknown[] }) =>
      items.map(() => this.settings),
    );
    connection.onRequest('window/workDoneProgress/create', () => null);
    connection.onRequest('client/registerCapability', () => null);
    for (const kind of ['diagnostic', 'codeLens', 'inlayHint'])
      connection.onRequest(`workspace/${kind}/refresh`, () => null);
    server.stderr.on('data', (data: Buffer) => void this.logged.push(data.toString()));
    connection.listen();
  }

  static async start(
    capabilities: ClientCapabilities = FULL,
    settings: unknown = null,
    program = SERVER,
    abilities: object = {},
    locale = 'en',
  ): Promise<Client> {
    const server = spawn(process.execPath, [program, '--stdio']);
    const reader = new StreamMessageReader(server.stdout);
    const client = new Client(server, createMessageConnection(reader, new StreamMessageWriter(server.stdin)), reader);
    client.settings = settings;
    client.initialized = await client.request<InitializeResult>('initialize', {
      processId: process.pid,
      rootUri: null,
      locale,
      capabilities,
      initializationOptions: { notifications: true, ...abilities },
    });
    await client.notify('initialized', {});
    return client;
  }

  initialized: InitializeResult | undefined;

  /** Process id of the server. */
  get pid(): number {
    return this.server.pid ?? 0;
  }

  /** Ends the server in the way of the protocol. Returns its exit status. */
  async stop(): Promise<number | null> {
    const exit = once(this.server, 'exit') as Promise<[number | null]>;
    await this.request('shutdown', undefined);
    await this.notify('exit', undefined);
    const [status] = await within('the server to exit', () => exit);
    this.connection.dispose();
    return status;
  }

  /** Closes the pipe, as a client does that dies. Returns the server's exit status. */
  async vanish(): Promise<number | null> {
    const exit = once(this.server, 'exit') as Promise<[number | null]>;
    this.server.stdin.end();
    const [status] = await within('the server to exit', () => exit);
    this.connection.dispose();
    return status;
  }

  async request<T>(method: string, params: unknown): Promise<T> {
    return within(`an answer to ${method}`, () => this.connection.sendRequest<T>(method, params));
  }

  async notify(method: string, params: unknown): Promise<void> {
    await this.connection.sendNotification(method, params);
  }

  async open(uri: string, text: string, languageId = 'csv'): Promise<void> {
    this.versions.set(uri, 1);
    await this.notify('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
  }

  /** Replaces a range, or all of the text. Returns the new version. */
  async change(uri: string, text: string, range?: Range): Promise<number> {
    const version = (this.versions.get(uri) ?? 0) + 1;
    this.versions.set(uri, version);
    await this.notify('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ text, ...(range && { range }) }],
    });
    return version;
  }

  async close(uri: string): Promise<void> {
    await this.notify('textDocument/didClose', { textDocument: { uri } });
  }

  /** Requests a fit without waiting for it. */
  requestFit(uri: string, options?: FitOptions, workDoneToken?: ProgressToken): RunningFit {
    const source = new CancellationTokenSource();
    const params = { command: ServerCommand.fit, arguments: [{ uri, options }], workDoneToken };
    const answer = within(`the fit of ${uri}`, () =>
      this.connection.sendRequest<FitReport>('workspace/executeCommand', params, source.token),
    );
    // A rejection that is not awaited yet must not end the test.
    answer.catch(() => undefined);
    return { answer, cancel: () => source.cancel() };
  }

  async fit(uri: string, options?: FitOptions): Promise<FitReport> {
    return this.requestFit(uri, options).answer;
  }

  async cancel(uri: string): Promise<boolean> {
    return this.request('workspace/executeCommand', { command: ServerCommand.cancel, arguments: [{ uri }] });
  }

  async hover(uri: string, position: Position): Promise<Hover | null> {
    return this.request('textDocument/hover', { textDocument: { uri }, position });
  }

  /** Executes a command that takes one argument. */
  async execute<T>(command: string, argument: object): Promise<T> {
    return this.request('workspace/executeCommand', { command, arguments: [argument] });
  }

  /** Requests the diagnostics of a document. */
  async pull(uri: string, previousResultId?: string): Promise<DocumentDiagnosticReport> {
    return this.request('textDocument/diagnostic', { textDocument: { uri }, previousResultId });
  }

  /** The code actions at a diagnostic. */
  async fixes(uri: string, diagnostic: Diagnostic): Promise<readonly CodeAction[]> {
    const params = { textDocument: { uri }, range: diagnostic.range, context: { diagnostics: [diagnostic] } };
    return this.request('textDocument/codeAction', params);
  }

  /** The titles of the code lenses. */
  async lenses(uri: string): Promise<readonly string[]> {
    const lenses = await this.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
    return lenses.map(({ command }) => command?.title ?? '');
  }

  async hints(uri: string, range: Range): Promise<readonly InlayHint[]> {
    return this.request('textDocument/inlayHint', { textDocument: { uri }, range });
  }

  /** Changes the settings and waits until they hold. Diagnostics are published again once they do. */
  async configure(settings: unknown, holds: () => Promise<boolean>): Promise<void> {
    this.settings = settings;
    let seen = this.published.all.length;
    await this.notify('workspace/didChangeConfiguration', { settings: null });
    while (!(await holds())) {
      await this.published.next('diagnostics by the new settings', () => true, seen);
      seen++;
    }
  }

  /** Returns the text of a hover. */
  async hoverText(uri: string, line: number, character: number): Promise<string> {
    const hover = await this.hover(uri, { line, character });
    if (hover === null) return '';
    return typeof hover.contents === 'object' && 'value' in hover.contents ? hover.contents.value : '';
  }

  /** The diagnostics of a version, or of any later one; with a condition, the first ones that meet it. */
  async diagnostics(
    uri: string,
    version = 1,
    meets: (diagnostics: readonly Diagnostic[]) => boolean = () => true,
  ): Promise<readonly Diagnostic[]> {
    const fits = (params: PublishDiagnosticsParams): boolean =>
      params.uri === uri && params.version !== undefined && params.version >= version && meets(params.diagnostics);
    return (await this.published.next(`diagnostics of ${uri} from version ${version} on`, fits)).diagnostics;
  }
}

/** Returns the message of a diagnostic, which the protocol allows to be markup. */
export function messageOf({ message }: Diagnostic): string {
  return typeof message === 'string' ? message : message.value;
}

/** Returns a condition: some diagnostic has one of the codes. */
export const hasCode =
  (...codes: readonly string[]) =>
  (diagnostics: readonly Diagnostic[]): boolean =>
    diagnostics.some(({ code }) => codes.includes(String(code)));

/** The edits that a code action makes in its document. */
export function editsOf({ edit }: CodeAction): readonly TextEdit[] {
  const [{ edits }] = edit?.documentChanges as TextDocumentEdit[];
  return edits as TextEdit[];
}

/**
 * Returns the code and the message with which a request is refused.
 * @throws if it is answered or fails otherwise
 */
export async function refusal(answer: Promise<unknown>): Promise<{ readonly code: number; readonly message: string }> {
  try {
    await answer;
  } catch (error) {
    const { code, message } = error as ResponseError<unknown>;
    if (typeof code === 'number') return { code, message };
    throw error;
  }
  throw new Error('The request was answered, where an error was expected.');
}
