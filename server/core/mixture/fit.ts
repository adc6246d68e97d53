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
import { contenders, estimatedFigures, outlooks, type Contender } from './contenders';
import { lastStep, type RunOptions, type Step } from './em';
import { expectation } from './expectation';
import { finish, finishContenders, finishSweep, runOn, type Finished, type Method } from './finish';
import type { Mixture } from './model';
import { distinct, search, searchFromAbove, TELLING, type CourseKind, type Search, type SearchOptions } from './search';
import { criteria, heldOut, heldOutBy, type Criteria } from './select';
import { samplesOf, type LargerSample, type Samples } from './subsample';

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
  /** Its figures are estimates from so many rows, on which it is clearly worse than the one chosen; all rows where left out. */
  readonly estimatedFrom?: number;
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
  /** The expected sufficient statistics about the mixture's θ. */
  readonly statistics: Float64Array;
}

/** `auto` tries no K that leaves a component fewer rows than this on average: BIC is of no use there. */
const LEAST_ROWS_PER_COMPONENT = 5;
/** So many of the optima of such a K are run over the larger sample. */
const MOST_SWEPT = 1;
/** Starts for a K of which it is not yet known whether it will be the one. */
const SWEEP_STARTS = 4;

/** One K, run over all rows. */
interface Trial {
  readonly candidate: Candidate;
  readonly finished: Finished;
  readonly searched?: Search;
}

/** One K among others. */
interface Tried {
  readonly candidate: Candidate;
  readonly best: Mixture;
  /** Absent where a sample told enough. */
  readonly trial?: Trial;
}

interface Choice {
  readonly trial: Trial;
  readonly selection: readonly Candidate[];
}

/**
 * Fits a mixture.
 *
 * @throws never for any matrix of at least one row and one column; `k` must not exceed the rows
 */
export function* fit(matrix: Matrix, options: FitOptions): Generator<FitStep | undefined, Fit> {
  const { trial: { candidate, finished, searched }, selection } = yield* choose(matrix, options);
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
    selection,
    statistics,
  };
}

/** The K that was asked for, or the one that looks best, which is then searched thoroughly. */
function* choose(matrix: Matrix, options: FitOptions): Generator<FitStep | undefined, Choice> {
  if (options.from !== undefined) return alone(yield* given(matrix, options.from, options));
  const samples = samplesOf(matrix, options.seed);
  if (options.k !== 'auto') return alone(yield* thorough(samples, options.k, options));
  const most = Math.max(1, Math.min(options.maxComponents, Math.floor(matrix.rows / LEAST_ROWS_PER_COMPONENT)));
  const tried = yield* samples.larger === undefined ? sweep(samples, most, options) : sweepBySample(samples, samples.larger, most, options);
  const trials = tried.flatMap(({ trial }) => trial ?? []);
  const swept = trials[chosen(trials.map(({ candidate }) => candidate))];
  const { k } = swept.candidate;
  const trial = k === 1 ? swept : yield* thorough(samples, k, options, tried[k - 2].best, swept);
  return { trial, selection: tried.map(({ candidate }) => (candidate.k === k ? trial.candidate : candidate)) };
}

function alone(trial: Trial): Choice {
  return { trial, selection: [trial.candidate] };
}

/** Each K in turn, warm-started from the one before. */
function* sweep(samples: Samples, most: number, options: FitOptions): Generator<FitStep | undefined, readonly Tried[]> {
  const matrix = samples.all;
  const tried: Tried[] = [];
  for (let k = 1; k <= most; k++) {
    const searched = yield* withK(k, search(samples, k, sweepOptions(options, tried.at(-1)?.best)));
    const finished = yield* withK(k, finishSweep(searched, matrix, options));
    const trial = trialOf(matrix, finished, yield* heldOut(finished.mixture, samples.search(k), options), searched);
    tried.push({ candidate: trial.candidate, best: finished.mixture, trial });
  }
  return tried;
}

