/**
 * Surprise of a row: its tail probability P(log p(X) ≤ log p(x)) for X drawn from the model with the same
 * cells observed, by seeded simulation.
 */
import { families } from '../../families/registry';
import type { Matrix } from '../../data/matrix';
import type { Mixture, Shape } from '../../mixture/model';
import { sampleColumns, sampleComponents } from './draws';
import { seededRandom } from '../../numeric/random';
import { boundsAsMissing, type Pattern, type RowPatterns } from '../../data/missingPatterns';
import { quickTable, tailProbabilities, tailProbability, tailTable, type TailTable } from './tails';

export const MOST_DRAWS = 10_000;
export const LEAST_DRAWS = 200;
/** Maximum of patterns × draws × columns × components: as long as a person is willing to wait. */
const MOST_WORK = 2e9;
/** Maximum number of log joint densities in memory, 32 MiB; the rows are drawn again for further patterns. */
const MOST_JOINT_DENSITIES = 2 ** 22;
/** Difference, in nats, from which a component adds less than the precision of a double. */
const NEGLIGIBLE = 40;

/** Ratio of rows to draws from which a table for fast look-up is built. */
const QUICK_TABLE_RATIO = 32;

/** Tail tables by pattern of observed cells; the patterns hold no bounds. */
export type Surprise = ReadonlyMap<Pattern, TailTable>;

/** Returns the number of rows to draw, for this many patterns. */
export function affordableDraws({ k, columns }: Shape, patterns: number): number {
  const affordable = Math.floor(MOST_WORK / (Math.max(1, patterns) * columns.length * k));
  return Math.max(LEAST_DRAWS, Math.min(MOST_DRAWS, affordable));
}

/**
 * Simulates the given patterns; the table of each depends on the draws and the seed alone, not on the other patterns.
 * Yields now and then.
 */
export function* simulateTails(
  mixture: Mixture,
  patterns: readonly Pattern[],
  draws: number,
  seed: number,
): Generator<undefined, Surprise> {
  const { k } = mixture.shape;
  const tables = new Map<Pattern, TailTable>();
  const surprising = patterns.filter((pattern) => pattern.includes('1')).sort();
  const batchSize = Math.max(1, Math.floor(MOST_JOINT_DENSITIES / (draws * k)));
  for (let from = 0; from < surprising.length; from += batchSize) {
    const batch = surprising.slice(from, from + batchSize);
    const joint = yield* drawLogJoint(mixture, batch, draws, seed);
    for (const [i, pattern] of batch.entries()) {
      tables.set(pattern, tailTable(logDensities(draws, joint[i])));
      yield undefined;
    }
  }
  return tables;
}

/**
 * Computes the log joint densities of drawn rows and components, on the families' own scales, one array per pattern:
 * component k's row i is at k × draws + i. The rows are the same for all patterns. No column is stored, since thousands
 * of columns would take gigabytes; patterns share a sum up to the first column in which they differ.
 *
 * @param patterns sorted, without duplicates
 */
function* drawLogJoint(
  mixture: Mixture,
  patterns: readonly Pattern[],
  draws: number,
  seed: number,
): Generator<undefined, readonly Float64Array[]> {
  const {
    shape: { k },
    theta,
  } = mixture;
  const weights = new Float64Array(k * draws);
  for (let j = 0; j < k; j++) weights.fill(theta[j], j * draws, (j + 1) * draws);
  /** Ranges of patterns that have been equal so far: `from` to before `end`. */
  let ranges: readonly { readonly from: number; readonly end: number; readonly sums: Float64Array }[] = [
    { from: 0, end: patterns.length, sums: weights },
  ];
  const random = seededRandom(seed, 0x7a11);
  let d = 0;
  for (const values of sampleColumns(mixture, sampleComponents(mixture, draws, random), random)) {
    yield undefined;
    const added = columnLogDensities(mixture, d, values);
    const nextRanges: (typeof ranges)[number][] = [];
    for (const { from, end, sums } of ranges) {
      let firstObserved = from;
      while (firstObserved < end && patterns[firstObserved][d] !== '1') firstObserved++;
      if (from < firstObserved)
        nextRanges.push({ from, end: firstObserved, sums: firstObserved < end ? sums.slice() : sums });
      if (firstObserved < end) nextRanges.push({ from: firstObserved, end, sums: addTerms(sums, added) });
      yield undefined;
    }
    ranges = nextRanges;
    d++;
  }
  return ranges.map(({ sums }) => sums);
}

