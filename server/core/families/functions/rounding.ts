/**
 * The bound that rounding sets on a normal's σ. A column of numbers written to a step δ has ties, on which a component
 * could collapse to a spike; the likelihood of the interval that a written number stands for has no spikes: [Φ((x + δ/2
 * − μ)/σ′) − Φ((x − δ/2 − μ)/σ′)]/δ. The plain density N(x; μ, σ²) is as good where σ is the standard deviation of the
 * written number, σ² = σ′² + δ²/12 (Sheppard 1898, "On the calculation of the most probable values of
 * frequency-constants, for data arranged according to equidistant divisions of a scale", Proc. London Math. Soc. 29),
 * and no less than 0.6 δ: it sums to 1 ± 2 exp(−2π² 0.6²) = 1 ± 0.0017 over any grid of the step δ.
 *
 * Values of the matrix may be logarithms y of the data; their step is δ e^−y. So in θ = (μ, log σ) the bound is a
 * straight line, log σ + s μ ≥ log 0.6 δ, with the share s = 0, or 1 for logarithms.
 */

/** Least σ per step: σ ≥ this × δ. */
export const LEAST_SD_PER_STEP = 0.6;
/**
 * Distance of log σ from its bound up to which it lies at the bound: parameters that go through words may change in
 * their last digits.
 */
const BOUND_TOLERANCE = 1e-9;
const MOST_NEWTON_STEPS = 200;

/** Objective of an M step without its centre m: −log σ − (variance + pull (μ − m)²)/2σ². */
export interface Parabola {
  /** Variance, in squared units of the matrix. */
  readonly variance: number;
  /** Strength of the pull of μ towards m; 0 where nothing is known of μ. */
  readonly pull: number;
  /** Least log σ for reasons other than rounding; −∞ if unbounded. */
  readonly logFloor: number;
}

export class RoundingBound {
  private readonly log: number;
  /** Change of μ per unit of log σ in the direction across the bound, as optimisers measure steps. */
  private readonly square: number;

  /**
   * @param step δ, in the data's units; without it nothing is bounded
   * @param share 1 where values of the matrix are logarithms, else 0
   * @param sd typical step size of μ, where a typical step of log σ is 1
   */
  constructor(
    step: number | undefined,
    private readonly share: 0 | 1,
    sd: number,
  ) {
    this.log = step === undefined ? -Infinity : Math.log(LEAST_SD_PER_STEP) + Math.log(step);
    this.square = share * sd * sd;
  }

  /** The least log σ of a component with this μ; −∞ without a step. */
  leastLogSd(mean: number): number {
    return this.log - this.share * mean;
  }

  /**
   * Moves θ from the maximiser of a parabola to its maximiser within the bound. The best μ is m for every σ, and over
   * log σ there is one maximum: with share 0, σ alone moves to the bound.
   *
   * With share 1, σ trades against μ. At m the parabola rises along the bound towards larger μ, and it is concave from
   * there on. No point of the bound below m beats the one at m: its μ is worse, and its σ still farther above the best
   * one.
   */
  maximiseWithin(theta: Float64Array, at: number, { variance, pull, logFloor }: Parabola): void {
    const logSd = this.leastLogSd(theta[at]);
    if (!(theta[at + 1] < logSd)) return;
    const rise = this.share > 0 && pull > 0 ? riseAlong(variance, pull, logSd) : 0;
    theta[at] += Math.min(rise, logSd - logFloor);
    theta[at + 1] = this.leastLogSd(theta[at]);
  }

  /** Removes the part of a gradient that leads across the bound, for a θ at the bound. The part along it stays. */
  projectGradient(gradient: Float64Array, theta: Float64Array, at: number): void {
    if (!(theta[at + 1] <= this.leastLogSd(theta[at]) + BOUND_TOLERANCE)) return;
    const across = Math.max(0, (this.square * gradient[at] + gradient[at + 1]) / (this.square * this.share + 1));
    gradient[at] -= this.share * across;
    gradient[at + 1] -= across;
  }

  /**
   * Projects θ from beyond the bound to the nearest point on it, so that steps along a projected gradient do not leave
   * the bound.
   */
  projectParameters(theta: Float64Array, at: number): void {
    const missing = this.leastLogSd(theta[at]) - theta[at + 1];
    if (!(missing > 0)) return;
    theta[at] += (missing * this.square) / (this.square + 1);
    theta[at + 1] = this.leastLogSd(theta[at]);
  }
}

/**
 * Maximiser of −(log σ − d) − (a + b d²)/2(σ e^−d)² over d ≥ 0: there (a + b d (1 + d)) e^2d = σ², which is solved in
 * logarithms by Newton's method within a bracket.
 *
 * @param a below σ²
 * @param b above 0
 */
function riseAlong(a: number, b: number, logSd: number): number {
  let low = 0;
  let high = Math.max(1, logSd - 0.5 * Math.log(b));
  // Root for small σ and a = 0, b = 1.
  let d = Math.min(high / 2, Math.exp(2 * logSd));
  for (let step = 0; step < MOST_NEWTON_STEPS; step++) {
    const quadratic = a + b * d * (1 + d);
    const excess = 2 * (d - logSd) + Math.log(quadratic);
    if (excess > 0) high = d;
    else low = d;
    const next = d - excess / (2 + (b * (1 + 2 * d)) / quadratic);
    const better = next > low && next < high ? next : low + (high - low) / 2;
    if (Math.abs(better - d) <= Number.EPSILON * d) return better;
    d = better;
  }
  return d;
}
