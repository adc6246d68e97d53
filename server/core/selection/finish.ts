/** From the best optima of a search to the reported one: runs them to the end under the requested estimate. */
import type { Matrix } from '../data/matrix';
import { settledLog } from '../families/functions/special';
import type { Contender } from './contenders';
import { degeneracies } from './degenerate';
import { em, FEW_PLAIN_STEPS, lastStep, WARM_PLAIN_STEPS, type Run, type RunOptions } from '../mixture/em';
import { quietly } from '../numeric/generators';
import { lbfgs } from '../mixture/lbfgs';
import { sortedByWeight, type Mixture } from '../mixture/model';
import { unlessHopeless } from '../mixture/earlyStopping';
import { distinct, resplit, TELLING, told, type Course, type CourseStep, type Search } from '../mixture/search';

export type Method = 'em' | 'lbfgs';

export interface FinishOptions extends RunOptions {
  readonly method: Method;
  readonly seed: number;
}

/** A finished run, with its parameters as published. */
export interface Finished extends Run {
  /** Number of the course. */
  readonly start: number;
  /** Whether the likelihood has no proper maximum here; see `degenerate.ts`. */
  readonly degenerate: boolean;
}

/** Number of best optima that are run on: the penalised ones may change places in their last digits… */
const FINALISTS = 3;
/**
 * …and under `ml`, which lacks the prior, or after a search of a sample of the rows, they may change places altogether.
 */
const FINALISTS_ELSEWHERE = 8;

const runs = { em, lbfgs } satisfies Record<Method, unknown>;

/**
 * Number of the sweep's run, where the steps of the search are not yielded; the best runs of the search have the
 * numbers after it.
 */
const SWEPT = 0;
/**
 * Tolerance of runs while numbers of components are compared, in nats per row: with up to a million rows, BIC then errs
 * by less than a component costs.
 */
const COMPARED_TOLERANCE = 1e-5;

/** Relaxes the tolerance as far as comparing numbers of components allows. */
export function loosely<O extends FinishOptions>(options: O): O {
  return { ...options, tolerance: Math.max(options.tolerance, COMPARED_TOLERANCE) };
}

/**
 * Runs the best optimum of a search as far as choosing among K needs it.
 *
 * @param contender the optimum after a run on a larger sample, if there was one
 */
export function* finishSweep(
  { courses, onAllRows, rowsSearched }: Search,
  matrix: Matrix,
  options: FinishOptions,
  contender?: Contender,
): Generator<CourseStep | undefined, Finished> {
  const [best] = distinct(courses, TELLING * rowsSearched);
  const loose = loosely(options);
  if (contender !== undefined) return yield* begun(ahead(contender), SWEPT, matrix, loose, WARM_PLAIN_STEPS);
  if (!isSameObjective(onAllRows, options)) return yield* begun(best, SWEPT, matrix, loose);
  const isDone = best.run.reason === 'converged' || lastStep(best.run).iteration >= options.maxIterations;
  return isDone
    ? yield* ended(best.run, best.index, matrix, options)
    : yield* quietly(continued(best, best.index, matrix, loose));
}

/**
 * Runs the best optima of a search to the end; keeps the best non-degenerate one, or the best if all are degenerate.
 *
 * @param swept end of the sweep's run for this K, which its course continues
 */
export function* finish(
  { courses, onAllRows, rowsSearched }: Search,
  matrix: Matrix,
  options: FinishOptions,
  swept?: Finished,
): Generator<CourseStep | undefined, Finished> {
  const goesOn = isSameObjective(onAllRows, options);
  const finalists = distinct(courses, TELLING * rowsSearched).slice(0, goesOn ? FINALISTS : FINALISTS_ELSEWHERE);
  const finished: Finished[] = [];
  if (!goesOn) yield* race(finalists, finished, matrix, options, swept);
  else for (const course of finalists) finished.push(yield* continued(course, course.index, matrix, options));
  if (options.estimate === 'ml') finished.push(...(yield* apart(finished, matrix, options)));
  return finished.reduce(better);
}

/**
 * Runs the contenders from a larger sample to the end. The likelihood of so many rows has hardly any optima other than
 * the penalised ones.
 */
export function* finishContenders(
  { courses, rowsSearched }: Search,
  found: readonly Contender[],
  matrix: Matrix,
  options: FinishOptions,
  swept?: Finished,
): Generator<CourseStep | undefined, Finished> {
  const finished: Finished[] = [];
  const before = courses.find(({ index }) => index === swept?.start);
  // A contender of a thorough search may be the optimum that the sweep has already run over all rows.
  const asBefore = ({ course }: Contender): Partial<Course> =>
    before !== undefined &&
    Math.abs(lastStep(course.run).objective - lastStep(before.run).objective) <= TELLING * rowsSearched
      ? { index: before.index }
      : {};
  const finalists = found.map((contender) => ({ ...ahead(contender), ...asBefore(contender) }));
  yield* race(finalists, finished, matrix, options, swept, WARM_PLAIN_STEPS);
  return finished.reduce(better);
}

