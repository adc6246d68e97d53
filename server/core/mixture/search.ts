/**
 * The search for the best optimum of one number of components.
 *
 * It uses the penalised objective, whichever estimate is requested: the penalised objective is bounded, while the
 * likelihood alone has spikes on single and tied rows that a thorough search would find first (Day 1969; Fraley &
 * Raftery 2007). Starts of several kinds are followed by moves of single components from the best optimum so far. Large
 * matrices are searched on a sample of their rows.
 */
import { totalWeight, type Matrix } from '../data/matrix';
import { seededRandom, type Random } from '../numeric/random';
import { em, FEW_PLAIN_STEPS, type Run, type RunOptions } from './em';
import {
  courseSteps,
  distinctOptima,
  LEAST_DISTINCT_DIFFERENCE,
  objectiveOf,
  startsAmong,
  type Course,
  type CourseKind,
  type CourseStep,
} from './exploration/courses';
import { makeMoves } from './exploration/makeMoves';
import { addComponent, MOVE_KINDS, removeLeastNeeded } from './exploration/moves';
import { discardSteps } from '../numeric/generators';
import { runWithEarlyStopping } from './earlyStopping';
import { shapeOf, type Mixture } from './model';

import { Space } from '../data/rowPoints';
import { start, startKind } from './start';
import type { Samples } from './subsample';

export interface SearchOptions {
  /** Maximum number of starts from scratch. */
  readonly starts: number;
  readonly seed: number;
  readonly maxIterations: number;
  readonly priorStrength: number;
  /** `sweep`: a short search, while the number of components is still to be chosen. */
  readonly effort: 'sweep' | 'full';
  /** Number of consecutive moves without a better optimum after which a search on a sample ends. */
  readonly patience: number;
  /** Best mixtures of fewer components, from which the search grows new ones. */
  readonly smaller: readonly Mixture[];
  /** Whether steps are yielded; a search of a sample never yields them. */
  readonly yieldsSteps: boolean;
  /** Earlier search that this one continues. */
  readonly previous?: Search;
}

export interface Search {
  /** Every start, and every move that led to a better optimum; by number. */
  readonly courses: readonly Course[];
  /** Number of moves since the best optimum was found. */
  readonly movesSinceBest: number;
  /** Whether the courses ran over all rows. */
  readonly onAllRows: boolean;
  /** Number of rows searched, each as often as it counts. */
  readonly rowsSearched: number;
}

/** Tolerance of the runs, in nats per row: close enough to distinguish optima; the best are continued later. */
const TOLERANCE = 1e-5;
const MOST_ITERATIONS = 500;
/**
 * Largest difference, in nats per row, between runs that may be at the same optimum: a run ends by an estimate from two
 * steps, which is poor.
 */
const MOST_SAME_DIFFERENCE = 4 * TOLERANCE;

/** Maximum number of cell visits (rows × columns × components, in each pass) by the moves of a search. */
const WORK_ON_ALL_ROWS = 4e7;
/** Maximum number of cell visits on a sample, where a missed optimum costs more than the search. */
const WORK_ON_SAMPLE = 2e8;
/** Maximum number of cell visits where one K of many is tried: these searches are warm-started from each other. */
const SWEEP_WORK = 4e6;
const MOST_MOVES = 400;
/** Minimum number of moves, even where the starts have shown all optima: moves search elsewhere than starts. */
const LEAST_MOVES = 40;
/** Minimum number of moves where the starts disagree, however wide the table is. */
const LEAST_MOVES_UNSURE = 160;
/** Minimum number of moves on a sample, whose optima are only screened before the larger sample. */
const LEAST_MOVES_ON_SAMPLE = 15;
/** Share of starts at the best optimum from which the starts agree, and moves can find little more. */
const AGREEING_SHARE = 0.75;
/** Default patience: optima found on a sample compete on more rows later. */
export const PATIENCE = 50;
/** Number of passes of a typical run. */
const PASSES_PER_RUN = 15;
/** Maximum number of moves per start, so that few requested starts mean few moves. */
const MOVES_PER_START = 25;
/**
 * Share of moves that place a component around a row, for tables without numbers and tables of numbers alone; the other
 * moves split a component.
 */
