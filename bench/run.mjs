// How fast Mixture Lens is, beside other programs in the same run: `npm run bench` writes the tables of
// docs/performance.md.
//
//   npm run bench                      everything; about half an hour on two idle cores
//   npm run bench -- --quick           everything with a tenth of the rows, printed and not written; some minutes
//   npm run bench -- job auto          these parts, printed
//   npm run bench -- job --write       these parts, written into the document
//   npm run bench -- --pairs 9         another number of pairs
//   npm run bench -- planted           tables with planted errors, written into docs/accuracy.md; half an hour, and never run unnamed
//
// A part is a module of `parts/`, `editor/`, `panel/`, `scan/` or `planted/` that exports `name`, `title` and
// `run({ quick, pairs, found, tell })`, which answers `{ rows }` or `{ tables: [{ caption, rows, texts }] }`, and if it
// likes `versions` and `notes`, lists of lines, and `absent`, the programs that it went without. Rows are objects, and
// their keys the heads of the table, of which the first (`texts` of them) are words. A part with `onlyNamed` waits to
// be named; one with a `target`, `{ document, begin, end }`, is written there whenever all of it was measured.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { findPeers } from './inMemory.mjs';
import { machineLine } from './machine.mjs';
import { replaceBetween, table } from './markdown.mjs';
import { version } from './ours.mjs';

const document = join(import.meta.dirname, '../docs/performance.md');
const folders = ['parts', 'scan', 'editor', 'panel', 'planted'];
const ORDER = [
  'iteration',
  'job',
  'files',
  'memory',
  'auto',
  'small',
  'shuttle',
  'scan',
  'growth',
  'editor',
  'panel',
  'planted',
];
const PAIRS = 5;

const tell = (line) => process.stderr.write(`bench: ${line}\n`);

async function main() {
  const { names, quick, pairs, write } = options();
  const parts = await findParts();
  const unknown = names.find((one) => !parts.some(({ name }) => name === one));
  if (unknown !== undefined)
    throw new Error(`there is no part "${unknown}"; the parts are ${parts.map(({ name }) => name).join(', ')}`);
  const wanted = parts.filter(({ name, onlyNamed }) => names.includes(name) || (names.length === 0 && !onlyNamed));
  // The parts that only run when named look for their own.
  const found = wanted.every(({ onlyNamed }) => onlyNamed) ? { absent: [] } : findPeers(tell);
  // Before the first part: what the parts put on the machine is not to be told as somebody else's.
  const machine = machineLine();
  for (const part of wanted) {
    const text = await measured(part, machine, { quick, pairs, found, tell: (line) => tell(`${part.name}: ${line}`) });
    if (text === undefined) continue;
    process.stdout.write(`## ${part.title ?? part.name}\n\n${text}\n\n`);
    if (write || (part.target !== undefined && !quick)) publish(part, text);
  }
}

function options() {
  const { values, positionals: names } = parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      pairs: { type: 'string', default: String(PAIRS) },
    },
  });
  const pairs = Number(values.pairs);
  if (!Number.isSafeInteger(pairs) || pairs < 1)
    throw new Error(`--pairs ${values.pairs}: it must be a whole number from 1`);
  if (values.write && values.quick)
    throw new Error('--write and --quick do not go together: only figures of the whole sizes are written');
  return {
    names,
    quick: values.quick,
    pairs,
    write: values.write || (names.length === 0 && !values.quick && pairs >= PAIRS),
  };
}

/** Scripts that stand in the same folders and export no `name` are left alone. */
async function findParts() {
  const files = folders
    .map((folder) => join(import.meta.dirname, folder))
    .filter(existsSync)
    .flatMap((folder) =>
      readdirSync(folder)
        .filter((file) => file.endsWith('.mjs'))
        .sort()
        .map((file) => join(folder, file)),
    );
  // Importing a script would run it.
  const isPart = (file) => /^export const name\b/m.test(readFileSync(file, 'utf8'));
  const parts = await Promise.all(files.filter(isPart).map((file) => import(pathToFileURL(file).href)));
  const place = ({ name }) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  return parts.sort((a, b) => place(a) - place(b));
}

/** The part as Markdown; undefined if it failed, which is told and makes the whole run fail in the end. */
async function measured(part, machine, given) {
  const began = performance.now();
  try {
    const { rows, tables = [{ rows }], versions = [], notes = [], absent = given.found.absent } = await part.run(given);
    given.tell(`${((performance.now() - began) / 60_000).toFixed(1)} minutes`);
    const left = absent.length === 0 ? '' : ` Not installed and left out: ${absent.join(', ')}.`;
    const about =
      `${new Date().toISOString().slice(0, 10)}; ${machine}; Mixture Lens ` +
      `${version}${versions.map((one) => `, ${one}`).join('')}.${left}`;
    return [
      about,
      ...(notes.length === 0 ? [] : [notes.join(' ')]),
      ...tables
        .filter((one) => one.rows.length > 0)
        .flatMap((one) => [...(one.caption === undefined ? [] : [`**${one.caption}**`]), tableOf(one)]),
    ].join('\n\n');
  } catch (error) {
    given.tell(`failed: ${error.message.split('\n')[0]}`);
    process.exitCode = 1;
    return undefined;
  }
}

function tableOf({ rows, texts = 1 }) {
  const head = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return table(
    head,
    rows.map((row) => head.map((key) => row[key] ?? '')),
    texts,
  );
}

function publish({ name, target }, text) {
  const own = {
    document,
    begin: `<!-- bench ${name}: begin, written by npm run bench -->`,
    end: `<!-- bench ${name}: end -->`,
  };
  const { document: file, begin, end } = target ?? own;
  if (!readFileSync(file, 'utf8').includes(begin)) {
    tell(`${name}: not written, docs/${basename(file)} has no lines for it`);
    return;
  }
  replaceBetween(file, begin, end, text);
  tell(`${name}: written into docs/${basename(file)}`);
}

main().catch((error) => {
  tell(error.message.split('\n')[0]);
  process.exitCode = 1;
});
