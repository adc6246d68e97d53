/**
 * Negative binomial marginals, for counts that vary more than a Poisson: Poisson counts whose rate is gamma distributed
 * with shape r and mean m, so with a coefficient of variation of 1/√r (Greenwood & Yule 1920, J. Royal Statist. Soc.
 * 83). p(x) = Γ(x + r)/(Γ(r) x!) (r/(r + m))^r (m/(r + m))^x, θ = (log m, log r), the variance m + m²/r.
 *
 * The prior of `map` has two parts.
 * - For m given r it is the conjugate one, r/(r + m) ~ beta(r/M, 1) with the column's mean M: a single event among 1/M
 *   rows, as for the Poisson, which it becomes as r grows. Its mode over log m is M, and m = (Σ w x + 1)/(n + 1/M),
 *   whatever r. A gamma prior of m, which has the factor exp(−m/M), would pull components of small r and large m down
 *   with a force of hundreds of rows.
 * - 1/√r, the coefficient of variation of the rates, is half-Cauchy with scale 1 (Gelman 2006, "Prior distributions for
 *   variance parameters in hierarchical models", Bayesian Analysis 1): the density over log r is √r/(1 + r), bounded on
 *   both sides.
 *
 * A strength multiplies the logarithm of both. Under either estimate r is kept between 1/1000 and 10⁶ max(1, M), where
 * the variance of the column equals a Poisson's up to a millionth: the likelihood of counts that vary no more than a
 * Poisson's has its supremum at r = ∞.
 */
import { say } from '../../../language/language';
import type { Random } from '../numeric/random';
import { BoundedNegativeBinomial, countBound } from './boundedCounts';
import { COUNT_SUMS, CountShares, sizeSlopes } from './functions/countStatistics';
import {
  numberIn,
  type BoundedCells,
  type ColumnFacts,
  type Estimate,
  type Family,
  type Marginal,
  type Prediction,
  type PriorDescription,
  type Summary,
} from './family';
import { drawPoisson } from './poisson';
import {
  logNegativeBinomial,
  logNegativeBinomials,
  negativeBinomialTails,
  settledLog,
  stirlingError,
} from './functions/special';
import { logWrongCount, logWrongCountWithin } from './wrongCell';
import { drawGamma } from './functions/gammaDeviate';

/** Weight of the prior, in events. */
const PRIOR_EVENTS = 1;
/**
 * Least number of events, among all of the column's rows, that m stands for under `ml`: a component of zeros alone
 * would have log m = −∞.
 */
const LEAST_EVENTS = 1e-6;
const LEAST_SIZE = 1e-3;
/** Maximum size r as a multiple of max(1, the column's mean). */
const MOST_RELATIVE_SIZE = 1e6;
/** Count below which log p is tabled for each θ… */
const TABLED_COUNTS = 4096;
/** …once this many counts were requested. */
const LEAST_REQUESTS = 512;
/** Step length from which Newton's method is off by about its square. */
const SHORT_STEP = 1e-5;
/** Slope per row below which it is rounding. */
const ROUNDING_SLOPE = 1e-15;

/** Cached log p of counts under one θ; NaN where not computed yet. */
interface Table {
  logMean: number;
  logSize: number;
  /** Number of counts requested so far. */
  requests: number;
  /** Created once it saves work. */
  logDensity?: Float64Array;
}

class NegativeBinomialMarginal implements Marginal {
  readonly family = 'negativeBinomial';
  /** False as for the Poisson: rows share counts and their probabilities. */
  readonly continuous = false;
  readonly parameterCount = 2;
  readonly freeParameters = 2;
  /** n = Σr, Σrx, and the sums of `countStatistics.ts`. None of them depends on θ. */
  readonly statisticCount = 2 + COUNT_SUMS;

  private readonly mean: number;
  private readonly sd: number;
  private readonly logFloor: number;
  private readonly logLeastSize = Math.log(LEAST_SIZE);
  private readonly logMostSize: number;
  private readonly shares = new CountShares();
  readonly bounded: BoundedCells = new BoundedNegativeBinomial(this.shares);
  /** Tables by position in θ. */
  private readonly tables = new Map<number, Table>();
  private readonly slopes = new Float64Array(2);

