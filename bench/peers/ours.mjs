// Mixture Lens, by its command line.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { csvOf } from './data.mjs';

const repository = join(import.meta.dirname, '../..');
const cli = join(repository, 'dist/server/cli.cjs');

export const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));

/** Whether the command line knows a kind of column. */
export function acceptsKind(kind) {
  const { status, stdout } = call('x\n1\n2\n4\n', ['-k', '1', '--kind', `x=${kind}`]);
  return status === 0 && JSON.parse(stdout).columns[0].kind === kind;
}

/**
 * Fits with the default options, and with as many starts as the others get and a tolerance that parameters can be
 * compared at.
 */
export function fitOurs({ columns, k, starts }) {
  const many = ['--starts', String(starts), '--tolerance', '1e-13', '--max-iterations', '100000'];
  return k.flatMap((count) => [fit(columns, count, 'default', []), { ...fit(columns, count, 'many', many), starts }]);
}

function fit(columns, k, mode, options) {
  const kinds = columns.flatMap(({ name, kind }) => ['--kind', `${name}=${kind}`]);
  const { status, stdout, stderr } = call(csvOf(columns), [
    '-k',
    String(k),
    '--estimate',
    'ml',
    '--delimiter',
    ',',
    ...kinds,
    ...options,
  ]);
  if (status !== 0) return { k, mode, error: stderr.trim() };
  const report = JSON.parse(stdout);
  const rows = columns[0].values.length;
  if (report.rows !== rows) return { k, mode, error: `it read ${report.rows} rows of ${rows}` };
  const weights = report.components.map(({ weight }) => weight);
  const parameters = Object.fromEntries(
    columns.map((column) => [column.name, parametersOf(column, report.components)]),
  );
  return {
    k,
    mode,
    seconds: report.seconds.fit,
    reported: report.nlml,
    reason: report.reason,
    weights,
    columns: parameters,
  };
}

function parametersOf({ name, kind, levels }, components) {
  const each = (value) => components.map(({ columns }) => value(columns[name]));
  if (kind === 'poisson') return { rate: each(({ rate }) => rate) };
  if (kind === 'lognormal') return { mean: each(({ meanlog }) => meanlog), sd: each(({ sdlog }) => sdlog) };
  if (levels === undefined) return { mean: each(({ mean }) => mean), sd: each(({ sd }) => sd) };
  return {
    probabilities: each(({ probabilities }) => Array.from({ length: levels }, (_, level) => probabilities[level + 1])),
  };
}

function call(csv, options) {
  if (!existsSync(cli)) throw new Error(`${cli} is not there; build it with "npm run build"`);
  return spawnSync(process.execPath, [cli, 'fit', '-', '--json', '--quiet', ...options], {
    input: csv,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
}
