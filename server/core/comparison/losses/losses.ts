/**
 * Losses between two mixtures p and q, as a whole and column by column. Half of the rows are drawn from p and half from
 * q, so from m = (p + q)/2 in strata: importance sampling in which no weight exceeds 2 (Owen & Zhou 2000, "Safe and
 * effective importance sampling", JASA 95). Every integrand is at least zero.
 */
import { squaredLoss, type Estimated, type LogEstimated, type MixturePair } from '../../description/divergence';
import { logSumExp } from '../../families/functions/special';
import { sampleRows } from '../../judging/tails/draws';
import type { Mixture } from '../../mixture/model';
import type { Random } from '../../numeric/random';

/** Losses of the joint densities; natural logarithms. */
export interface JointLosses {
  /** KL(p‖q) in nats. */
  readonly klForward: Estimated;
  /** KL(q‖p) in nats. */
  readonly klBackward: Estimated;
  /** ∫|p − q|, from 0 to 2. */
  readonly absolute: Estimated;
  /** ∫(p − q)². */
  readonly squared: LogEstimated;
}

/** Losses of one column, whose cells may be missing: that is one more value. */
export interface ColumnLosses {
  /** Σ or ∫|p − q|, from 0 to 2. */
  readonly absolute: Estimated;
  /** KL(p‖q) + KL(q‖p) in nats. */
  readonly symmetricKl: Estimated;
}

/** A column of both mixtures. */
export interface LossColumn {
  /** Positions of its parts in the mixtures; none where the cells of one table are all missing. */
  readonly parts: readonly number[];
  /** Numbers of missing cells in the tables of p and q; zero if unknown. */
  readonly gaps: readonly [number, number];
  /** Numbers of rows of the tables. */
  readonly rows: readonly [number, number];
}

export interface Losses {
  readonly joint: JointLosses;
  readonly columns: readonly ColumnLosses[];
}

/**
 * Computes the losses.
 *
 * @param draws number of rows, at least 4
 */
export function* lossesBetween(
  pair: MixturePair,
  columns: readonly LossColumn[],
  draws: number,
  random: Random,
): Generator<undefined, Losses> {
  const half = Math.floor(draws / 2);
  const strata: readonly DrawnRatios[] = [pair.p, pair.q].map((from) => ratiosOf(pair, columns, from, half, random));
  yield undefined;
  const estimate = (integrand: (ratio: number) => number): Estimated =>
    stratifiedMean(strata.map(({ joint }) => joint.map(integrand)));
  return {
    joint: {
      klForward: estimate(klIntegrand),
      klBackward: estimate((ratio) => klIntegrand(-ratio)),
      absolute: estimate((ratio) => Math.abs(weightOf(ratio) - weightOf(-ratio))),
      squared: yield* squaredLoss(pair, draws, random),
    },
    columns: columns.map((column, j) =>
      columnLosses(
        strata.map(({ byColumn }) => byColumn[j]),
        column,
      ),
    ),
  };
}

/** log p − log q of drawn rows, as a whole and by column. */
interface DrawnRatios {
  readonly joint: Float64Array;
  readonly byColumn: readonly Float64Array[];
}

function ratiosOf(
  { p, q }: MixturePair,
  columns: readonly LossColumn[],
  from: Mixture,
  rows: number,
  random: Random,
): DrawnRatios {
  const drawn = sampleRows(from, rows, random).columns.map(({ values }) => values);
  const [ofP, ofQ] = [p, q].map((mixture) => {
    const terms = componentTerms(mixture, drawn, rows);
    const all = Array.from(terms.keys());
    return {
      joint: logDensityOver(mixture, terms, all, rows),
      byColumn: columns.map(({ parts }) => logDensityOver(mixture, terms, parts, rows)),
    };
  });
  const difference = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, n) => value - b[n]);
  return {
    joint: difference(ofP.joint, ofQ.joint),
    byColumn: ofP.byColumn.map((values, j) => difference(values, ofQ.byColumn[j])),
  };
}

/** Computes log p_d(x | k) of each column d, row n under component k at k × rows + n. */
function componentTerms({ shape, theta }: Mixture, drawn: readonly Float64Array[], rows: number): Float64Array[] {
  return shape.columns.map(({ marginal, parameters }, d) => {
    const terms = new Float64Array(shape.k * rows);
    for (let k = 0; k < shape.k; k++)
      marginal.addLogDensity(theta, parameters + k * marginal.parameterCount, drawn[d], 0, rows, terms, k * rows);
    return terms;
  });
}

function logDensityOver(
  { shape, theta }: Mixture,
  terms: readonly Float64Array[],
  parts: readonly number[],
  rows: number,
): Float64Array {
  const joint = new Float64Array(shape.k);
  return Float64Array.from({ length: rows }, (_, n) => {
    for (let k = 0; k < shape.k; k++) {
      joint[k] = theta[k];
      for (const d of parts) joint[k] += terms[d][k * rows + n];
    }
    return logSumExp(joint, 0, shape.k);
  });
}

/** Weight p/m for log p − log q, from 0 to 2. */
function weightOf(ratio: number): number {
  return 2 / (1 + Math.exp(-ratio));
}

/** Integrand of KL(p‖q) = E_m[(p/m)(log p − log q) − p/m + q/m], at least zero. */
function klIntegrand(ratio: number): number {
  const weight = weightOf(ratio);
  return Math.max(0, (weight === 0 ? 0 : weight * ratio) - weight + weightOf(-ratio));
}

/**
 * Computes the losses of a column with one more value, "missing". Its probability in the divergence is the mean under
 * Jeffreys' prior, beta(½, ½), so that no first missing cell makes the divergence infinite.
 */
function columnLosses(strata: readonly Float64Array[], { gaps, rows }: LossColumn): ColumnLosses {
  const estimate = (integrand: (ratio: number) => number): Estimated =>
    stratifiedMean(strata.map((ratios) => ratios.map(integrand)));
  const [a, b] = [gaps[0] / rows[0], gaps[1] / rows[1]];
  const values = estimate((ratio) => Math.abs((1 - a) * weightOf(ratio) - (1 - b) * weightOf(-ratio)));
  const [c, d] = a === b ? [a, b] : [(gaps[0] + 0.5) / (rows[0] + 1), (gaps[1] + 0.5) / (rows[1] + 1)];
  const shift = a === b ? 0 : Math.log((1 - c) / (1 - d));
  const kl = estimate((ratio) => ((1 - c) * weightOf(ratio) - (1 - d) * weightOf(-ratio)) * (shift + ratio));
  const atom = a === b ? 0 : (c - d) * Math.log(c / d);
  return {
    absolute: { value: values.value + Math.abs(a - b), standardError: values.standardError },
    symmetricKl: { value: Math.max(0, kl.value + atom), standardError: kl.standardError },
  };
}

/** Mean over strata of equal weight, with its standard error. */
function stratifiedMean(strata: readonly Float64Array[]): Estimated {
  let [value, variance] = [0, 0];
  for (const values of strata) {
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    const squares = values.reduce((sum, x) => sum + (x - mean) ** 2, 0);
    value += mean / strata.length;
    variance += squares / (values.length - 1) / values.length / strata.length ** 2;
  }
  // A row that is impossible under one mixture makes the mean infinite, without an error.
  return Number.isFinite(value) ? { value, standardError: Math.sqrt(variance) } : { value, standardError: 0 };
}
