/** One number of components, tried: what is asked of a fit, and what comes of it for one K. */
import type { Matrix } from '../data/matrix';
import { lastStep, type RunOptions, type Step } from '../mixture/em';
import type { Finished, Method } from './finish';
import type { Mixture } from '../mixture/model';
import { PATIENCE, type Search, type SearchOptions } from '../mixture/search';
import { criteria, type Criteria } from './criteria';

export interface FitOptions extends RunOptions {
  readonly k: number | 'auto';
  readonly method: Method;
  /** Greatest K that `auto` tries. */
  readonly maxComponents: number;
  /** Starts from nothing for each K; fewer are made where they show that there is but one optimum. */
  readonly starts: number;
  readonly seed: number;
  /** By which the log prior of `map` is multiplied, above 0. */
  readonly priorStrength: number;
  /** Parameters to start from; no other start and no other K is tried. */
  readonly from?: Mixture;
}

export const DEFAULT_FIT_OPTIONS: FitOptions = {
  k: 'auto',
  maxComponents: 10,
  estimate: 'map',
  method: 'em',
  starts: 14,
  seed: 0,
  priorStrength: 1,
  maxIterations: 5000,
  tolerance: 1e-8,
};

/** One step of one start. */
export interface FitStep extends Step {
  readonly k: number;
  /** Which start of this K, from 0. */
  readonly start: number;
}

/** Why a fit is as it is: `degenerate` comes before the others. */
export type FitReason = 'converged' | 'maxIterations' | 'degenerate';

/** The best fit for one K. */
export interface Candidate extends Step, Criteria {
  readonly k: number;
  readonly reason: FitReason;
  /**
   * NLML per row of rows that were left out of the fit (5 seeded folds), natural logarithms; absent where nothing was
   * left out.
   */
  readonly heldOut?: number;
  /**
   * Its figures are estimates from so many rows, on which it is clearly worse than the one chosen; all rows where left
   * out.
   */
  readonly estimatedFrom?: number;
}

/** One K, run over all rows. */
export interface Trial {
  readonly candidate: Candidate;
  readonly finished: Finished;
  readonly searched?: Search;
}

/** One K among others. */
export interface Tried {
  readonly candidate: Candidate;
  readonly best: Mixture;
  /** Absent where a sample told enough. */
  readonly trial?: Trial;
}

export function trialOf(matrix: Matrix, finished: Finished, left?: number, searched?: Search): Trial {
  const { mixture } = finished;
  const reason: FitReason = finished.degenerate ? 'degenerate' : finished.reason;
  const candidate = {
    k: mixture.shape.k,
    ...lastStep(finished),
    ...criteria(mixture.shape, finished.expectation, matrix),
    reason,
    heldOut: left,
  };
  return { candidate, finished, searched };
}

export function triedBy(trial: Trial): Tried {
  return { candidate: trial.candidate, best: trial.finished.mixture, trial };
}

export function searchOptions(
  { starts, seed, maxIterations, priorStrength, estimate }: FitOptions,
  smaller: Mixture | undefined,
): SearchOptions {
  return {
    starts,
    seed,
    maxIterations,
    priorStrength,
    effort: 'full',
    patience: PATIENCE,
    smaller: smaller === undefined ? [] : [smaller],
    tells: estimate === 'map',
  };
}

/** Steps as those of one K. */
export function* withK<S extends Step, T>(
  k: number,
  steps: Generator<(S & { readonly start: number }) | undefined, T>,
): Generator<FitStep | undefined, T> {
  for (;;) {
    const next = steps.next();
    if (next.done === true) return next.value;
    yield next.value && { ...next.value, k };
  }
}