/** The same, as far as a sample of the rows can tell; only the K that may be the best are run over all rows. */
function* sweepBySample(samples: Samples, larger: LargerSample, most: number, options: FitOptions): Generator<FitStep | undefined, readonly Tried[]> {
  const matrix = samples.all;
  const searches: Search[] = [];
  for (let k = 1; k <= most; k++) searches.push(yield* withK(k, search(samples, k, sweepOptions(options, k === 1 ? undefined : bestOf(searches[k - 2])))));
  for (let k = most - 1; k >= 1; k--) searches[k - 1] = yield* searchFromAbove(searches[k - 1], bestOf(searches[k]), samples, searchOptions(options, undefined));
  const contending: Contender[] = [];
  for (const searched of searches) contending.push((yield* contenders(searched, larger.sample, options, MOST_SWEPT))[0]);
  const found = yield* outlooks(contending, larger, matrix);
  const trials: (Trial | undefined)[] = [];
  const byBic = Array.from(found.keys()).sort((a, b) => found[a].bic - found[b].bic);
  for (const i of byBic) {
    // What looked well on a sample may be degenerate on all rows; then the next best is tried.
    if (!found[i].isPromising && trials.some((trial) => trial?.candidate.reason === 'converged')) continue;
    const { contender, heldOut: left } = found[i];
    trials[i] = trialOf(matrix, yield* withK(i + 1, finishSweep(searches[i], matrix, options, contender)), left, searches[i]);
  }
  const known = found.findIndex((_, i) => trials[i] !== undefined);
  const reference = { nlml: trials[known]?.candidate.nlml ?? NaN, heldOut: found[known].heldOut };
  return found.map((outlook, i) => {
    const trial = trials[i];
    if (trial !== undefined) return { candidate: trial.candidate, best: trial.finished.mixture, trial };
    const { run } = outlook.contender;
    const figures = estimatedFigures(outlook, reference, larger, matrix, options);
    return { candidate: { k: i + 1, iteration: lastStep(run).iteration, reason: run.reason, heldOut: outlook.heldOut, ...figures }, best: run.mixture };
  });
}

function bestOf({ courses, rowsSearched }: Search): Mixture {
  return distinct(courses, TELLING * rowsSearched)[0].run.mixture;
}

function sweepOptions(options: FitOptions, smaller: Mixture | undefined): SearchOptions {
  return { ...searchOptions(options, smaller), effort: 'sweep', starts: Math.min(SWEEP_STARTS, options.starts) };
}

function searchOptions({ starts, seed, maxIterations, priorStrength, estimate }: FitOptions, smaller: Mixture | undefined): SearchOptions {
  return { starts, seed, maxIterations, priorStrength, effort: 'full', smaller: smaller === undefined ? [] : [smaller], tells: estimate === 'map' };
}

/**
 * @param smaller the best of one component less
 * @param before what is known of this K already
 */
function* thorough(samples: Samples, k: number, options: FitOptions, smaller?: Mixture, before?: Trial): Generator<FitStep | undefined, Trial> {
  const { all: matrix, larger } = samples;
  const searched = yield* withK(k, search(samples, k, { ...searchOptions(options, smaller), before: before?.searched }));
  if (larger === undefined || searched.onAllRows) {
    const finished = yield* withK(k, finish(searched, matrix, options, before?.finished));
    return trialOf(matrix, finished, yield* heldOut(finished.mixture, samples.search(k), options), searched);
  }
  const found = yield* contenders(searched, larger.sample, options);
  const finished = yield* withK(k, finishContenders(found, matrix, options, before?.finished));
  return trialOf(matrix, finished, yield* heldOutBy(found[0].run.mixture, larger.others), searched);
}

/** From given parameters: their run alone. */
function* given(matrix: Matrix, from: Mixture, options: FitOptions): Generator<FitStep | undefined, Trial> {
  return trialOf(matrix, yield* withK(from.shape.k, runOn(from, matrix, options)));
}

function trialOf(matrix: Matrix, finished: Finished, left?: number, searched?: Search): Trial {
  const { mixture } = finished;
  const reason: FitReason = finished.degenerate ? 'degenerate' : finished.reason;
  const candidate = { k: mixture.shape.k, ...lastStep(finished), ...criteria(mixture.shape, finished.expectation, matrix), reason, heldOut: left };
  return { candidate, finished, searched };
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
