// Builds the programs before the npm package is packed, unless they are there: pre-commit and `npm install` of a clone
// pack a repository that nobody has built.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './children.mjs';

const repository = join(import.meta.dirname, '..');
if (!existsSync(join(repository, 'dist/server/cli.cjs')))
  process.exitCode = await run(process.execPath, ['esbuild.mjs', '--production'], {
    cwd: repository,
    // Standard output belongs to "npm pack".
    stdio: ['ignore', process.stderr, 'inherit'],
  });
