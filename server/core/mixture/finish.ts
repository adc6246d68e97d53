/** From the best optima of a search to the one that is reported: run to the end under the estimate that was asked for. */
import type { Matrix } from '../matrix';
import { totalWeight } from '../matrix';
import { settledLog } from '../families/special';
import { degeneracies } from './degenerate';
import { em, lastStep, type Run, type RunOptions, type Step } from './em';
import { lbfgs } from './lbfgs';
import { sortedByWeight, type Mixture } from './model';
import { distinct, resplit, TELLING, type Course, type CourseStep, type Search, type SearchOptions } from './search';

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
/** The runs of a search have done their plain steps. */
const PLAIN_STEPS = 5;

const runs = { em, lbfgs } satisfies Record<Method, unknown>;

/**
 * Runs the best optima of a search to the end; keeps the best that is not degenerate, if there is one.
 *
 * @param effort a sweep runs the best alone to the end
 * @param before what a sweep of the same K has run to the end
 */
export function* finish(
  { courses, onAllRows }: Search, matrix: Matrix, options: FinishOptions, effort: SearchOptions['effort'], before?: Finished,
): Generator<CourseStep | undefined, Finished> {
  const goesOn = onAllRows && options.estimate === 'map';
  const most = effort === 'sweep' ? 1 : goesOn ? FINALISTS : FINALISTS_ELSEWHERE;
  const finalists = distinct(courses, TELLING * totalWeight(matrix)).slice(0, most).filter(({ index }) => index !== before?.start);
  const finished: Finished[] = before === undefined ? [] : [before];
  for (const course of finalists) finished.push(yield* goesOn ? continued(course, matrix, options) : begun(course, matrix, options));
  if (options.estimate === 'ml' && effort === 'full') finished.push(...(yield* apart(finished, courses.length, matrix, options)));
  return finished.reduce(better);
}

/** The likelihood may have optima that are one under the prior: components are split there again, which shrinks none onto a point. */
function* apart(finished: readonly Finished[], index: number, matrix: Matrix, options: FinishOptions): Generator<CourseStep | undefined, Finished[]> {
  const found: Finished[] = [];
  for (const course of yield* resplit(finished.reduce(better), index, matrix, options)) found.push(yield* continued(course, matrix, options));
  return found;
}

/** A run from given parameters, as start 0. */
export function* runOn(from: Mixture, matrix: Matrix, options: FinishOptions): Generator<CourseStep | undefined, Finished> {
  const run = yield* told(runs[options.method](from, matrix, options), 0, 0, 0);
  return yield* ended(run, 0, matrix, options);
}

/** The course's objective is the one that is asked for: its trace goes on. */
function* continued(course: Course, matrix: Matrix, options: FinishOptions): Generator<CourseStep | undefined, Finished> {
  const before = course.run.trace;
  const done = lastStep(course.run).iteration;
  const rest = { ...options, maxIterations: options.maxIterations - done };
  if (rest.maxIterations <= 0) return yield* ended(course.run, course.index, matrix, options);
  const run = yield* told(runs[options.method](course.run.mixture, matrix, rest, PLAIN_STEPS), course.index, done, 1);
  const trace = [...before, ...run.trace.slice(1).map((step) => ({ ...step, iteration: step.iteration + done }))];
  return yield* ended({ ...run, trace }, course.index, matrix, options);
}

/** The course's objective is another one: its end is the start of a new trace. */
function* begun(course: Course, matrix: Matrix, options: FinishOptions): Generator<CourseStep | undefined, Finished> {
  const run = yield* told(runs[options.method](course.run.mixture, matrix, options), course.index, 0, 0);
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
 * A run's steps as those of a course that has done some already.
 *
 * @param skip steps at the beginning that were told before
 */
function* told(steps: Generator<Step | undefined, Run>, start: number, done: number, skip: number): Generator<CourseStep | undefined, Run> {
  for (;;) {
    const next = steps.next();
    if (next.done === true) return next.value;
    const step = next.value;
    yield step === undefined || step.iteration < skip ? undefined : { ...step, iteration: step.iteration + done, start };
  }
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
