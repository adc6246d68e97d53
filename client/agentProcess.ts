/** The server for agents as a child process, for an editor that has no client for such servers. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Command that starts the server, and the folders that it may read. */
export interface AgentProcessOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Returns the URIs of the folders that the server may read. */
  readonly roots: () => readonly string[];
}

/** A message of JSON-RPC, as far as it is looked at. */
interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly result?: unknown;
  readonly error?: { readonly message?: string };
}

interface Call {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Version of the Model Context Protocol that is spoken. */
const PROTOCOL = '2025-06-18';
const METHOD_NOT_FOUND = -32601;

/** Calls tools of the server, which starts at the first call, and again where it ended. */
export class AgentProcess {
  private running: { readonly child: ChildProcessWithoutNullStreams; readonly ready: Promise<unknown> } | undefined;
  private readonly calls = new Map<number, Call>();
  private lastId = 0;

  constructor(private readonly options: AgentProcessOptions) {}

  /**
   * Calls a tool. Returns the text of its answer, or of its refusal.
   *
   * @param signal cancels the call in the server, too
   * @throws Error where the server ends or does not know the tool; the reason of the signal
   */
  async call(name: string, given: object, signal?: AbortSignal): Promise<string> {
    signal?.throwIfAborted();
    this.running ??= this.start();
    const { child, ready } = this.running;
    await ready;
    signal?.throwIfAborted();
    const { id, answer } = this.request(child, 'tools/call', { name, arguments: given });
    const abort = (): void => {
      this.write(child, { method: 'notifications/cancelled', params: { requestId: id } });
      this.calls.get(id)?.reject(signal?.reason as Error);
      this.calls.delete(id);
    };
    signal?.addEventListener('abort', abort);
    try {
      return textOf(await answer);
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  dispose(): void {
    this.running?.child.kill();
  }

  private start(): NonNullable<typeof this.running> {
    const { command, args, env } = this.options;
    const child = spawn(command, [...args], { env: { ...process.env, ...env } });
    const end = (reason: Error): void => {
      if (this.running?.child === child) this.running = undefined;
      for (const { reject } of this.calls.values()) reject(reason);
      this.calls.clear();
    };
    child.on('error', end);
    child.on('exit', () => {
      end(new Error('The server for agents ended.'));
    });
    // What is written to a server that ended is lost; its calls are rejected above.
    child.stdin.on('error', () => undefined);
    child.stderr.resume();
    createInterface({ input: child.stdout }).on('line', (line) => {
      const message = messageIn(line);
      if (message !== undefined) this.receive(child, message);
    });
    const hello = {
      protocolVersion: PROTOCOL,
      capabilities: { roots: {} },
      clientInfo: { name: 'chat', version: '1' },
    };
    const ready = this.request(child, 'initialize', hello).answer.then(() => {
      this.write(child, { method: 'notifications/initialized' });
    });
    return { child, ready };
  }

  private receive(child: ChildProcessWithoutNullStreams, { id, method, result, error }: Message): void {
    if (method !== undefined) {
      if (id !== undefined) this.write(child, { id, ...this.answerTo(method) });
      return;
    }
    if (typeof id !== 'number') return;
    const call = this.calls.get(id);
    this.calls.delete(id);
    if (error === undefined) call?.resolve(result);
    else call?.reject(new Error(error.message));
  }

  /** Answers a request of the server. */
  private answerTo(method: string): Pick<Message, 'result'> | { readonly error: object } {
    switch (method) {
      case 'roots/list':
        return { result: { roots: this.options.roots().map((uri) => ({ uri })) } };
      case 'ping':
        return { result: {} };
      default:
        return { error: { code: METHOD_NOT_FOUND, message: method } };
    }
  }

  private request(
    child: ChildProcessWithoutNullStreams,
    method: string,
    params: object,
  ): { readonly id: number; readonly answer: Promise<unknown> } {
    const id = ++this.lastId;
    const answer = new Promise((resolve, reject) => {
      this.calls.set(id, { resolve, reject });
    });
    this.write(child, { id, method, params });
    return { id, answer };
  }

  private write(child: ChildProcessWithoutNullStreams, message: object): void {
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  }
}

/** Reads a line of the server; undefined where it is no message, such as a remark that a wrapper printed. */
function messageIn(line: string): Message | undefined {
  try {
    const message: unknown = JSON.parse(line);
    return typeof message === 'object' && message !== null ? message : undefined;
  } catch {
    return undefined;
  }
}

/** Returns the texts of an answer. */
function textOf(result: unknown): string {
  const { content = [] } = result as {
    readonly content?: readonly { readonly type: string; readonly text?: string }[];
  };
  return content.flatMap(({ type, text }) => (type === 'text' && text !== undefined ? [text] : [])).join('\n');
}
