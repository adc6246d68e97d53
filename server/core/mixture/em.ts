/** Expectation-maximisation (Dempster, Laird & Rubin 1977) from given parameters. */
import type { Estimate } from '../families/family';
import { expectation, type Expectation } from './expectation';
import type { Matrix } from '../matrix';
import { logPrior, maximise, type Mixture } from './model';

/** Where a run stands. Iteration 0 is the start itself, before any step. */
export interface Step {
  readonly iteration: number;
  /** −log p(data | θ). */
  readonly nlml: number;
  /** NLML under `ml`, NLML − log prior under `map`: what the run lowers. */
  readonly objective: number;
}

export interface RunOptions {
  readonly estimate: Estimate;
  readonly maxIterations: number;
  /** Estimated distance to the limit of the objective, in nats per row, at which a run has converged. */
  readonly tolerance: number;
}

export interface Run {
  readonly mixture: Mixture;
  /** What the last pass found: it belongs to `mixture`. */
  readonly expectation: Expectation;
  readonly trace: readonly Step[];
  readonly reason: 'converged' | 'maxIterations';
}

/** The last step of a run. */
export function lastStep(run: Run): Step {
  return run.trace[run.trace.length - 1];
}

/**
 * EM until the estimated distance to the limit is below the tolerance. Yields each step, and undefined
 * now and then within a pass. `start` is not changed.
 */
export function* em(start: Mixture, matrix: Matrix, options: RunOptions): Generator<Step | undefined, Run> {
  const mixture: Mixture = { shape: start.shape, theta: start.theta.slice() };
  const trace: Step[] = [];
  for (let iteration = 0; ; iteration++) {
    const found = yield* expectation(mixture, matrix);
    const step = { iteration, nlml: found.nlml, objective: found.nlml - logPrior(mixture, options.estimate) };
    trace.push(step);
    yield step;
    const converged = distanceToLimit(trace) <= options.tolerance * matrix.rows;
    if (converged || iteration >= options.maxIterations) {
      return { mixture, expectation: found, trace, reason: converged ? 'converged' : 'maxIterations' };
    }
    maximise(mixture, found.statistics, options.estimate);
  }
}

/**
 * What the objective is still to fall by, if its steps go on shrinking at the present rate: Aitken's
 * estimate (Böhning et al. 1994, "The distribution of the likelihood ratio for mixtures of densities
 * from the one-parameter exponential family", Ann. Inst. Statist. Math. 46). The size of a single step
 * would say "converged" wherever EM is merely slow.
 */
function distanceToLimit(trace: readonly Step[]): number {
  if (trace.length < 2) return Infinity;
  const now = trace[trace.length - 1].objective;
  const fall = trace[trace.length - 2].objective - now;
  // Below the rounding of the objective itself there is nothing left to see.
  if (Math.abs(fall) <= 4 * Number.EPSILON * Math.abs(now)) return 0;
  if (trace.length < 3) return Infinity;
  const before = trace[trace.length - 3].objective - trace[trace.length - 2].objective;
  const rate = fall / before;
  return rate >= 0 && rate < 1 ? (fall * rate) / (1 - rate) : Infinity;
}
