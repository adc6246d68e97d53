/**
 * Poisson marginals, for counts: T(x) = (1, x), θ = log λ.
 *
 * The prior of `map` is the conjugate gamma (Gelman et al. 2013, "Bayesian Data Analysis", section 2.6; in mixtures
 * Viallefont, Richardson & Green 2002, "Bayesian analysis of Poisson mixtures", J. Nonparametric Statistics 14) with
 * the column's mean m as its mean and the weight of a single event: λ ~ gamma(1, 1/m). Its density over θ is maximised,
 * so λ = (Σ r x + 1)/(n + 1/m) > 0. The weight is in events, not rows, because events determine log λ: a row's
 * information is λ, and a prior worth even a hundredth of a row would draw a component of tens up into a column of
 * millions. With a strength s it is s events among s/m rows.
 */
import { say } from '../../../language/language';
import type { Random } from '../numeric/random';
import { boundedPoisson, countBound } from './boundedCounts';
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
import { logPoisson, logScaledBessel, poissonTails, settledLog } from './functions/special';
import { logWrongCount, logWrongCountWithin } from './wrongCell';

/** Weight of the prior, in events. */
const PRIOR_EVENTS = 1;
/**
 * Least number of events, among all of the column's rows, that λ stands for under `ml`: a component of zeros alone
 * would have log λ = −∞.
 */
const LEAST_EVENTS = 1e-6;
/** Rate below which draws count up from zero. */
const SMALL_RATE = 10;

class PoissonMarginal implements Marginal {
  readonly family = 'poisson';
  /** False as for levels: rows share counts and their probabilities. */
  readonly continuous = false;
  readonly parameterCount = 1;
  readonly freeParameters = 1;
  /** n = Σr and Σrx. Sums about zero lose nothing: rounding is far below the Poisson's own √λ. */
  readonly statisticCount = 2;
  readonly bounded: BoundedCells = boundedPoisson;

  private readonly mean: number;
  private readonly logFloor: number;

  constructor(
    facts: ColumnFacts,
    private readonly strength: number,
  ) {
    this.mean = facts.mean;
    this.logFloor = Math.log(LEAST_EVENTS / facts.observed);
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
    const logRate = theta[at];
    const rate = Math.exp(logRate);
    for (let i = 0; i < count; i++) {
      const x = values[from + i];
      if (x === x) out[outAt + i] += logPoisson(x, rate, logRate);
    }
  }

