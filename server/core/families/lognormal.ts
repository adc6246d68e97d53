/**
 * Lognormal marginals, for positive skewed numbers: y = log x is normal, θ = (mean of y, log sd of y).
 *
 * The matrix holds y, computed once when the table is encoded, and everything that the normal does with its values
 * applies to y: statistics, M step, prior, variance floor, tail. This file has what is in the data's own units:
 * densities, whose Jacobian 1/x adds −y to log densities; and means and intervals. The step to which numbers are
 * written is in the data's units, too; for logarithms it shrinks with e^−y (see `rounding.ts`).
 */
import { say } from '../../../language/language';
import { numberIn, type Family, type KernelForm, type Prediction, type Summary } from './family';
import { NormalMarginal } from './normal';
import type { FamilyName } from './registry';
import { settledLog } from './functions/special';
import { logCauchy, logCauchyWithin } from './wrongCell';

class LognormalMarginal extends NormalMarginal {
  override readonly family: FamilyName = 'lognormal';

  override get kernel(): KernelForm | undefined {
    const form = super.kernel;
    return form && { ...form, isLogarithm: true };
  }

  override addLogDensity(
    theta: Float64Array,
    at: number,
    values: Float64Array,
    from: number,
    count: number,
    out: Float64Array,
    outAt: number,
  ): void {
    super.addLogDensity(theta, at, values, from, count, out, outAt);
    for (let i = 0; i < count; i++) {
      const y = values[from + i];
      if (y === y) out[outAt + i] -= y;
    }
  }

  /**
   * ∫ p_a p_b dx = ∫ N(y; a, A) N(y; b, B) e^−y dy: the normals' overlap times the mean of e^−y under their product.
   */
  override logOverlap(thetaA: Float64Array, atA: number, thetaB: Float64Array, atB: number): number {
    const [a, b] = [thetaA[atA], thetaB[atB]];
    // Share of B in A + B, and the variance AB/(A + B) of the product.
    const share = 1 / (1 + Math.exp(2 * (thetaA[atA + 1] - thetaB[atB + 1])));
    const variance = share * Math.exp(2 * thetaA[atA + 1]);
    return super.logOverlap(thetaA, atA, thetaB, atB) - (b + share * (a - b)) + 0.5 * variance;
  }

  override predict(theta: Float64Array, at: number, weights: Float64Array): Prediction {
    // Means and variances as multiples of the largest mean: neither 10^±300 nor its square leaves the range of a
    // double.
    const logMean = Float64Array.from(weights, (weight, k) =>
      weight > 0 ? logMeanOf(theta[at + 2 * k], theta[at + 2 * k + 1]) : -Infinity,
    );
    const largest = logMean.reduce((a, b) => Math.max(a, b));
    let mean = 0;
    for (let k = 0; k < weights.length; k++) mean += weights[k] * Math.exp(logMean[k] - largest);
    let variance = 0;
    for (let k = 0; k < weights.length; k++) {
      if (weights[k] <= 0) continue;
      const sd = Math.exp(logMean[k] - largest + logRelativeSd(theta[at + 2 * k + 1]));
      variance += weights[k] * (sd * sd + (Math.exp(logMean[k] - largest) - mean) ** 2);
    }
    const [low, high] = this.interval(theta, at, weights);
    return {
      of: 'number',
      mean: finite(Math.exp(largest + Math.log(mean))),
      sd: finite(Math.exp(largest + 0.5 * Math.log(variance))),
      interval: [finite(Math.exp(low)), finite(Math.exp(high))],
    };
  }

  /** Names of the parameters as in R. */
  override summarise(theta: Float64Array, at: number): Summary {
    const logMean = logMeanOf(theta[at], theta[at + 1]);
    return {
      meanlog: theta[at],
      sdlog: Math.exp(theta[at + 1]),
      mean: finite(Math.exp(logMean)),
      sd: finite(Math.exp(logMean + logRelativeSd(theta[at + 1]))),
    };
  }

  override restore(summary: object, theta: Float64Array, at: number): string | undefined {
    const meanlog = numberIn(summary, 'meanlog');
    const sdlog = numberIn(summary, 'sdlog');
    if (!Number.isFinite(meanlog)) return 'needs a finite "meanlog"';
    if (!(sdlog > 0 && Number.isFinite(sdlog))) return 'needs an "sdlog" above zero';
    theta[at] = meanlog;
    theta[at + 1] = settledLog(sdlog);
    return undefined;
  }
}

/** log E x. */
function logMeanOf(meanlog: number, logSdlog: number): number {
  return meanlog + 0.5 * Math.exp(2 * logSdlog);
}

/** log(sd x / E x) = ½ log(exp σ² − 1). */
function logRelativeSd(logSdlog: number): number {
  const variance = Math.exp(2 * logSdlog);
  return 0.5 * (variance + Math.log(-Math.expm1(-variance)));
}

/**
 * Clamps a number to the range of doubles: moments of logs that spread over hundreds leave it, and JSON has no
 * infinities.
 */
function finite(value: number): number {
  return Math.min(value, Number.MAX_VALUE);
}

export const lognormal: Family = {
  name: 'lognormal',
  reads: 'number',
  get needs() {
    return say('a positive number');
  },
  encode: (number) => (number > 0 ? Math.log(number) : NaN),
  logJacobian: (y) => y,
  // Every positive number is above zero, and none is below.
  bound: (side, limit) =>
    limit > 0 ? { side, limit: Math.log(limit) } : side > 0 ? { side, limit: -Infinity } : undefined,
  logWrong: logCauchy,
  logWrongWithin: logCauchyWithin,
  bind: (facts, k, strength = 1) => new LognormalMarginal(facts, k, strength, 1),
};
