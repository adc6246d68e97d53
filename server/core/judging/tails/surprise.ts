/**
 * Surprise of a row: its tail probability P(log p(X) ≤ log p(x)) for X drawn from the model with the same
 * cells observed, by seeded simulation.
 */
import { families } from '../../families/registry';
import type { Matrix } from '../../data/matrix';
import type { Mixture, Shape } from '../../mixture/model';
import { sampleColumns, sampleComponents } from './draws';
import { seededRandom } from '../../numeric/random';
import { unbounded, type Pattern, type RowPatterns } from '../../data/missingPatterns';
import { quickTable, tailProbabilities, tailProbability, tailTable, type TailTable } from './tails';

export const MOST_DRAWS = 10_000;
export const LEAST_DRAWS = 200;
/** Upper bound for patterns × draws × columns × components: what a person is ready to wait for. */
const WORK = 2e9;
/**
 * Log joint densities that are kept at once: 32 MiB of them. More patterns than there is room for are drawn for again.
 */
const MOST_KEPT = 2 ** 22;
/** A component so many nats below another adds nothing that a double could hold. */
const NEGLIGIBLE = 40;

/** So many times as many rows as draws are looked for in a table that is made for it. */
const QUICK_FROM = 32;

/** Tail tables by pattern of observed cells, none of which holds a bound. */
export type Surprise = ReadonlyMap<Pattern, TailTable>;

/** How many rows to draw for so many patterns. */
export function affordableDraws({ k, columns }: Shape, patterns: number): number {
  const affordable = Math.floor(WORK / (Math.max(1, patterns) * columns.length * k));
  return Math.max(LEAST_DRAWS, Math.min(MOST_DRAWS, affordable));
}

/**
 * Simulates the given patterns; the table of each depends on the draws and the seed alone, not on the other patterns.
 * Yields now and then.
 */
export function* simulate(
  mixture: Mixture,
  patterns: readonly Pattern[],
  draws: number,
  seed: number,
): Generator<undefined, Surprise> {
  const { k } = mixture.shape;
  const tables = new Map<Pattern, TailTable>();
  const surprising = patterns.filter((pattern) => pattern.includes('1')).sort();
  const atOnce = Math.max(1, Math.floor(MOST_KEPT / (draws * k)));
  for (let from = 0; from < surprising.length; from += atOnce) {
    const together = surprising.slice(from, from + atOnce);
    const joint = yield* drawnLogJoint(mixture, together, draws, seed);
    for (const [i, pattern] of together.entries()) {
      tables.set(pattern, tailTable(logDensities(draws, joint[i])));
      yield undefined;
    }
  }
  return tables;
}

/**
 * Log joint densities of drawn rows and components, on the families' own scales, for each pattern its own: component
 * k's row i is at k × draws + i. The rows are the same whatever the patterns. No column is kept, since of thousands of
 * columns they would take gigabytes; patterns share a sum up to the first column in which they differ.
 *
 * @param patterns sorted, none twice
 */
function* drawnLogJoint(
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
  /** Those from `from` to before `end` have been alike so far. */
  let alike: readonly { readonly from: number; readonly end: number; readonly sums: Float64Array }[] = [
    { from: 0, end: patterns.length, sums: weights },
  ];
  const random = seededRandom(seed, 0x7a11);
  let d = 0;
  for (const values of sampleColumns(mixture, sampleComponents(mixture, draws, random), random)) {
    yield undefined;
    const added = columnLogDensities(mixture, d, values);
    const parted: (typeof alike)[number][] = [];
    for (const { from, end, sums } of alike) {
      let having = from;
      while (having < end && patterns[having][d] !== '1') having++;
      if (from < having) parted.push({ from, end: having, sums: having < end ? sums.slice() : sums });
      if (having < end) parted.push({ from: having, end, sums: plus(sums, added) });
      yield undefined;
    }
    alike = parted;
    d++;
  }
  return alike.map(({ sums }) => sums);
}

/** Of one column, on the family's own scale: component k's row i at k × rows + i. */
function columnLogDensities({ shape: { k, columns }, theta }: Mixture, d: number, values: Float64Array): Float64Array {
  const { marginal, parameters } = columns[d];
  const { logJacobian } = families[marginal.family];
  const found = new Float64Array(k * values.length);
  for (let j = 0; j < k; j++) {
    const at = j * values.length;
    marginal.addLogDensity(theta, parameters + j * marginal.parameterCount, values, 0, values.length, found, at);
    if (logJacobian !== undefined) for (let i = 0; i < values.length; i++) found[at + i] += logJacobian(values[i]);
  }
  return found;
}

/** `sums` itself, with the terms added. */
function plus(sums: Float64Array, terms: Float64Array): Float64Array {
  for (let i = 0; i < sums.length; i++) sums[i] += terms[i];
  return sums;
}

/** The rows' log densities, from log joint densities as `drawnLogJoint` has them. */
function logDensities(rows: number, joint: Float64Array): Float64Array {
  const found = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    let max = -Infinity;
    for (let j = i; j < joint.length; j += rows) if (joint[j] > max) max = joint[j];
    let sum = 0;
    for (let j = i; j < joint.length; j += rows) {
      const below = max - joint[j];
      if (below < NEGLIGIBLE) sum += Math.exp(-below);
    }
    found[i] = sum > 0 ? max + Math.log(sum) : -Infinity;
  }
  return found;
}

/**
 * How the tails of a matrix's rows are found, from log densities of their numbers and levels in the data's units:
 * bounds have no part in them.
 */
export interface RowTails {
  of(row: number, logDensity: number): number;
  /** out[n] = the tail of row n, for those from `from` to before `end`. */
  fill(logDensity: Float64Array, from: number, end: number, out: Float64Array): void;
}

/**
 * A row without any observed cell has tail 1, since nothing of it can surprise.
 *
 * Densities are compared over values as the families have them: of lognormal columns over log x. In the data's units
 * numbers near zero have large densities merely for being small, and would be no surprise however far off they are.
 */
export function tailsIn(surprise: Surprise, { rows, columns }: Matrix, { patterns, numbers }: RowPatterns): RowTails {
  const tables = patterns.map((pattern) => surprise.get(unbounded(pattern)));
  const scaled = columns.flatMap(({ family, values }) => {
    const { logJacobian } = families[family];
    return logJacobian === undefined ? [] : [{ logJacobian, values }];
  });
  const of = (row: number, logDensity: number): number => {
    const table = tables[numbers === undefined ? 0 : numbers[row]];
    if (table === undefined) return 1;
    let own = logDensity;
    for (const { logJacobian, values } of scaled) if (values[row] === values[row]) own += logJacobian(values[row]);
    return tailProbability(table, own);
  };
  const [table] = tables;
  if (numbers !== undefined || scaled.length > 0 || table === undefined) {
    return {
      of,
      fill: (logDensity, from, end, out) => {
        for (let n = from; n < end; n++) out[n] = of(n, logDensity[n]);
      },
    };
  }
  const quick = rows > QUICK_FROM * table.logDensities.sorted.length ? quickTable(table) : table;
  return { of, fill: (logDensity, from, end, out) => tailProbabilities(quick, logDensity, from, end, out) };
}
