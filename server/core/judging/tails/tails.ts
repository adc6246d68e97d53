/**
 * The distribution of the log density of rows drawn from a model, as needed for tail probabilities: the draws
 * themselves, and a generalised-Pareto tail below their lowest part.
 */
import { countUpTo, refineGuide, sortWithGuide, type GuidedNumbers } from '../../numeric/sorting';

/** Share of the draws to which the generalised-Pareto tail is fitted. */
const TAIL_SHARE = 0.05;

/** Smallest reported tail probability, which is an extrapolation in any case. */
const LEAST_TAIL = 1e-300;

/** Tail table of one pattern of observed cells. Below `threshold` a generalised-Pareto tail takes over. */
export interface TailTable {
  /** Simulated log densities on the families' own scales. */
  readonly logDensities: GuidedNumbers;
  readonly threshold: number;
  /** Shape ξ ≥ 0 and scale of the excesses threshold − log p; scale 0 when there is no spread to extrapolate. */
  readonly shape: number;
  readonly scale: number;
}

/** @param logDensity of drawn rows, over the pattern's cells alone */
export function tailTable(logDensity: Float64Array): TailTable {
  const logDensities = sortWithGuide(logDensity);
  const { sorted } = logDensities;
  const excessCount = Math.floor(sorted.length * TAIL_SHARE);
  const threshold = sorted[excessCount];
  const excesses = sorted.slice(0, excessCount).reverse();
  for (let i = 0; i < excessCount; i++) excesses[i] = threshold - excesses[i];
  return { logDensities, threshold, ...generalisedPareto(excesses) };
}

/** Bins per draw in a table for many look-ups: most then hold one draw or none. */
const BINS_PER_DRAW = 16;

/** Refines the table for many more look-ups than it has draws. */
export function quickTable(table: TailTable): TailTable {
  return { ...table, logDensities: refineGuide(table.logDensities, BINS_PER_DRAW) };
}

/**
 * Returns P(log p(X) ≤ logDensity), with both on the families' own scales; never 0, since one more draw might have been
 * lower still.
 */
export function tailProbability(table: TailTable, logDensity: number): number {
  const { logDensities, threshold, scale } = table;
  if (logDensity < threshold && scale > 0) return extrapolatedTail(table, logDensity);
  return (countUpTo(logDensities, tieBound(logDensity)) + 1) / (logDensities.sorted.length + 1);
}

/** Writes `tailProbability` of each row to out[n], for n in `from` … `end` − 1. */
export function tailProbabilities(
  table: TailTable,
  logDensity: Float64Array,
  from: number,
  end: number,
  out: Float64Array,
): void {
  const { logDensities, threshold, scale } = table;
  const count = logDensities.sorted.length + 1;
  for (let n = from; n < end; n++) {
    const value = logDensity[n];
    out[n] =
      value < threshold && scale > 0
        ? extrapolatedTail(table, value)
        : (countUpTo(logDensities, tieBound(value)) + 1) / count;
  }
}

/**
 * Returns the upper end of the log densities that count as equal, although sums in another order may have rounded
 * differently.
 */
function tieBound(logDensity: number): number {
  return logDensity + 1e-9 * (1 + Math.abs(logDensity));
}

function extrapolatedTail({ threshold, shape, scale }: TailTable, logDensity: number): number {
  const excess = (threshold - logDensity) / scale;
  const beyond = shape < 1e-9 ? Math.exp(-excess) : (1 + shape * excess) ** (-1 / shape);
  return Math.max(LEAST_TAIL, TAIL_SHARE * beyond);
}

/**
 * Estimates shape and scale of a generalised-Pareto distribution by the quasi-Bayesian estimate of Zhang & Stephens
 * (2009), "A new and efficient estimation method for the generalized Pareto distribution", Technometrics 51. A negative
 * shape would give the tail an end, and rows beyond it a probability of zero on the word of a few draws; it is replaced
 * by an exponential (ξ = 0), which errs towards not flagging.
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

/** Number of factors that share a logarithm… */
const FACTORS = 16;

/**
 * (1/n) Σ log(1 − θ x), as logarithms of products. A product P is kept as P − 1, which near θ = 0 has all its digits;
 * the logarithm is taken before P − 1 loses digits near P = 0, or leaves the range of a double.
 */
function meanLog1m(excesses: Float64Array, theta: number): number {
  let sum = 0;
  let product = 0;
  for (let i = 0; i < excesses.length; i++) {
    const term = -theta * excesses[i];
    product += term + product * term;
    if (i % FACTORS === 0 || !(product > -0.5 && product < 1e30)) {
      sum += Math.log1p(product);
      product = 0;
    }
  }
  return (sum + Math.log1p(product)) / excesses.length;
}
