/**
 * EM over all rows of a large matrix, guided by a sample of them. One pass over all rows gives the image of the
 * parameters under EM; the map of the sample, shifted so that it has the same image, stands for the map of all rows
 * around them, and its fixed point is the next iterate. The shift is constant, so the sample's error enters only with
 * the distance, and a few passes over all rows suffice (Jordan, Lee & Yang 2019, "Communication-efficient distributed
 * statistical inference", JASA 114; variance reduction for EM: Chen, Zhu, Teh & Zhang 2018, "Stochastic expectation
 * maximization with variance reduction", NeurIPS).
 */
import type { Estimate } from '../../families/family';
import { totalWeight, type Matrix } from '../../data/matrix';
import { em, emStep, evaluate, WARM_PLAIN_STEPS, type EmStep, type Point, type Run, type RunOptions } from '../em';
import { gradientOf, normalise, scalesOf, type Mixture } from '../model';
import { lengthOf, Secants } from './secants';

/** Maximum number of guided steps; each shrinks the distance by far more than a step of EM. */
const MOST_STEPS = 6;
/** Maximum number of passes over the sample for a step, and the share of the first residual at which they end. */
const MOST_SAMPLE_PASSES = 16;
const LEAST_SHARE = 1e-3;
/** Factor on the slope along a step, half of which is the fall of a parabola: the step itself is an estimate. */
const FALL_FACTOR = 2;
/** Factor on the first residual from which the passes lead nowhere. */
const LARGEST_SHARE = 8;

/**
 * Runs EM until the estimated distance to the limit is below the tolerance, and yields as `em` does. The objective
 * never rises; where the sample does not guide, `em` goes on.
 *
 * @param sample some of the rows, in a matrix of the same columns
 */
export function* guidedEm(
  start: Mixture,
  matrix: Matrix,
  sample: Matrix,
  options: RunOptions,
): Generator<EmStep | undefined, Run> {
  const { estimate, maxIterations } = options;
  const tolerance = options.tolerance * totalWeight(matrix);
  const guide = new Guide(sample, start, estimate);
  let point = yield* evaluate({ shape: start.shape, theta: start.theta.slice() }, matrix, estimate);
  const trace: EmStep[] = [stepOf(point, 0)];
  yield trace[0];
  while (trace.length <= Math.min(MOST_STEPS, maxIterations)) {
    const mixture = yield* guide.next(point);
    if (mixture === undefined) break;
    const next = yield* evaluate(mixture, matrix, estimate);
    if (!(next.objective <= point.objective)) break;
    point = next;
    trace.push(stepOf(point, trace.length));
    yield trace[trace.length - 1];
    const remaining = guide.remainingFall(point);
    if (remaining <= tolerance)
      return { mixture: point.mixture, expectation: point, trace, reason: 'converged', remaining };
  }
  return yield* continueUnguided(point, trace, matrix, options);
}

/** Continues by plain EM, with the trace so far before its own. */
function* continueUnguided(
  point: Point,
  trace: readonly EmStep[],
  matrix: Matrix,
  options: RunOptions,
): Generator<EmStep | undefined, Run> {
  const earlier = trace.length - 1;
  if (earlier >= options.maxIterations)
    return { mixture: point.mixture, expectation: point, trace, reason: 'maxIterations' };
  const remainingOptions = { ...options, maxIterations: options.maxIterations - earlier };
  const steps = em(point.mixture, matrix, remainingOptions, WARM_PLAIN_STEPS);
  for (;;) {
    const next = steps.next();
    if (next.done === true) {
      const own = next.value.trace.slice(1).map((step) => ({ ...step, iteration: step.iteration + earlier }));
      return { ...next.value, trace: [...trace, ...own] };
    }
    const step = next.value;
    yield step === undefined || step.iteration === 0 ? undefined : { ...step, iteration: step.iteration + earlier };
  }
}

function stepOf({ nlml, objective }: Point, iteration: number): EmStep {
  return { iteration, nlml, objective };
}

