/**
 * Direct minimisation of the objective over the unconstrained parameters: limited-memory BFGS with a line
 * search for the strong Wolfe conditions (Nocedal & Wright 2006, "Numerical Optimization", algorithms 3.5,
 * 3.6 and 7.4). One pass over the rows gives the value and, by Fisher's identity, the exact gradient.
 */
import type { Estimate } from '../families/family';
import { em, type Run, type RunOptions, type EmStep } from './em';
import { expectation, type Expectation } from './expectation';
import { totalWeight, type Matrix } from '../data/matrix';
import { gradientOf, logPrior, maximise, normalise, scalesOf, type Mixture } from './model';

/** Number of pairs of steps and gradient changes that approximate the curvature. */
const MEMORY_PAIRS = 12;
/** Number of EM steps before a cold start: they lead to better optima than steepest descent. */
const WARM_UP_STEPS = 5;
/** Sufficient decrease and curvature constants of the Wolfe conditions. */
const DECREASE = 1e-4;
const CURVATURE = 0.9;
const MOST_TRIALS = 25;
/**
 * Share of the tolerance below which the predicted fall counts as convergence. Few pairs hold little information on the
 * flat directions, in which probabilities go to zero, so the prediction is too small.
 */
const TOLERANCE_SHARE = 1e-3;

/** The objective at a point, in scaled coordinates x = θ / scale. */
interface Point {
  readonly x: Float64Array;
  readonly mixture: Mixture;
  readonly expectation: Expectation;
  readonly objective: number;
  readonly gradient: Float64Array;
}

/** A step along the search line: φ(t) = f(x + t d). */
interface Trial {
  readonly t: number;
  readonly point: Point;
  /** φ'(t). */
  readonly slope: number;
}

/** Runs L-BFGS until the expected remaining fall is below the tolerance; yields as `em` does. */
export function* lbfgs(
  start: Mixture,
  matrix: Matrix,
  options: RunOptions,
  warmUp = WARM_UP_STEPS,
): Generator<EmStep | undefined, Run> {
  const warm = yield* em(start, matrix, { ...options, maxIterations: Math.min(warmUp, options.maxIterations) });
  const trace = [...warm.trace];
  if (warm.reason === 'converged') return warm;
  const scales = scalesOf(start.shape);
  const problem = { matrix, estimate: options.estimate, scales };
  let current = yield* evaluate(problem, warm.mixture, coordinates(warm.mixture, scales));
  const memory = new Memory();
  let reason: Run['reason'] | undefined;
  while (reason === undefined) {
    const direction = memory.direction(current.gradient);
    // Half the Newton decrement: the fall that the quadratic model still predicts.
    const predictedFall = -0.5 * dot(current.gradient, direction);
    if (predictedFall <= TOLERANCE_SHARE * options.tolerance * totalWeight(matrix) && memory.size > 0)
      reason = 'converged';
    else if (trace.length > options.maxIterations) reason = 'maxIterations';
    else {
      const next = (yield* lineSearch(problem, current, direction)) ?? (yield* emStep(problem, current, memory));
      if (next === undefined) {
        reason = 'converged';
      } else {
        memory.add(current, next);
        current = next;
        const step = { iteration: trace.length, nlml: current.expectation.nlml, objective: current.objective };
        trace.push(step);
        yield step;
      }
    }
  }
  return { mixture: current.mixture, expectation: current.expectation, trace, reason };
}

interface Problem {
  readonly matrix: Matrix;
  readonly estimate: Estimate;
  readonly scales: Float64Array;
}

function coordinates({ theta }: Mixture, scales: Float64Array): Float64Array {
  return theta.map((value, i) => value / scales[i]);
}

/**
 * Evaluates the objective at x, which it leaves unchanged: a common drift of logits does no harm, and curvature pairs
 * need true differences.
 */
function* evaluate(
  { matrix, estimate, scales }: Problem,
  { shape }: Mixture,
  x: Float64Array,
): Generator<undefined, Point> {
  const mixture: Mixture = { shape, theta: x.map((value, i) => value * scales[i]) };
  normalise(mixture, estimate);
  const result = yield* expectation(mixture, matrix);
  const gradient = new Float64Array(x.length);
  gradientOf(mixture, result.statistics, estimate, gradient);
  for (let i = 0; i < gradient.length; i++) gradient[i] *= scales[i];
  return { x, mixture, expectation: result, objective: result.nlml - logPrior(mixture, estimate), gradient };
}

/** Makes one EM step, as a safeguard where no step along the line works; undefined if EM gains nothing either. */
function* emStep(problem: Problem, from: Point, memory: Memory): Generator<undefined, Point | undefined> {
  memory.clear();
  const next: Mixture = { shape: from.mixture.shape, theta: from.mixture.theta.slice() };
  maximise(next, from.expectation.statistics, problem.estimate);
  const point = yield* evaluate(problem, next, coordinates(next, problem.scales));
  return point.objective < from.objective - 4 * Number.EPSILON * Math.abs(from.objective) ? point : undefined;
}

