/**
 * Which optima of a search on a few rows deserve a run over all rows, which takes longer than all that went before:
 * they are run on a larger sample first, and what is clearly worse there is dropped. The sample is the same for all
 * numbers of components, so that these can be set against each other row by row; differences of log densities vary far
 * less than log densities do.
 */
import { totalWeight, type Matrix } from '../matrix';
import { em, FEW_PLAIN_STEPS, lastStep, type Run, type RunOptions } from './em';
import { quietly, score } from './expectation';
import { logPrior } from './model';
import { unlessHopeless } from './outlook';
import { distinct, TELLING, type Course, type Search } from './search';
import { criteria, type Criteria } from './select';
import type { LargerSample } from './subsample';

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
/** An optimum that is worse by so many standard errors is clearly worse… */
const CLEARLY = 4;
/** …and so is a number of components; of these it is enough to err seldom, since only the lowest BIC is looked for. */
const CLEARLY_OF_K = 1.5;

/**
 * The best optima of a search, run on the larger sample; those that are not clearly worse than the best, which comes first. Like the
 * search, under the penalised objective: under the likelihood alone, rows with a level that the sample has not would be impossible.
 */
export function* contenders({ courses, rowsSearched }: Search, sample: Matrix, options: RunOptions, most = MOST_CONTENDERS): Generator<undefined, readonly Contender[]> {
  const run: RunOptions = { estimate: 'map', maxIterations: Math.min(MOST_ITERATIONS, options.maxIterations), tolerance: Math.max(TOLERANCE, options.tolerance) };
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

/** What rows that took no part tell of one number of components. */
export interface Outlook {
  readonly contender: Contender;
  /** NLML per row of these rows. */
  readonly heldOut: number;
  /** As these rows let expect it of all. */
  readonly bic: number;
  /** Whether it may have the lowest BIC of all. */
  readonly isPromising: boolean;
}

/**
 * Of each number of components, from its best contender, judged by rows outside of the sample: on its own rows a fit may look
 * better than it is by any amount, where a component has found a few that go together by chance.
 */
export function* outlooks(best: readonly Contender[], { others }: LargerSample, all: Matrix): Generator<undefined, readonly Outlook[]> {
  const n = totalWeight(others);
  const scale = totalWeight(all) / n;
  const left: Float64Array[] = [];
  for (const { run } of best) left.push(yield* weightedLogDensity(run, others));
  const nlml = left.map((logDensities) => logDensities.reduce((sum, logDensity) => sum - logDensity, 0));
  const bic = best.map(({ run }, i) => 2 * scale * nlml[i] + run.mixture.shape.freeParameters * Math.log(totalWeight(all)));
  const lowest = bic.indexOf(bic.reduce((a, b) => Math.min(a, b)));
  return best.map((contender, i) => {
    const { error } = difference(left[lowest], left[i]);
    return { contender, heldOut: nlml[i] / n, bic: bic[i], isPromising: bic[i] - bic[lowest] <= CLEARLY_OF_K * 2 * scale * error };
  });
}

/** Figures for all rows of a number of components that was not run over them. */
export interface EstimatedFigures extends Criteria {
  readonly nlml: number;
  readonly objective: number;
  /** Rows that they rest on. */
  readonly estimatedFrom: number;
}

/**
 * From one that was, by what both make of the rows held out.
 *
 * @param known its NLML of all rows, and per row of those held out
 */
export function estimatedFigures(
  { contender: { run: { mixture, expectation } }, heldOut }: Outlook, known: { readonly nlml: number; readonly heldOut: number }, { sample, others }: LargerSample, all: Matrix,
  { estimate }: RunOptions,
): EstimatedFigures {
  const nlml = known.nlml + totalWeight(all) * (heldOut - known.heldOut);
  const uncertainty = (totalWeight(all) / totalWeight(sample)) * expectation.uncertainty;
  return { nlml, objective: nlml - logPrior(mixture, estimate), ...criteria(mixture.shape, { nlml, uncertainty }, all), estimatedFrom: others.rows };
}
