// dBoost beside us: two of its models with the settings that it suggests itself.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pythonWith } from '../interpreters.mjs';
import { measures } from './judge.mjs';

/** Its mixtures need a scikit-learn from before 2018. */
const MODELS = [
  ['--gaussian', '3'],
  ['--histogram', '0.8', '0.2'],
];
const LIMIT = 120_000;

/** @returns a line for each of its models that came to an end */
export function byDBoost(directory, { rows, names }, errors) {
  const python = pythonWith('sklearn');
  const folder = mkdtempSync(join(tmpdir(), 'dirty-'));
  const file = join(folder, 'rows.csv');
  writeFileSync(
    file,
    rows
      .map((row) => row.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(','))
      .join('\n') + '\n',
  );
  try {
    return MODELS.flatMap((model) => {
      const run = spawnSync(python ?? 'python3', [join(import.meta.dirname, 'dboost.py'), directory, file, ...model], {
        encoding: 'utf8',
        maxBuffer: 2 ** 30,
        timeout: LIMIT,
      });
      const name = `dBoost ${model.join(' ').slice(2)}`;
      if (run.status !== 0) {
        process.stderr.write(`${name}: ${run.error?.message ?? run.stderr.trim().split('\n').at(-1)}\n`);
        return [];
      }
      const told = run.stdout
        .trim()
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => line.split(' ').map(Number))
        .filter(([, column]) => column < names.length)
        .map(([row, column]) => ({ row, column }));
      return [{ name, ...measures(told, errors) }];
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
