/**
 * The sweep over numbers of components. Each K is searched briefly, warm-started from the one before, until the K can
 * be compared. Effort goes to the K that may be chosen: once several K are clearly worse than a smaller one, larger K
 * are searched with minimal effort.
 */
import { findContenders, type Contender } from './contenders';
import { lastStep } from '../mixture/em';
import { finishSweep } from './finish';
import type { Mixture } from '../mixture/model';
import type { Race } from './race';
import { distinctOptima, LEAST_DISTINCT_DIFFERENCE } from '../mixture/exploration/courses';
import { search, searchFromLarger, type Search, type SearchOptions } from '../mixture/search';
import { crossValidatedNlml } from './criteria';
import type { LargerSample, Samples } from '../mixture/subsample';
import {
  searchOptions,
  trialOf,
  outcomeOf,
  withK,
  type SearchSettings,
  type FitStep,
  type Trial,
  type KOutcome,
} from './trial';

/** Number of optima of a swept K that run on the larger sample. */
const SWEPT_CONTENDERS = 1;
/** Number of starts for a K before the choice. */
const SWEEP_STARTS = 4;
/** Maximum number of iterations on the larger sample for a K that is searched with minimal effort. */
const MINIMAL_ITERATIONS = 10;
/** Tolerance of runs on the larger sample, in nats per row: far below the differences between K that matter. */
const TOLERANCE = 1e-4;
/** Distance from the leading K up to which K are also searched from above. */
const NEIGHBOUR_DISTANCE = 1;

/**
 * Rise of the BIC above the lowest of a smaller K that makes a K clearly worse: odds of 150 to 1 (Kass & Raftery 1995,
 * "Bayes factors", J. Am. Stat. Assoc. 90).
 */
const CLEAR_RISE = 10;
/** Number of consecutive K, clearly worse than a smaller one, after which larger K are searched with minimal effort. */
const CLEAR_COUNT = 2;

/** Sweeps over all rows: each K in turn, warm-started from the one before. */
export function* sweep(
  samples: Samples,
  maxK: number,
  options: SearchSettings,
): Generator<FitStep | undefined, readonly KOutcome[]> {
  const matrix = samples.matrix;
  const outcomes: KOutcome[] = [];
  for (let k = 1; k <= maxK; k++) {
    const settings = sweepOptions(options, outcomes.at(-1)?.best, isDecided(outcomes));
    const searchResult = yield* withK(k, search(samples, k, settings));
    const finished = yield* withK(k, finishSweep(searchResult, matrix, options));
    const trial = trialOf(
      matrix,
      finished,
      yield* crossValidatedNlml(finished.mixture, samples.searchSample(k), options),
      searchResult,
    );
    outcomes.push(outcomeOf(trial));
  }
  return outcomes;
}

/** Whether K above those swept can hardly have the lowest BIC. */
function isDecided(outcomes: readonly KOutcome[]): boolean {
  const latest = outcomes.slice(-CLEAR_COUNT);
  if (outcomes.length <= CLEAR_COUNT || !outcomes.every(({ candidate }) => candidate.reason === 'converged'))
    return false;
  const lowest = Math.min(...outcomes.slice(0, -CLEAR_COUNT).map(({ candidate }) => candidate.bic));
  return latest.every(({ candidate }) => candidate.bic > lowest + CLEAR_RISE);
}

/** Sweeps over a sample of the rows; only the K that may be the best are run over all rows. */
export function* sweepBySample(
  race: Race,
  samples: Samples,
  maxK: number,
  options: SearchSettings,
): Generator<FitStep | undefined, readonly KOutcome[]> {
  const { larger } = race;
  const searches: Search[] = [];
  for (let k = 1; k <= maxK; k++) {
    const isMinimal = race.isDecided;
    const previous = searches.at(-1);
    searches.push(
      yield* withK(k, search(samples, k, sweepOptions(options, previous && bestMixtureOf(previous), isMinimal))),
    );
    yield* race.enter(k - 1, yield* contenderOf(searches[k - 1], larger, options, isMinimal));
  }
  for (
    let k = Math.min(maxK - 1, race.leader + 1 + NEIGHBOUR_DISTANCE);
    k >= Math.max(1, race.leader + 1 - NEIGHBOUR_DISTANCE);
    k--
  ) {
    const searchResult = yield* searchFromLarger(
      searches[k - 1],
      bestMixtureOf(searches[k]),
      samples,
      searchOptions(options, undefined),
    );
    if (searchResult === searches[k - 1]) continue;
    searches[k - 1] = searchResult;
    yield* race.enter(k - 1, yield* contenderOf(searchResult, larger, options, false));
  }
  return yield* runPromising(race, searches, samples, options);
}

/** Runs the K that may be the best over all rows; estimates the others from the race. */
function* runPromising(
  race: Race,
  searches: readonly Search[],
  { matrix }: Samples,
  options: SearchSettings,
): Generator<FitStep | undefined, readonly KOutcome[]> {
  const trials: (Trial | undefined)[] = [];
  for (const i of race.ranking()) {
    // A fit that looked good on a sample may be degenerate on all rows; then the next best is tried.
    if (!race.isPromising(i) && trials.some((trial) => trial?.candidate.reason === 'converged')) continue;
    const { contender, heldOut } = race.entry(i);
    trials[i] = trialOf(
      matrix,
      yield* withK(i + 1, finishSweep(searches[i], matrix, options, contender)),
      heldOut,
      searches[i],
    );
  }
  // A degenerate trial is no basis for estimates of the other K.
  const reference = (trials.find((trial) => trial?.candidate.reason === 'converged') ??
    trials.find((trial) => trial !== undefined)) as Trial;
  return searches.map((_, i) => {
    const trial = trials[i];
    return trial === undefined ? estimatedOutcome(race, i, reference, options) : outcomeOf(trial);
  });
}

/** Returns the outcome of one K with figures estimated by the race, from a trial that was run over all rows. */
export function estimatedOutcome(
  race: Race,
  index: number,
  { candidate: { k, nlml } }: Trial,
  options: SearchSettings,
): KOutcome {
  const {
    contender: { run },
    heldOut,
  } = race.entry(index);
  const figures = race.estimatedFigures(index, { nlml, heldOut: race.entry(k - 1).heldOut }, options);
  return {
    candidate: { k: index + 1, iteration: lastStep(run).iteration, reason: run.reason, heldOut, ...figures },
    best: run.mixture,
  };
}

function* contenderOf(
  searchResult: Search,
  { sample }: LargerSample,
  options: SearchSettings,
  isMinimal: boolean,
): Generator<undefined, Contender> {
  const maxIterations = isMinimal ? Math.min(MINIMAL_ITERATIONS, options.maxIterations) : options.maxIterations;
  return (yield* findContenders(
    searchResult,
    sample,
    { ...options, maxIterations, tolerance: Math.max(TOLERANCE, options.tolerance) },
    SWEPT_CONTENDERS,
  ))[0];
}

function bestMixtureOf({ courses, rowsSearched }: Search): Mixture {
  return distinctOptima(courses, LEAST_DISTINCT_DIFFERENCE * rowsSearched)[0].run.mixture;
}

/** @param isMinimal starts only from the optimum of one component less */
function sweepOptions(options: SearchSettings, smaller: Mixture | undefined, isMinimal = false): SearchOptions {
  return {
    ...searchOptions(options, smaller),
    effort: 'sweep',
    starts: isMinimal ? 0 : Math.min(SWEEP_STARTS, options.starts),
  };
}
