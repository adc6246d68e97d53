/**
 * Surprise of a row: its tail probability P(log p(X) ≤ log p(x)) for X drawn from the model with the same
 * cells observed, by seeded simulation, and the rows that are flagged for it.
 */
import { families, type FamilyName } from '../families/registry';
import { complete, score } from '../mixture/expectation';
import type { Cells, Matrix } from '../matrix';
import type { Mixture, Shape } from '../mixture/model';
import { sampleRows } from '../mixture/sample';
import { seededRandom } from '../random';

export const MOST_DRAWS = 10_000;
export const LEAST_DRAWS = 200;
/** Upper bound for patterns × draws × columns × components: what a person is ready to wait for. */
const WORK = 2e9;
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

/** The log densities of drawn rows when only the pattern's cells are looked at. */
function tailTable(mixture: Mixture, drawn: Cells, pattern: Pattern, draws: number): TailTable {
  const seen = (_: unknown, d: number): boolean => pattern[d] === '1';
  const margin: Mixture = { theta: mixture.theta, shape: { ...mixture.shape, columns: mixture.shape.columns.filter(seen) } };
  const rows = { rows: draws, columns: drawn.columns.filter(seen) };
  const columns = rows.columns.map(({ values }, d) => ({ family: margin.shape.columns[d].marginal.family, values }));
  const logDensities = complete(score(margin, rows)).logDensity.map((value, row) => onOwnScales(columns, row, value)).sort();
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

/** Simulates the given patterns; the table of each depends on the draws and the seed alone, not on the other patterns. Yields between patterns. */
export function* simulate(mixture: Mixture, patterns: readonly Pattern[], draws: number, seed: number): Generator<undefined, Surprise> {
  const drawn = sampleRows(mixture, draws, seededRandom(seed, 0x7a11));
  const tables = new Map<Pattern, TailTable>();
  for (const pattern of patterns) {
    if (pattern.includes('1')) tables.set(pattern, tailTable(mixture, drawn, pattern, draws));
    yield undefined;
  }
  return tables;
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
