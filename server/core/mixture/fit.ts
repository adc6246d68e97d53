/**
 * The one entry to fitting: tries numbers of components and starts, and keeps the best.
 *
 * A generator: it yields every step of every start, and undefined now and then within a pass, so that
 * whoever drives it can show progress and stop it by not asking for more. It has no clock and no source
 * of randomness but the seed.
 */
import type { Estimate } from '../families/family';
import { settledLog } from '../families/special';
import { seededRandom } from '../random';
import { em, lastStep, type Run, type RunOptions, type Step } from './em';
import { expectation, score, type Scores } from './expectation';
import { lbfgs } from './lbfgs';
import type { Matrix } from '../matrix';
import { shapeOf, sortedByWeight, type Mixture } from './model';
import { criteria, type Criteria } from './select';
import { start } from './start';

export type Method = 'em' | 'lbfgs';

export interface FitOptions extends RunOptions {
  readonly k: number | 'auto';
  readonly method: Method;
  /** Greatest K that `auto` tries. */
  readonly maxComponents: number;
  /** Starts for each K. */
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
  starts: 10,
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

/** The best fit for one K. */
export interface Candidate extends Step, Criteria {
  readonly k: number;
}

export interface Fit extends Candidate {
  /** Components numbered by weight, the largest first. */
  readonly mixture: Mixture;
  readonly estimate: Estimate;
  readonly method: Method;
  readonly reason: Run['reason'];
  /** The best start's course. */
  readonly trace: readonly Step[];
  /** The best fit for each K that was tried, by K. */
  readonly selection: readonly Candidate[];
  readonly scores: Scores;
  /** The expected sufficient statistics about the mixture's θ. */
  readonly statistics: Float64Array;
}

const runs = { em, lbfgs } satisfies Record<Method, unknown>;

/** `auto` tries no K that leaves a component fewer rows than this on average: BIC is of no use there. */
const LEAST_ROWS_PER_COMPONENT = 5;

/** Every start runs this many iterations; then only the best go on (Biernacki, Celeux & Govaert 2003). */
const SHORT_RUN = 25;
const LONG_RUNS = 3;

/** A start that is under way. */
interface Course {
  readonly index: number;
  readonly steps: Generator<Step | undefined, Run>;
  last?: Step;
  run?: Run;
}

/**
 * Fits a mixture.
 *
 * @throws never for any matrix of at least one row and one column; `k` must not exceed the rows
 */
export function* fit(matrix: Matrix, options: FitOptions): Generator<FitStep | undefined, Fit> {
  const selection: Candidate[] = [];
  let best: Omit<Fit, 'selection' | 'statistics'> | undefined;
  for (const k of componentNumbers(matrix, options)) {
    const run = yield* bestRun(matrix, k, options);
    const mixture = sortedByWeight(settled(run.mixture, matrix));
    const scores = yield* score(mixture, matrix);
    const step = lastStep(run);
    const candidate = { k, ...step, ...criteria(mixture.shape, step.nlml, matrix.rows, scores) };
    selection.push(candidate);
    if (best === undefined || candidate.bic < best.bic) {
      best = { ...candidate, mixture, estimate: options.estimate, method: options.method, reason: run.reason, trace: run.trace, scores };
    }
  }
  if (best === undefined) throw new RangeError('no number of components to try');
  const { statistics } = yield* expectation(best.mixture, matrix);
  return { ...best, selection, statistics };
}

function componentNumbers(matrix: Matrix, options: FitOptions): readonly number[] {
  if (options.from !== undefined) return [options.from.shape.k];
  if (options.k !== 'auto') return [options.k];
  const most = Math.max(1, Math.min(options.maxComponents, Math.floor(matrix.rows / LEAST_ROWS_PER_COMPONENT)));
  return Array.from({ length: most }, (_, i) => i + 1);
}

/** Short runs of all starts, long runs of the best. */
function* bestRun(matrix: Matrix, k: number, options: FitOptions): Generator<FitStep | undefined, Run> {
  const courses = yield* begin(matrix, k, options);
  for (const course of courses) yield* advance(course, k, SHORT_RUN);
  const ranked = [...courses].sort((a, b) => objective(a) - objective(b) || a.index - b.index);
  for (const course of ranked.slice(0, LONG_RUNS)) yield* advance(course, k, Infinity);
  const done = ranked.flatMap((course) => course.run ?? []);
  return done.reduce((a, b) => (lastStep(b).objective < lastStep(a).objective ? b : a));
}

/** Puts a run's `undefined` pauses and steps on the wire of the whole fit, up to and with a given iteration. */
function* advance(course: Course, k: number, iterations: number): Generator<FitStep | undefined, void> {
  while (course.run === undefined && (course.last?.iteration ?? -1) < iterations) {
    const next = course.steps.next();
    if (next.done === true) {
      course.run = next.value;
    } else {
      if (next.value !== undefined) course.last = next.value;
      yield next.value && { ...next.value, k, start: course.index };
    }
  }
}

function objective(course: Course): number {
  return course.last?.objective ?? Infinity;
}

function* begin(matrix: Matrix, k: number, options: FitOptions): Generator<undefined, Course[]> {
  if (options.from !== undefined) return [{ index: 0, steps: runs[options.method](options.from, matrix, options) }];
  const shape = shapeOf(matrix.columns, k, options.priorStrength);
  const courses: Course[] = [];
  // With one component every start is the same.
  for (let index = 0; index < (k === 1 ? 1 : options.starts); index++) {
    const random = seededRandom(options.seed, k * 1_000_003 + index);
    const mixture = yield* start(shape, matrix, options.estimate, index, random);
    courses.push({ index, steps: runs[options.method](mixture, matrix, options) });
  }
  return courses;
}

/**
 * The mixture as its published parameters say it: θ is passed through the terms in which it is written
 * to files, so that a model that is read back gives the same scores to the last bit.
 */
function settled({ shape, theta }: Mixture, matrix: Matrix): Mixture {
  const exact = theta.slice();
  for (let k = 0; k < shape.k; k++) exact[k] = settledLog(Math.exp(theta[k]));
  shape.columns.forEach(({ marginal, parameters }, d) => {
    for (let k = 0; k < shape.k; k++) {
      const at = parameters + k * marginal.parameterCount;
      marginal.restore(marginal.summarise(theta, at, matrix.columns[d].levels), exact, at, matrix.columns[d].levels);
    }
  });
  return { shape, theta: exact };
}
