/** `mixture-lens lsp --stdio`: the language server for any client. */
import { Command } from 'commander';

export function lspCommand(): Command {
  return new Command('lsp')
    .description('Run the language server, for any editor that speaks the Language Server Protocol.')
    .option('--stdio', 'talk over standard input and output (the only way, so it may be left out)')
    .action(async () => {
      // Only here: its libraries take some time to load.
      const { serve } = await import('./serve');
      serve(__dirname);
    });
}
