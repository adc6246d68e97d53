// Writes a CycloneDX 1.6 list of the packages that are bundled into dist/. The build calls it with esbuild's metafile.
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { repository } from './workbench.mjs';

/**
 * Writes the list, the same for the same packages: it has no time, no serial number and no path of the machine.
 *
 * @param metafile path of esbuild's metafile, with paths from the root of the repository
 * @throws Error if the list cannot be made.
 */
export async function writeSbom(metafile, file) {
  const library = dirname(createRequire(import.meta.url).resolve('@cyclonedx/cyclonedx-esbuild'));
  const program = join(library, '..', 'bin', 'cyclonedx-esbuild-cli.js');
  // Its validation needs another version of ajv than npm may put beside it; test/protocol/packages.test.ts validates.
  const options = ['--spec-version', '1.6', '--output-reproducible', '--no-validate', '--output-file', file];
  await promisify(execFile)(process.execPath, [program, ...options, metafile], { cwd: repository });
  describeProduct(file);
}

/** The manifest's description is a key of package.nls.json, which only VS Code looks up. */
function describeProduct(file) {
  const list = JSON.parse(readFileSync(file, 'utf8'));
  const { description } = JSON.parse(readFileSync(join(repository, 'package.nls.json'), 'utf8'));
  list.metadata.component.description = description;
  writeFileSync(file, `${JSON.stringify(list, undefined, 1)}\n`);
}
