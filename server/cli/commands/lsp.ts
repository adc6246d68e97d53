/** `mixture-lens lsp --stdio`: the language server for any client. */
import { Command } from 'commander';

export function lspCommand(): Command {
  return new Command('lsp')
    .description('Run the language server, for any editor that speaks the Language Server Protocol.')
    .option('--stdio', 'talk over standard input and output (the only way, so it may be left out)')
    .action(async () => {
      // The server finds there how to talk, and starts.
      if (!process.argv.includes('--stdio')) process.argv.push('--stdio');
      await import('../../main.node');
    });
}
