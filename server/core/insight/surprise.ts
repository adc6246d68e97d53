/**
 * Surprise of a row: its tail probability P(log p(X) ≤ log p(x)) for X drawn from the model with the same
 * cells observed, by seeded simulation, and the rows that are flagged for it.
 */
import { families, type FamilyName } from '../families/registry';
import { normaliseRows } from '../mixture/expectation';
import type { Matrix } from '../matrix';
import type { Mixture, Shape } from '../mixture/model';
import { sampleColumns, sampleComponents } from '../mixture/sample';
import { seededRandom } from '../random';

export const MOST_DRAWS = 10_000;
export const LEAST_DRAWS = 200;
/** Upper bound for patterns × draws × columns × components: what a person is ready to wait for. */
const WORK = 2e9;
/** Log joint densities that are kept at once: 32 MiB of them. More patterns than there is room for are drawn for again. */
const MOST_KEPT = 2 ** 22;
/** Share of the draws to which the generalised-Pareto tail is fitted. */
const TAIL_SHARE = 0.05;

/** Below this a tail is said to be this: it is an extrapolation in any case. */
const LEAST_TAIL = 1e-300;

/** Which columns of a row are observed, as a key: one character per column. */
export type Pattern = string;

export function patternOf(matrix: Matrix, row: number): Pattern {
  let pattern = '';
  for (const { values } of matrix.columns) pattern += Number.isNaN(values[row]) ? '0' : '1';
  return pattern;
}

/**
 * The distribution of the log density of rows drawn from the model, for one pattern of observed cells.
 * Below `threshold` it goes on as a generalised-Pareto tail.
 */
export interface TailTable {
  /** Simulated log densities on the families' own scales, ascending. */
  readonly logDensities: Float64Array;
  readonly threshold: number;
  /** Shape ξ ≥ 0 and scale of the excesses threshold − log p; scale 0 when there is no spread to extrapolate. */
  readonly shape: number;
  readonly scale: number;
}

/** @param logDensity of drawn rows when only the pattern's cells are looked at; it is sorted */
function tailTable(logDensity: Float64Array): TailTable {
  const draws = logDensity.length;
  const logDensities = logDensity.sort();
  const excessCount = Math.floor(draws * TAIL_SHARE);
  const threshold = logDensities[excessCount];
  const excesses = logDensities.subarray(0, excessCount).map((value) => threshold - value).reverse();
  return { logDensities, threshold, ...generalisedPareto(excesses) };
}

/**
 * Shape and scale of a generalised-Pareto distribution by the quasi-Bayesian estimate of Zhang & Stephens
 * (2009), "A new and efficient estimation method for the generalized Pareto distribution", Technometrics 51.
 * A negative shape would give the tail an end, and rows beyond it a probability of zero on the word of a
 * few draws; it is taken as exponential (ξ = 0) instead, which errs towards not flagging.
 *
 * @param excesses ascending, none negative
 */
export function generalisedPareto(excesses: Float64Array): { shape: number; scale: number } {
  const n = excesses.length;
  const mean = excesses.reduce((sum, x) => sum + x, 0) / Math.max(n, 1);
  const largest = n > 0 ? excesses[n - 1] : 0;
  const quartile = excesses[Math.max(0, Math.floor(n / 4 + 0.5) - 1)];
  if (!(mean > 0)) return { shape: 0, scale: 0 };
  if (!(quartile > 0)) return { shape: 0, scale: mean };
  const candidates = 20 + Math.floor(Math.sqrt(n));
  const theta = new Float64Array(candidates);
  const logProfile = new Float64Array(candidates);
  for (let j = 0; j < candidates; j++) {
    theta[j] = 1 / largest + (1 - Math.sqrt(candidates / (j + 0.5))) / (3 * quartile);
    const k = meanLog1m(excesses, theta[j]);
    logProfile[j] = n * (Math.log(theta[j] / -k) - k - 1);
  }
  let weighted = 0;
  let total = 0;
  const peak = logProfile.reduce((a, b) => Math.max(a, b), -Infinity);
  for (let j = 0; j < candidates; j++) {
    const weight = Math.exp(logProfile[j] - peak);
    weighted += weight * theta[j];
    total += weight;
  }
  const estimate = weighted / total;
  const shape = meanLog1m(excesses, estimate);
  const scale = -shape / estimate;
  return shape > 0 && scale > 0 ? { shape, scale } : { shape: 0, scale: mean };
}

/** (1/n) Σ log(1 − θ x). */
function meanLog1m(excesses: Float64Array, theta: number): number {
  let sum = 0;
  for (const x of excesses) sum += Math.log1p(-theta * x);
  return sum / excesses.length;
}

/**
 * A row's log density over its values as the families have them: of lognormal columns over log x. In the data's units
 * numbers near zero have large densities merely for being small, and would be no surprise however far off they are.
 */
export function onOwnScales(
  columns: readonly { readonly family: FamilyName; readonly values: Float64Array }[], row: number, logDensity: number,
): number {
  let sum = logDensity;
  for (const { family, values } of columns) {
    const { logJacobian } = families[family];
    if (logJacobian !== undefined && !Number.isNaN(values[row])) sum += logJacobian(values[row]);
  }
  return sum;
}

