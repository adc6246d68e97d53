/**
 * Cells of count columns known only by a bound, such as the "<5" of tables in which small counts are suppressed: the
 * likelihood is the sum over all counts within the bound.
 *
 * The moments of the Poisson have a closed form: with R = P(X within the bound)/p(b), E X = λ(1 − 1/R) up to b and λ +
 * b/R from b on, since x p(x) = λ p(x − 1). The negative binomial's statistics are sums over the counts themselves; far
 * from the bound, where they are many, Gauss-Legendre quadrature takes their place.
 */
import type { CountShares } from './functions/countStatistics';
import type { Bound, BoundedCells } from './family';
import {
  logNegativeBinomial,
  logPoisson,
  negativeBinomialTails,
  poissonTails,
  stirlingError,
} from './functions/special';

/** Tail probability below which logarithms are used. */
const LEAST_PROBABILITY = 1e-280;
/** Share of the sum below which terms add nothing. */
const NEGLIGIBLE_SHARE = 1e-18;
const MOST_TERMS = 1e5;
/** Number of counts that are summed one by one on either side, before quadrature takes over… */
const MOST_SINGLE_COUNTS = 128;
/** …and count below which counts are again summed one by one: between small counts the statistics have no nodes. */
const LEAST_NODE_COUNT = 65;
/** Maximum length of a panel, in standard deviations, and as a share of its beginning. */
const PANEL_SDS = 3;
const PANEL_SHARE = 0.5;

/** Encodes a bound for a count column; undefined where no count is within it. */
export function countBound(side: -1 | 1, limit: number, isStrict: boolean): Bound | undefined {
  const inclusive =
    side < 0
      ? isStrict
        ? Math.ceil(limit) - 1
        : Math.floor(limit)
      : Math.max(0, isStrict ? Math.floor(limit) + 1 : Math.ceil(limit));
  // Adding zero turns minus zero into zero.
  return inclusive < 0 ? undefined : { side, limit: inclusive + 0 };
}

/** Log probability of a bound, and the ratio R of its probability to that of the limit alone, which may be infinite. */
interface BoundProbability {
  readonly log: number;
  readonly ratio: number;
}

function withinPoisson(theta: Float64Array, at: number, { side, limit }: Bound): BoundProbability {
  const rate = Math.exp(theta[at]);
  const logLimit = logPoisson(limit, rate, theta[at]);
  const { below, above } = poissonTails(limit, rate);
  const probability = side < 0 ? below : above;
  if (probability > LEAST_PROBABILITY) return { log: Math.log(probability), ratio: probability / Math.exp(logLimit) };
  // In a far tail, terms fall from the limit on. The rest after many terms is a geometric series.
  let [sum, term, x] = [0, 1, limit];
  for (let j = 0; j < MOST_TERMS && term > NEGLIGIBLE_SHARE * sum; j++) {
    sum += term;
    term *= side < 0 ? x-- / rate : rate / ++x;
  }
  if (term > NEGLIGIBLE_SHARE * sum) sum += term / (1 - (side < 0 ? x / rate : rate / (x + 1)));
  return { log: logLimit + Math.log(sum), ratio: sum };
}

export const boundedPoisson: BoundedCells = {
  logProbability: (theta, at, bound) => withinPoisson(theta, at, bound).log,

  accumulate(theta, at, bound, weight, statistics, statisticsAt) {
    const { ratio } = withinPoisson(theta, at, bound);
    const rate = Math.exp(theta[at]);
    statistics[statisticsAt] += weight;
    statistics[statisticsAt + 1] += weight * (bound.side < 0 ? rate * (1 - 1 / ratio) : rate + bound.limit / ratio);
  },

  tail: (theta, at, weights, bound) => twoSidedTail(weights, (k) => withinPoisson(theta, at + k, bound).log),
};

export class BoundedNegativeBinomial implements BoundedCells {
  constructor(private readonly shares: CountShares) {}

  logProbability(theta: Float64Array, at: number, bound: Bound): number {
    const { below, above } = negativeBinomialTails(bound.limit, Math.exp(theta[at]), Math.exp(theta[at + 1]));
    const probability = bound.side < 0 ? below : above;
    return probability > LEAST_PROBABILITY ? Math.log(probability) : countsWithin(theta, at, bound).log;
  }

  accumulate(
    theta: Float64Array,
    at: number,
    bound: Bound,
    weight: number,
    statistics: Float64Array,
    statisticsAt: number,
  ): void {
    const { counts, shares } = countsWithin(theta, at, bound);
    statistics[statisticsAt] += weight;
    for (let i = 0; i < counts.length; i++) {
      statistics[statisticsAt + 1] += weight * shares[i] * counts[i];
      this.shares.add(counts[i], weight * shares[i], statistics, statisticsAt + 2);
    }
  }

  tail(theta: Float64Array, at: number, weights: Float64Array, bound: Bound): number {
    return twoSidedTail(weights, (k) => this.logProbability(theta, at + 2 * k, bound));
  }
}

function twoSidedTail(weights: Float64Array, logProbability: (k: number) => number): number {
  let probability = 0;
  for (let k = 0; k < weights.length; k++) if (weights[k] > 0) probability += weights[k] * Math.exp(logProbability(k));
  return Math.min(1, 2 * probability);
}

