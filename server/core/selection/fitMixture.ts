/**
 * The one entry to fitting: tries numbers of components, searches their optima, and keeps the best.
 *
 * A generator: it yields the steps of starts, and undefined now and then within a pass, so that whoever
 * drives it can show progress and stop it by not asking for more. It has no clock and no source of
 * randomness but the seed.
 */
import type { Estimate } from '../families/family';
import type { Matrix } from '../data/matrix';
import { certify, type Certificate } from './certificate';
import { climb, type Choice } from './climb';
import { contenders, type Contender } from './contenders';
import { lastStep, type Step } from '../mixture/em';
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
  type FitOptions,
  type FitStep,
  type Trial,
  type Tried,
} from './trial';

export type { Method } from './finish';
export { DEFAULT_FIT_OPTIONS, type Candidate, type FitOptions, type FitStep } from './trial';

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
  /** Of the rows under the mixture, where they were asked for. */
  readonly scores?: Scores;
}

/** `auto` tries no K that leaves a component fewer rows than this on average: BIC is of no use there. */
const LEAST_ROWS_PER_COMPONENT = 5;

/**
 * Fits a mixture.
 *
 * @param scored whether the scores of the rows are wanted, which its last pass then leaves
 * @throws never for any matrix of at least one row and one column; `k` must not exceed the rows
 */
export function* fit(matrix: Matrix, options: FitOptions, scored = false): Generator<FitStep | undefined, Fit> {
  const {
    trial: { candidate, finished, searched },
    selection,
  } = yield* choose(matrix, options);
  // That of the run belongs to θ before it was settled and its components numbered.
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

/** The K that was asked for, or the one that looks best, which is then searched thoroughly. */
function* choose(matrix: Matrix, options: FitOptions): Generator<FitStep | undefined, Choice> {
  if (options.from !== undefined) return alone(yield* given(matrix, options.from, options));
  const samples = samplesOf(matrix, options.seed);
  if (options.k !== 'auto') return alone(yield* thorough(samples, options.k, options));
  const most = Math.max(1, Math.min(options.maxComponents, Math.floor(matrix.rows / LEAST_ROWS_PER_COMPONENT)));
  const race = samples.larger && new Race(samples.larger, matrix);
  const tried = yield* race === undefined ? sweep(samples, most, options) : sweepBySample(race, samples, most, options);
  // Of many rows the last digits take the most passes, and tell the least of K.
  const compared = race === undefined ? options : loosely(options);
  const choice = yield* climb(tried, {
    thorough: (k, smaller, before, best) => thoroughAmong({ race, best }, samples, k, compared, smaller, before),
    // Where a sample was swept and the starts of the best do not agree.
    isUnsure: ({ searched }) => race !== undefined && !isPlain(searched),
  });
  return compared.tolerance > options.tolerance ? yield* toTheEnd(choice, matrix, options) : choice;
}

/** The choice stays; its run goes on. */
function* toTheEnd(
  { trial, selection }: Choice,
  matrix: Matrix,
  options: FitOptions,
): Generator<FitStep | undefined, Choice> {
  const { candidate, searched } = trial;
  const { k } = candidate;
  const ended = trialOf(matrix, yield* withK(k, goOn(trial.finished, matrix, options)), candidate.heldOut, searched);
  return { trial: ended, selection: selection.map((other) => (other.k === k ? ended.candidate : other)) };
}

function alone(trial: Trial): Choice {
  return { trial, selection: [trial.candidate] };
}

function* thorough(samples: Samples, k: number, options: FitOptions): Generator<FitStep | undefined, Trial> {
  return yield* finishedTrial(samples, yield* optimaOf(samples, k, options), k, options);
}

/** The others among which a number is one: in this race, the best of them that was run over all rows. */
interface Others {
  readonly race?: Race | undefined;
  readonly best?: Trial | undefined;
}

/** Patience with a number beside the best that a sweep has not run over all rows. */
const PATIENCE_BESIDE = 15;

/**
 * The same of one number among others; without a run over all rows where it is clearly worse than the best.
 *
 * @param smaller the best of one component less
 * @param before what is known of this K already
 */
function* thoroughAmong(
  { race, best }: Others,
  samples: Samples,
  k: number,
  options: FitOptions,
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

/** What a search found. */
interface Optima {
  readonly searched: Search;
  /** The best, run on the larger sample; absent where the search ran over all rows. */
  readonly found?: readonly Contender[];
}

function* optimaOf(
  samples: Samples,
  k: number,
  options: FitOptions,
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

/** @param left NLML per row of rows held out, if the best that was found has judged them */
function* finishedTrial(
  samples: Samples,
  { searched, found }: Optima,
  k: number,
  options: FitOptions,
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

/** From given parameters: their run alone. */
function* given(matrix: Matrix, from: Mixture, options: FitOptions): Generator<FitStep | undefined, Trial> {
  return trialOf(matrix, yield* withK(from.shape.k, runOn(from, matrix, options)));
}

function outcomes(searched: Search | undefined, finished: Finished): readonly StartOutcome[] {
  const courses = searched?.courses ?? [{ index: 0, kind: 'given' as const, run: finished }];
  return courses.map(({ index, kind, run }) => {
    const { iteration, objective } = lastStep(run);
    return { start: index, kind, iterations: iteration, objective, reason: run.reason };
  });
}
