/** `mixture-lens lsp --stdio`: the language server for any client. */
import { Command } from 'commander';

export function lspCommand(): Command {
  return new Command('lsp')
    .description('Run the language server for any editor that supports the Language Server Protocol.')
    .option('--stdio', 'use standard input and output (the only transport, so it may be omitted)')
    .action(async () => {
      // The server starts when it is imported, and reads its transport from process.argv.
      if (!process.argv.includes('--stdio')) process.argv.push('--stdio');
      await import('../../main.node');
    });
}
