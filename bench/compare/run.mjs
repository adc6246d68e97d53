// How rightly `compare` judges pairs of tables that are drawn from known sources: pairs of one source, and pairs whose
// second table has drifted in one way. Writes the tables of docs/accuracy.md.
//
//   node bench/compare/run.mjs            200 pairs of one source, 100 pairs for each drift; a quarter of an hour
//   node bench/compare/run.mjs --few      a tenth of these, to see that it runs; writes nothing
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { load, repository } from '../core.mjs';
import { replaceBetween, table } from '../markdown.mjs';

const { compareDrawn, NAMES, testDrawn } = await load('test/unit/comparison/drawnPairs.ts');

const SIGNIFICANCE = 0.05;
/** The 0.975 quantile of Student's t with 14 degrees of freedom: the level of equal tables comes from 15 deals. */
const QUANTILE = 2.145;
const LOSSES = ['klForward', 'klBackward', 'absolute', 'squared'];
const DRIFTS = [
  ['mean of `width` by 0.2 sd', { shift: 0.2 }, ['width']],
  ['weight of a cluster by 0.05', { weight: 0.45 }, ['width', 'height']],
  ['level `grey` of `colour` doubled, 5 % → 10 %', { colours: [0.45, 0.3, 0.15, 0.1] }, ['colour']],
  ['missing cells of `age`, 5 % → 8 %', { missing: 0.08 }, ['age']],
];

const { values } = parseArgs({ options: { few: { type: 'boolean', default: false }, part: { type: 'string' } } });
const [equalPairs, driftPairs] = values.few ? [20, 10] : [200, 100];

if (values.part === undefined) await main();
else process.stdout.write(JSON.stringify(measure(Number(values.part))));

/** Measures all parts, each in a process of its own. */
async function main() {
  const [equal, ...drifted] = await Promise.all([-1, ...DRIFTS.keys()].map((part) => inProcess(part)));
  const text = [
    table(['pairs of one source, 500 rows each', `of ${equalPairs}`], equal, 1),
    table(
      ['drift, 5,000 rows each', 'found', 'guilty column first', 'clusters found', 'others called changed'],
      DRIFTS.map(([what], i) => [what, ...drifted[i]]),
      1,
    ),
  ].join('\n\n');
  if (values.few) process.stdout.write(`${text}\n`);
  else
    replaceBetween(
      join(repository, 'docs/accuracy.md'),
      '<!-- compare: begin, written by node bench/compare/run.mjs -->',
      '<!-- compare: end -->',
      text,
    );
}

async function inProcess(part) {
  const few = values.few ? ['--few'] : [];
  const { stdout } = await promisify(execFile)(process.execPath, [import.meta.filename, ...few, `--part=${part}`]);
  return JSON.parse(stdout);
}

function measure(part) {
  if (part < 0) return equalTables([500, 500], equalPairs);
  const [, change, guilty] = DRIFTS[part];
  return drift(change, guilty);
}

/** Pairs of one source: how p-values spread, and how often the intervals of the losses cover zero. */
function equalTables(rows, pairs) {
  const covered = Object.fromEntries(LOSSES.map((name) => [name, 0]));
  const smallest = [];
  const single = [];
  for (let seed = 0; seed < pairs; seed++) {
    const comparison = compareDrawn(1000 + seed, {}, { rows, permutations: 499 });
    smallest.push(Math.min(...[...comparison.columns, comparison.clusters, comparison.together].map(({ p }) => p)));
    single.push(comparison.columns[0].raw);
    for (const name of LOSSES) {
      const { value, standardError } = comparison.losses.joint[name];
      const { mean, sd } = comparison.equal[name];
      if (Math.abs(value - mean) <= QUANTILE * Math.hypot(sd, standardError)) covered[name]++;
    }
  }
  return [
    ['p < 0.05 (of all columns together)', smallest.filter((p) => p < SIGNIFICANCE).length],
    ['p < 0.05 for `width` alone, not corrected', single.filter((p) => p < SIGNIFICANCE).length],
    ['Kolmogorov-Smirnov test of even spread: p', kolmogorov(smallest).toFixed(2)],
    ['the same for `width` alone: p', kolmogorov(single).toFixed(2)],
    ...LOSSES.map((name) => [`interval of the loss covers zero: ${name}`, covered[name]]),
  ];
}

function drift(change, guilty) {
  let [found, first, clusters, others] = [0, 0, 0, 0];
  for (let seed = 0; seed < driftPairs; seed++) {
    const { columns, clusters: ofClusters } = testDrawn(2000 + seed, change, { permutations: 199 });
    const named = columns.map((column, j) => ({ ...column, name: NAMES[j] }));
    const isGuilty = ({ name }) => guilty.includes(name);
    const [best] = [...named].sort((a, b) => b.evidence - a.evidence);
    if (named.some((column) => isGuilty(column) && column.p < SIGNIFICANCE)) found++;
    if (isGuilty(best)) first++;
    if (ofClusters.p < SIGNIFICANCE) clusters++;
    others += named.filter((column) => !isGuilty(column) && column.p < SIGNIFICANCE).length;
  }
  return [found, first, clusters, others].map((count) => `${count} of ${driftPairs}`);
}

/** p-value of the largest distance between the distribution of some p-values and the even one (Stephens 1970). */
function kolmogorov(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  const distance = Math.max(...sorted.map((value, i) => Math.max((i + 1) / n - value, value - i / n)));
  const scaled = distance * (Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n));
  let p = 0;
  for (let k = 1; k <= 100; k++) p += 2 * (-1) ** (k - 1) * Math.exp(-2 * k * k * scaled * scaled);
  return Math.min(1, Math.max(0, p));
}
