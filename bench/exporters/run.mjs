// Tables that real programs export, and whether they are read as they were put in: node bench/exporters/run.mjs [--only
// NAME] [--keep FOLDER]
//
// Each program is given the values of known.mjs, and exports them in its usual ways. Programs that are not installed
// are left out; the script installs nothing. Exports that cannot be read rightly yet say why (`open`). A module of
// `programs/` exports by default a list of `{ name, install, find(), exports(folder, version) }`: `find` answers the
// program's version, or undefined where it is not there, `exports` a list of what check.mjs is to look at.
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { table } from '../markdown.mjs';
import { complaintsAbout } from './check.mjs';

const programsFolder = join(import.meta.dirname, 'programs');
const tell = (line) => process.stderr.write(`exporters: ${line}\n`);

async function main() {
  const {
    values: { only, keep },
  } = parseArgs({ options: { only: { type: 'string' }, keep: { type: 'string' } } });
  const all = await findPrograms();
  const wanted = only === undefined ? all : all.filter(({ name }) => name.toLowerCase() === only.toLowerCase());
  if (wanted.length === 0)
    throw new Error(`there is no program "${only}"; the programs are ${all.map(({ name }) => name).join(', ')}`);
  const folder = keep === undefined ? mkdtempSync(join(tmpdir(), 'mixture-lens-exporters-')) : resolve(keep);
  try {
    const results = [];
    for (const program of wanted) results.push(...(await resultsOf(program, folder)));
    process.stdout.write(`${table(['program', 'version', 'export', 'read'], results, 4)}\n`);
    const count = (isSo) => results.filter(([, , , read]) => isSo(read)).length;
    const [right, open] = [count((read) => read === RIGHT), count((read) => read.startsWith(OPEN))];
    const wrong = results.length - right - open;
    process.stdout.write(`\n${right} of ${results.length} exports are read right, ${open} are known not to be.\n`);
    if (wrong > 0) process.exitCode = 1;
  } finally {
    if (keep === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

const RIGHT = 'right';
const OPEN = 'not yet: ';

async function findPrograms() {
  const files = readdirSync(programsFolder)
    .filter((file) => file.endsWith('.mjs'))
    .sort();
  const modules = await Promise.all(files.map((file) => import(pathToFileURL(join(programsFolder, file)).href)));
  return modules.flatMap((module) => module.default);
}

/** A row of the table for each export. */
async function resultsOf({ name, install, find, exports }, parent) {
  const version = find();
  if (version === undefined) {
    tell(`${name} is not installed: ${install}`);
    return [];
  }
  tell(`${name} ${version}`);
  const folder = join(parent, name.replaceAll(/\W/g, ''));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    return (await exports(folder, version)).map((one) => [name, version, one.name, verdict(one)]);
  } catch (error) {
    return [[name, version, '', `failed: ${error.message.split('\n')[0]}`]];
  }
}

function verdict(one) {
  try {
    const complaints = complaintsAbout(one);
    if (one.open !== undefined)
      return complaints.length > 0 ? OPEN + one.open : `right, though it is told not to be: ${one.open}`;
    return complaints.length === 0 ? RIGHT : complaints.join('; ');
  } catch (error) {
    return `failed: ${error.message.split('\n')[0]}`;
  }
}

main().catch((error) => {
  tell(error.message.split('\n')[0]);
  process.exitCode = 1;
});
