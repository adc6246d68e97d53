/**
 * Estimate of how far the objective of a run of EM can still fall. The fall of single steps says little: while fast
 * directions shrink, slow ones hide behind them. The secants of the steps show each direction with its own rate.
 */
import type { Estimate } from '../../families/family';
import type { Expectation } from '../engine';
import { gradientOf, scalesOf, type Mixture } from '../model';
import { Secants } from './secants';

/** Factor on the slope along a step, half of which is the fall of a parabola: the step itself is an estimate. */
const FALL_FACTOR = 2;

/** Estimates the fall from the points of a run, each with its image under EM. */
export class FallEstimate {
  private readonly scales: Float64Array;
  private readonly secants = new Secants();
  private former: { readonly theta: Float64Array; readonly residual: Float64Array } | undefined;

  constructor(
    { shape }: Mixture,
    private readonly estimate: Estimate,
  ) {
    this.scales = scalesOf(shape);
  }

  /** Adds the next point of the run. @param image of the point under EM */
  add({ theta }: Mixture, image: Mixture): void {
    const residual = this.scaled(theta, image.theta);
    const { former } = this;
    if (former !== undefined)
      this.secants.add(
        this.scaled(former.theta, theta),
        residual.map((value, i) => value - former.residual[i]),
      );
    this.former = { theta, residual };
  }

  /** Returns the fall that remains below the point added last, in nats. */
  remainingFall(mixture: Mixture, { statistics }: Pick<Expectation, 'statistics'>): number {
    if (this.former === undefined) return Infinity;
    const gradient = new Float64Array(mixture.theta.length);
    gradientOf(mixture, statistics, this.estimate, gradient);
    const step = this.secants.stepFrom(this.former.residual);
    const slope = gradient.reduce((sum, value, i) => sum + (step[i] === 0 ? 0 : value * step[i] * this.scales[i]), 0);
    return FALL_FACTOR * Math.abs(slope);
  }

  /** Returns a difference in typical steps; the logarithm of a probability of zero stays where it is. */
  private scaled(from: Float64Array, to: Float64Array): Float64Array {
    return from.map((value, i) => {
      const difference = (to[i] - value) / this.scales[i];
      return Number.isFinite(difference) ? difference : 0;
    });
  }
}
