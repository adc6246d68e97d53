/**
 * The one entry to fitting: tries numbers of components, searches their optima, and keeps the best.
 *
 * A generator: it yields the steps of starts, and undefined now and then within a pass, so that whoever
 * drives it can show progress and stop it by not asking for more. It has no clock and no source of
 * randomness but the seed.
 */
import type { Estimate } from '../families/family';
import type { Matrix } from '../matrix';
import { certify, type Certificate } from './certificate';
import { lastStep, type RunOptions, type Step } from './em';
import { expectation, score, type Scores } from './expectation';
import { finish, finishSweep, runOn, type Finished, type Method } from './finish';
import type { Mixture } from './model';
import { search, type CourseKind, type Search } from './search';
import { criteria, heldOut, type Criteria } from './select';

export type { Method } from './finish';

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
  /** NLML per row of rows that were left out of the fit (5 seeded folds), natural logarithms; absent where nothing was left out. */
  readonly heldOut?: number;
}

/** What became of a start, or of a move that led to a better optimum. */
export interface StartOutcome {
  readonly start: number;
  readonly kind: CourseKind;
  readonly iterations: number;
  /** Under the estimate of the search: penalised, over the searched rows. */
  readonly objective: number;
  readonly reason: 'converged' | 'maxIterations';
}

export interface Fit extends Candidate {
  /** Components numbered by weight, the largest first. */
  readonly mixture: Mixture;
  readonly estimate: Estimate;
  readonly method: Method;
  /** The best start's course. */
  readonly trace: readonly Step[];
  /** Of the chosen K. */
  readonly starts: readonly StartOutcome[];
  readonly certificate: Certificate;
  /** The best fit for each K that was tried, by K. */
  readonly selection: readonly Candidate[];
  readonly scores: Scores;
  /** The expected sufficient statistics about the mixture's θ. */
  readonly statistics: Float64Array;
}

/** `auto` tries no K that leaves a component fewer rows than this on average: BIC is of no use there. */
const LEAST_ROWS_PER_COMPONENT = 5;
/** Starts for a K of which it is not yet known whether it will be the one. */
const SWEEP_STARTS = 4;

/** All that is known of one K. */
interface Trial {
  readonly candidate: Candidate;
  readonly finished: Finished;
  readonly searched?: Search;
  readonly scores: Scores;
}

/**
 * Fits a mixture.
 *
 * @throws never for any matrix of at least one row and one column; `k` must not exceed the rows
 */
export function* fit(matrix: Matrix, options: FitOptions): Generator<FitStep | undefined, Fit> {
  const trials = yield* tryAll(matrix, options);
  const best = chosen(trials.map(({ candidate }) => candidate));
  const { candidate, finished, searched, scores } = trials[best];
  // That of the run belongs to θ before it was settled and its components numbered.
  const { statistics } = yield* expectation(finished.mixture, matrix);
  return {
    ...candidate,
    mixture: finished.mixture,
    estimate: options.estimate,
    method: options.method,
    trace: finished.trace,
    starts: outcomes(searched, finished),
    certificate: certify(finished.mixture, statistics, searched, matrix, options.estimate),
    selection: trials.map((trial) => trial.candidate),
    scores,
    statistics,
  };
}

/** One trial, or one for each K; then the one that looks best is searched thoroughly. */
function* tryAll(matrix: Matrix, options: FitOptions): Generator<FitStep | undefined, Trial[]> {
  if (options.from !== undefined) return [yield* given(matrix, options.from, options)];
  if (options.k !== 'auto') return [yield* trial(matrix, options.k, options, 'full')];
  const most = Math.max(1, Math.min(options.maxComponents, Math.floor(matrix.rows / LEAST_ROWS_PER_COMPONENT)));
  const trials: Trial[] = [];
  for (let k = 1; k <= most; k++) trials.push(yield* trial(matrix, k, options, 'sweep', trials.at(-1)));
  const best = chosen(trials.map(({ candidate }) => candidate));
  if (best > 0) trials[best] = yield* trial(matrix, best + 1, options, 'full', trials[best - 1], trials[best]);
  return trials;
}

function* trial(
  matrix: Matrix, k: number, options: FitOptions, effort: 'sweep' | 'full', smaller?: Trial, before?: Trial,
): Generator<FitStep | undefined, Trial> {
  const { seed, maxIterations, priorStrength } = options;
  const starts = effort === 'sweep' ? Math.min(SWEEP_STARTS, options.starts) : options.starts;
  const grow = smaller === undefined ? [] : [smaller.finished.mixture];
  const searched = yield* withK(k, search(matrix, k, { starts, seed, maxIterations, priorStrength, effort, smaller: grow, before: before?.searched, tells: options.estimate === 'map' }));
  const finished = yield* withK(k, effort === 'sweep' ? finishSweep(searched, matrix, options) : finish(searched, matrix, options, before?.finished));
  return yield* judged(matrix, finished, options, searched);
}

/** From given parameters: their run alone. */
function* given(matrix: Matrix, from: Mixture, options: FitOptions): Generator<FitStep | undefined, Trial> {
  const finished = yield* withK(from.shape.k, runOn(from, matrix, options));
  return yield* judged(matrix, finished, options);
}

function* judged(matrix: Matrix, finished: Finished, options: FitOptions, searched?: Search): Generator<undefined, Trial> {
  const { mixture } = finished;
  const scores = yield* score(mixture, matrix);
  const step = lastStep(finished);
  const reason: FitReason = finished.degenerate ? 'degenerate' : finished.reason;
  const left = options.from === undefined ? yield* heldOut(mixture, matrix, options) : undefined;
  const candidate = { k: mixture.shape.k, ...step, ...criteria(mixture.shape, step.nlml, matrix, scores), reason, heldOut: left };
  return { candidate, finished, searched, scores };
}

/** Index of the lowest BIC among the fits that converged and are not degenerate; among all where there is none. */
function chosen(candidates: readonly Candidate[]): number {
  const sound = candidates.filter(({ reason }) => reason === 'converged');
  const among = sound.length > 0 ? sound : candidates;
  return candidates.indexOf(among.reduce((a, b) => (b.bic < a.bic ? b : a)));
}

function* withK<S extends Step, T>(k: number, steps: Generator<(S & { readonly start: number }) | undefined, T>): Generator<FitStep | undefined, T> {
  for (;;) {
    const next = steps.next();
    if (next.done === true) return next.value;
    yield next.value && { ...next.value, k };
  }
}

function outcomes(searched: Search | undefined, finished: Finished): readonly StartOutcome[] {
  const courses = searched?.courses ?? [{ index: 0, kind: 'given' as const, run: finished }];
  return courses.map(({ index, kind, run }) => {
    const { iteration, objective } = lastStep(run);
    return { start: index, kind, iterations: iteration, objective, reason: run.reason };
  });
}
