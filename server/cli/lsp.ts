/** `mixture-lens lsp --stdio`: the language server for any client. */
import { join } from 'node:path';
import { Command } from 'commander';
import { createConnection, ProposedFeatures, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { startServer } from '../lsp/server';

export function lspCommand(): Command {
  return new Command('lsp')
    .description('Run the language server, for any editor that speaks the Language Server Protocol.')
    .option('--stdio', 'talk over standard input and output (the only way, so it may be left out)')
    .action(() => {
      const connection = createConnection(ProposedFeatures.all, new StreamMessageReader(process.stdin), new StreamMessageWriter(process.stdout));
      startServer(connection, join(__dirname, 'worker.cjs'));
    });
}
