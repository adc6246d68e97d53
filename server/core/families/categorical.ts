/**
 * Categorical marginals: T(x) = the indicator of each level, θ = log probabilities (normalised logits).
 *
 * The prior of `map` is Dirichlet(1 + 1/L, …) over the L levels, so that p_l = (c_l + 1/L)/(n + 1): one row
 * spread evenly over the levels; with a strength s, s rows.
 */
import { say } from '../../../language/language';
import { drawIndex, type Random } from '../numeric/random';
import {
  numberIn,
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
import { logSumExp, settledLog } from './functions/special';
import { logWrongLevel } from './wrongCell';

/**
 * Factor up to which levels count as equally probable as the observed one, and so into its tail, despite rounding of
 * their sums.
 */
const TIE_FACTOR = 1 + 1e-12;

class LevelMarginal implements Marginal {
  readonly continuous = false;
  readonly parameterCount: number;
  readonly freeParameters: number;
  readonly statisticCount: number;
  private readonly levels: number;
  /** Prior count of each level under `map`. */
  private readonly pseudoCount: number;

  constructor(
    readonly family: FamilyName,
    facts: ColumnFacts,
    strength: number,
  ) {
    this.levels = facts.levels;
    this.pseudoCount = strength / facts.levels;
    this.parameterCount = facts.levels;
    this.freeParameters = facts.levels - 1;
    this.statisticCount = facts.levels;
  }

  get kernel(): KernelForm {
    const { levels } = this;
    return {
      form: 'table',
      constantCount: levels,
      constants: (theta, at, out, outAt) => out.set(theta.subarray(at, at + levels), outAt),
    };
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
    for (let i = 0; i < count; i++) {
      const level = values[from + i];
      if (level === level) out[outAt + i] += theta[at + level];
    }
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
    for (let i = 0; i < count; i++) {
      const level = values[from + i];
      if (level === level) statistics[statisticsAt + level] += posterior[posteriorAt + i];
    }
  }

  maximise(statistics: Float64Array, statisticsAt: number, theta: Float64Array, at: number, estimate: Estimate): void {
    const extra = estimate === 'map' ? this.pseudoCount : 0;
    let total = 0;
    // Removing a row may leave a rounding error below zero.
    for (let l = 0; l < this.levels; l++) total += Math.max(0, statistics[statisticsAt + l]) + extra;
    for (let l = 0; l < this.levels; l++) {
      // A component without rows has uniform levels.
      theta[at + l] =
        total > 0 ? Math.log((Math.max(0, statistics[statisticsAt + l]) + extra) / total) : -Math.log(this.levels);
    }
  }

  logPrior(theta: Float64Array, at: number): number {
    let sum = 0;
    for (let l = 0; l < this.levels; l++) sum += theta[at + l];
    return sum * this.pseudoCount;
  }

  describePrior(): PriorDescription {
    return { name: 'dirichlet', concentration: 1 + 1 / this.levels };
  }

  initialise(theta: Float64Array, at: number): void {
    theta.fill(-Math.log(this.levels), at, at + this.levels);
  }

  gradient(
    statistics: Float64Array,
    statisticsAt: number,
    theta: Float64Array,
    at: number,
    estimate: Estimate,
    gradient: Float64Array,
  ): void {
    const extra = estimate === 'map' ? this.pseudoCount : 0;
    let total = 0;
    for (let l = 0; l < this.levels; l++) total += statistics[statisticsAt + l] + extra;
    for (let l = 0; l < this.levels; l++) {
      gradient[at + l] = total * Math.exp(theta[at + l]) - (statistics[statisticsAt + l] + extra);
    }
  }

  scales(scales: Float64Array, at: number): void {
    scales.fill(1, at, at + this.levels);
  }

  normalise(theta: Float64Array, at: number): void {
    const total = logSumExp(theta, at, this.levels);
    for (let l = 0; l < this.levels; l++) theta[at + l] -= total;
  }

  sample(theta: Float64Array, at: number, random: Random): number {
    return drawIndex(theta.subarray(at, at + this.levels).map(Math.exp), random);
  }

  logOverlap(thetaA: Float64Array, atA: number, thetaB: Float64Array, atB: number): number {
    const joint = new Float64Array(this.levels);
    for (let l = 0; l < this.levels; l++) joint[l] = thetaA[atA + l] + thetaB[atB + l];
    return logSumExp(joint, 0, this.levels);
  }

  predict(theta: Float64Array, at: number, weights: Float64Array): Prediction {
    const probabilities = new Float64Array(this.levels);
    for (let k = 0; k < weights.length; k++) {
      for (let l = 0; l < this.levels; l++) probabilities[l] += weights[k] * Math.exp(theta[at + k * this.levels + l]);
    }
    return { of: 'level', probabilities };
  }

  tail(theta: Float64Array, at: number, weights: Float64Array, value: number): number {
    const prediction = this.predict(theta, at, weights);
    if (prediction.of !== 'level') return 1;
    const bound = prediction.probabilities[value] * TIE_FACTOR;
    let sum = 0;
    for (const probability of prediction.probabilities) if (probability <= bound) sum += probability;
    return Math.min(1, sum);
  }

  peak(theta: Float64Array, at: number): number {
    return theta
      .subarray(at, at + this.levels)
      .reduce((largest, logProbability) => Math.max(largest, logProbability), -Infinity);
  }

  summarise(theta: Float64Array, at: number, levels: readonly string[]): Summary {
    return { probabilities: Object.fromEntries(levels.map((level, l) => [level, Math.exp(theta[at + l])])) };
  }

  restore(summary: object, theta: Float64Array, at: number, levels: readonly string[]): string | undefined {
    const given = 'probabilities' in summary ? summary.probabilities : undefined;
    if (typeof given !== 'object' || given === null) return 'needs "probabilities" by level';
    const levelNames = new Set(levels);
    const unknown = Object.keys(given).find((level) => !levelNames.has(level));
    if (unknown !== undefined) return `has a level "${unknown}" that the column does not have`;
    let total = 0;
    for (const [l, level] of levels.entries()) {
      const probability = numberIn(given, level);
      if (!(probability >= 0 && probability <= 1)) return `needs a probability from 0 to 1 for the level "${level}"`;
      theta[at + l] = settledLog(probability);
      total += probability;
    }
    return Math.abs(total - 1) > 1e-6
      ? `has probabilities that sum to ${Number(total.toPrecision(9))}, not to 1`
      : undefined;
  }
}

/** Returns the family of levels under a name: Bernoulli and categorical columns differ only in name. */
export function levelFamily(name: FamilyName): Family {
  return {
    name,
    reads: 'level',
    get needs() {
      return say("one of the column's levels");
    },
    encode: (index) => index,
    logWrong: logWrongLevel,
    bind: (facts, _k, strength = 1) => new LevelMarginal(name, facts, strength),
  };
}

export const categorical: Family = levelFamily('categorical');
