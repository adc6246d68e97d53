/**
 * Expectation-maximisation (Dempster, Laird & Rubin 1977) from given parameters, accelerated where it is slow
 * by squared extrapolation (SQUAREM: Varadhan & Roland 2008, "Simple and globally convergent methods for
 * accelerating the convergence of any EM algorithm", Scand. J. Statist. 35).
 */
import type { Estimate } from '../families/family';
import { totalWeight, type Matrix } from '../data/matrix';
import { FallEstimate } from './acceleration/fallEstimate';
import { expectation, type Expectation } from './expectation';
import { logPrior, maximise, normalise, scalesOf, type Mixture } from './model';

/** State of a run after one iteration. Iteration 0 is the start itself, before any step. */
export interface EmStep {
  readonly iteration: number;
  /** −log p(data | θ). */
  readonly nlml: number;
  /** NLML under `ml`, NLML − log prior under `map`: the quantity that the run minimises. */
  readonly objective: number;
}

/** Rounding of an objective and of its gradient, relative to the objective. */
const ROUNDING = 1e-12;
/**
 * Number of times that a run may go on for certainty: at a bound of a parameter, or where a probability goes to zero,
 * the slope never vanishes.
 */
const MOST_DOUBTS = 50;

export interface RunOptions {
  readonly estimate: Estimate;
  readonly maxIterations: number;
  /** Estimated distance to the limit of the objective, in nats per row, below which a run has converged. */
  readonly tolerance: number;
  /**
   * Whether a run has converged only if the secants of its steps say so, too: they show slow directions behind fast
   * ones. Runs that are only compared need not be so certain.
   */
  readonly isCertain?: boolean;
}

export interface Run {
  readonly mixture: Mixture;
  /** Result of the last pass; it belongs to `mixture`. */
  readonly expectation: Expectation;
  readonly trace: readonly EmStep[];
  readonly reason: 'converged' | 'maxIterations';
  /** Estimated distance to the limit of the objective, in nats; left out where only the reason is known. */
  readonly remaining?: number;
}

/** Number of plain EM steps before acceleration begins; a run that needs more is slow. */
const PLAIN_STEPS = 60;
/** Number of plain EM steps where many runs are made, or where a run continues after its plain steps. */
export const FEW_PLAIN_STEPS = 5;
/** Number of plain EM steps after a run over a sample of the rows. */
export const WARM_PLAIN_STEPS = 3;
/** Number of cycles whose slowest rate gives the distance to the limit: a leap disturbs the rate after it. */
const CYCLES = 3;

/** Returns the last step of a run. */
export function lastStep(run: Pick<Run, 'trace'>): EmStep {
  return run.trace[run.trace.length - 1];
}

/** Parameters with the result of a pass over the rows under them. */
export interface Point extends Expectation {
  readonly mixture: Mixture;
  readonly objective: number;
}

/**
 * Runs EM until the estimated distance to the limit is below the tolerance. Yields each step, and undefined now and
 * then within a pass. The objective never rises. `start` is not changed.
 *
 * @param plainSteps number of plain steps before acceleration begins
 */
export function* em(
  start: Mixture,
  matrix: Matrix,
  options: RunOptions,
  plainSteps = PLAIN_STEPS,
): Generator<EmStep | undefined, Run> {
  const { estimate, maxIterations } = options;
  const trace: EmStep[] = [];
  const tolerance = options.tolerance * totalWeight(matrix);
  const end = (last: Point, reason: Run['reason']): Run => ({
    mixture: last.mixture,
    expectation: last,
    trace,
    reason,
  });
  const record = (last: Point): EmStep => {
    const step = { iteration: trace.length, nlml: last.nlml, objective: last.objective };
    trace.push(step);
    return step;
  };

  const { imageOf, isNearLimit } = stepper(start, options, tolerance);
  let point = yield* evaluate({ shape: start.shape, theta: start.theta.slice() }, matrix, estimate);
  yield record(point);
  while (trace.length <= plainSteps) {
    const image = imageOf(point);
    if (distanceToLimit(trace) <= tolerance && isNearLimit(point)) return end(point, 'converged');
    if (trace.length > maxIterations) return end(point, 'maxIterations');
    point = yield* evaluate(image, matrix, estimate);
    yield record(point);
  }

  const scales = scalesOf(start.shape);
  const lengths: number[] = [];
  while (trace.length <= maxIterations) {
    const first = yield* evaluate(imageOf(point), matrix, estimate);
    yield record(first);
    const second = imageOf(first);
    const length = leapLength(point.mixture, first.mixture, second, scales);
    lengths.push(length);
    if (lengths.length > CYCLES) lengths.shift();
    const remaining = remainingFall(point.objective, first.objective, Math.max(...lengths));
    if (lengths.length === CYCLES && remaining <= tolerance && isNearLimit(first)) return end(first, 'converged');
    if (trace.length > maxIterations) return end(first, 'maxIterations');
    const leap = yield* evaluate(extrapolate(point.mixture, first.mixture, second, length, estimate), matrix, estimate);
    point = leap.objective <= first.objective ? leap : yield* evaluate(second, matrix, estimate);
    yield record(point);
  }
  return end(point, 'maxIterations');
}

