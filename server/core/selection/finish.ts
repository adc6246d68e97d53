/** Runs the best optima of a search to the end under the requested estimate, and picks the reported one. */
import { totalWeight, type Matrix } from '../data/matrix';
import { settledLog } from '../families/functions/special';
import type { Contender } from './contenders';
import { degeneracies } from './degenerate';
import { guidedEm } from '../mixture/acceleration/guidedEm';
import { em, FEW_PLAIN_STEPS, lastStep, WARM_PLAIN_STEPS, type EmStep, type Run, type RunOptions } from '../mixture/em';
import { discardSteps } from '../numeric/generators';
import { lbfgs } from '../mixture/lbfgs';
import { sortedByWeight, type Mixture } from '../mixture/model';
import { runWithEarlyStopping } from '../mixture/earlyStopping';
import {
  distinctOptima,
  LEAST_DISTINCT_DIFFERENCE,
  courseSteps,
  type Course,
  type CourseStep,
} from '../mixture/exploration/courses';
import { resplit, type Search } from '../mixture/search';

export type Method = 'em' | 'lbfgs';

export interface FinishOptions extends RunOptions {
  readonly method: Method;
  readonly seed: number;
}

/** A finished run, with its parameters as published. */
export interface FinishedRun extends Run {
  /** Number of the course. */
  readonly start: number;
  /** Whether the likelihood has no proper maximum here; see `degenerate.ts`. */
  readonly degenerate: boolean;
}

/** Number of best optima that are run to the end: the penalised ones may change places in their last digits… */
const FINALISTS = 3;
/**
 * …and under `ml`, which lacks the prior, or after a search of a sample of the rows, they may change places altogether.
 */
const FINALISTS_OF_OTHER_OBJECTIVE = 8;

const runs = { em, lbfgs } satisfies Record<Method, unknown>;

/**
 * Runs from the end of another run.
 *
 * @param sample rows whose optimum the start is; left out where it is the optimum of another objective
 */
function runFor(
  mixture: Mixture,
  matrix: Matrix,
  options: FinishOptions,
  sample?: Matrix,
  plainSteps?: number,
): Generator<EmStep | undefined, Run> {
  if (sample === undefined) return runs[options.method](mixture, matrix, options, plainSteps);
  return options.method === 'em'
    ? guidedEm(mixture, matrix, sample, options)
    : lbfgs(mixture, matrix, options, WARM_PLAIN_STEPS);
}

/**
 * Number of the sweep's run, where the steps of the search are not yielded; the best runs of the search have the
 * numbers after it.
 */
const SWEPT_RUN = 0;
/**
 * Tolerance of runs while numbers of components are compared, in nats per row: with up to a million rows, BIC then errs
 * by less than a component costs.
 */
const COMPARED_TOLERANCE = 1e-5;

/** Relaxes the tolerance as far as a comparison of numbers of components allows. */
export function withLooseTolerance<O extends FinishOptions>(options: O): O {
  return { ...options, tolerance: Math.max(options.tolerance, COMPARED_TOLERANCE) };
}

/**
 * Runs the best optimum of a search until numbers of components can be compared by it.
 *
 * @param contender the optimum after a run on a larger sample, if there was one
 */
