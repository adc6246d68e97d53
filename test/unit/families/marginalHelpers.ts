/** Columns, marginals, statistics, losses and log densities, shared by the tests of families. */
import assert from 'node:assert/strict';
import type { MatrixColumn } from '../../../server/core/data/matrix';
import type { Estimate, Marginal } from '../../../server/core/families/family';
import { families, type FamilyName } from '../../../server/core/families/registry';
import { mixedMatrix } from '../mixture/mixtureTables';

const columns = new Map(mixedMatrix(300, 5).columns.map((column) => [column.family, column]));

/** Returns a column of 300 rows of a family, with missing cells. */
export function columnOf(name: FamilyName): MatrixColumn {
  return columns.get(name) ?? assert.fail(`mixedMatrix has no column of the family ${name}`);
}

export function logDensity(marginal: Marginal, theta: Float64Array, values: readonly number[]): number[] {
  const out = new Float64Array(values.length);
  marginal.addLogDensity(theta, 0, Float64Array.from(values), 0, values.length, out, 0);
  return [...out];
}

/** Returns the sufficient statistics about θ of the rows `from` to `to` − 1, with a posterior for each row. */
export function statisticsOf(
  marginal: Marginal,
  theta: Float64Array,
  values: Float64Array,
  posterior: Float64Array,
  [from, to]: readonly [from: number, to: number] = [0, values.length],
): Float64Array {
  const statistics = new Float64Array(marginal.statisticCount);
  marginal.accumulate(theta, 0, values, from, to - from, posterior, from, statistics, 0);
  return statistics;
}

/** Returns −Σ r log p(x | θ) − log prior, which the M step minimises. */
export function loss(
  marginal: Marginal,
  theta: Float64Array,
  values: Float64Array,
  posterior: Float64Array,
  estimate: Estimate,
): number {
  const out = new Float64Array(values.length);
  marginal.addLogDensity(theta, 0, values, 0, values.length, out, 0);
  return (
    -out.reduce((sum, log, n) => sum + posterior[n] * log, 0) - (estimate === 'map' ? marginal.logPrior(theta, 0) : 0)
  );
}

/** Returns the negative binomial marginal of a column of this mean. */
export function negativeBinomialOf(mean: number, strength = 1): Marginal {
  return families.negativeBinomial.bind({ observed: 1000, missing: 0, mean, sd: 2 * mean, levels: 0 }, 2, strength);
}

export function negativeBinomialTheta(mean: number, size: number): Float64Array {
  return Float64Array.of(Math.log(mean), Math.log(size));
}

/** Returns the sum of a function over the counts 0 to `last`. */
export function sumOverCounts(last: number, at: (x: number) => number): number {
  let sum = 0;
  for (let x = 0; x <= last; x++) sum += at(x);
  return sum;
}
