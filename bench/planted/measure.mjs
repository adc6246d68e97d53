// Measures one table after another. What was measured is kept in out/planted/, so that a run that was ended goes on
// where it was.
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cache, repository } from '../core.mjs';
import { wholeRun } from '../processes.mjs';
import { nameOf } from './design.mjs';
import { generate } from './generate.mjs';
import { essence, judged } from './judge.mjs';

const kept = join(repository, 'out/planted');
const PROGRESS_SECONDS = 15;

const digest = (...parts) =>
  parts
    .reduce((hash, part) => hash.update(part), createHash('sha256'))
    .digest('hex')
    .slice(0, 16);

/**
 * Judges every table by a build of the command line, and hands it to the peers.
 * @param {{ cli: string, peers?: { version: string, program: string, judge: Function }, threads?: number, fresh?:
 * boolean, dump?: string, tell: Function }} options
 * @returns {Promise<{ spec, ours, peers }[]>} numbers that can be added up; `error` stands where a program failed
 */
export async function measure(specs, { cli, peers, threads = 1, fresh = false, dump, tell }) {
  const ours = memory(`ours-${buildOf(cli)}-${threads}`, fresh);
  const theirs = peers === undefined ? undefined : memory(`peers-${digest(peers.version, peers.program)}`, fresh);
  const file = join(cache, `planted-${process.pid}.csv`);
  const progress = progressOf(specs.length, tell);
  const results = [];
  try {
    for (const spec of specs) {
      const table = generate(spec, spec.seed);
      writeFileSync(file, table.csv);
      if (dump !== undefined) dumpInto(dump, spec, table);
      // Each has one thread, and with two cores neither waits for the other.
      const [report, others] = await Promise.all([
        ours.get(digest(table.csv), () => fitted(cli, file, threads)),
        theirs?.get(digest(table.csv), () => peers.judge(file, table)),
      ]);
      results.push({
        spec,
        error: report.error,
        ours: judgedOr(spec, table, report),
        peers: judgedPeers(spec, table, others),
      });
      progress(spec);
    }
  } finally {
    rmSync(file, { force: true });
  }
  return results;
}

/** A file of lines, one for each answer; a line that was cut off is left out. */
function memory(name, fresh) {
  mkdirSync(kept, { recursive: true });
  const path = join(kept, `${name}.jsonl`);
  if (fresh) rmSync(path, { force: true });
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  const known = new Map(
    lines
      .filter((line) => line.endsWith('}'))
      .map((line) => JSON.parse(line))
      .map(({ key, answer }) => [key, answer]),
  );
  return {
    async get(key, make) {
      if (!known.has(key)) {
        known.set(key, await make());
        appendFileSync(path, `${JSON.stringify({ key, answer: known.get(key) })}\n`);
      }
      return known.get(key);
    },
  };
}

/** Tells builds apart by what they run, not by where they lie. */
function buildOf(cli) {
  if (!existsSync(cli)) throw new Error(`${cli} is not there; build it with "npm run build"`);
  const folder = dirname(cli);
  const parts = readdirSync(folder)
    .filter((name) => /\.(cjs|wasm)$/.test(name))
    .sort();
  return digest(...parts.map((name) => readFileSync(join(folder, name))));
}

async function fitted(cli, file, threads) {
  try {
    const { answer, seconds } = await wholeRun(process.execPath, [
      cli,
      'fit',
      file,
      '--json',
      '--quiet',
      '--threads',
      String(threads),
    ]);
    return { ...essence(answer), seconds };
  } catch (error) {
    return { error: error.message.split('\n')[0] };
  }
}

function judgedOr(spec, table, report) {
  return judged({ spec, ...table }, report.error === undefined ? report : { findings: [], seconds: 0 });
}

/** By program; one that could not be run on this table has no entry. */
function judgedPeers(spec, table, answers = {}) {
  const able = Object.entries(answers).filter(([, answer]) => answer.findings !== undefined);
  return Object.fromEntries(able.map(([name, answer]) => [name, judged({ spec, ...table }, answer)]));
}

function dumpInto(folder, spec, { csv, planted, columns }) {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, nameOf(spec).replaceAll(',', '_'));
  writeFileSync(`${path}.csv`, csv);
  writeFileSync(`${path}.json`, `${JSON.stringify({ spec, columns, planted }, undefined, 1)}\n`);
}

function progressOf(files, tell) {
  let [done, told] = [0, performance.now()];
  const began = told;
  return (spec) => {
    done += 1;
    const now = performance.now();
    if (now - told < 1000 * PROGRESS_SECONDS && done < files) return;
    told = now;
    tell(`${done} of ${files} files, ${((now - began) / 60_000).toFixed(1)} minutes, ${nameOf(spec)}`);
  };
}