/**
 * The counts within a bound with their shares of its probability, which sum to one, or nodes that represent them;
 * negligible counts are left out.
 */
interface Counts {
  readonly log: number;
  readonly counts: readonly number[];
  readonly shares: readonly number[];
}

function countsWithin(theta: Float64Array, at: number, { side, limit }: Bound): Counts {
  const [mean, size] = [Math.exp(theta[at]), Math.exp(theta[at + 1])];
  const mode = Math.max(0, Math.floor(mean - mean / size));
  const start = side < 0 ? Math.min(mode, limit) : Math.max(mode, limit);
  const [least, most] = side < 0 ? [0, limit] : [limit, Infinity];
  const walk = new Walk(mean, size, start);
  walk.extend(1, most);
  walk.extend(-1, least);
  return walk.result();
}

/** Walks away from the likeliest count, whose weight is 1, as long as weights matter. */
class Walk {
  private readonly counts: number[];
  private readonly weights = [1];
  private sum = 1;
  private readonly errorOfSize: number;
  private readonly logStart: number;
  private readonly panel: number;

  constructor(
    private readonly mean: number,
    private readonly size: number,
    private readonly start: number,
  ) {
    this.counts = [start];
    this.errorOfSize = stirlingError(size);
    this.logStart = logNegativeBinomial(start, mean, size, this.errorOfSize);
    this.panel = PANEL_SDS * Math.sqrt(mean + (mean * mean) / size);
  }

  /** @param end the last count, inclusive */
  extend(step: -1 | 1, end: number): void {
    const last = this.oneByOne(this.start, step, end, MOST_SINGLE_COUNTS);
    if (last === undefined || last === end) return;
    const rest = step > 0 || last > LEAST_NODE_COUNT ? this.overPanels(last, step, end) : last;
    if (rest !== undefined && rest !== end) this.oneByOne(rest, step, end, Infinity);
  }

  result(): Counts {
    return {
      log: this.logStart + Math.log(this.sum),
      counts: this.counts,
      shares: this.weights.map((weight) => weight / this.sum),
    };
  }

  /** @returns the last count that was visited; undefined where further counts do not matter */
  private oneByOne(from: number, step: -1 | 1, end: number, limit: number): number | undefined {
    const share = this.mean / (this.size + this.mean);
    let weight = this.weightOf(from);
    let x = from;
    for (let i = 0; i < limit && x !== end; i++) {
      weight *= step > 0 ? ((x + this.size) / (x + 1)) * share : x / (x - 1 + this.size) / share;
      x += step;
      if (!(weight > NEGLIGIBLE_SHARE * this.sum)) return undefined;
      this.add(x, weight);
    }
    return x;
  }

  /**
   * Sums the counts beyond a last one by the midpoint rule, Σ f = ∫ f − (f′(behind the end) − f′(before the
   * beginning))/24 from half a step before the first to half a step behind the last (Euler & Maclaurin), f′ by
   * differences.
   *
   * @returns the last count that was visited; undefined where further counts do not matter
   */
  private overPanels(before: number, step: -1 | 1, end: number): number | undefined {
    const furthest = step > 0 ? end : Math.max(end, LEAST_NODE_COUNT);
    let last = before;
    this.addSlope(before, step, 1);
    while (last !== furthest) {
      const width = Math.max(1, Math.floor(Math.min(this.panel, PANEL_SHARE * last, Math.abs(furthest - last))));
      const sum = this.sum;
      for (let i = 0; i < NODES.length; i++) {
        const x = last + step * (0.5 + width * NODES[i]);
        this.add(x, this.weightOf(x) * width * NODE_WEIGHTS[i]);
      }
      last += step * width;
      if (!(this.sum - sum > NEGLIGIBLE_SHARE * this.sum)) return undefined;
    }
    this.addSlope(last, step, -1);
    return last;
  }

  /** Adds f′/24 behind a count, in the direction of the walk. */
  private addSlope(x: number, step: -1 | 1, sign: -1 | 1): void {
    this.add(x + step, (sign * this.weightOf(x + step)) / 24);
    this.add(x, (-sign * this.weightOf(x)) / 24);
  }

  private weightOf(x: number): number {
    return Math.exp(logNegativeBinomial(x, this.mean, this.size, this.errorOfSize) - this.logStart);
  }

  private add(x: number, weight: number): void {
    this.counts.push(x);
    this.weights.push(weight);
    this.sum += weight;
  }
}

/**
 * Gauss-Legendre nodes and weights on [0, 1], by Newton's method from Chebyshev points (Abramowitz & Stegun 1964,
 * 25.4.29).
 */
const ORDER = 16;
const LEGENDRE = Array.from({ length: ORDER }, (_, i) => {
  let x = Math.cos((Math.PI * (i + 0.75)) / (ORDER + 0.5));
  let slope = 1;
  for (let round = 0; round < 8; round++) {
    let [before, here] = [1, x];
    for (let n = 2; n <= ORDER; n++) [before, here] = [here, ((2 * n - 1) * x * here - (n - 1) * before) / n];
    slope = (ORDER * (x * here - before)) / (x * x - 1);
    x -= here / slope;
  }
  return { node: (x + 1) / 2, weight: 1 / ((1 - x * x) * slope * slope) };
});
const NODES = LEGENDRE.map(({ node }) => node);
const NODE_WEIGHTS = LEGENDRE.map(({ weight }) => weight);
