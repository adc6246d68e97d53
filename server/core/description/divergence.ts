/**
 * Distances between two mixtures p and q over the same columns: Kullback-Leibler divergence, absolute and squared loss.
 *
 * A closed form is used where one exists; else rows are drawn, and a standard error gives the precision of the mean.
 * All in log space: densities have the units 1/(data units)^D, and neither 10^300 nor 10^-300 overflows.
 */
import type { Cells } from '../data/matrix';
import { logSumExp } from '../families/functions/special';
import { score } from '../mixture/expectation';
import type { Mixture } from '../mixture/model';
import { sampleRows } from '../judging/tails/draws';
import type { Random } from '../numeric/random';

/** A mixture with the names of its columns, in order. */
export interface NamedMixture {
  readonly mixture: Mixture;
  readonly columns: readonly { readonly name: string; readonly levels: readonly string[] }[];
}

/** Two mixtures over the same columns in the same order. */
export interface MixturePair {
  readonly p: Mixture;
  readonly q: Mixture;
}

/** A mean over draws or rows. The standard error is 0 where the value is exact, NaN for a single row. */
export interface Estimated {
  readonly value: number;
  readonly standardError: number;
}

/** An estimate that may leave the range of a double: value = exp(log), each with its standard error. */
export interface LogEstimated extends Estimated {
  readonly log: number;
  readonly logStandardError: number;
}

/** Share of ∫p² + ∫q² below which ∫p² + ∫q² − 2∫pq is indistinguishable from rounding. */
const ROUNDING = 1e-14;

/**
 * Brings q's columns into the order of p's.
 *
 * @throws RangeError that names the first column in which the two differ, and how
 */
export function pairOf(p: NamedMixture, q: NamedMixture): MixturePair {
  const places = new Map(q.columns.map(({ name }, d) => [name, d]));
  const columns = p.columns.map(({ name, levels }, d) => {
    const place = places.get(name);
    if (place === undefined)
      throw new RangeError(`Only the first model has a column "${name}"; compare models of the same columns.`);
    const [familyOfP, familyOfQ] = [
      p.mixture.shape.columns[d].marginal.family,
      q.mixture.shape.columns[place].marginal.family,
    ];
    if (familyOfP !== familyOfQ)
      throw new RangeError(
        `Column "${name}" is ${familyOfP} in the first model and ${familyOfQ} in the second; fit both with the same kind.`,
      );
    const levelsOfQ = q.columns[place].levels;
    if (levels.length !== levelsOfQ.length || levels.some((level, l) => level !== levelsOfQ[l])) {
      throw new RangeError(
        `Column "${name}" has other levels in the second model than in the first; compare models of the same levels.`,
      );
    }
    return q.mixture.shape.columns[place];
  });
  const names = new Set(p.columns.map(({ name }) => name));
  const surplus = q.columns.find(({ name }) => !names.has(name));
  if (surplus !== undefined)
    throw new RangeError(`Only the second model has a column "${surplus.name}"; compare models of the same columns.`);
  return { p: p.mixture, q: { ...q.mixture, shape: { ...q.mixture.shape, columns } } };
}

/**
 * Estimates KL(p‖q) = E_p[log p(x) − log q(x)] in nats, by rows drawn from p. For nearly equal mixtures the estimate
 * may fall below zero, within its standard error. Infinite as soon as a drawn row is impossible under q. Yields now and
 * then.
 */
export function* klDivergence({ p, q }: MixturePair, draws: number, random: Random): Generator<undefined, Estimated> {
  const drawn = yield* logDensities({ p, q }, sampleRows(p, draws, random));
  return meanOf(drawn.p.map((logP, n) => logP - drawn.q[n]));
}

/**
 * The absolute loss ∫|p − q|, from 0 to 2: twice the total variation. Half of the rows are drawn from p and half from
 * q, so from m = (p + q)/2 in strata: |p − q|/m = 2 tanh(|log p − log q|/2) is bounded, whatever the mixtures.
 *
 * @param draws at least 4; rounded down to an even number
 */
export function* absoluteLoss(pair: MixturePair, draws: number, random: Random): Generator<undefined, Estimated> {
  const [fromP, fromQ] = yield* integrandOnBoth(
    pair,
    draws,
    random,
    (logP, logQ) => 2 * Math.tanh(Math.abs(logP - logQ) / 2),
  );
  const [a, b] = [meanOf(fromP), meanOf(fromQ)];
  return { value: (a.value + b.value) / 2, standardError: Math.hypot(a.standardError, b.standardError) / 2 };
}

/**
 * The squared loss ∫(p − q)², in closed form where every column's family has one, else by the draws of the absolute
 * loss: (p − q)²/m = 2 (p + q) tanh²((log p − log q)/2).
 */
