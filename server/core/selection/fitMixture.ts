/**
 * The entry point to fitting, which tries numbers of components, searches their optima, and returns the best.
 *
 * The generator yields the steps of starts, and undefined now and then within a pass, so that the caller can show
 * progress, or stop the fit by not resuming it. It has no clock, and the seed is its only source of randomness.
 */
import type { Estimate } from '../families/family';
import type { Matrix } from '../data/matrix';
import { certify, type SearchCertificate } from './certificate';
import { climb, climbBeyond, type Choice, type Climber } from './chooseK';
import { findContenders, type Contender } from './contenders';
import { lastStep, type EmStep } from '../mixture/em';
import { expectation, scoreAndSum, type Scores } from '../mixture/expectation';
import {
  finish,
  finishContenders,
  continueToTolerance,
  withLooseTolerance,
  runFrom,
  type FinishedRun,
  type Method,
} from './finish';
import type { Mixture } from '../mixture/model';
import { Race } from './race';
import { type CourseKind } from '../mixture/exploration/courses';
import { doStartsAgree, PATIENCE, search, type Search } from '../mixture/search';
import { crossValidatedNlml, heldOutNlml } from './criteria';
import { samplesOf, type Samples } from '../mixture/subsample';
import { estimatedOutcome, sweep, sweepBySample } from './sweep';
import {
  searchOptions,
  trialOf,
  outcomeOf,
  withK,
  type Candidate,
  type SearchSettings,
  type FitStep,
  type Trial,
  type KOutcome,
  LARGEST_SWEPT,
} from './trial';

export type { Method } from './finish';
export { DEFAULT_FIT_OPTIONS, LARGEST_SWEPT, type Candidate, type SearchSettings, type FitStep } from './trial';

/** Outcome of a start, or of a move that led to a better optimum. */
export interface StartOutcome {
  readonly start: number;
  readonly kind: CourseKind;
  readonly iterations: number;
  /** Objective of the search: penalised, over the searched rows. */
  readonly objective: number;
  readonly reason: 'converged' | 'maxIterations';
}

export interface Fit extends Candidate {
  /** The fitted mixture; its components are numbered by weight, the largest first. */
  readonly mixture: Mixture;
  readonly estimate: Estimate;
  readonly method: Method;
  /** Steps of the best start's course. */
  readonly trace: readonly EmStep[];
  /** Outcomes of the starts of the chosen K. */
  readonly starts: readonly StartOutcome[];
  readonly certificate: SearchCertificate;
  /** Best fit of each K that was tried, by K. */
  readonly selection: readonly Candidate[];
  /** Expected sufficient statistics about the mixture's θ. */
  readonly statistics: Float64Array;
  /** Scores of the rows under the mixture; present if requested. */
  readonly scores?: Scores;
}

/** Minimum average number of rows per component for a K that `auto` tries: below it BIC is of no use. */
const LEAST_ROWS_PER_COMPONENT = 5;

/**
 * Fits a mixture.
 *
 * @param withScores whether to return the scores of the rows, which the last pass computes anyway
 * @throws never for any matrix of at least one row and one column; `k` must not exceed the rows
 */
export function* fit(matrix: Matrix, options: SearchSettings, withScores = false): Generator<FitStep | undefined, Fit> {
  const {
    trial: { candidate, finished, searchResult },
    selection,
  } = yield* choose(matrix, options);
  // The statistics of the run belong to θ before it was settled and its components were renumbered.
  const { statistics, ...scores } = yield* (withScores ? scoreAndSum : expectation)(finished.mixture, matrix);
  return {
    ...candidate,
    mixture: finished.mixture,
    estimate: options.estimate,
    method: options.method,
    trace: finished.trace,
    starts: startOutcomes(searchResult, finished),
    certificate: certify(finished.mixture, statistics, searchResult, matrix, options.estimate),
    selection,
    statistics,
    ...('scores' in scores && { scores: scores.scores }),
  };
}

/** Returns the largest K that `auto` tries for a table. */
export function largestK(rows: number, maxComponents: number): number {
  return Math.max(1, Math.min(maxComponents, Math.floor(rows / LEAST_ROWS_PER_COMPONENT)));
}

/** Searches the requested K, or the K that looks best after a sweep. */
function* choose(matrix: Matrix, options: SearchSettings): Generator<FitStep | undefined, Choice> {
  if (options.from !== undefined) return choiceOf(yield* fitFrom(matrix, options.from, options));
  const samples = samplesOf(matrix, options.seed);
  if (options.k !== 'auto') return choiceOf(yield* fitFixedK(samples, options.k, options));
  const limit = largestK(matrix.rows, options.maxComponents);
  const maxK = Math.min(limit, LARGEST_SWEPT);
  const race = samples.larger && new Race(samples.larger, matrix);
  const outcomes = yield* race === undefined
    ? sweep(samples, maxK, options)
    : sweepBySample(race, samples, maxK, options);
  // With many rows the last digits take most of the passes, and say least about K.
  const comparedOptions = race === undefined ? options : withLooseTolerance(options);
  const climber: Climber = {
    fitThoroughly: (k, smaller, previous, best) =>
      fitAmongRivals({ race, best }, samples, k, comparedOptions, { smaller, previous }),
    // The best K is uncertain where a sample was swept and its starts disagree.
    isUncertain: ({ searchResult }) => race !== undefined && !doStartsAgree(searchResult),
  };
  const choice = yield* climbBeyond(yield* climb(outcomes, climber), climber, limit);
  return comparedOptions.tolerance > options.tolerance ? yield* finishChoice(choice, samples, options) : choice;
}

