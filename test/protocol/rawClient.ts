/** Messages to the built server without a client library in between. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { SERVER } from './client';

/** A message of the protocol as it stands on the wire. */
export interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly message?: string };
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** A client that sends exactly what a test says. */
export class RawClient {
  readonly logged: string[] = [];
  readonly server: ChildProcessWithoutNullStreams = spawn(process.execPath, [SERVER, '--stdio']);
  private readonly writer = new StreamMessageWriter(this.server.stdin);
  private readonly answers = new Map<number, (message: Message) => void>();
  private count = 0;

  constructor() {
    new StreamMessageReader(this.server.stdout).listen((message) => {
      const { id, method, params } = message as unknown as Message;
      if (method === 'window/logMessage') this.logged.push(params?.message ?? '');
      if (method === undefined && id !== undefined) this.answers.get(id)?.(message as unknown as Message);
    });
    this.server.stderr.on('data', (data: Buffer) => void this.logged.push(data.toString()));
  }

  async request(method: string, params?: unknown): Promise<Message> {
    const id = ++this.count;
    const answer = new Promise<Message>((resolve) => this.answers.set(id, resolve));
    await this.send({ id, method, params });
    return answer;
  }

  async notify(method: string, params?: unknown): Promise<void> {
    await this.send({ method, params });
  }

  async stop(): Promise<number | null> {
    const exit = once(this.server, 'exit') as Promise<[number | null]>;
    await this.request('shutdown');
    await this.notify('exit');
    return (await exit)[0];
  }

  private async send(message: object): Promise<void> {
    await this.writer.write({ jsonrpc: '2.0', ...message });
  }
}