  logDensities(theta: Float64Array, at: number, counts: Float64Array, out: Float64Array, outAt: number): void {
    const rate = Math.exp(theta[at]);
    for (let i = 0; i < counts.length; i++) out[outAt + i] = logPoisson(counts[i], rate, theta[at]);
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
      n += r;
      events += r * x;
    }
    statistics[statisticsAt] += n;
    statistics[statisticsAt + 1] += events;
  }

  maximise(statistics: Float64Array, statisticsAt: number, theta: Float64Array, at: number, estimate: Estimate): void {
    if (estimate === 'map') {
      const { shape, rate } = this.posterior(statistics, statisticsAt);
      theta[at] = Math.log(shape / rate);
    } else {
      const n = statistics[statisticsAt];
      theta[at] = Math.max(this.logFloor, Math.log(n > 0 ? Math.max(0, statistics[statisticsAt + 1]) / n : this.mean));
    }
  }

  logPrior(theta: Float64Array, at: number): number {
    return this.strength * PRIOR_EVENTS * (theta[at] - Math.exp(theta[at]) / this.mean);
  }

  describePrior(): PriorDescription {
    return { name: 'gamma', shape: PRIOR_EVENTS, rate: PRIOR_EVENTS / this.mean };
  }

  initialise(theta: Float64Array, at: number): void {
    theta[at] = Math.log(this.mean);
  }

  gradient(
    statistics: Float64Array,
    statisticsAt: number,
    theta: Float64Array,
    at: number,
    estimate: Estimate,
    gradient: Float64Array,
  ): void {
    const rate = Math.exp(theta[at]);
    gradient[at] = statistics[statisticsAt] * rate - statistics[statisticsAt + 1];
    if (estimate === 'map') gradient[at] += this.strength * PRIOR_EVENTS * (rate / this.mean - 1);
    // At the floor the objective is flat downwards.
    else if (theta[at] <= this.logFloor) gradient[at] = Math.min(0, gradient[at]);
  }

  scales(scales: Float64Array, at: number): void {
    scales[at] = 1 / Math.sqrt(Math.max(1, this.mean));
  }

  normalise(theta: Float64Array, at: number, estimate: Estimate): void {
    if (estimate === 'ml') theta[at] = Math.max(theta[at], this.logFloor);
  }

  sample(theta: Float64Array, at: number, random: Random): number {
    return drawPoisson(Math.exp(theta[at]), random);
  }

  /** Σ_x p_a p_b = exp(−(√a − √b)²) × exp(−z) I₀(z) with z = 2√(ab), by the series of the Bessel function I₀. */
  logOverlap(thetaA: Float64Array, atA: number, thetaB: Float64Array, atB: number): number {
    const [a, b] = [Math.exp(0.5 * thetaA[atA]), Math.exp(0.5 * thetaB[atB])];
    return -((a - b) ** 2) + logScaledBessel(2 * a * b);
  }

  predict(theta: Float64Array, at: number, weights: Float64Array): Prediction {
    let mean = 0;
    for (let k = 0; k < weights.length; k++) mean += weights[k] * Math.exp(theta[at + k]);
    let variance = 0;
    for (let k = 0; k < weights.length; k++) {
      const rate = Math.exp(theta[at + k]);
      variance += weights[k] * (rate + (rate - mean) ** 2);
    }
    const interval = [this.quantile(theta, at, weights, 0.025), this.quantile(theta, at, weights, 0.975)] as const;
    return { of: 'number', mean, sd: Math.sqrt(variance), interval };
  }

  tail(theta: Float64Array, at: number, weights: Float64Array, value: number): number {
    const { below, above } = this.tails(theta, at, weights, value);
    return Math.min(1, 2 * Math.min(below, above));
  }

  peak(theta: Float64Array, at: number): number {
    const rate = Math.exp(theta[at]);
    return logPoisson(Math.floor(rate), rate, theta[at]);
  }

  summarise(theta: Float64Array, at: number): Summary {
    const rate = Math.exp(theta[at]);
    return { rate, mean: rate, sd: Math.sqrt(rate) };
  }

  restore(summary: object, theta: Float64Array, at: number): string | undefined {
    const rate = numberIn(summary, 'rate');
    if (!(rate > 0 && Number.isFinite(rate))) return 'needs a "rate" above zero';
    theta[at] = settledLog(rate);
    return undefined;
  }

  /** Shape and rate of the gamma posterior of λ. */
  private posterior(statistics: Float64Array, at: number): { shape: number; rate: number } {
    // Removing a row may leave a rounding error below zero.
    const events = Math.max(0, statistics[at + 1]);
    const prior = this.strength * PRIOR_EVENTS;
    return { shape: events + prior, rate: Math.max(0, statistics[at]) + prior / this.mean };
  }

  private tails(
    theta: Float64Array,
    at: number,
    weights: Float64Array,
    value: number,
  ): { below: number; above: number } {
    let below = 0;
    let above = 0;
    for (let k = 0; k < weights.length; k++) {
      if (weights[k] <= 0) continue;
      const tails = poissonTails(value, Math.exp(theta[at + k]));
      below += weights[k] * tails.below;
      above += weights[k] * tails.above;
    }
    return { below, above };
  }

  /** Least count at which the mixture's distribution function reaches a probability below 0.999. */
  private quantile(theta: Float64Array, at: number, weights: Float64Array, probability: number): number {
    let low = -1;
    let high = 0;
    for (let k = 0; k < weights.length; k++) {
      const rate = Math.exp(theta[at + k]);
      if (weights[k] > 0) high = Math.max(high, Math.ceil(rate + 10 * Math.sqrt(rate) + 10));
    }
    for (;;) {
      const middle = Math.floor(low + (high - low) / 2);
      if (!(middle > low && middle < high)) return high;
      if (this.tails(theta, at, weights, middle).below < probability) low = middle;
      else high = middle;
    }
  }
}

/** Draws a Poisson deviate of any rate ≥ 0. */
export function drawPoisson(rate: number, random: Random): number {
  return rate < SMALL_RATE ? drawSmall(rate, random) : drawLarge(rate, random);
}

/**
 * Draws by inversion: walks through the probabilities from zero up (Devroye 1986, "Non-uniform random variate
 * generation", section X.3).
 */
function drawSmall(rate: number, random: Random): number {
  let remaining = random();
  let probability = Math.exp(-rate);
  for (let x = 0; ; x++) {
    remaining -= probability;
    if (remaining < 0 || (x > rate && probability < Number.EPSILON)) return x;
    probability *= rate / (x + 1);
  }
}

/**
 * Draws by transformed rejection with a squeeze: algorithm PTRS of Hörmann (1993), Insurance: Mathematics & Economics
 * 12.
 */
function drawLarge(rate: number, random: Random): number {
  const b = 0.931 + 2.53 * Math.sqrt(rate);
  const a = -0.059 + 0.02483 * b;
  const logInverseAlpha = Math.log(1.1239 + 1.1328 / (b - 3.4));
  const squeeze = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = random() - 0.5;
    const v = random();
    const us = 0.5 - Math.abs(u);
    const x = Math.floor(((2 * a) / us + b) * u + rate + 0.43);
    if (us >= 0.07 && v <= squeeze) return x;
    if (!(x >= 0) || (us < 0.013 && v > us)) continue;
    if (Math.log(v) + logInverseAlpha - Math.log(a / (us * us) + b) <= logPoisson(x, rate, Math.log(rate))) return x;
  }
}

export const poisson: Family = {
  name: 'poisson',
  reads: 'number',
  get needs() {
    return say('a whole number from 0 to 9e15');
  },
  encode: (number) => (number >= 0 && Number.isSafeInteger(number) ? number : NaN),
  isCount: true,
  bound: countBound,
  logWrong: logWrongCount,
  logWrongWithin: logWrongCountWithin,
  bind: (facts, _k, strength = 1) => new PoissonMarginal(facts, strength),
};