  constructor(
    facts: ColumnFacts,
    private readonly strength: number,
  ) {
    this.mean = facts.mean;
    this.sd = facts.sd;
    this.logFloor = Math.log(LEAST_EVENTS / facts.observed);
    this.logMostSize = Math.log(MOST_RELATIVE_SIZE * Math.max(1, facts.mean));
  }

  addLogDensity(
    theta: Float64Array,
    at: number,
    values: Float64Array,
    from: number,
    count: number,
    out: Float64Array,
    outAt: number,
  ): void {
    const logDensity = this.tableOf(theta, at, count);
    const mean = Math.exp(theta[at]);
    const size = Math.exp(theta[at + 1]);
    const errorOfSize = stirlingError(size);
    for (let i = 0; i < count; i++) {
      const x = values[from + i];
      if (logDensity !== undefined && x < TABLED_COUNTS) {
        let cached = logDensity[x];
        if (cached !== cached) cached = logDensity[x] = logNegativeBinomial(x, mean, size, errorOfSize);
        out[outAt + i] += cached;
      } else if (x === x) out[outAt + i] += logNegativeBinomial(x, mean, size, errorOfSize);
    }
  }

  logDensities(theta: Float64Array, at: number, counts: Float64Array, out: Float64Array, outAt: number): void {
    logNegativeBinomials(counts, Math.exp(theta[at]), Math.exp(theta[at + 1]), out, outAt);
  }

  accumulate(
    _theta: Float64Array,
    _at: number,
    values: Float64Array,
    from: number,
    count: number,
    posterior: Float64Array,
    posteriorAt: number,
    statistics: Float64Array,
    statisticsAt: number,
  ): void {
    let n = 0;
    let events = 0;
    for (let i = 0; i < count; i++) {
      const x = values[from + i];
      if (x !== x) continue;
      const r = posterior[posteriorAt + i];
      if (r === 0) continue;
      n += r;
      events += r * x;
      this.shares.add(x, r, statistics, statisticsAt + 2);
    }
    statistics[statisticsAt] += n;
    statistics[statisticsAt + 1] += events;
  }

  maximise(statistics: Float64Array, statisticsAt: number, theta: Float64Array, at: number, estimate: Estimate): void {
    const { n, events } = totalsOf(statistics, statisticsAt);
    if (estimate === 'map') {
      theta[at] = Math.log((events + this.strength * PRIOR_EVENTS) / (n + (this.strength * PRIOR_EVENTS) / this.mean));
    } else if (n > 0) theta[at] = Math.max(this.logFloor, Math.log(events / n));
    else {
      this.initialise(theta, at);
      return;
    }
    theta[at + 1] = this.bestLogSize(
      statistics,
      statisticsAt,
      theta[at],
      theta[at + 1],
      estimate === 'map' ? this.strength : 0,
    );
  }

  logPrior(theta: Float64Array, at: number): number {
    const size = Math.exp(theta[at + 1]);
    const meanTerm = theta[at] - (1 + size / this.mean) * Math.log1p(Math.exp(theta[at] - theta[at + 1]));
    return this.strength * (PRIOR_EVENTS * meanTerm + 0.5 * theta[at + 1] - Math.log1p(size));
  }

  /** `scale` is the scale of the half-Cauchy of 1/√r. */
  describePrior(): PriorDescription {
    return { name: 'beta and half-Cauchy', events: PRIOR_EVENTS, mean: this.mean, scale: 1 };
  }

  /** Initial θ from the column's moments. */
  initialise(theta: Float64Array, at: number): void {
    theta[at] = Math.log(this.mean);
    const excess = Math.max(this.sd * this.sd - this.mean, 1e-3 * this.mean);
    theta[at + 1] = this.clampLogSize(2 * theta[at] - Math.log(excess));
  }

