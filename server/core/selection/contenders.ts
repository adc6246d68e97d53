/**
 * Selects the optima of a search on few rows that deserve a run over all rows, which takes longer than everything
 * before it. They first run on a larger sample, and those clearly worse there are dropped. The sample is the same for
 * all numbers of components, so these can be compared row by row.
 */
import { totalWeight, type Matrix } from '../data/matrix';
import { difference, weightedLogDensity } from './comparison';
import { em, FEW_PLAIN_STEPS, lastStep, type Run, type RunOptions } from '../mixture/em';
import { discardSteps } from '../numeric/generators';
import { runWithEarlyStopping } from '../mixture/earlyStopping';
import { distinctOptima, LEAST_DISTINCT_DIFFERENCE, type Course } from '../mixture/exploration/courses';
import { type Search } from '../mixture/search';

/** An optimum with its run on the larger sample. */
export interface Contender {
  readonly course: Course;
  readonly run: Run;
  /** The larger sample. */
  readonly sample: Matrix;
  /** Log densities of the sample's rows, each times the weight of its row. */
  readonly logDensity: Float64Array;
}

/** Maximum number of optima that run on the larger sample. */
const MOST_CONTENDERS = 4;
/**
 * Tolerance, in nats per row, and maximum number of iterations of runs on the larger sample: they continue over all
 * rows.
 */
const TOLERANCE = 1e-5;
const MOST_ITERATIONS = 40;
/** Typical difference of a row's log densities under two optima, in nats; it grows by √n for sums over n rows. */
const SPREAD = 0.5;
/** Number of standard errors from which an optimum is clearly worse. */
const CLEAR_STANDARD_ERRORS = 4;

/**
 * Runs the best optima of a search on the larger sample. Returns the best, and those that are not clearly worse, in
 * ascending order of the objective. Like the search, it uses the penalised objective: under the likelihood alone, rows
 * with a level that is absent from the sample would be impossible.
 */
export function* findContenders(
  { courses, rowsSearched }: Search,
  sample: Matrix,
  options: RunOptions,
  maxCount = MOST_CONTENDERS,
): Generator<undefined, readonly Contender[]> {
  const emOptions: RunOptions = {
    estimate: 'map',
    maxIterations: Math.min(MOST_ITERATIONS, options.maxIterations),
    tolerance: Math.max(TOLERANCE, options.tolerance),
  };
  const slack = CLEAR_STANDARD_ERRORS * SPREAD * Math.sqrt(totalWeight(sample));
  const contenders: Contender[] = [];
  for (const course of distinctOptima(courses, LEAST_DISTINCT_DIFFERENCE * rowsSearched).slice(0, maxCount)) {
    const steps = em(course.run.mixture, sample, emOptions, FEW_PLAIN_STEPS);
    const run = yield* contenders.length === 0
      ? discardSteps(steps)
      : runWithEarlyStopping(steps, leastObjective(contenders) + slack);
    if (run !== undefined) contenders.push({ course, run, sample, logDensity: yield* weightedLogDensity(run, sample) });
  }
  contenders.sort((a, b) => lastStep(a.run).objective - lastStep(b.run).objective);
  const [best] = contenders;
  const minDifference = LEAST_DISTINCT_DIFFERENCE * totalWeight(sample);
  return contenders.filter((contender, i) => {
    if (i === 0) return true;
    const { sum, error } = difference(best.logDensity, contender.logDensity);
    // An optimum that equals the one before needs no second run.
    return (
      lastStep(contender.run).objective > lastStep(contenders[i - 1].run).objective + minDifference &&
      sum <= CLEAR_STANDARD_ERRORS * error
    );
  });
}

function leastObjective(contenders: readonly Contender[]): number {
  return contenders.reduce((least, { run }) => Math.min(least, lastStep(run).objective), Infinity);
}
