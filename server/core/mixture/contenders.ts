/**
 * Which optima of a search on a few rows deserve a run over all rows, which takes longer than all that went before:
 * they are run on a larger sample first, and what is clearly worse there is dropped. The sample is the same for all
 * numbers of components, so that these can be set against each other row by row; differences of log densities vary far
 * less than log densities do.
 */
import { rowsOf, totalWeight, type Matrix } from '../matrix';
import { em, FEW_PLAIN_STEPS, lastStep, type Run, type RunOptions } from './em';
import { quietly, score } from './expectation';
import { distinct, TELLING, type Course, type Search } from './search';
import { subsample } from './subsample';

/** An optimum with its run on the larger sample. */
export interface Contender {
  readonly course: Course;
  readonly run: Run;
  /** Of the sample's rows, each as often as it counts. */
  readonly logDensity: Float64Array;
}

/** The larger sample has so many cells, but not fewer rows than twice the least of a search… */
const CELLS = 640_000;
const LEAST_ROWS = 4000;
/** …and no more than this share of the rows. A matrix of which that is less than LEAST_CELLS is run over as a whole. */
const SHARE = 0.25;
const LEAST_CELLS = 80_000;

/** So many optima are run on the larger sample. */
const MOST_CONTENDERS = 8;
/** Runs on it end here, in nats per row, and after so many iterations: they go on over all rows. */
const TOLERANCE = 1e-5;
const MOST_ITERATIONS = 100;
/** An optimum that is worse by so many standard errors is clearly worse… */
const CLEARLY = 4;
/** …and so is a number of components; of these it is enough to err seldom, since only the lowest BIC is looked for. */
const CLEARLY_OF_K = 2.5;

/** A sample of the rows, and as many others. */
export interface LargerSample {
  readonly sample: Matrix;
  readonly others: Matrix;
}

/** The larger sample, or undefined where all rows are few enough. */
export function largerSample(matrix: Matrix, seed: number): LargerSample | undefined {
  const width = matrix.columns.length;
  const rows = Math.floor(Math.min(Math.max(LEAST_ROWS, CELLS / width), SHARE * matrix.rows));
  if (rows < LEAST_ROWS || rows * width < LEAST_CELLS) return undefined;
  const both = subsample(matrix, 2 * rows, seed);
  const half = (odd: 0 | 1): Matrix => rowsOf(both, Uint32Array.from({ length: rows }, (_, i) => 2 * i + odd));
  return { sample: half(0), others: half(1) };
}

/** The best optima of a search, run on the larger sample; those that are not clearly worse than the best, which comes first. */
export function* contenders({ courses, rowsSearched }: Search, sample: Matrix, options: RunOptions, most = MOST_CONTENDERS): Generator<undefined, readonly Contender[]> {
  const run: RunOptions = { estimate: options.estimate, maxIterations: Math.min(MOST_ITERATIONS, options.maxIterations), tolerance: Math.max(TOLERANCE, options.tolerance) };
  const found: Contender[] = [];
  for (const course of distinct(courses, TELLING * rowsSearched).slice(0, most)) {
    const ran = yield* quietly(em(course.run.mixture, sample, run, FEW_PLAIN_STEPS));
    found.push({ course, run: ran, logDensity: yield* weightedLogDensity(ran, sample) });
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

function* weightedLogDensity({ mixture }: Run, sample: Matrix): Generator<undefined, Float64Array> {
  const { logDensity } = yield* score(mixture, sample);
  const { rowWeights } = sample;
  return rowWeights === undefined ? logDensity : logDensity.map((value, n) => (rowWeights[n] > 0 ? rowWeights[n] * value : 0));
}

/** Σ (a − b) and its standard error. */
function difference(a: Float64Array, b: Float64Array): { readonly sum: number; readonly error: number } {
  let [sum, squares] = [0, 0];
  for (let n = 0; n < a.length; n++) {
    const d = a[n] - b[n];
    sum += d;
    squares += d * d;
  }
  return { sum, error: Math.sqrt(Math.max(0, squares - (sum * sum) / a.length)) };
}

/**
 * Which of several numbers of components may have the lowest BIC on all rows, as far as their fits to the sample tell.
 * On a sample of n rows a fit of p parameters is better than its parameters deserve by p/2 nats on average (Akaike 1974):
 * that much is taken off before n rows are scaled up to all of them.
 *
 * @param best for each number of components, the best contender
 * @param all all rows
 */
export function promising(best: readonly Contender[], sample: Matrix, all: Matrix): readonly boolean[] {
  const total = totalWeight(all);
  const scale = total / totalWeight(sample);
  const parameters = best.map(({ run }) => run.mixture.shape.freeParameters);
  const bic = best.map(({ run }, i) => {
    const nlml = scale * (lastStep(run).nlml + parameters[i] / 2) - parameters[i] / 2;
    return 2 * nlml + parameters[i] * Math.log(total);
  });
  const lowest = bic.indexOf(bic.reduce((a, b) => Math.min(a, b)));
  return best.map(({ logDensity }, i) => bic[i] - bic[lowest] <= CLEARLY_OF_K * 2 * scale * difference(best[lowest].logDensity, logDensity).error);
}