/** The steps of a run, from which a run that has to be certain learns how far its limit is. */
function stepper(
  start: Mixture,
  { estimate, isCertain }: RunOptions,
  tolerance: number,
): { readonly imageOf: (at: Point) => Mixture; readonly isNearLimit: (at: Point) => boolean } {
  const falls = isCertain === true ? new FallEstimate(start, estimate) : undefined;
  let doubts = 0;
  const isNear = (falling: FallEstimate, at: Point): boolean =>
    // A fall within the rounding of the objective cannot be seen, nor one beyond the range of numbers.
    !(falling.remainingFall(at.mixture, at) > Math.max(tolerance, ROUNDING * Math.abs(at.objective)));
  return {
    imageOf: (at) => {
      const image = emStep(at, estimate);
      falls?.add(at.mixture, image);
      return image;
    },
    isNearLimit: (at) => falls === undefined || isNear(falls, at) || ++doubts > MOST_DOUBTS,
  };
}

/** Passes over the rows under a mixture. */
export function* evaluate(mixture: Mixture, matrix: Matrix, estimate: Estimate): Generator<undefined, Point> {
  const result = yield* expectation(mixture, matrix);
  return { ...result, mixture, objective: result.nlml - logPrior(mixture, estimate) };
}

/** Returns the mixture after an EM step. */
export function emStep({ mixture, statistics }: Point, estimate: Estimate): Mixture {
  const next: Mixture = { shape: mixture.shape, theta: mixture.theta.slice() };
  maximise(next, statistics, estimate);
  return next;
}

/**
 * Returns the step length |r|/|v| ≥ 1 of scheme S3, for r = θ₁ − θ₀ and v = (θ₂ − θ₁) − r, in scaled coordinates. If
 * the steps shrink at a rate λ it is 1/(1 − λ); 1 is plain EM.
 */
function leapLength(zero: Mixture, first: Mixture, second: Mixture, scales: Float64Array): number {
  let r2 = 0;
  let v2 = 0;
  for (let i = 0; i < scales.length; i++) {
    const r = (first.theta[i] - zero.theta[i]) / scales[i];
    const v = (second.theta[i] - first.theta[i]) / scales[i] - r;
    // The logarithm of a probability of zero stays at −∞.
    if (!Number.isFinite(r) || !Number.isFinite(v)) continue;
    r2 += r * r;
    v2 += v * v;
  }
  return v2 > 0 ? Math.max(1, Math.sqrt(r2 / v2)) : 1;
}

/** Returns θ₀ + 2αr + α²v for a step length α; θ₂ where the result is not finite. */
function extrapolate(zero: Mixture, first: Mixture, second: Mixture, length: number, estimate: Estimate): Mixture {
  const theta = second.theta.map((value, i) => {
    const r = first.theta[i] - zero.theta[i];
    const extrapolation = zero.theta[i] + 2 * length * r + length * length * (value - first.theta[i] - r);
    return Number.isFinite(extrapolation) ? extrapolation : value;
  });
  const mixture = { shape: zero.shape, theta };
  if (length > 1) normalise(mixture, estimate);
  return mixture;
}

/**
 * Estimates the remaining fall of the objective after a plain step that lowered it from `before` to `after`, if the
 * parameters converge at the rate λ = 1 − 1/length: the objective then converges at λ².
 */
function remainingFall(before: number, after: number, length: number): number {
  const fall = before - after;
  if (Math.abs(fall) <= 4 * Number.EPSILON * Math.abs(after)) return 0;
  const rate = (1 - 1 / length) ** 2;
  return (fall * rate) / (1 - rate);
}

/**
 * Estimates the remaining fall of the objective, if its steps go on shrinking at the present rate, by Aitken's method
 * (Böhning et al. 1994, "The distribution of the likelihood ratio for mixtures of densities from the one-parameter
 * exponential family", Ann. Inst. Statist. Math. 46). By the size of a single step, slow EM would count as converged.
 */
export function distanceToLimit(trace: readonly EmStep[]): number {
  if (trace.length < 2) return Infinity;
  const now = trace[trace.length - 1].objective;
  const fall = trace[trace.length - 2].objective - now;
  // Falls below the rounding of the objective itself mean nothing.
  if (Math.abs(fall) <= 4 * Number.EPSILON * Math.abs(now)) return 0;
  if (trace.length < 3) return Infinity;
  const previousFall = trace[trace.length - 3].objective - trace[trace.length - 2].objective;
  const rate = fall / previousFall;
  return rate >= 0 && rate < 1 ? (fall * rate) / (1 - rate) : Infinity;
}
