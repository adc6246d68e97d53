/** Offers the tools for agents to the editor's chat, where the version of VS Code knows such servers. */
import type { Disposable } from 'vscode';
import { AGENT_TOOLS } from './ids';

/** A server that VS Code starts; its fields are those of the class of VS Code 1.101. */
type StdioServer = object;

/** The part of the API that VS Code has since 1.101; the extension runs in 1.91, too. */
export interface AgentApi {
  readonly lm?: {
    readonly registerMcpServerDefinitionProvider?: (
      id: string,
      provider: { provideMcpServerDefinitions(): readonly StdioServer[] },
    ) => Disposable;
  };
  readonly McpStdioServerDefinition?: new (
    label: string,
    command: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    version: string,
  ) => StdioServer;
}

/**
 * Registers the server for agents. VS Code starts it when a chat needs it, and grants it the folders of the workspace.
 *
 * @param program path of the built command line
 * @param version of the extension, by which VS Code knows when to ask for the tools again
 * @returns undefined where VS Code is too old
 */
export function offerAgentTools(api: AgentApi, program: string, version: string): Disposable | undefined {
  const { lm, McpStdioServerDefinition: Definition } = api;
  if (typeof lm?.registerMcpServerDefinitionProvider !== 'function' || typeof Definition !== 'function')
    return undefined;
  // The extension host's own program runs as Node.js, also on machines without one.
  const server = (): StdioServer =>
    new Definition('Mixture Lens', process.execPath, [program, 'mcp'], { ELECTRON_RUN_AS_NODE: '1' }, version);
  return lm.registerMcpServerDefinitionProvider(AGENT_TOOLS, { provideMcpServerDefinitions: () => [server()] });
}