/** Computes the log densities of one column, on the family's own scale: component k's row i is at k × rows + i. */
function columnLogDensities({ shape: { k, columns }, theta }: Mixture, d: number, values: Float64Array): Float64Array {
  const { marginal, parameters } = columns[d];
  const { logJacobian } = families[marginal.family];
  const result = new Float64Array(k * values.length);
  for (let j = 0; j < k; j++) {
    const at = j * values.length;
    marginal.addLogDensity(theta, parameters + j * marginal.parameterCount, values, 0, values.length, result, at);
    if (logJacobian !== undefined) for (let i = 0; i < values.length; i++) result[at + i] += logJacobian(values[i]);
  }
  return result;
}

/** Adds the terms to `sums` in place, and returns it. */
function addTerms(sums: Float64Array, terms: Float64Array): Float64Array {
  for (let i = 0; i < sums.length; i++) sums[i] += terms[i];
  return sums;
}

/** Computes the log densities of the rows, from log joint densities in the layout of `drawLogJoint`. */
function logDensities(rows: number, joint: Float64Array): Float64Array {
  const result = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    let max = -Infinity;
    for (let j = i; j < joint.length; j += rows) if (joint[j] > max) max = joint[j];
    let sum = 0;
    for (let j = i; j < joint.length; j += rows) {
      const below = max - joint[j];
      if (below < NEGLIGIBLE) sum += Math.exp(-below);
    }
    result[i] = sum > 0 ? max + Math.log(sum) : -Infinity;
  }
  return result;
}

/**
 * Computes tails of a matrix's rows from log densities of their numbers and levels, in the data's units; bounds take no
 * part.
 */
export interface RowTails {
  tailOf(row: number, logDensity: number): number;
  /** Writes the tail of row n to out[n], for n in `from` … `end` − 1. */
  fill(logDensity: Float64Array, from: number, end: number, out: Float64Array): void;
}

/**
 * Prepares the tails of the rows of a matrix. A row without any observed cell has tail 1, since nothing in it can
 * surprise.
 *
 * Densities are compared over values on the families' scales: over log x for lognormal columns. In the data's units
 * numbers near zero have large densities merely because they are small, and would never be surprising.
 */
export function tailsIn(surprise: Surprise, { rows, columns }: Matrix, { patterns, numbers }: RowPatterns): RowTails {
  const tables = patterns.map((pattern) => surprise.get(boundsAsMissing(pattern)));
  const scaled = columns.flatMap(({ family, values }) => {
    const { logJacobian } = families[family];
    return logJacobian === undefined ? [] : [{ logJacobian, values }];
  });
  const tailOf = (row: number, logDensity: number): number => {
    const table = tables[numbers === undefined ? 0 : numbers[row]];
    if (table === undefined) return 1;
    let scaledLogDensity = logDensity;
    for (const { logJacobian, values } of scaled)
      if (values[row] === values[row]) scaledLogDensity += logJacobian(values[row]);
    return tailProbability(table, scaledLogDensity);
  };
  const [table] = tables;
  if (numbers !== undefined || scaled.length > 0 || table === undefined) {
    return {
      tailOf,
      fill: (logDensity, from, end, out) => {
        for (let n = from; n < end; n++) out[n] = tailOf(n, logDensity[n]);
      },
    };
  }
  const quick = rows > QUICK_TABLE_RATIO * table.logDensities.sorted.length ? quickTable(table) : table;
  return { tailOf, fill: (logDensity, from, end, out) => tailProbabilities(quick, logDensity, from, end, out) };
}
