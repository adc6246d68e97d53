/**
 * From the best optima of a search to the one that is reported: run to the end under the estimate that was asked for.
 */
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

/** The end of a run, its parameters as they are published. */
export interface Finished extends Run {
  /** Number of the course. */
  readonly start: number;
  /** Whether the likelihood has no proper maximum here; see `degenerate.ts`. */
  readonly degenerate: boolean;
}

/** So many of the best optima are run on: the penalised ones may change places in their last digits… */
const FINALISTS = 3;
/** …and under `ml` wholly, for want of the prior, or where only a sample of the rows was searched. */
const FINALISTS_ELSEWHERE = 8;

const runs = { em, lbfgs } satisfies Record<Method, unknown>;

/**
 * Where the steps of a search are not told, its best runs are, under numbers of their own: the sweep's, then the
 * others.
 */
const SWEPT = 0;
/**
 * While numbers of components are compared, runs may end here, in nats per row: of up to a million rows BIC then errs
 * by less than a component costs.
 */
const COMPARED_TOLERANCE = 1e-5;

/** As far as comparing numbers of components needs it. */
export function loosely<O extends FinishOptions>(options: O): O {
  return { ...options, tolerance: Math.max(options.tolerance, COMPARED_TOLERANCE) };
}

/**
 * The best optimum of a search, as far as choosing among K needs it.
 *
 * @param contender the same, run on a larger sample, where there is one
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
 * Runs the best optima of a search to the end; keeps the best that is not degenerate, if there is one.
 *
 * @param swept the end of a sweep of the same K, from which its course goes on
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
 * The same, of runs on a larger sample. The likelihood of so many rows has hardly other optima than the penalised one.
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
  // What a thorough search came to may be what the sweep has run over all rows, found once more.
  const asBefore = ({ course }: Contender): Partial<Course> =>
    before !== undefined &&
    Math.abs(lastStep(course.run).objective - lastStep(before.run).objective) <= TELLING * rowsSearched
      ? { index: before.index }
      : {};
  const finalists = found.map((contender) => ({ ...ahead(contender), ...asBefore(contender) }));
  yield* race(finalists, finished, matrix, options, swept, WARM_PLAIN_STEPS);
  return finished.reduce(better);
}

/** Runs courses under the objective that is asked for; gives up what cannot become better than one that is finished. */
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

/** Whether the end of a sweep, which is loose, is as near as is asked for. */
function isEnded({ reason }: Finished, { tolerance }: FinishOptions): boolean {
  return reason === 'converged' && tolerance >= COMPARED_TOLERANCE;
}

/**
 * What was run loosely goes on to the end that was asked for; but not to one where the likelihood has no proper
 * maximum.
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

/** A contender's course, as far as it is now. */
function ahead({ course, run }: Contender): Course {
  return { ...course, run };
}

/** Whether the courses of a search had the objective that is asked for: then their traces go on. */
function isSameObjective(onAllRows: boolean, { estimate }: RunOptions): boolean {
  return onAllRows && estimate === 'map';
}

/**
 * The likelihood may have optima that are one under the prior: components are split there again, which shrinks none
 * onto a point.
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

/** A run from given parameters, as start 0. */
export function* runOn(
  from: Mixture,
  matrix: Matrix,
  options: FinishOptions,
): Generator<CourseStep | undefined, Finished> {
  const run = yield* told(runs[options.method](from, matrix, options), 0);
  return yield* ended(run, 0, matrix, options);
}

/**
 * The course's objective is the one that is asked for: its trace goes on.
 *
 * @param number under which the steps are told
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
 * The course's objective is another one: its end is the start of a new trace.
 *
 * @param number under which the steps are told
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

/** Not degenerate before degenerate, then by objective. */
function better(a: Finished, b: Finished): Finished {
  if (a.degenerate !== b.degenerate) return a.degenerate ? b : a;
  return lastStep(b).objective < lastStep(a).objective ? b : a;
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
