/** The built server for agents, driven by the client of the SDK. */
import assert from 'node:assert/strict';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { ListRootsRequestSchema, type CallToolResult, type Progress } from '@modelcontextprotocol/sdk/types.js';
import { CLI_PATH } from './commandLine';

export interface AgentOptions {
  /** Working directory of the server. */
  readonly cwd: string;
  readonly args?: readonly string[];
  /** URIs of the roots that the client grants, read at each request; left out: the client has no roots. */
  readonly roots?: readonly string[];
}

/** Result of a tool that succeeded. */
export interface Answer<T> {
  readonly text: string;
  readonly content: T;
}

export class Agent {
  private constructor(
    readonly client: Client,
    private readonly transport: StdioClientTransport,
  ) {}

  static async start({ cwd, args = [], roots }: AgentOptions): Promise<Agent> {
    const client = new Client(
      { name: 'test', version: '1' },
      { capabilities: roots ? { roots: { listChanged: true } } : {} },
    );
    if (roots) client.setRequestHandler(ListRootsRequestSchema, () => ({ roots: roots.map((uri) => ({ uri })) }));
    // The server must not compile code from strings.
    const flags = ['--disallow-code-generation-from-strings'];
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [...flags, CLI_PATH, 'mcp', ...args],
      cwd,
      stderr: 'pipe',
    });
    await client.connect(transport);
    // The client checks structured answers against the output schemas once it knows them.
    await client.listTools();
    return new Agent(client, transport);
  }

  get pid(): number {
    return this.transport.pid ?? 0;
  }

  /** Calls a tool that has to succeed. */
  async call<T = Record<string, unknown>>(name: string, given: Readonly<Record<string, unknown>>): Promise<Answer<T>> {
    const result = await this.result(name, given);
    assert.notEqual(result.isError, true, textOf(result));
    return { text: textOf(result), content: result.structuredContent as T };
  }

  /** Calls a tool that has to refuse. Returns its one line. */
  async refusal(name: string, given: Readonly<Record<string, unknown>>): Promise<string> {
    const result = await this.result(name, given);
    assert.equal(result.isError, true, textOf(result));
    return textOf(result);
  }

  async result(
    name: string,
    given: Readonly<Record<string, unknown>>,
    options: { readonly signal?: AbortSignal; readonly onprogress?: (progress: Progress) => void } = {},
  ): Promise<CallToolResult> {
    return (await this.client.callTool({ name, arguments: { ...given } }, undefined, options)) as CallToolResult;
  }

  async stop(): Promise<void> {
    await this.client.close();
  }
}

function textOf({ content }: CallToolResult): string {
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
}

/** Gives the tests of a `describe` a server. @param options evaluated before the first test */
export function useAgent(options: () => AgentOptions): { readonly agent: Agent } {
  const holder: { agent: Agent } = { agent: undefined as never };
  before(async () => {
    holder.agent = await Agent.start(options());
  });
  after(() => holder.agent.stop());
  return holder;
}
