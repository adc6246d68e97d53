// Time of each part of judging, and the longest that a part runs between two pauses:
// `node bench/judging.mjs [rows] [shares of missing cells]`, by default 1000000 rows and 0,0.01.
// Rows of 10 normal columns are drawn from 5 components, which are then taken for fitted. What is measured is core as
// the bundler makes it: run from its sources it is half as fast.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import esbuild from 'esbuild';

const repository = join(import.meta.dirname, '..');
const modules = [
  'judging/surprisingCells',
  'judging/fittedModel',
  'judging/rowJudgement',
  'judging/tails/surprise',
  'data/missingPatterns',
  'mixture/expectation',
  'mixture/model',
  'judging/tails/draws',
  'contamination/errorChannel',
  'numeric/generators',
  'numeric/random',
  'schema/encoding/facts',
];
const bundle = join(repository, 'dist/bench/judging.cjs');
esbuild.buildSync({
  stdin: {
    contents: modules.map((path) => `export * from './server/core/${path}';`).join('\n'),
    resolveDir: repository,
    loader: 'ts',
  },
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  outfile: bundle,
});
const {
  affordableDraws,
  cleanChannels,
  complete,
  expectation,
  factsOf,
  fittedModel,
  judge,
  judgeRow,
  neutralMixture,
  rowPatterns,
  sampleRows,
  score,
  seededRandom,
  shapeOf,
  simulateTails,
  surprisingCells,
} = createRequire(import.meta.url)(bundle);

const K = 5;
const COLUMNS = 10;
const ROUNDS = 3;

const rows = Number(process.argv[2] ?? 1_000_000);
const shares = (process.argv[3] ?? '0,0.01').split(',').map(Number);
for (const share of shares) measure(share);

function measure(share) {
  process.stdout.write(
    `\n${rows} rows of ${COLUMNS} columns, ${100 * share} % of the cells missing, K = ${K}: ` +
      `milliseconds, medians of ${ROUNDS}\n`,
  );
  const { mixture, matrix, schema } = drawn(share);
  const encoded = { matrix, repeated: [], badCells: [], badCellCount: 0 };
  const { statistics } = timed('one EM pass, for comparison', () => expectation(mixture, matrix));
  const fitted = { fit: { mixture, statistics, k: K }, channels: cleanChannels(matrix), keptCells: matrix };
  const patterns = timed('patterns of missing cells', () => rowPatterns(matrix));
  process.stdout.write(`  (${patterns.patterns.length} patterns)\n`);
  const draws = affordableDraws(mixture.shape, patterns.patterns.length);
  timed('simulated draws', () => simulateTails(mixture, patterns.patterns, draws, 0));
  timed('posteriors and log densities', () => score(mixture, matrix));
  const model = timed('the model in all', () => fittedModel(fitted, schema, 0, 0.01, patterns));
  const copy = ({ posterior, logDensity }) => ({ posterior: posterior.slice(), logDensity: logDensity.slice() });
  const scores = complete(score(mixture, matrix));
  const { suspects } = timed('judging, scores known', () => judge(model, encoded, patterns, copy(scores)));
  timed('judging in all', () => judge(model, encoded, patterns));
  const unlikely = [...new Set(suspects.rows)].slice(0, 1000);
  timed(`surprising cells of ${unlikely.length} rows`, () => cellsOf(model, matrix, unlikely));
}

function drawn(share) {
  const random = seededRandom(1);
  const facts = Array.from({ length: COLUMNS }, () => ({ observed: rows, missing: 0, mean: 0, sd: 2, levels: 0 }));
  const mixture = neutralMixture(
    shapeOf(
      facts.map((own) => ({ family: 'normal', facts: own })),
      K,
    ),
  );
  for (let k = 0; k < K; k++) mixture.theta[k] = Math.log((k + 1) / ((K * (K + 1)) / 2));
  for (const { parameters } of mixture.shape.columns) {
    for (let k = 0; k < K; k++) mixture.theta.set([6 * random() - 3, Math.log(0.7 + random())], parameters + 2 * k);
  }
  const { columns } = sampleRows(mixture, rows, random);
  for (const { values } of columns) for (let n = 0; n < rows; n++) if (random() < share) values[n] = NaN;
  const matrix = {
    rows,
    columns: columns.map(({ values }, d) => ({
      name: `x${d}`,
      family: 'normal',
      facts: factsOf(values, 0),
      levels: [],
      values,
    })),
  };
  const schema = matrix.columns.map(({ name }, index) => ({
    name,
    index,
    kind: 'normal',
    reason: '',
    missing: 0,
    levels: [],
  }));
  return { mixture: { shape: shapeOf(matrix.columns, K), theta: mixture.theta }, matrix, schema };
}

function* cellsOf(model, matrix, unlikely) {
  const found = [];
  for (const row of unlikely) {
    found.push(surprisingCells(judgeRow(model, matrix, row).cells));
    yield undefined;
  }
  return found;
}

function timed(name, begin) {
  const times = [];
  let longest = 0;
  let result;
  for (let round = 0; round < ROUNDS; round++) {
    const cpu = process.cpuUsage();
    const work = begin();
    for (;;) {
      const began = performance.now();
      const step = work.next();
      if (round > 0) longest = Math.max(longest, performance.now() - began);
      if (step.done) {
        result = step.value;
        break;
      }
    }
    const { user, system } = process.cpuUsage(cpu);
    times.push((user + system) / 1000);
  }
  const median = times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
  process.stdout.write(
    `${name.padEnd(40)} ${median.toFixed(0).padStart(6)}   longest without a pause ${longest.toFixed(1)}\n`,
  );
  return result;
}