/** Continues the run of the chosen K to the end; does not change the choice. */
function* finishChoice(
  { trial, selection }: Choice,
  { matrix, larger }: Samples,
  options: SearchSettings,
): Generator<FitStep | undefined, Choice> {
  const { candidate, searchResult } = trial;
  const { k } = candidate;
  const finalTrial = trialOf(
    matrix,
    yield* withK(k, continueToTolerance(trial.finished, matrix, options, larger?.sample)),
    candidate.heldOut,
    searchResult,
  );
  return { trial: finalTrial, selection: selection.map((other) => (other.k === k ? finalTrial.candidate : other)) };
}

function choiceOf(trial: Trial): Choice {
  return { trial, selection: [trial.candidate] };
}

function* fitFixedK(samples: Samples, k: number, options: SearchSettings): Generator<FitStep | undefined, Trial> {
  return yield* finishedTrial(samples, yield* findOptima(samples, k, options), k, options);
}

/** Race and best trial over all rows, with which one K is compared. */
interface Rivals {
  readonly race?: Race | undefined;
  readonly best?: Trial | undefined;
}

/** Earlier fits on which the search of one K builds. */
interface EarlierFits {
  /** Best mixture of one component less. */
  readonly smaller?: Mixture | undefined;
  /** Earlier trial of this K. */
  readonly previous?: Trial | undefined;
}

/** Patience with a K that the sweep has not run over all rows. */
const PATIENCE_UNSWEPT = 15;

/** Searches one K among others thoroughly; skips the run over all rows where K is clearly worse than the best. */
function* fitAmongRivals(
  { race, best }: Rivals,
  samples: Samples,
  k: number,
  options: SearchSettings,
  earlier: EarlierFits,
): Generator<FitStep | undefined, KOutcome> {
  const { previous } = earlier;
  const isUnswept = race !== undefined && previous === undefined;
  const optima = yield* findOptima(samples, k, options, earlier, isUnswept ? PATIENCE_UNSWEPT : PATIENCE);
  if (race !== undefined && optima.contenders !== undefined) {
    yield* race.enter(k - 1, optima.contenders[0]);
    if (previous === undefined && best !== undefined && !race.isPromising(k - 1, best.candidate.k - 1))
      return estimatedOutcome(race, k - 1, best, options);
    const { heldOut } = race.entry(k - 1);
    return outcomeOf(yield* finishedTrial(samples, { ...optima, heldOut }, k, options, previous));
  }
  return outcomeOf(yield* finishedTrial(samples, optima, k, options, previous));
}

/** Optima found by a search. */
interface Optima {
  readonly searchResult: Search;
  /** Best optima, run on the larger sample; absent where the search used all rows. */
  readonly contenders?: readonly Contender[];
  /** NLML per held-out row of the best contender, in nats; absent where it was not judged on held-out rows. */
  readonly heldOut?: number;
}

function* findOptima(
  samples: Samples,
  k: number,
  options: SearchSettings,
  { smaller, previous }: EarlierFits = {},
  patience = PATIENCE,
): Generator<FitStep | undefined, Optima> {
  const searchResult = yield* withK(
    k,
    search(samples, k, { ...searchOptions(options, smaller), previous: previous?.searchResult, patience }),
  );
  if (samples.larger === undefined || searchResult.onAllRows) return { searchResult };
  return { searchResult, contenders: yield* findContenders(searchResult, samples.larger.sample, options) };
}

/** Runs the optima of one K to the end. */
function* finishedTrial(
  samples: Samples,
  { searchResult, contenders, heldOut }: Optima,
  k: number,
  options: SearchSettings,
  previous?: Trial,
): Generator<FitStep | undefined, Trial> {
  const { matrix, larger } = samples;
  if (larger === undefined || contenders === undefined) {
    const finished = yield* withK(k, finish(searchResult, matrix, options, previous?.finished));
    return trialOf(
      matrix,
      finished,
      yield* crossValidatedNlml(finished.mixture, samples.searchSample(k), options),
      searchResult,
    );
  }
  const finished = yield* withK(k, finishContenders(searchResult, contenders, matrix, options, previous?.finished));
  return trialOf(
    matrix,
    finished,
    heldOut ?? (yield* heldOutNlml(contenders[0].run.mixture, larger.heldOutRows)),
    searchResult,
  );
}

/** Runs from given parameters alone, without a search. */
function* fitFrom(matrix: Matrix, from: Mixture, options: SearchSettings): Generator<FitStep | undefined, Trial> {
  return trialOf(matrix, yield* withK(from.shape.k, runFrom(from, matrix, options)));
}

function startOutcomes(searchResult: Search | undefined, finished: FinishedRun): readonly StartOutcome[] {
  const courses = searchResult?.courses ?? [{ index: 0, kind: 'given' as const, run: finished }];
  return courses.map(({ index, kind, run }) => {
    const { iteration, objective } = lastStep(run);
    return { start: index, kind, iterations: iteration, objective, reason: run.reason };
  });
}
