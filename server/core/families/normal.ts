/**
 * Normal marginals: T(x) = (1, x, x²), θ = (μ, log σ).
 *
 * The prior of `map` is Fraley & Raftery (2007), "Bayesian regularization for normal mixture estimation and model-based
 * clustering", J. Classification 24, in one dimension: μ | σ² ~ N(m, σ²/κ), σ² ~ inverse gamma(ν/2, ς²/2), with κ =
 * 0.01, ν = 3, m the column's mean and ς² its sample variance / K². A strength s multiplies its logarithm: sκ, sς² and
 * s(ν + 3) then replace κ, ς² and ν + 3.
 *
 * Where numbers are written to a step, σ is the standard deviation of the written numbers, and has a bound; see
 * `rounding.ts`.
 */
import { say } from '../../../language/language';
import type { Random } from '../numeric/random';
import { normalDeviate } from '../numeric/random';
import { BoundedNormal } from './boundedNormal';
import {
  numberIn,
  type BoundedCells,
  type ColumnFacts,
  type Estimate,
  type Family,
  type KernelForm,
  type Marginal,
  type Prediction,
  type PriorDescription,
  type Summary,
} from './family';
import type { FamilyName } from './registry';
import { RoundingBound } from './functions/rounding';
import { HALF_LOG_2PI, normalCdf, settledLog } from './functions/special';
import { DEGREES_OF_FREEDOM, predictiveDeviate, SHRINKAGE } from './functions/student';
import { logCauchy, logCauchyWithin } from './wrongCell';

/**
 * Variance floor under `ml`: σ² ≥ this × the column's population variance, since the likelihood has no maximum without
 * a bound.
 */
const VARIANCE_FLOOR = 1e-6;
/** Maximum |log₂ sd| of a column that kernels compute. */
const MOST_BINARY_DIGITS = 300;

/** Writes the constants for kernels: centre μ, 1/(σ√2), and the log density at the centre. */
function writeConstants(theta: Float64Array, at: number, out: Float64Array, outAt: number): void {
  out[outAt] = theta[at];
  out[outAt + 1] = Math.SQRT1_2 * Math.exp(-theta[at + 1]);
  out[outAt + 2] = -HALF_LOG_2PI - theta[at + 1];
}

export class NormalMarginal implements Marginal {
  readonly family: FamilyName = 'normal';
  readonly continuous = true;
  readonly parameterCount = 2;
  readonly freeParameters = 2;
  /** n = Σr, then Σru and Σru² with u = (x − μ)/unit. */
  readonly statisticCount = 3;
  readonly bounded: BoundedCells;

  private readonly mean: number;
  private readonly sd: number;
  /**
   * Unit of the statistics, a power of two near the column's sd: the division is exact, and squares neither overflow
   * nor underflow for data near 10^±300.
   */
  private readonly unit: number;
  private readonly perUnit: number;
  /** ς² and the variance floor, in squared units. */
  private readonly priorScale: number;
  private readonly varianceFloor: number;
  private readonly logUnit: number;
  /** Least log σ under `ml`. */
  private readonly logFloor: number;
  private readonly rounding: RoundingBound;

  /** @param stepShare 1 where values of the matrix are logarithms of the data, else 0 */
  constructor(
    facts: ColumnFacts,
    k: number,
    private readonly strength: number,
    stepShare: 0 | 1 = 0,
  ) {
    this.mean = facts.mean;
    this.sd = facts.sd;
    this.unit = 2 ** Math.max(-1021, Math.min(1021, Math.round(Math.log2(facts.sd))));
    this.perUnit = 1 / this.unit;
    this.logUnit = Math.log(this.unit);
    const variance = (facts.sd * this.perUnit) ** 2;
    this.priorScale = (variance * facts.observed) / Math.max(facts.observed - 1, 1) / (k * k);
    this.varianceFloor = VARIANCE_FLOOR * variance;
    this.logFloor = 0.5 * Math.log(this.varianceFloor) + this.logUnit;
    this.rounding = new RoundingBound(facts.step, stepShare, facts.sd);
    this.bounded = new BoundedNormal(this.perUnit);
  }

