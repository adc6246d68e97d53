// How well tail probabilities rank the anomalies of labelled sets, beside Isolation Forest, HBOS, ECOD and MCD:
//
//   node bench/ranking/run.mjs --data DIR                 all sets of a folder, printed
//   node bench/ranking/run.mjs --data DIR --only a,b      these sets
//   node bench/ranking/run.mjs --data DIR --cli PATH      another build than dist/server/cli.cjs
//   node bench/ranking/run.mjs --data DIR --json OUT      writes all numbers to a file as well
//   node bench/ranking/run.mjs --data DIR --limit 120     seconds that a program may take for a set, by default 60
//   node bench/ranking/run.mjs --data DIR --write         writes the tables into docs/accuracy.md
//
// A set is NAME.csv, a table with a header and no labels, and NAME.labels, a line for each of its rows: 1 for an
// anomaly, else 0. The repository holds none of these sets. What calls peers.py is the first Python that has pandas and
// scikit-learn.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { languageVersion, pythonWith } from '../interpreters.mjs';
import { replaceBetween } from '../markdown.mjs';
import { measures } from './measures.mjs';
import { rankOurs, rankPeers } from './rankers.mjs';
import { markdown, means, methods } from './tables.mjs';

const repository = join(import.meta.dirname, '../..');
const document = join(repository, 'docs/accuracy.md');
const [BEGIN, END] = ['<!-- ranking: begin -->', '<!-- ranking: end -->'];

const tell = (line) => process.stderr.write(`ranking: ${line}\n`);

async function main() {
  const { data, cli, only, limit, json, write } = options();
  const python = pythonWith('sklearn', 'pandas');
  if (python === undefined)
    throw new Error(
      'Python with scikit-learn and pandas is not installed; install them with: apt-get install ' +
        'python3-sklearn python3-pandas',
    );
  const sets = [];
  for (const name of namesIn(data, only)) sets.push(await rankSet(data, name, { cli, python, limit }));
  if (sets.length === 0) throw new Error(`${data} has no set: each is NAME.csv with NAME.labels`);
  if (json !== undefined)
    writeFileSync(json, `${JSON.stringify({ cli, limit, sets, means: means(sets) }, undefined, 1)}\n`);
  const text = markdown(sets, [
    `Node.js ${process.versions.node}`,
    languageVersion('Python', python),
    scikitLearn(python),
  ]);
  if (write) replaceBetween(document, BEGIN, END, text);
  process.stdout.write(`${text}\n`);
}

function options() {
  const text = { type: 'string' };
  const { values } = parseArgs({
    options: { data: text, cli: text, only: text, limit: text, json: text, write: { type: 'boolean', default: false } },
  });
  if (values.data === undefined) throw new Error('--data DIR is needed: a folder of NAME.csv and NAME.labels');
  const cli = values.cli ?? join(repository, 'dist/server/cli.cjs');
  if (!existsSync(cli)) throw new Error(`${cli} does not exist; build it with: node esbuild.mjs`);
  const limit = Number(values.limit ?? 60);
  if (!(limit > 0)) throw new Error(`--limit ${values.limit}: it must be a number of seconds`);
  if (values.write && values.only !== undefined) throw new Error('--write takes all sets: leave out --only');
  return { ...values, cli, limit, only: values.only?.split(',') };
}

function namesIn(folder, only) {
  const present = readdirSync(folder)
    .filter((file) => file.endsWith('.labels'))
    .map((file) => file.slice(0, -'.labels'.length));
  const absent = only?.filter((name) => !present.includes(name)) ?? [];
  if (absent.length > 0) throw new Error(`${folder} has no ${absent.map((name) => `${name}.labels`).join(', ')}`);
  return (only ?? present).sort();
}

async function rankSet(folder, name, { cli, python, limit }) {
  const file = join(folder, `${name}.csv`);
  const labels = readFileSync(join(folder, `${name}.labels`), 'utf8')
    .trim()
    .split(/\s+/)
    .map(Number);
  const header = readFileSync(file, 'utf8').split('\n', 1)[0];
  const rankings = { ...(await rankOurs(cli, file, limit)), ...(await rankPeers(python, file, limit)) };
  const found = Object.keys(methods).map((method) => [
    method,
    measured(rankings[method] ?? { failed: `longer than ${limit} s` }, labels),
  ]);
  for (const [method, { failed }] of found) if (failed !== undefined) tell(`${name}, ${methods[method]}: ${failed}`);
  tell(`${name}: ${found.map(([method, { auroc }]) => `${method} ${auroc?.toFixed(3) ?? 'none'}`).join(', ')}`);
  const share = labels.filter((label) => label === 1).length / labels.length;
  return { name, rows: labels.length, columns: header.split(',').length, share, methods: Object.fromEntries(found) };
}

function measured({ scores, seconds, failed }, labels) {
  if (failed !== undefined) return { failed };
  if (scores.length !== labels.length) return { failed: `ranked ${scores.length} rows of ${labels.length}` };
  return { ...measures(scores, labels), seconds };
}

function scikitLearn(python) {
  return (
    'scikit-learn ' +
    `${spawnSync(python, ['-c', 'import sklearn; print(sklearn.__version__)'], { encoding: 'utf8' }).stdout.trim()}`
  );
}

await main().catch((error) => {
  tell(error.message);
  process.exitCode = 1;
});