/** P(log p(X) ≤ logDensity), both on the families' own scales; never 0, since one more draw might have been lower still. */
export function tailProbability(table: TailTable, logDensity: number): number {
  const { logDensities, threshold, shape, scale } = table;
  if (logDensity < threshold && scale > 0) {
    const excess = (threshold - logDensity) / scale;
    const beyond = shape < 1e-9 ? Math.exp(-excess) : (1 + shape * excess) ** (-1 / shape);
    return Math.max(LEAST_TAIL, TAIL_SHARE * beyond);
  }
  // Equal log densities count as not larger, although sums in another order may have rounded differently.
  const bound = logDensity + 1e-9 * (1 + Math.abs(logDensity));
  let low = 0;
  let high = logDensities.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (logDensities[middle] <= bound) low = middle + 1;
    else high = middle;
  }
  return (low + 1) / (logDensities.length + 1);
}

/** Tail tables by pattern of observed cells. */
export type Surprise = ReadonlyMap<Pattern, TailTable>;

/** The patterns that occur among the rows, each once, sorted; that of rows without any cell left out, which cannot surprise. */
export function patternsIn(matrix: Matrix): readonly Pattern[] {
  const patterns = new Set<Pattern>();
  for (let row = 0; row < matrix.rows; row++) patterns.add(patternOf(matrix, row));
  return [...patterns].filter((pattern) => pattern.includes('1')).sort();
}

/** How many rows to draw for so many patterns. */
export function affordableDraws({ k, columns }: Shape, patterns: number): number {
  const affordable = Math.floor(WORK / (Math.max(1, patterns) * columns.length * k));
  return Math.max(LEAST_DRAWS, Math.min(MOST_DRAWS, affordable));
}

/** Simulates the given patterns; the table of each depends on the draws and the seed alone, not on the other patterns. Yields now and then. */
export function* simulate(mixture: Mixture, patterns: readonly Pattern[], draws: number, seed: number): Generator<undefined, Surprise> {
  const { k } = mixture.shape;
  const tables = new Map<Pattern, TailTable>();
  const surprising = patterns.filter((pattern) => pattern.includes('1'));
  const atOnce = Math.max(1, Math.floor(MOST_KEPT / (draws * k)));
  for (let from = 0; from < surprising.length; from += atOnce) {
    const together = surprising.slice(from, from + atOnce);
    const joint = yield* drawnLogJoint(mixture, together, draws, seed);
    for (const [i, pattern] of together.entries()) {
      const logDensity = new Float64Array(draws);
      normaliseRows(k, draws, draws, joint[i], logDensity, 0);
      tables.set(pattern, tailTable(logDensity));
      yield undefined;
    }
  }
  return tables;
}

/**
 * Log joint densities of drawn rows and components, on the families' own scales, for each pattern its own: component k's row i is at k × draws + i.
 * The rows are the same whatever the patterns. No column is kept, since of thousands of columns they would take gigabytes.
 */
function* drawnLogJoint(mixture: Mixture, patterns: readonly Pattern[], draws: number, seed: number): Generator<undefined, readonly Float64Array[]> {
  const { shape: { k, columns }, theta } = mixture;
  const joint = patterns.map(() => Float64Array.from({ length: k * draws }, (_, i) => theta[Math.floor(i / draws)]));
  const random = seededRandom(seed, 0x7a11);
  let d = 0;
  for (const values of sampleColumns(mixture, sampleComponents(mixture, draws, random), random)) {
    const { marginal, parameters } = columns[d];
    const { logJacobian } = families[marginal.family];
    const jacobian = logJacobian && values.map(logJacobian);
    for (const [i, pattern] of patterns.entries()) {
      if (pattern[d] !== '1') continue;
      for (let j = 0; j < k; j++) {
        marginal.addLogDensity(theta, parameters + j * marginal.parameterCount, values, 0, draws, joint[i], j * draws);
        jacobian?.forEach((value, n) => (joint[i][j * draws + n] += value));
      }
    }
    d++;
    yield undefined;
  }
  return joint;
}

/** Tail probability of each row, from log densities in the data's units; 1 for a row without any observed cell, of which nothing can surprise. */
export function rowTails(surprise: Surprise, matrix: Matrix, logDensity: Float64Array): Float64Array {
  return logDensity.map((value, row) => {
    const table = surprise.get(patternOf(matrix, row));
    return table === undefined ? 1 : tailProbability(table, onOwnScales(matrix.columns, row, value));
  });
}

/**
 * Rows flagged at a false discovery rate (Benjamini & Hochberg 1995), the least likely first.
 *
 * @param rowWeights how often each row counts; one that does not count is not there to be flagged
 */
export function flaggedRows(tails: Float64Array, falseDiscoveryRate: number, rowWeights?: Float64Array): readonly number[] {
  const order = Array.from(tails.keys()).filter((row) => rowWeights?.[row] !== 0).sort((a, b) => tails[a] - tails[b] || a - b);
  let flagged = 0;
  order.forEach((row, rank) => {
    if (tails[row] <= ((rank + 1) * falseDiscoveryRate) / order.length) flagged = rank + 1;
  });
  return order.slice(0, flagged);
}