export function* finishSweep(
  { courses, onAllRows, rowsSearched }: Search,
  matrix: Matrix,
  options: FinishOptions,
  contender?: Contender,
): Generator<CourseStep | undefined, FinishedRun> {
  const [best] = distinctOptima(courses, LEAST_DISTINCT_DIFFERENCE * rowsSearched);
  const looseOptions = withLooseTolerance(options);
  if (contender !== undefined)
    return yield* runWithNewTrace(courseOnSample(contender), SWEPT_RUN, matrix, looseOptions, contender.sample);
  if (!isSameObjective(onAllRows, options)) return yield* runWithNewTrace(best, SWEPT_RUN, matrix, looseOptions);
  const isDone = best.run.reason === 'converged' || lastStep(best.run).iteration >= options.maxIterations;
  return isDone
    ? yield* finishRun(best.run, best.index, matrix, options)
    : yield* discardSteps(continueCourse(best, best.index, matrix, looseOptions));
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
  swept?: FinishedRun,
): Generator<CourseStep | undefined, FinishedRun> {
  const isContinued = isSameObjective(onAllRows, options);
  const finalists = distinctOptima(courses, LEAST_DISTINCT_DIFFERENCE * rowsSearched).slice(
    0,
    isContinued ? FINALISTS : FINALISTS_OF_OTHER_OBJECTIVE,
  );
  const finished: FinishedRun[] = [];
  if (!isContinued) finished.push(...(yield* raceCourses(finalists, matrix, options, swept)));
  else for (const course of finalists) finished.push(yield* continueCourse(course, course.index, matrix, options));
  if (options.estimate === 'ml') finished.push(...(yield* resplitUnderLikelihood(finished, matrix, options)));
  return finished.reduce(betterOf);
}

/**
 * Runs the contenders from a larger sample to the end. The likelihood of so many rows has hardly any optima other than
 * the penalised ones.
 */
export function* finishContenders(
  { courses, rowsSearched }: Search,
  contenders: readonly Contender[],
  matrix: Matrix,
  options: FinishOptions,
  swept?: FinishedRun,
): Generator<CourseStep | undefined, FinishedRun> {
  const sweptCourse = courses.find(({ index }) => index === swept?.start);
  // A contender of a thorough search may be the optimum that the sweep has already run over all rows.
  const sweptIndex = ({ course }: Contender): Partial<Course> =>
    sweptCourse !== undefined &&
    Math.abs(lastStep(course.run).objective - lastStep(sweptCourse.run).objective) <=
      LEAST_DISTINCT_DIFFERENCE * rowsSearched
      ? { index: sweptCourse.index }
      : {};
  const finalists = contenders.map((contender) => ({ ...courseOnSample(contender), ...sweptIndex(contender) }));
  return (yield* raceCourses(finalists, matrix, options, swept, contenders[0].sample)).reduce(betterOf);
}

/** Runs courses under the requested objective; gives up those that cannot beat a finished one. */
function* raceCourses(
  courses: readonly Course[],
  matrix: Matrix,
  options: FinishOptions,
  swept: FinishedRun | undefined,
  sample?: Matrix,
): Generator<CourseStep | undefined, readonly FinishedRun[]> {
  const finished: FinishedRun[] = [];
  for (const course of courses) {
    const number = SWEPT_RUN + 1 + finished.length;
    const sound = finished.filter(({ degenerate }) => !degenerate);
    if (course.index === swept?.start)
      finished.push(
        meetsTolerance(swept, options)
          ? swept
          : yield* continueCourse({ ...course, run: swept }, SWEPT_RUN, matrix, options),
      );
    else if (sound.length === 0) finished.push(yield* runWithNewTrace(course, number, matrix, options, sample));
    else {
      const least = Math.min(...sound.map((run) => lastStep(run).objective));
      const run = yield* runWithEarlyStopping(runFor(course.run.mixture, matrix, options, sample), least);
      if (run === undefined) continue;
      for (const step of run.trace) yield { ...step, start: number };
      finished.push(yield* finishRun(run, course.index, matrix, options));
    }
  }
  return finished;
}

/** Whether the end of a sweep's run, which is loose, meets the requested tolerance. */
function meetsTolerance({ reason }: FinishedRun, { tolerance }: FinishOptions): boolean {
  return reason === 'converged' && tolerance >= COMPARED_TOLERANCE;
}

/**
 * Continues a loose run to the requested tolerance; keeps the loose run if the likelihood has no proper maximum there.
 */
export function* continueToTolerance(
  run: FinishedRun,
  matrix: Matrix,
  options: FinishOptions,
  sample?: Matrix,
): Generator<CourseStep | undefined, FinishedRun> {
  if (run.degenerate || isWithin(run, options.tolerance * totalWeight(matrix))) return run;
  const finished = yield* continueCourse({ index: run.start, run }, SWEPT_RUN, matrix, options, sample);
  return finished.degenerate ? run : finished;
}