  get kernel(): KernelForm | undefined {
    // Kernels divide by the unit only at the end; squares must stay in the range of a double until then.
    if (Math.abs(Math.log2(this.unit)) > MOST_BINARY_DIGITS) return undefined;
    return { form: 'quadratic', constantCount: 3, constants: writeConstants, perUnit: this.perUnit };
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
    const mean = theta[at];
    const perSd = Math.exp(-theta[at + 1]);
    const constant = -HALF_LOG_2PI - theta[at + 1];
    for (let i = 0; i < count; i++) {
      const z = (values[from + i] - mean) * perSd;
      if (z === z) out[outAt + i] += constant - 0.5 * z * z;
    }
  }

  accumulate(
    theta: Float64Array,
    at: number,
    values: Float64Array,
    from: number,
    count: number,
    posterior: Float64Array,
    posteriorAt: number,
    statistics: Float64Array,
    statisticsAt: number,
  ): void {
    const mean = theta[at];
    const perUnit = this.perUnit;
    let n = 0;
    let first = 0;
    let second = 0;
    for (let i = 0; i < count; i++) {
      const u = (values[from + i] - mean) * perUnit;
      if (u !== u) continue;
      const r = posterior[posteriorAt + i];
      const ru = r * u;
      n += r;
      first += ru;
      second += ru * u;
    }
    statistics[statisticsAt] += n;
    statistics[statisticsAt + 1] += first;
    statistics[statisticsAt + 2] += second;
  }

  maximise(statistics: Float64Array, statisticsAt: number, theta: Float64Array, at: number, estimate: Estimate): void {
    if (estimate === 'ml') {
      const { n, shift, scatter } = this.moments(statistics, statisticsAt);
      theta[at] = n > 0 ? theta[at] + shift * this.unit : this.mean;
      const variance = n > 0 ? scatter / n : 0;
      theta[at + 1] = 0.5 * Math.log(Math.max(variance, this.varianceFloor)) + this.logUnit;
      this.rounding.maximiseWithin(theta, at, {
        variance: variance * this.unit * this.unit,
        pull: n > 0 ? 1 : 0,
        logFloor: this.logFloor,
      });
    } else {
      const { n, offset, squares } = this.posterior(statistics, statisticsAt, theta, at);
      theta[at] = this.mean + offset * this.unit;
      const rows = this.strength * (DEGREES_OF_FREEDOM + 3) + n;
      theta[at + 1] = 0.5 * Math.log(squares / rows) + this.logUnit;
      const pull = (this.strength * SHRINKAGE + n) / rows;
      this.rounding.maximiseWithin(theta, at, {
        variance: (squares / rows) * this.unit * this.unit,
        pull,
        logFloor: -Infinity,
      });
    }
  }

  logPrior(theta: Float64Array, at: number): number {
    // In units the density differs by a constant power of the unit, which is added back so that objectives are in the
    // data's own units.
    const logSd = theta[at + 1];
    const perVariance = Math.exp(-2 * (logSd - this.logUnit));
    const offset = (theta[at] - this.mean) * this.perUnit;
    return (
      -this.strength *
      ((DEGREES_OF_FREEDOM + 3) * logSd + 0.5 * perVariance * (this.priorScale + SHRINKAGE * offset * offset))
    );
  }

  /** `scale` is ς, a standard deviation, since a variance could leave the range of a double. */
  describePrior(): PriorDescription {
    const scale = Math.sqrt(this.priorScale) * this.unit;
    return {
      name: 'normal-inverse-gamma',
      mean: this.mean,
      shrinkage: SHRINKAGE,
      degreesOfFreedom: DEGREES_OF_FREEDOM,
      scale,
    };
  }

  initialise(theta: Float64Array, at: number): void {
    theta[at] = this.mean;
    theta[at + 1] = Math.max(Math.log(this.sd), this.rounding.leastLogSd(this.mean));
  }

