/** One number of components, tried: the options of a fit, and the results for one K. */
import type { Matrix } from '../data/matrix';
import { lastStep, type RunOptions, type EmStep } from '../mixture/em';
import type { FinishedRun, Method } from './finish';
import type { Mixture } from '../mixture/model';
import { PATIENCE, type Search, type SearchOptions } from '../mixture/search';
import { criteria, type Criteria } from './criteria';

export interface SearchSettings extends RunOptions {
  readonly k: number | 'auto';
  readonly method: Method;
  /** Largest K that `auto` tries; those above `LARGEST_SWEPT` only while the BIC falls. */
  readonly maxComponents: number;
  /** Maximum number of starts from scratch for each K; fewer are made once they show a single optimum. */
  readonly starts: number;
  readonly seed: number;
  /** Factor on the log prior of `map`, above 0. */
  readonly priorStrength: number;
  /** Parameters to start from; no other start and no other K is tried. */
  readonly from?: Mixture;
}

/** Largest K that `auto` always compares. */
export const LARGEST_SWEPT = 10;

export const DEFAULT_FIT_OPTIONS: SearchSettings = {
  k: 'auto',
  maxComponents: LARGEST_SWEPT,
  estimate: 'map',
  method: 'em',
  starts: 14,
  seed: 0,
  priorStrength: 1,
  maxIterations: 5000,
  tolerance: 1e-8,
};

/** One step of one start. */
export interface FitStep extends EmStep {
  readonly k: number;
  /** Number of the start of this K, from 0. */
  readonly start: number;
}

/** Reason for the end of a fit; `degenerate` takes precedence. */
export type FitReason = 'converged' | 'maxIterations' | 'degenerate';

/** The best fit for one K. */
export interface Candidate extends EmStep, Criteria {
  readonly k: number;
  readonly reason: FitReason;
  /** NLML per row of rows that were left out of the fit (5 seeded folds), in nats; absent where no row was left out. */
  readonly heldOut?: number;
  /**
   * Number of rows that the figures are estimated from, because the candidate is clearly worse than the chosen one on
   * them; absent where the figures come from all rows.
   */
  readonly estimatedFrom?: number;
}

/** One K, run over all rows. */
export interface Trial {
  readonly candidate: Candidate;
  readonly finished: FinishedRun;
  readonly searchResult?: Search;
}

/** One K in a comparison with others. */
export interface KOutcome {
  readonly candidate: Candidate;
  readonly best: Mixture;
  /** Trial over all rows; absent where a sample sufficed. */
  readonly trial?: Trial;
}

export function trialOf(matrix: Matrix, finished: FinishedRun, heldOut?: number, searchResult?: Search): Trial {
  const { mixture } = finished;
  const reason: FitReason = finished.degenerate ? 'degenerate' : finished.reason;
  const candidate = {
    k: mixture.shape.k,
    ...lastStep(finished),
    ...criteria(mixture.shape, finished.expectation, matrix),
    reason,
    heldOut,
  };
  return { candidate, finished, searchResult };
}

export function outcomeOf(trial: Trial): KOutcome {
  return { candidate: trial.candidate, best: trial.finished.mixture, trial };
}

export function searchOptions(
  { starts, seed, maxIterations, priorStrength, estimate }: SearchSettings,
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
    yieldsSteps: estimate === 'map',
  };
}

/** Adds K to the steps. */
export function* withK<S extends EmStep, T>(
  k: number,
  steps: Generator<(S & { readonly start: number }) | undefined, T>,
): Generator<FitStep | undefined, T> {
  for (;;) {
    const next = steps.next();
    if (next.done === true) return next.value;
    yield next.value && { ...next.value, k };
  }
}
