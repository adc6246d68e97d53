// Gathers the npm package in a folder: the files that .npmignore lets through, and a manifest without the extension's
// parts, whose texts are keys and whose main program is VS Code's.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';

const repository = join(import.meta.dirname, '..');
/** Fields of package.json that belong to the npm package, too. */
const FIELDS = ['name', 'version', 'license', 'type', 'types', 'exports', 'bin', 'keywords'];

/** Makes the folder anew. */
export function gatherNpmPackage(folder) {
  rmSync(folder, { recursive: true, force: true });
  for (const path of npmFiles()) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(repository, path), join(folder, path));
  }
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(npmManifest(), undefined, 2)}\n`);
}

function npmManifest() {
  const manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
  const { description } = JSON.parse(readFileSync(join(repository, 'package.nls.json'), 'utf8'));
  const { node } = manifest.engines;
  const fields = Object.fromEntries(FIELDS.map((field) => [field, manifest[field]]));
  return { ...fields, description, engines: { node }, sideEffects: false };
}

/** The files of the package, as npm lists them. */
function npmFiles() {
  const { status, stdout, stderr } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: repository,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`npm pack failed: ${stderr}`);
  return JSON.parse(stdout)[0].files.map(({ path }) => path);
}