const PLACED_SHARES = [0.5, 0.7];

/** Searches the optima of k components. Yields the steps of starts and of moves that lead to better optima. */
export function* search(
  samples: Samples,
  k: number,
  options: SearchOptions,
): Generator<CourseStep | undefined, Search> {
  const sample = samples.searchSample(k);
  const steps = searchInSample(samples, sample, k, options);
  for (;;) {
    const next = steps.next();
    if (next.done === true)
      return { ...next.value, onAllRows: sample === samples.matrix, rowsSearched: totalWeight(sample) };
    yield options.yieldsSteps && sample === samples.matrix ? next.value : undefined;
  }
}

function* searchInSample(
  samples: Samples,
  sample: Matrix,
  k: number,
  options: SearchOptions,
): Generator<CourseStep | undefined, Pick<Search, 'courses' | 'movesSinceBest'>> {
  const minDifference = LEAST_DISTINCT_DIFFERENCE * totalWeight(sample);
  const maxDifference = MOST_SAME_DIFFERENCE * totalWeight(sample);
  const emOptions = runOptions(options.maxIterations);
  const courses = [...(options.previous?.courses ?? [])];
  const space = new Space(sample);
  for (const { kind, begin } of beginnings(sample, space, k, options).slice(startsAmong(courses).length)) {
    if (isExhausted(courses, maxDifference)) break;
    const mixture = yield* begin();
    const index = courses.length;
    const steps = em(mixture, sample, emOptions, FEW_PLAIN_STEPS);
    // The outcomes of starts are not reported for a K that is only screened on a sample.
    const bound =
      options.effort === 'sweep' && sample !== samples.matrix && courses.length > 0
        ? objectiveOf(distinctOptima(courses, minDifference)[0])
        : undefined;
    const run = bound === undefined ? yield* courseSteps(steps, index) : yield* runWithEarlyStopping(steps, bound);
    if (run !== undefined) courses.push({ index, kind, isMove: false, run });
  }
  const isComplete =
    isExhausted(courses, maxDifference) || doStartsAgree({ courses, rowsSearched: totalWeight(sample) });
  const moves = k === 1 ? 0 : affordableMoves(sample, k, options.effort, isComplete, sample === samples.matrix);
  const random = seededRandom(options.seed, streamOf(k, -1 - courses.length));
  const plan = {
    moves: Math.min(moves, MOVES_PER_START * options.starts),
    patience: sample === samples.matrix ? Infinity : options.patience,
    placedShare: placedShare(sample),
    isThorough: options.effort === 'full',
    emOptions,
  };
  const movesSinceBest = yield* makeMoves({ matrix: sample, space, random }, courses, plan);
  return { courses, movesSinceBest };
}

/** Adds one course to the search: from the optimum of one component more, if it leads to a better optimum. */
export function* searchFromLarger(
  previous: Search,
  larger: Mixture,
  samples: Samples,
  { maxIterations }: SearchOptions,
): Generator<undefined, Search> {
  const sample = samples.searchSample(larger.shape.k - 1);
  const minDifference = LEAST_DISTINCT_DIFFERENCE * previous.rowsSearched;
  const mixture = yield* removeLeastNeeded(larger, sample);
  const run = yield* runWithEarlyStopping(
    em(mixture, sample, runOptions(maxIterations), FEW_PLAIN_STEPS),
    objectiveOf(distinctOptima(previous.courses, minDifference)[0]) - minDifference,
  );
  return run === undefined
    ? previous
    : {
        ...previous,
        courses: [...previous.courses, { index: previous.courses.length, kind: 'merge', isMove: true, run }],
        movesSinceBest: 0,
      };
}

function runOptions(maxIterations: number): RunOptions {
  return { estimate: 'map', maxIterations: Math.min(MOST_ITERATIONS, maxIterations), tolerance: TOLERANCE };
}

/** Returns the random stream of each K, start and round of moves, so that a further start changes no other. */
function streamOf(k: number, index: number): number {
  return k * 1_000_003 + index;
}

interface Beginning {
  readonly kind: CourseKind;
  readonly begin: () => Generator<undefined, Mixture>;
}

