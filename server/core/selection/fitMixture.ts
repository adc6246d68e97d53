/**
 * The entry point to fitting: tries numbers of components, searches their optima, and keeps the best.
 *
 * A generator: it yields the steps of starts, and undefined now and then within a pass, so that the caller can show
 * progress, and can stop it by not asking for more. It has no clock, and the seed is its only source of randomness.
 */
import type { Estimate } from '../families/family';
import type { Matrix } from '../data/matrix';
import { certify, type SearchCertificate } from './certificate';
import { climb, type Choice } from './chooseK';
import { contenders, type Contender } from './contenders';
import { lastStep, type EmStep } from '../mixture/em';
import { expectation, scoreAndSum, type Scores } from '../mixture/expectation';
import { finish, finishContenders, goOn, loosely, runOn, type Finished, type Method } from './finish';
import type { Mixture } from '../mixture/model';
import { Race } from './race';
import { isPlain, PATIENCE, search, type CourseKind, type Search } from '../mixture/search';
import { heldOut, heldOutBy } from './criteria';
import { samplesOf, type Samples } from '../mixture/subsample';
import { estimated, sweep, sweepBySample } from './sweep';
import {
  searchOptions,
  trialOf,
  triedBy,
  withK,
  type Candidate,
  type SearchSettings,
  type FitStep,
  type Trial,
  type Tried,
} from './trial';

export type { Method } from './finish';
export { DEFAULT_FIT_OPTIONS, type Candidate, type SearchSettings, type FitStep } from './trial';

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
 * @param scored whether to return the scores of the rows, which the last pass computes anyway
 * @throws never for any matrix of at least one row and one column; `k` must not exceed the rows
 */
export function* fit(matrix: Matrix, options: SearchSettings, scored = false): Generator<FitStep | undefined, Fit> {
  const {
    trial: { candidate, finished, searched },
    selection,
  } = yield* choose(matrix, options);
  // The statistics of the run belong to θ before it was settled and its components were renumbered.
  const { statistics, ...scores } = yield* (scored ? scoreAndSum : expectation)(finished.mixture, matrix);
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
    ...('scores' in scores && { scores: scores.scores }),
  };
}

/** Searches the requested K, or the K that looks best after a sweep. */
function* choose(matrix: Matrix, options: SearchSettings): Generator<FitStep | undefined, Choice> {
  if (options.from !== undefined) return alone(yield* given(matrix, options.from, options));
  const samples = samplesOf(matrix, options.seed);
  if (options.k !== 'auto') return alone(yield* thorough(samples, options.k, options));
  const most = Math.max(1, Math.min(options.maxComponents, Math.floor(matrix.rows / LEAST_ROWS_PER_COMPONENT)));
  const race = samples.larger && new Race(samples.larger, matrix);
  const tried = yield* race === undefined ? sweep(samples, most, options) : sweepBySample(race, samples, most, options);
  // With many rows the last digits take most of the passes, and say least about K.
  const compared = race === undefined ? options : loosely(options);
  const choice = yield* climb(tried, {
    thorough: (k, smaller, before, best) => thoroughAmong({ race, best }, samples, k, compared, smaller, before),
    // Unsure where a sample was swept and the starts of the best K disagree.
    isUnsure: ({ searched }) => race !== undefined && !isPlain(searched),
  });
  return compared.tolerance > options.tolerance ? yield* toTheEnd(choice, matrix, options) : choice;
}

/** Continues the run of the chosen K to the end; the choice stays. */
function* toTheEnd(
  { trial, selection }: Choice,
  matrix: Matrix,
  options: SearchSettings,
): Generator<FitStep | undefined, Choice> {
  const { candidate, searched } = trial;
  const { k } = candidate;
  const ended = trialOf(matrix, yield* withK(k, goOn(trial.finished, matrix, options)), candidate.heldOut, searched);
  return { trial: ended, selection: selection.map((other) => (other.k === k ? ended.candidate : other)) };
}