  gradient(
    statistics: Float64Array,
    statisticsAt: number,
    theta: Float64Array,
    at: number,
    estimate: Estimate,
    gradient: Float64Array,
  ): void {
    const perVariance = Math.exp(-2 * (theta[at + 1] - this.logUnit));
    gradient[at] = -statistics[statisticsAt + 1] * perVariance * this.perUnit;
    gradient[at + 1] = statistics[statisticsAt] - statistics[statisticsAt + 2] * perVariance;
    if (estimate === 'map') {
      const offset = (theta[at] - this.mean) * this.perUnit;
      gradient[at] += this.strength * SHRINKAGE * offset * perVariance * this.perUnit;
      gradient[at + 1] +=
        this.strength * (DEGREES_OF_FREEDOM + 3 - perVariance * (this.priorScale + SHRINKAGE * offset * offset));
    } else if (theta[at + 1] <= this.logFloor) {
      // At the floor the objective is flat downwards.
      gradient[at + 1] = Math.min(0, gradient[at + 1]);
    }
    this.rounding.projectGradient(gradient, theta, at);
  }

  scales(scales: Float64Array, at: number): void {
    scales[at] = this.sd;
    scales[at + 1] = 1;
  }

  normalise(theta: Float64Array, at: number, estimate: Estimate): void {
    this.rounding.projectParameters(theta, at);
    if (estimate === 'ml') theta[at + 1] = Math.max(theta[at + 1], this.logFloor);
  }

  isTied(statistics: Float64Array, statisticsAt: number, theta?: Float64Array, at = 0): boolean {
    // Where rounding holds σ above the floor, equal numbers are a rounded narrow component.
    if (this.rounding.leastLogSd(theta?.[at] ?? this.mean) >= this.logFloor) return false;
    const { n, scatter } = this.moments(statistics, statisticsAt);
    return n > 0 && scatter <= n * this.varianceFloor;
  }

  sample(theta: Float64Array, at: number, random: Random): number {
    return theta[at] + Math.exp(theta[at + 1]) * normalDeviate(random);
  }

  /** ∫ N(x; a, A) N(x; b, B) dx = N(a; b, A + B). */
  logOverlap(thetaA: Float64Array, atA: number, thetaB: Float64Array, atB: number): number {
    const [logA, logB] = [thetaA[atA + 1], thetaB[atB + 1]];
    const logSd = Math.max(logA, logB) + 0.5 * Math.log1p(Math.exp(-2 * Math.abs(logA - logB)));
    const z = (thetaA[atA] - thetaB[atB]) * Math.exp(-logSd);
    return -HALF_LOG_2PI - logSd - 0.5 * z * z;
  }

  predict(theta: Float64Array, at: number, weights: Float64Array): Prediction {
    let mean = 0;
    for (let k = 0; k < weights.length; k++) mean += weights[k] * (theta[at + 2 * k] - this.mean);
    let variance = 0;
    for (let k = 0; k < weights.length; k++) {
      const offset = (theta[at + 2 * k] - this.mean - mean) * this.perUnit;
      variance += weights[k] * (Math.exp(2 * (theta[at + 2 * k + 1] - this.logUnit)) + offset * offset);
    }
    return {
      of: 'number',
      mean: this.mean + mean,
      sd: Math.sqrt(variance) * this.unit,
      interval: this.interval(theta, at, weights),
    };
  }

  tail(theta: Float64Array, at: number, weights: Float64Array, value: number, rows?: Float64Array): number {
    // Both halves are summed, since 1 − F would lose every digit of a far upper tail.
    let below = 0;
    let above = 0;
    for (let k = 0; k < weights.length; k++) {
      const plain = (value - theta[at + 2 * k]) * Math.exp(-theta[at + 2 * k + 1]);
      const z = rows === undefined ? plain : predictiveDeviate(plain, rows[k]);
      below += weights[k] * normalCdf(z);
      above += weights[k] * normalCdf(-z);
    }
    return Math.min(1, 2 * Math.min(below, above));
  }