  gradient(
    statistics: Float64Array,
    statisticsAt: number,
    theta: Float64Array,
    at: number,
    estimate: Estimate,
    gradient: Float64Array,
  ): void {
    const { n, events } = totalsOf(statistics, statisticsAt);
    const mean = Math.exp(theta[at]);
    const weight = 1 / (1 + mean * Math.exp(-theta[at + 1]));
    const strength = estimate === 'map' ? this.strength : 0;
    gradient[at] = weight * (n * mean - events + strength * PRIOR_EVENTS * (mean / this.mean - 1));
    gradient[at + 1] = -this.slopeOfSize(statistics, statisticsAt, theta[at], theta[at + 1], strength).slope;
    // Beyond the bounds the objective is flat.
    if (estimate === 'ml' && theta[at] <= this.logFloor) gradient[at] = Math.min(0, gradient[at]);
    if (theta[at + 1] <= this.logLeastSize) gradient[at + 1] = Math.min(0, gradient[at + 1]);
    if (theta[at + 1] >= this.logMostSize) gradient[at + 1] = Math.max(0, gradient[at + 1]);
  }

  scales(scales: Float64Array, at: number): void {
    scales[at] = Math.max(1 / Math.sqrt(Math.max(1, this.mean)), Math.min(1, this.sd / this.mean));
    scales[at + 1] = 1;
  }

  normalise(theta: Float64Array, at: number, estimate: Estimate): void {
    if (estimate === 'ml') theta[at] = Math.max(theta[at], this.logFloor);
    theta[at + 1] = this.clampLogSize(theta[at + 1]);
  }

  sample(theta: Float64Array, at: number, random: Random): number {
    const size = Math.exp(theta[at + 1]);
    return drawPoisson((drawGamma(size, random) / size) * Math.exp(theta[at]), random);
  }

  predict(theta: Float64Array, at: number, weights: Float64Array): Prediction {
    let mean = 0;
    for (let k = 0; k < weights.length; k++) mean += weights[k] * Math.exp(theta[at + 2 * k]);
    let variance = 0;
    for (let k = 0; k < weights.length; k++) {
      const componentMean = Math.exp(theta[at + 2 * k]);
      variance +=
        weights[k] *
        (componentMean + Math.exp(2 * theta[at + 2 * k] - theta[at + 2 * k + 1]) + (componentMean - mean) ** 2);
    }
    const interval = [this.quantile(theta, at, weights, 0.025), this.quantile(theta, at, weights, 0.975)] as const;
    return { of: 'number', mean, sd: Math.sqrt(variance), interval };
  }

  tail(theta: Float64Array, at: number, weights: Float64Array, value: number): number {
    const { below, above } = tailsOf(theta, at, weights, value);
    return Math.min(1, 2 * Math.min(below, above));
  }

  peak(theta: Float64Array, at: number): number {
    const mean = Math.exp(theta[at]);
    const size = Math.exp(theta[at + 1]);
    return logNegativeBinomial(Math.max(0, Math.floor(mean - mean / size)), mean, size);
  }

  summarise(theta: Float64Array, at: number): Summary {
    const mean = Math.exp(theta[at]);
    return { size: Math.exp(theta[at + 1]), mean, sd: Math.sqrt(mean + Math.exp(2 * theta[at] - theta[at + 1])) };
  }

  restore(summary: object, theta: Float64Array, at: number): string | undefined {
    const mean = numberIn(summary, 'mean');
    const size = numberIn(summary, 'size');
    if (!(mean > 0 && Number.isFinite(mean))) return 'needs a "mean" above zero';
    if (!(size > 0 && Number.isFinite(size))) return 'needs a "size" above zero';
    theta[at] = settledLog(mean);
    theta[at + 1] = settledLog(size);
    return undefined;
  }

  /**
   * Returns the table of log p under one θ; undefined while few counts were requested, since a table would cost more.
   */
  private tableOf(theta: Float64Array, at: number, count: number): Float64Array | undefined {
    let table = this.tables.get(at);
    if (table === undefined) {
      table = { logMean: NaN, logSize: NaN, requests: 0 };
      this.tables.set(at, table);
    }
    if (table.logMean !== theta[at] || table.logSize !== theta[at + 1]) {
      table.logMean = theta[at];
      table.logSize = theta[at + 1];
      table.requests = 0;
    }
    if (table.requests >= LEAST_REQUESTS) return table.logDensity;
    table.requests += count;
    return table.requests < LEAST_REQUESTS
      ? undefined
      : (table.logDensity ??= new Float64Array(TABLED_COUNTS)).fill(NaN);
  }

  private clampLogSize(logSize: number): number {
    return Math.max(this.logLeastSize, Math.min(this.logMostSize, logSize));
  }