/**
 * Lists the beginnings of courses: the optima of fewer components with one component more, then starts from scratch.
 */
function beginnings(
  matrix: Matrix,
  space: Space,
  k: number,
  { starts, seed, smaller, priorStrength }: SearchOptions,
): readonly Beginning[] {
  const shape = shapeOf(matrix.columns, k, priorStrength);
  const warm = smaller.flatMap((mixture) =>
    MOVE_KINDS.map((kind) => ({
      kind,
      begin: (random: Random) => addComponent(mixture, { matrix, space, estimate: 'map', kind }, random),
    })),
  );
  const cold = Array.from({ length: k === 1 ? 1 : starts }, (_, index) => {
    const kind = startKind(index);
    return { kind, begin: (random: Random) => start(shape, { matrix, space, estimate: 'map', kind }, random) };
  });
  return [...warm, ...cold].map(({ kind, begin }, index) => ({
    kind,
    begin: () => begin(seededRandom(seed, streamOf(k, index))),
  }));
}

/**
 * Whether the starts have most likely shown all optima: w different optima after n starts predict w(n − 1)/(n − w − 2)
 * in all (Boender & Rinnooy Kan 1987, "Bayesian stopping rules for multistart global optimization methods", Math.
 * Programming 37).
 */
function isExhausted(courses: readonly Course[], threshold: number): boolean {
  const n = courses.length;
  const w = distinctOptima(courses, threshold).length;
  return n > w + 2 && (w * (n - 1)) / (n - w - 2) <= w + 0.5;
}

/** Whether most starts reached the best optimum, so that moves can find little more. */
export function doStartsAgree(result: Pick<Search, 'courses' | 'rowsSearched'> | undefined): boolean {
  if (result === undefined) return false;
  const { courses, rowsSearched } = result;
  const starts = startsAmong(courses);
  const limit = Math.min(...courses.map(objectiveOf)) + MOST_SAME_DIFFERENCE * rowsSearched;
  return starts.filter((course) => objectiveOf(course) <= limit).length >= AGREEING_SHARE * starts.length;
}

/**
 * Splits components under the estimate of `options`, from the end of a run; returns the courses that lead to better
 * optima.
 */
export function* resplit(
  end: Run,
  index: number,
  matrix: Matrix,
  options: RunOptions & { readonly seed: number },
): Generator<undefined, readonly Course[]> {
  const { k } = end.mixture.shape;
  if (k === 1) return [];
  const courses: Course[] = [{ index: index - 1, kind: 'split', isMove: true, run: end }];
  const plan = {
    moves: LEAST_MOVES,
    patience: Infinity,
    placedShare: 0,
    isThorough: true,
    emOptions: { ...options, tolerance: TOLERANCE },
  };
  const field = { matrix, space: new Space(matrix), random: seededRandom(options.seed, streamOf(k, -1)) };
  yield* discardSteps(makeMoves(field, courses, plan));
  return courses.slice(1);
}

function affordableMoves(
  matrix: Matrix,
  k: number,
  effort: SearchOptions['effort'],
  isComplete: boolean,
  onAllRows: boolean,
): number {
  const affordable = (work: number): number =>
    Math.floor(work / (matrix.rows * matrix.columns.length * k * PASSES_PER_RUN));
  const leastMoves = onAllRows ? LEAST_MOVES : LEAST_MOVES_ON_SAMPLE;
  if (effort === 'sweep') return Math.min(leastMoves, affordable(SWEEP_WORK));
  return isComplete
    ? leastMoves
    : Math.max(
        onAllRows ? LEAST_MOVES_UNSURE : leastMoves,
        Math.min(MOST_MOVES, affordable(onAllRows ? WORK_ON_ALL_ROWS : WORK_ON_SAMPLE)),
      );
}

/** Returns the share of moves that place a component: outlying rows of numbers may need one, rows of levels rarely. */
function placedShare({ columns }: Matrix): number {
  const numbers = columns.filter(({ levels }) => levels.length === 0).length;
  return PLACED_SHARES[0] + (PLACED_SHARES[1] - PLACED_SHARES[0]) * (numbers / columns.length);
}