  peak(theta: Float64Array, at: number): number {
    return -HALF_LOG_2PI - theta[at + 1];
  }

  summarise(theta: Float64Array, at: number): Summary {
    return { mean: theta[at], sd: Math.exp(theta[at + 1]) };
  }

  restore(summary: object, theta: Float64Array, at: number): string | undefined {
    const mean = numberIn(summary, 'mean');
    const sd = numberIn(summary, 'sd');
    if (!Number.isFinite(mean)) return 'needs a finite "mean"';
    if (!(sd > 0 && Number.isFinite(sd))) return 'needs an "sd" above zero';
    theta[at] = mean;
    theta[at + 1] = settledLog(sd);
    return undefined;
  }

  /** The 0.025 and 0.975 quantiles of the mixture. */
  protected interval(theta: Float64Array, at: number, weights: Float64Array): readonly [number, number] {
    return [this.quantile(theta, at, weights, 0.025), this.quantile(theta, at, weights, 0.975)];
  }

  /**
   * n, x̄ − centre and S = Σ r (x − x̄)² = Σ r u² − n ū², in units. No significant digits cancel: the prior scale and
   * the floor keep σ above 10⁻³ of the column's spread, within which the centre lies.
   */
  private moments(statistics: Float64Array, at: number): { n: number; shift: number; scatter: number } {
    // Removing a row may leave a rounding error below zero.
    const n = Math.max(0, statistics[at]);
    const shift = n > 0 ? statistics[at + 1] / n : 0;
    return { n, shift, scatter: Math.max(0, statistics[at + 2] - n * shift * shift) };
  }

  /**
   * Parameters of the normal-inverse-gamma posterior: n, its mean less the column's, and its sum of squares, in units.
   */
  private posterior(
    statistics: Float64Array,
    statisticsAt: number,
    theta: Float64Array,
    at: number,
  ): { n: number; offset: number; squares: number } {
    const { n, shift, scatter } = this.moments(statistics, statisticsAt);
    const shrinkage = this.strength * SHRINKAGE;
    const fromPrior = n > 0 ? (theta[at] - this.mean) * this.perUnit + shift : 0;
    const squares =
      this.strength * this.priorScale + ((shrinkage * n) / (shrinkage + n)) * fromPrior * fromPrior + scatter;
    return { n, offset: (n / (n + shrinkage)) * fromPrior, squares };
  }

  /** Quantile of the mixture, by bisection to the last digit: F is continuous and increasing. */
  private quantile(theta: Float64Array, at: number, weights: Float64Array, probability: number): number {
    let low = Infinity;
    let high = -Infinity;
    for (let k = 0; k < weights.length; k++) {
      if (weights[k] <= 0) continue;
      const reach = 9 * Math.exp(theta[at + 2 * k + 1]);
      low = Math.min(low, theta[at + 2 * k] - reach);
      high = Math.max(high, theta[at + 2 * k] + reach);
    }
    for (let step = 0; step < 200; step++) {
      const middle = low + (high - low) / 2;
      if (middle <= low || middle >= high) break;
      let below = 0;
      for (let k = 0; k < weights.length; k++) {
        if (weights[k] > 0)
          below += weights[k] * normalCdf((middle - theta[at + 2 * k]) * Math.exp(-theta[at + 2 * k + 1]));
      }
      if (below < probability) low = middle;
      else high = middle;
    }
    return low + (high - low) / 2;
  }
}

export const normal: Family = {
  name: 'normal',
  reads: 'number',
  get needs() {
    return say('a number');
  },
  encode: (number) => number,
  isAsRead: true,
  bound: (side, limit) => ({ side, limit }),
  logWrong: logCauchy,
  logWrongWithin: logCauchyWithin,
  bind: (facts, k, strength = 1) => new NormalMarginal(facts, k, strength),
};
