/**
 * Selects the optima of a search on few rows that deserve a run over all rows, which takes longer than everything
 * before it. They first run on a larger sample, and those clearly worse there are dropped. The sample is the same for
 * all numbers of components, so these can be compared row by row.
 */
import { totalWeight, type Matrix } from '../data/matrix';
import { difference, weightedLogDensity } from './comparison';
import { em, FEW_PLAIN_STEPS, lastStep, type Run, type RunOptions } from '../mixture/em';
import { quietly } from '../numeric/generators';
import { unlessHopeless } from '../mixture/earlyStopping';
import { distinct, TELLING, type Course, type Search } from '../mixture/search';

/** An optimum with its run on the larger sample. */
export interface Contender {
  readonly course: Course;
  readonly run: Run;
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
const CLEARLY = 4;

/**
 * Runs the best optima of a search on the larger sample. Returns the best, and those that are not clearly worse, in
 * ascending order of the objective. Like the search, it uses the penalised objective: under the likelihood alone, rows
 * with a level that is absent from the sample would be impossible.
 */
export function* contenders(
  { courses, rowsSearched }: Search,
  sample: Matrix,
  options: RunOptions,
  most = MOST_CONTENDERS,
): Generator<undefined, readonly Contender[]> {
  const run: RunOptions = {
    estimate: 'map',
    maxIterations: Math.min(MOST_ITERATIONS, options.maxIterations),
    tolerance: Math.max(TOLERANCE, options.tolerance),
  };
  const slack = CLEARLY * SPREAD * Math.sqrt(totalWeight(sample));
  const found: Contender[] = [];
  for (const course of distinct(courses, TELLING * rowsSearched).slice(0, most)) {
    const steps = em(course.run.mixture, sample, run, FEW_PLAIN_STEPS);
    const ran = yield* found.length === 0 ? quietly(steps) : unlessHopeless(steps, leastOf(found) + slack);
    if (ran !== undefined) found.push({ course, run: ran, logDensity: yield* weightedLogDensity(ran, sample) });
  }
  found.sort((a, b) => lastStep(a.run).objective - lastStep(b.run).objective);
  const [best] = found;
  const telling = TELLING * totalWeight(sample);
  return found.filter((contender, i) => {
    if (i === 0) return true;
    const { sum, error } = difference(best.logDensity, contender.logDensity);
    // An optimum that equals the one before needs no second run.
    return lastStep(contender.run).objective > lastStep(found[i - 1].run).objective + telling && sum <= CLEARLY * error;
  });
}

function leastOf(found: readonly Contender[]): number {
  return found.reduce((least, { run }) => Math.min(least, lastStep(run).objective), Infinity);
}
