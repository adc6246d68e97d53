/**
 * The sweep over numbers of components. Each K is searched briefly, warm-started from the one before, as far as
 * choosing among them needs it. Effort goes where the choice may fall: once several K are clearly worse than a smaller
 * one, larger K get only a glance.
 */
import { contenders, type Contender } from './contenders';
import { lastStep } from '../mixture/em';
import { finishSweep } from './finish';
import type { Mixture } from '../mixture/model';
import type { Race } from './race';
import { distinct, search, searchFromAbove, TELLING, type Search, type SearchOptions } from '../mixture/search';
import { heldOut } from './criteria';
import type { LargerSample, Samples } from '../mixture/subsample';
import {
  searchOptions,
  trialOf,
  triedBy,
  withK,
  type SearchSettings,
  type FitStep,
  type Trial,
  type Tried,
} from './trial';

/** Number of optima of a swept K that run on the larger sample. */
const MOST_SWEPT = 1;
/** Number of starts for a K before the choice. */
const SWEEP_STARTS = 4;
/** Maximum number of iterations on the larger sample for a K that gets only a glance. */
const GLANCE_ITERATIONS = 10;
/** Tolerance of runs on the larger sample, in nats per row: far below what its rows say about a K. */
const TOLERANCE = 1e-4;
/** Distance from the leading K up to which K are also searched from above. */
const BESIDE = 1;

/** Sweeps over all rows: each K in turn, warm-started from the one before. */
export function* sweep(
  samples: Samples,
  most: number,
  options: SearchSettings,
): Generator<FitStep | undefined, readonly Tried[]> {
  const matrix = samples.all;
  const tried: Tried[] = [];
  for (let k = 1; k <= most; k++) {
    const searched = yield* withK(k, search(samples, k, sweepOptions(options, tried.at(-1)?.best)));
    const finished = yield* withK(k, finishSweep(searched, matrix, options));
    const trial = trialOf(matrix, finished, yield* heldOut(finished.mixture, samples.search(k), options), searched);
    tried.push(triedBy(trial));
  }
  return tried;
}

/** Sweeps over a sample of the rows; only the K that may be the best are run over all rows. */
export function* sweepBySample(
  race: Race,
  samples: Samples,
  most: number,
  options: SearchSettings,
): Generator<FitStep | undefined, readonly Tried[]> {
  const { larger } = race;
  const searches: Search[] = [];
  for (let k = 1; k <= most; k++) {
    const isGlance = race.isDecided;
    const before = searches.at(-1);
    searches.push(yield* withK(k, search(samples, k, sweepOptions(options, before && bestOf(before), isGlance))));
    yield* race.enter(k - 1, yield* contenderOf(searches[k - 1], larger, options, isGlance));
  }
  for (let k = Math.min(most - 1, race.leader + 1 + BESIDE); k >= Math.max(1, race.leader + 1 - BESIDE); k--) {
    const searched = yield* searchFromAbove(
      searches[k - 1],
      bestOf(searches[k]),
      samples,
      searchOptions(options, undefined),
    );
    if (searched === searches[k - 1]) continue;
    searches[k - 1] = searched;
    yield* race.enter(k - 1, yield* contenderOf(searched, larger, options, false));
  }
  return yield* runPromising(race, searches, samples, options);
}

/** Runs the K that may be the best over all rows; estimates the others from the race. */
function* runPromising(
  race: Race,
  searches: readonly Search[],
  { all: matrix }: Samples,
  options: SearchSettings,
): Generator<FitStep | undefined, readonly Tried[]> {
  const trials: (Trial | undefined)[] = [];
  for (const i of race.ranking()) {
    // A fit that looked good on a sample may be degenerate on all rows; then the next best is tried.
    if (!race.isPromising(i) && trials.some((trial) => trial?.candidate.reason === 'converged')) continue;
    const { contender, heldOut: left } = race.entry(i);
    trials[i] = trialOf(
      matrix,
      yield* withK(i + 1, finishSweep(searches[i], matrix, options, contender)),
      left,
      searches[i],
    );
  }
  // A degenerate trial says nothing about the other K.
  const known = (trials.find((trial) => trial?.candidate.reason === 'converged') ??
    trials.find((trial) => trial !== undefined)) as Trial;
  return searches.map((_, i) => {
    const trial = trials[i];
    return trial === undefined ? estimated(race, i, known, options) : triedBy(trial);
  });
}

/** One K with figures estimated by the race. @param known a trial that was run over all rows */
export function estimated(
  race: Race,
  index: number,
  { candidate: { k, nlml } }: Trial,
  options: SearchSettings,
): Tried {
  const {
    contender: { run },
    heldOut: left,
  } = race.entry(index);
  const figures = race.estimatedFigures(index, { nlml, heldOut: race.entry(k - 1).heldOut }, options);
  return {
    candidate: { k: index + 1, iteration: lastStep(run).iteration, reason: run.reason, heldOut: left, ...figures },
    best: run.mixture,
  };
}

function* contenderOf(
  searched: Search,
  { sample }: LargerSample,
  options: SearchSettings,
  isGlance: boolean,
): Generator<undefined, Contender> {
  const maxIterations = isGlance ? Math.min(GLANCE_ITERATIONS, options.maxIterations) : options.maxIterations;
  return (yield* contenders(
    searched,
    sample,
    { ...options, maxIterations, tolerance: Math.max(TOLERANCE, options.tolerance) },
    MOST_SWEPT,
  ))[0];
}

function bestOf({ courses, rowsSearched }: Search): Mixture {
  return distinct(courses, TELLING * rowsSearched)[0].run.mixture;
}

/** @param isGlance starts only from the optimum of one component less */
function sweepOptions(options: SearchSettings, smaller: Mixture | undefined, isGlance = false): SearchOptions {
  return {
    ...searchOptions(options, smaller),
    effort: 'sweep',
    starts: isGlance ? 0 : Math.min(SWEEP_STARTS, options.starts),
  };
}