function alone(trial: Trial): Choice {
  return { trial, selection: [trial.candidate] };
}

function* thorough(samples: Samples, k: number, options: SearchSettings): Generator<FitStep | undefined, Trial> {
  return yield* finishedTrial(samples, yield* optimaOf(samples, k, options), k, options);
}

/** The race and the best trial over all rows that one K is compared with. */
interface Others {
  readonly race?: Race | undefined;
  readonly best?: Trial | undefined;
}

/** Patience with a K beside the best that the sweep has not run over all rows. */
const PATIENCE_BESIDE = 15;

/**
 * Searches one K among others thoroughly; skips the run over all rows where K is clearly worse than the best.
 *
 * @param smaller best mixture of one component less
 * @param before earlier trial of this K
 */
function* thoroughAmong(
  { race, best }: Others,
  samples: Samples,
  k: number,
  options: SearchSettings,
  smaller?: Mixture,
  before?: Trial,
): Generator<FitStep | undefined, Tried> {
  const isBeside = race !== undefined && before === undefined;
  const optima = yield* optimaOf(samples, k, options, smaller, before, isBeside ? PATIENCE_BESIDE : PATIENCE);
  if (race !== undefined && optima.found !== undefined) {
    yield* race.enter(k - 1, optima.found[0]);
    if (before === undefined && best !== undefined && !race.isPromising(k - 1, best.candidate.k - 1))
      return estimated(race, k - 1, best, options);
    return triedBy(yield* finishedTrial(samples, optima, k, options, before, race.entry(k - 1).heldOut));
  }
  return triedBy(yield* finishedTrial(samples, optima, k, options, before));
}

/** Optima found by a search. */
interface Optima {
  readonly searched: Search;
  /** Best optima, run on the larger sample; absent where the search used all rows. */
  readonly found?: readonly Contender[];
}

function* optimaOf(
  samples: Samples,
  k: number,
  options: SearchSettings,
  smaller?: Mixture,
  before?: Trial,
  patience = PATIENCE,
): Generator<FitStep | undefined, Optima> {
  const searched = yield* withK(
    k,
    search(samples, k, { ...searchOptions(options, smaller), before: before?.searched, patience }),
  );
  if (samples.larger === undefined || searched.onAllRows) return { searched };
  return { searched, found: yield* contenders(searched, samples.larger.sample, options) };
}

/**
 * Runs the optima of one K to the end.
 *
 * @param left NLML per held-out row, if the best contender was judged on held-out rows
 */
function* finishedTrial(
  samples: Samples,
  { searched, found }: Optima,
  k: number,
  options: SearchSettings,
  before?: Trial,
  left?: number,
): Generator<FitStep | undefined, Trial> {
  const { all: matrix, larger } = samples;
  if (larger === undefined || found === undefined) {
    const finished = yield* withK(k, finish(searched, matrix, options, before?.finished));
    return trialOf(matrix, finished, yield* heldOut(finished.mixture, samples.search(k), options), searched);
  }
  const finished = yield* withK(k, finishContenders(searched, found, matrix, options, before?.finished));
  return trialOf(matrix, finished, left ?? (yield* heldOutBy(found[0].run.mixture, larger.others)), searched);
}

/** Runs from given parameters alone, without a search. */
function* given(matrix: Matrix, from: Mixture, options: SearchSettings): Generator<FitStep | undefined, Trial> {
  return trialOf(matrix, yield* withK(from.shape.k, runOn(from, matrix, options)));
}

function outcomes(searched: Search | undefined, finished: Finished): readonly StartOutcome[] {
  const courses = searched?.courses ?? [{ index: 0, kind: 'given' as const, run: finished }];
  return courses.map(({ index, kind, run }) => {
    const { iteration, objective } = lastStep(run);
    return { start: index, kind, iterations: iteration, objective, reason: run.reason };
  });
}