/** Runs courses under the requested objective; gives up those that cannot beat a finished one. */
function* race(
  courses: readonly Course[],
  finished: Finished[],
  matrix: Matrix,
  options: FinishOptions,
  swept: Finished | undefined,
  plainSteps?: number,
): Generator<CourseStep | undefined, void> {
  for (const course of courses) {
    const number = SWEPT + 1 + finished.length;
    const sound = finished.filter(({ degenerate }) => !degenerate);
    if (course.index === swept?.start)
      finished.push(
        isEnded(swept, options) ? swept : yield* continued({ ...course, run: swept }, SWEPT, matrix, options),
      );
    else if (sound.length === 0) finished.push(yield* begun(course, number, matrix, options, plainSteps));
    else {
      const least = Math.min(...sound.map((run) => lastStep(run).objective));
      const run = yield* unlessHopeless(runs[options.method](course.run.mixture, matrix, options, plainSteps), least);
      if (run === undefined) continue;
      for (const step of run.trace) yield { ...step, start: number };
      finished.push(yield* ended(run, course.index, matrix, options));
    }
  }
}

/** Whether the end of a sweep's run, which is loose, meets the requested tolerance. */
function isEnded({ reason }: Finished, { tolerance }: FinishOptions): boolean {
  return reason === 'converged' && tolerance >= COMPARED_TOLERANCE;
}

/**
 * Continues a loose run to the requested tolerance; keeps the loose run if the likelihood has no proper maximum there.
 */
export function* goOn(
  run: Finished,
  matrix: Matrix,
  options: FinishOptions,
): Generator<CourseStep | undefined, Finished> {
  if (run.degenerate) return run;
  const further = yield* continued({ index: run.start, run }, SWEPT, matrix, options);
  return further.degenerate ? run : further;
}

/** A contender's course, with the run on the larger sample. */
function ahead({ course, run }: Contender): Course {
  return { ...course, run };
}

/** Whether a search used the requested objective on all rows, so that the traces of its courses continue. */
function isSameObjective(onAllRows: boolean, { estimate }: RunOptions): boolean {
  return onAllRows && estimate === 'map';
}

/**
 * Splits components again under the likelihood, which may have several optima where the prior leaves one. Splitting
 * shrinks no component onto a point.
 */
function* apart(
  finished: readonly Finished[],
  matrix: Matrix,
  options: FinishOptions,
): Generator<CourseStep | undefined, Finished[]> {
  const found: Finished[] = [];
  for (const course of yield* resplit(finished.reduce(better), SWEPT + 1 + finished.length, matrix, options)) {
    for (const step of course.run.trace) yield { ...step, start: course.index };
    found.push(yield* continued(course, course.index, matrix, options));
  }
  return found;
}

/** Runs from given parameters, as start 0. */
export function* runOn(
  from: Mixture,
  matrix: Matrix,
  options: FinishOptions,
): Generator<CourseStep | undefined, Finished> {
  const run = yield* told(runs[options.method](from, matrix, options), 0);
  return yield* ended(run, 0, matrix, options);
}

/**
 * Continues a course under the same objective, and its trace with it.
 *
 * @param number number of the run in the yielded steps
 */
function* continued(
  course: Pick<Course, 'index' | 'run'>,
  number: number,
  matrix: Matrix,
  options: FinishOptions,
): Generator<CourseStep | undefined, Finished> {
  const before = course.run.trace;
  const done = lastStep(course.run).iteration;
  const rest = { ...options, maxIterations: options.maxIterations - done };
  if (rest.maxIterations <= 0) return yield* ended(course.run, course.index, matrix, options);
  const run = yield* told(runs[options.method](course.run.mixture, matrix, rest, FEW_PLAIN_STEPS), number, done, 1);
  const trace = [...before, ...run.trace.slice(1).map((step) => ({ ...step, iteration: step.iteration + done }))];
  return yield* ended({ ...run, trace }, course.index, matrix, options);
}

/**
 * Begins a new trace at the end of a course whose objective is another one.
 *
 * @param number number of the run in the yielded steps
 */
function* begun(
  course: Course,
  number: number,
  matrix: Matrix,
  options: FinishOptions,
  plainSteps?: number,
): Generator<CourseStep | undefined, Finished> {
  const run = yield* told(runs[options.method](course.run.mixture, matrix, options, plainSteps), number);
  return yield* ended(run, course.index, matrix, options);
}

function* ended(run: Run, start: number, matrix: Matrix, { estimate }: RunOptions): Generator<undefined, Finished> {
  yield undefined;
  const degenerate = degeneracies(run.mixture, run.expectation.statistics, estimate).some(({ isFatal }) => isFatal);
  return { ...run, mixture: sortedByWeight(settled(run.mixture, matrix)), start, degenerate };
}

/** The better of two runs: non-degenerate before degenerate, then by objective. */
function better(a: Finished, b: Finished): Finished {
  if (a.degenerate !== b.degenerate) return a.degenerate ? b : a;
  return lastStep(b).objective < lastStep(a).objective ? b : a;
}

/**
 * Passes θ through the published parameters, as they are written to files, so that a model read back gives the same
 * scores to the last bit.
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
