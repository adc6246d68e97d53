/** Small texts and a check of fits, shared by the tests of edge cases. */
import assert from 'node:assert/strict';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import type { FitOutput } from '../../../server/pipeline/fitTable';
import { rowFindings } from '../../../server/protocol/report/report';

/** CSV text of columns by name. */
export function csv(columns: Readonly<Record<string, readonly (number | string)[]>>): string {
  const names = Object.keys(columns);
  return (
    `${names.join(',')}\n` +
    `${columns[names[0]].map((_, row) => names.map((name) => columns[name][row]).join(',')).join('\n')}\n`
  );
}

/** Standard normal numbers. */
export function numbers(rows: number, seed: number): number[] {
  const random = seededRandom(seed, 0xed9e);
  return Array.from({ length: rows }, () => normalDeviate(random));
}

/** Two columns of two groups; every third row is in the upper one. */
export function groups(rows: number, seed: number): { x: number[]; y: number[] } {
  const shift = (value: number, n: number): number => value + (n % 3 === 0 ? 8 : 0);
  return { x: numbers(rows, seed).map(shift), y: numbers(rows, seed + 1).map(shift) };
}

/** Asserts that every number of a fit and its judgement is finite and that posteriors are probabilities. */
export function assertSound({ report, judgement }: FitOutput): void {
  assert.ok(Number.isFinite(report.nlml) && Number.isFinite(report.bic), `NLML ${report.nlml}`);
  assert.ok(judgement.logDensity.every(Number.isFinite));
  assert.ok(judgement.posterior.every((p) => p >= 0 && p <= 1));
  assert.ok(judgement.tail.every((p) => p > 0 && p <= 1));
  for (let n = 0; n < judgement.rows; n++) {
    const sum = judgement.posterior.subarray(n * judgement.k, (n + 1) * judgement.k).reduce((a, b) => a + b, 0);
    assert.ok(Math.abs(sum - 1) < 1e-12, `posteriors of row ${n} sum to ${sum}`);
  }
  for (const { cells } of rowFindings(report.findings))
    for (const { interval, expected } of cells)
      assert.ok([expected, ...interval].every((x) => typeof x === 'string' || Number.isFinite(x)));
}