/** Whether a run is known to have ended within this distance of its limit, in nats. */
function isWithin({ reason, remaining = Infinity }: FinishedRun, distance: number): boolean {
  return reason === 'converged' && remaining <= distance;
}

/** Returns a contender's course, with the run on the larger sample. */
function courseOnSample({ course, run }: Contender): Course {
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
function* resplitUnderLikelihood(
  finished: readonly FinishedRun[],
  matrix: Matrix,
  options: FinishOptions,
): Generator<CourseStep | undefined, FinishedRun[]> {
  const resplitRuns: FinishedRun[] = [];
  for (const course of yield* resplit(finished.reduce(betterOf), SWEPT_RUN + 1 + finished.length, matrix, options)) {
    for (const step of course.run.trace) yield { ...step, start: course.index };
    resplitRuns.push(yield* continueCourse(course, course.index, matrix, options));
  }
  return resplitRuns;
}

/** Runs from given parameters, as start 0. */
export function* runFrom(
  from: Mixture,
  matrix: Matrix,
  options: FinishOptions,
): Generator<CourseStep | undefined, FinishedRun> {
  const run = yield* courseSteps(runFor(from, matrix, options), 0);
  return yield* finishRun(run, 0, matrix, options);
}

/**
 * Continues a course and its trace under the same objective.
 *
 * @param number number of the run in the yielded steps
 */
function* continueCourse(
  course: Pick<Course, 'index' | 'run'>,
  number: number,
  matrix: Matrix,
  options: FinishOptions,
  sample?: Matrix,
): Generator<CourseStep | undefined, FinishedRun> {
  const earlierTrace = course.run.trace;
  const earlierIterations = lastStep(course.run).iteration;
  const remainingOptions = { ...options, maxIterations: options.maxIterations - earlierIterations };
  if (remainingOptions.maxIterations <= 0) return yield* finishRun(course.run, course.index, matrix, options);
  const run = yield* courseSteps(
    runFor(course.run.mixture, matrix, remainingOptions, sample, FEW_PLAIN_STEPS),
    number,
    earlierIterations,
    1,
  );
  const trace = [
    ...earlierTrace,
    ...run.trace.slice(1).map((step) => ({ ...step, iteration: step.iteration + earlierIterations })),
  ];
  return yield* finishRun({ ...run, trace }, course.index, matrix, options);
}

/**
 * Runs a course to the end under another objective, with a new trace.
 *
 * @param number number of the run in the yielded steps
 */
function* runWithNewTrace(
  course: Course,
  number: number,
  matrix: Matrix,
  options: FinishOptions,
  sample?: Matrix,
): Generator<CourseStep | undefined, FinishedRun> {
  const run = yield* courseSteps(runFor(course.run.mixture, matrix, options, sample), number);
  return yield* finishRun(run, course.index, matrix, options);
}

function* finishRun(
  run: Run,
  start: number,
  matrix: Matrix,
  { estimate }: RunOptions,
): Generator<undefined, FinishedRun> {
  yield undefined;
  const degenerate = degeneracies(run.mixture, run.expectation.statistics, estimate).some(({ isFatal }) => isFatal);
  return { ...run, mixture: sortedByWeight(settleParameters(run.mixture, matrix)), start, degenerate };
}

/** Returns the better of two runs: non-degenerate before degenerate, then by objective. */
function betterOf(a: FinishedRun, b: FinishedRun): FinishedRun {
  if (a.degenerate !== b.degenerate) return a.degenerate ? b : a;
  return lastStep(b).objective < lastStep(a).objective ? b : a;
}

/**
 * Passes θ through the published parameters, as they are written to files, so that a model read back gives the same
 * scores to the last bit.
 */
export function settleParameters({ shape, theta }: Mixture, matrix: Pick<Matrix, 'columns'>): Mixture {
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