/** The map of a sample, which stands for that of all rows. */
class Guide {
  private readonly scales: Float64Array;
  /** Secants of the sample's map, in scaled coordinates; each step begins with those of the steps before. */
  private readonly secants = new Secants();
  /** Secants of the map that takes the shifted fixed point of each iterate. */
  private readonly leaps = new Secants();
  /** The iterate before, and the step from it to the fixed point of its map; scaled. */
  private former: { readonly from: Float64Array; readonly step: Float64Array } | undefined;

  constructor(
    private readonly sample: Matrix,
    { shape }: Mixture,
    private readonly estimate: Estimate,
  ) {
    this.scales = scalesOf(shape);
  }

  /** Returns the fixed point of the shifted map; undefined where there is none near. */
  *next(point: Point): Generator<undefined, Mixture | undefined> {
    const { estimate, scales } = this;
    const { shape } = point.mixture;
    let { theta } = point.mixture;
    const target = emStep(point, estimate).theta;
    const image = yield* this.imageOf(point.mixture);
    const shift = target.map((value, i) => value - image[i]);
    let residual = this.residualOf(theta, target);
    const first = lengthOf(residual);
    if (!Number.isFinite(first) || !shift.every(Number.isFinite)) return undefined;
    for (let pass = 0; pass < MOST_SAMPLE_PASSES; pass++) {
      const step = this.secants.stepFrom(residual);
      const nextTheta = theta.map((value, i) => value + step[i] * scales[i]);
      const nextImage = yield* this.imageOf({ shape, theta: nextTheta });
      const nextResidual = this.residualOf(
        nextTheta,
        nextImage.map((value, i) => value + shift[i]),
      );
      const share = lengthOf(nextResidual) / first;
      if (!(share <= LARGEST_SHARE)) return undefined;
      const before = residual;
      this.secants.add(
        step,
        nextResidual.map((value, i) => value - before[i]),
      );
      theta = nextTheta;
      residual = nextResidual;
      if (share <= LEAST_SHARE) break;
    }
    if (!(lengthOf(residual) < first)) return undefined;
    const { theta: from } = point.mixture;
    const step = this.correctedStep(
      from,
      theta.map((value, i) => (value - from[i]) / scales[i] + residual[i]),
    );
    const mixture = { shape, theta: from.map((value, i) => value + step[i] * scales[i]) };
    normalise(mixture, estimate);
    return mixture;
  }

  /** Corrects a step by what the steps before it left of the distances that they were to cover. */
  private correctedStep(from: Float64Array, step: Float64Array): Float64Array {
    const { former, scales } = this;
    if (former !== undefined)
      this.leaps.add(
        from.map((value, i) => (value - former.from[i]) / scales[i]),
        step.map((value, i) => value - former.step[i]),
      );
    this.former = { from, step };
    return this.leaps.stepFrom(step);
  }

  /**
   * Estimates the remaining fall of the objective, in nats: twice the gradient times the step to the limit, which is
   * four times the fall of a parabola.
   */
  remainingFall(point: Point): number {
    const { theta } = point.mixture;
    const gradient = new Float64Array(theta.length);
    gradientOf(point.mixture, point.statistics, this.estimate, gradient);
    const step = this.secants.stepFrom(this.residualOf(theta, emStep(point, this.estimate).theta));
    const slope = gradient.reduce((sum, value, i) => sum + value * step[i] * this.scales[i], 0);
    return FALL_FACTOR * Math.abs(slope);
  }

  /** Returns the scaled difference of parameters and their image. */
  private residualOf(theta: Float64Array, image: Float64Array): Float64Array {
    return theta.map((value, i) => (image[i] - value) / this.scales[i]);
  }

  private *imageOf(mixture: Mixture): Generator<undefined, Float64Array> {
    return emStep(yield* evaluate(mixture, this.sample, this.estimate), this.estimate).theta;
  }
}