  /** Computes the slope and second derivative of the objective, negated, over log r at a fixed m. */
  private slopeOfSize(
    statistics: Float64Array,
    at: number,
    logMean: number,
    logSize: number,
    strength: number,
  ): { slope: number; curvature: number } {
    const mean = Math.exp(logMean);
    const size = Math.exp(logSize);
    sizeSlopes(statistics, at + 2, mean, size, this.slopes);
    const [first, second] = this.slopes;
    const data = { slope: size * first, curvature: size * (first + size * second) };
    if (strength === 0) return data;
    const ratio = mean / size;
    const share = ratio / (1 + ratio);
    const perMean = size / this.mean;
    const rest = share - Math.log1p(ratio);
    const odds = 1 / (1 + size);
    return {
      slope: data.slope + strength * (PRIOR_EVENTS * (perMean * rest + share) + odds - 0.5),
      curvature:
        data.curvature +
        strength * (PRIOR_EVENTS * (perMean * (rest + share * share) - share * (1 - share)) - size * odds * odds),
    };
  }

  /** Finds the best log r within the bounds at a fixed m, by Newton's method within a bracket, beginning at `start`. */
  private bestLogSize(statistics: Float64Array, at: number, logMean: number, start: number, strength: number): number {
    let low = this.logLeastSize;
    let high = this.logMostSize;
    const rounding = ROUNDING_SLOPE * totalsOf(statistics, at).n;
    let here = this.clampLogSize(start);
    for (let step = 0; step < 100; step++) {
      const { slope, curvature } = this.slopeOfSize(statistics, at, logMean, here, strength);
      if (!(Math.abs(slope) > rounding)) return here;
      if (slope > 0) low = here;
      else high = here;
      if (low >= high) return here;
      const newton = curvature < 0 ? -slope / curvature : Math.sign(slope);
      let next = here + Math.max(-3, Math.min(3, newton));
      // A bound may be the maximum; an earlier point is not.
      const [least, most] = [this.logLeastSize, this.logMostSize];
      if (next <= low) next = low === least ? least : (here + low) / 2;
      if (next >= high) next = high === most ? most : (here + high) / 2;
      if (Math.abs(next - here) < SHORT_STEP) return next;
      here = next;
    }
    return here;
  }

  /** Least count at which the mixture's distribution function reaches a probability. */
  private quantile(theta: Float64Array, at: number, weights: Float64Array, probability: number): number {
    let low = -1;
    let high = 1;
    while (tailsOf(theta, at, weights, high).below < probability && high < Number.MAX_SAFE_INTEGER)
      [low, high] = [high, 2 * high];
    for (;;) {
      const middle = Math.floor(low + (high - low) / 2);
      if (!(middle > low && middle < high)) return high;
      if (tailsOf(theta, at, weights, middle).below < probability) low = middle;
      else high = middle;
    }
  }
}

/** Returns n and Σ w x. Removing a row may leave a rounding error below zero. */
function totalsOf(statistics: Float64Array, at: number): { readonly n: number; readonly events: number } {
  return { n: Math.max(0, statistics[at]), events: Math.max(0, statistics[at + 1]) };
}

/** Computes P(X ≤ value) and P(X ≥ value) of the mixture. */
function tailsOf(
  theta: Float64Array,
  at: number,
  weights: Float64Array,
  value: number,
): { below: number; above: number } {
  let below = 0;
  let above = 0;
  for (let k = 0; k < weights.length; k++) {
    if (weights[k] <= 0) continue;
    const tails = negativeBinomialTails(value, Math.exp(theta[at + 2 * k]), Math.exp(theta[at + 2 * k + 1]));
    below += weights[k] * tails.below;
    above += weights[k] * tails.above;
  }
  return { below, above };
}

export const negativeBinomial: Family = {
  name: 'negativeBinomial',
  reads: 'number',
  get needs() {
    return say('a whole number from 0 to 9e15');
  },
  encode: (number) => (number >= 0 && Number.isSafeInteger(number) ? number : NaN),
  isCount: true,
  bound: countBound,
  logWrong: logWrongCount,
  logWrongWithin: logWrongCountWithin,
  bind: (facts, _k, strength = 1) => new NegativeBinomialMarginal(facts, strength),
};
