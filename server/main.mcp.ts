/** The server for agents over standard input and output, as a separate program that `mixture-lens mcp` loads. */
import './mcp/noEval';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { version } from '../package.json';
import { startMcpServer } from './mcp/mcpServer';
import { printableLine } from './words/printable';

/**
 * Serves the client on standard input until it ends. Standard output carries nothing but the protocol.
 *
 * @param folders folders that tools may read, in addition to those that the client grants
 */
export async function serveAgents(folders: readonly string[]): Promise<void> {
  const transport = new StdioServerTransport();
  process.stdin.on('end', () => void transport.close());
  await startMcpServer(transport, {
    programFolder: __dirname,
    version,
    folders,
    workingDirectory: process.cwd(),
    log: (line) => process.stderr.write(`mixture-lens: ${printableLine(line)}\n`),
  });
}