export function* squaredLoss(pair: MixturePair, draws: number, random: Random): Generator<undefined, LogEstimated> {
  const exact = logSquaredLoss(pair);
  if (exact !== undefined) return fromLog(exact, 0);
  const [fromP, fromQ] = yield* integrandOnBoth(pair, draws, random, (logP, logQ) => {
    const [larger, difference] = [Math.max(logP, logQ), Math.abs(logP - logQ)];
    return Math.LN2 + larger + Math.log1p(Math.exp(-difference)) + 2 * Math.log(Math.tanh(difference / 2));
  });
  const peak = Math.max(...[fromP, fromQ].map((logs) => logs.reduce((a, b) => Math.max(a, b), -Infinity)));
  if (peak === -Infinity) return fromLog(peak, 0);
  const [a, b] = [fromP, fromQ].map((logs) => meanOf(logs.map((log) => Math.exp(log - peak))));
  const mean = (a.value + b.value) / 2;
  return fromLog(peak + Math.log(mean), Math.hypot(a.standardError, b.standardError) / 2 / mean);
}

/**
 * log ∫ p q = log Σ_jl π_j π_l Π_d ∫ p_d(x | j) q_d(x | l) dx, over all K_p × K_q pairs of components; undefined when
 * the family of some column has no closed form.
 */
export function logOverlap({ p, q }: MixturePair): number | undefined {
  const [kp, kq] = [p.shape.k, q.shape.k];
  const joint = new Float64Array(kp * kq);
  for (let j = 0; j < kp; j++) for (let l = 0; l < kq; l++) joint[j * kq + l] = p.theta[j] + q.theta[l];
  for (const [d, { marginal, parameters }] of p.shape.columns.entries()) {
    if (marginal.logOverlap === undefined) return undefined;
    const parametersOfQ = q.shape.columns[d].parameters;
    const count = marginal.parameterCount;
    for (let j = 0; j < kp; j++) {
      for (let l = 0; l < kq; l++)
        joint[j * kq + l] += marginal.logOverlap(p.theta, parameters + j * count, q.theta, parametersOfQ + l * count);
    }
  }
  return logSumExp(joint, 0, kp * kq);
}

/**
 * NLML per row with its standard error. Up to the entropy of the rows' source, which is the same for all models, it
 * estimates KL(source‖model); so differences between models of the same rows are differences of this divergence.
 *
 * @param logDensity log p(x_n) of the rows
 */
export function nlmlPerRow(logDensity: Float64Array): Estimated {
  return meanOf(logDensity.map((value) => -value));
}

/** Computes log ∫(p − q)² in closed form. */
function logSquaredLoss({ p, q }: MixturePair): number | undefined {
  const [pp, qq, pq] = [logOverlap({ p, q: p }), logOverlap({ p: q, q }), logOverlap({ p, q })];
  if (pp === undefined || qq === undefined || pq === undefined) return undefined;
  const peak = Math.max(pp, qq);
  const squares = Math.exp(pp - peak) + Math.exp(qq - peak);
  const rest = squares - 2 * Math.exp(pq - peak);
  return rest > ROUNDING * squares ? peak + Math.log(rest) : -Infinity;
}

function* logDensities({ p, q }: MixturePair, rows: Cells): Generator<undefined, { p: Float64Array; q: Float64Array }> {
  return { p: (yield* score(p, rows)).logDensity, q: (yield* score(q, rows)).logDensity };
}

/** Evaluates an integrand of log p and log q, half of the draws from p and half from q. */
function* integrandOnBoth(
  pair: MixturePair,
  draws: number,
  random: Random,
  integrand: (logP: number, logQ: number) => number,
): Generator<undefined, readonly [Float64Array, Float64Array]> {
  const half = Math.floor(draws / 2);
  const fromP = yield* logDensities(pair, sampleRows(pair.p, half, random));
  const fromQ = yield* logDensities(pair, sampleRows(pair.q, half, random));
  return [fromP.p.map((logP, n) => integrand(logP, fromP.q[n])), fromQ.p.map((logP, n) => integrand(logP, fromQ.q[n]))];
}

/** Computes a mean and its standard error; scaled, since squares of large log densities would overflow. */
function meanOf(values: Float64Array): Estimated {
  const scale = values.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  if (scale === 0) return { value: 0, standardError: 0 };
  // A single row of infinite loss determines the mean.
  if (scale === Infinity) return { value: values.includes(Infinity) ? Infinity : -Infinity, standardError: 0 };
  const mean = values.reduce((sum, x) => sum + x / scale, 0) / values.length;
  const squares = values.reduce((sum, x) => sum + (x / scale - mean) ** 2, 0);
  return { value: mean * scale, standardError: Math.sqrt(squares / (values.length - 1) / values.length) * scale };
}

function fromLog(log: number, logStandardError: number): LogEstimated {
  const value = Math.exp(log);
  return { log, logStandardError, value, standardError: logStandardError === 0 ? 0 : value * logStandardError };
}
