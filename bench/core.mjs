// The engine's own modules, bundled as the product is.
import { build } from 'esbuild';
import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export const repository = join(import.meta.dirname, '..');
/** Data and bundles; what is in it can be made again. */
export const cache = join(tmpdir(), 'mixture-lens-bench');
mkdirSync(cache, { recursive: true });

/** @param entry path of a module from the repository's root, such as `server/core/numeric/random.ts` */
export async function load(entry) {
  const outfile = join(cache, `${process.pid}-${entry.replaceAll(/\W/g, '-')}.mjs`);
  try {
    await build({
      entryPoints: [join(repository, entry)],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      logLevel: 'warning',
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(outfile, { force: true });
  }
}
