/** Offers the tools for agents to the chat of a VS Code that has tools, but no servers for agents (1.95 to 1.100). */
import type { CancellationToken, Disposable } from 'vscode';
import { AgentProcess, type AgentProcessOptions } from './agentProcess';
import type { AgentApi } from './agentTools';

/** Prefix of the tools' names in the manifest. */
export const TOOL_PREFIX = 'mixtureLens_';

/** Arguments of a call. */
interface Invocation {
  readonly input: object;
}

/** The part of the API that VS Code has since 1.95; the extension runs in 1.91, too. */
export interface ChatApi extends AgentApi {
  readonly lm?: AgentApi['lm'] & {
    readonly registerTool?: (
      name: string,
      tool: { invoke(invocation: Invocation, token: CancellationToken): Promise<object> },
    ) => Disposable;
  };
  readonly LanguageModelTextPart?: new (text: string) => object;
  readonly LanguageModelToolResult?: new (parts: readonly object[]) => object;
}

/**
 * Registers the tools of the manifest, each answered by the server for agents.
 *
 * @param names of the tools, with their prefix
 * @returns undefined where VS Code is too old, or asks the server itself
 */
export function offerChatTools(
  api: ChatApi,
  names: readonly string[],
  options: AgentProcessOptions,
): Disposable | undefined {
  const { lm, LanguageModelTextPart: Text, LanguageModelToolResult: Result } = api;
  if (typeof lm?.registerMcpServerDefinitionProvider === 'function') return undefined;
  if (typeof lm?.registerTool !== 'function' || Text === undefined || Result === undefined) return undefined;
  const server = new AgentProcess(options);
  const register = lm.registerTool.bind(lm);
  const tools = names.map((name) =>
    register(name, {
      invoke: async ({ input }, token) => {
        const text = await server.call(name.slice(TOOL_PREFIX.length), input, signalOf(token));
        return new Result([new Text(text)]);
      },
    }),
  );
  return {
    dispose: () => {
      for (const tool of tools) tool.dispose();
      server.dispose();
    },
  };
}

function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  token.onCancellationRequested(() => {
    controller.abort();
  });
  return controller.signal;
}
