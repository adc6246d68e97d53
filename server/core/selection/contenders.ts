/**
 * Which optima of a search on a few rows deserve a run over all rows, which takes longer than all that went before:
 * they are run on a larger sample first, and what is clearly worse there is dropped. The sample is the same for all
 * numbers of components, so that these can be set against each other row by row.
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
  /** Of the sample's rows, each as often as it counts. */
  readonly logDensity: Float64Array;
}

/** So many optima are run on the larger sample. */
const MOST_CONTENDERS = 4;
/** Runs on it end here, in nats per row, and after so many iterations: they go on over all rows. */
const TOLERANCE = 1e-5;
const MOST_ITERATIONS = 40;
/** Log densities under two optima differ by some such nats, row by row; their sums over n rows by √n times that. */
const SPREAD = 0.5;
/** An optimum that is worse by so many standard errors is clearly worse. */
const CLEARLY = 4;

/**
 * The best optima of a search, run on the larger sample; those that are not clearly worse than the best, which comes
 * first. Like the search, under the penalised objective: under the likelihood alone, rows with a level that the sample
 * has not would be impossible.
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
    // What ends at the same optimum needs no second run.
    return lastStep(contender.run).objective > lastStep(found[i - 1].run).objective + telling && sum <= CLEARLY * error;
  });
}

function leastOf(found: readonly Contender[]): number {
  return found.reduce((least, { run }) => Math.min(least, lastStep(run).objective), Infinity);
}