/** Finds a step that satisfies the strong Wolfe conditions (algorithm 3.5); undefined if none is found. */
function* lineSearch(problem: Problem, from: Point, direction: Float64Array): Generator<undefined, Point | undefined> {
  const zero: Trial = { t: 0, point: from, slope: dot(from.gradient, direction) };
  if (!(zero.slope < 0)) return undefined;
  let previous = zero;
  let t = firstLength(from, direction);
  for (let trial = 0; trial < MOST_TRIALS; trial++) {
    const here = yield* tryStep(problem, from, direction, t);
    if (!Number.isFinite(here.point.objective) || !Number.isFinite(here.slope)) {
      t = (previous.t + t) / 2;
      continue;
    }
    if (!isSufficientDecrease(zero, here) || (trial > 0 && here.point.objective >= previous.point.objective)) {
      return yield* zoom(problem, zero, direction, previous, here);
    }
    if (Math.abs(here.slope) <= -CURVATURE * zero.slope) return here.point;
    if (here.slope >= 0) return yield* zoom(problem, zero, direction, here, previous);
    previous = here;
    t *= 2;
  }
  return previous.t > 0 ? previous.point : undefined;
}

/** Returns the first step length: without curvature pairs, no coordinate moves by more than a tenth of its scale. */
function firstLength(from: Point, direction: Float64Array): number {
  let largest = 0;
  for (const d of direction) largest = Math.max(largest, Math.abs(d));
  const isSteepest = direction.every((d, i) => d === -from.gradient[i]);
  return isSteepest ? 0.1 / Math.max(largest, Number.MIN_VALUE) : 1;
}

/** Narrows the interval between the better end `low` and `high` (algorithm 3.6). */
function* zoom(
  problem: Problem,
  zero: Trial,
  direction: Float64Array,
  low: Trial,
  high: Trial,
): Generator<undefined, Point | undefined> {
  for (let trial = 0; trial < MOST_TRIALS; trial++) {
    const here = yield* tryStep(problem, zero.point, direction, cubicMinimum(low, high));
    if (!isSufficientDecrease(zero, here) || here.point.objective >= low.point.objective) {
      high = here;
    } else {
      if (Math.abs(here.slope) <= -CURVATURE * zero.slope) return here.point;
      if (here.slope * (high.t - low.t) >= 0) high = low;
      low = here;
    }
    if (Math.abs(high.t - low.t) <= 1e-12 * Math.max(high.t, low.t)) break;
  }
  return low.t > 0 ? low.point : undefined;
}

/** Minimises the cubic through both ends (equation 3.59), at a distance from them; the middle if it has no minimum. */
function cubicMinimum(low: Trial, high: Trial): number {
  const width = high.t - low.t;
  const d1 = low.slope + high.slope - (3 * (high.point.objective - low.point.objective)) / width;
  const d2 = Math.sign(width) * Math.sqrt(d1 * d1 - low.slope * high.slope);
  const share = 1 - (high.slope + d2 - d1) / (high.slope - low.slope + 2 * d2);
  return low.t + width * (Number.isFinite(share) ? Math.max(0.1, Math.min(0.9, share)) : 0.5);
}

function* tryStep(problem: Problem, from: Point, direction: Float64Array, t: number): Generator<undefined, Trial> {
  const point = yield* evaluate(
    problem,
    from.mixture,
    from.x.map((value, i) => value + t * direction[i]),
  );
  return { t, point, slope: dot(point.gradient, direction) };
}

function isSufficientDecrease(zero: Trial, here: Trial): boolean {
  return here.point.objective <= zero.point.objective + DECREASE * here.t * zero.slope;
}

/** The last steps and gradient changes. */
class Memory {
  private pairs: { readonly s: Float64Array; readonly y: Float64Array; readonly rho: number }[] = [];

  get size(): number {
    return this.pairs.length;
  }

  add(from: Point, to: Point): void {
    // The logit of a probability of zero stays at −∞.
    const s = to.x.map((value, i) => (value === from.x[i] ? 0 : value - from.x[i]));
    const y = to.gradient.map((value, i) => value - from.gradient[i]);
    const curvature = dot(s, y);
    // The Wolfe conditions make the curvature positive; an EM step may not.
    if (!(curvature > Number.EPSILON * dot(y, y))) return;
    this.pairs.push({ s, y, rho: 1 / curvature });
    if (this.pairs.length > MEMORY_PAIRS) this.pairs.shift();
  }

  clear(): void {
    this.pairs = [];
  }

  /** Returns −H g by the two-loop recursion (algorithm 7.4); −g while no pair is stored. */
  direction(gradient: Float64Array): Float64Array {
    const q = gradient.map((value) => -value);
    const alphas: number[] = [];
    for (let i = this.pairs.length - 1; i >= 0; i--) {
      const { s, y, rho } = this.pairs[i];
      alphas[i] = rho * dot(s, q);
      addTo(q, -alphas[i], y);
    }
    const last = this.pairs.at(-1);
    if (last !== undefined) {
      const gamma = 1 / (last.rho * dot(last.y, last.y));
      for (let i = 0; i < q.length; i++) q[i] *= gamma;
    }
    this.pairs.forEach(({ s, y, rho }, i) => addTo(q, alphas[i] - rho * dot(y, q), s));
    return q;
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function addTo(target: Float64Array, factor: number, vector: Float64Array): void {
  for (let i = 0; i < target.length; i++) target[i] += factor * vector[i];
}
