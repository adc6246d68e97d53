/** `mixture-lens mcp`: the tools for agents, over the Model Context Protocol. */
import { resolve } from 'node:path';
import { Command } from 'commander';
import { isFolder } from '../../disk/access/grantedFile';
import { UsageError } from '../usageError';

export function mcpCommand(): Command {
  return new Command('mcp')
    .description('Serve the tools for agents over the Model Context Protocol, on standard input and output.')
    .option(
      '--root <FOLDER>',
      'folder that the tools may read, beside those that the client grants; may be repeated (default: the working ' +
        'directory, if the client does not support roots)',
      (folder: string, before: readonly string[] = []) => [...before, folder],
    )
    .action(async ({ root = [] }: { readonly root?: readonly string[] }) => {
      for (const folder of root)
        if (!(await isFolder(folder))) throw new UsageError(`${folder}: no such folder; check the path of --root`);
      const { serveAgents } = await import('../../main.mcp');
      await serveAgents(root.map((folder) => resolve(folder)));
    });
}
