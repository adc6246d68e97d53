/**
 * The mixture by which rows are judged: the fitted one, unless wild cells have spoilt it.
 *
 * The prior takes its scale from a column's variance, and a single 6300000 among body masses makes that
 * prior, and with it every component, so wide that the next wrong cell looks usual. Where a column's
 * standard deviation is far above what most of its cells show, some EM steps under a prior that takes its
 * mean and scale from these (median and interquantile range, Huber 1981, "Robust Statistics") give the
 * mixture of what is usual. The prior is that of judging: of strength 1, however the model was fitted. Frequency tables
 * are left as they are: somebody has read what they count.
 *
 * Cells far beyond the others have no part in that mixture (trimming: Neykov, Filzmoser, Dimova & Neytchev 2007, "Robust
 * fitting of mixtures using the trimmed likelihood estimator", CSDA 52). Each would keep a component of its own there,
 * from which rows would be drawn that are as unlikely as the cell itself; and at 10^160 times the others its square
 * leaves the range of a double. They are judged all the same.
 */
import type { ColumnFacts } from '../families/family';
import { families } from '../families/registry';
import type { Matrix, MatrixColumn } from '../matrix';
import { em } from '../mixture/em';
import { quietly, score, type Scores } from '../mixture/expectation';
import { shapeOf, type Mixture, type Shape } from '../mixture/model';
import { mixtureUnder } from '../mixture/start';
import { robustSpread, type Spread } from '../robust';
import { guided } from '../sorting';

/** A standard deviation so many times the robust one is the work of a few cells. */
const SPOILT = 2;
const EM_STEPS = 10;
/**
 * Cells so many robust standard deviations from the median are far beyond the others: no distribution of which nine tenths
 * lie within a few of them, heavy tails included, is meant to reach there, and slips of a unit or of a decimal mark or two do not.
 */
const FAR_BEYOND = 1000;
/** Quantiles of a column are those of at most so many cells, evenly spaced… */
const MOST_CELLS = 20_000;
/** …but fewer will do where the standard deviation by them, which is a few hundredths off, is this near to the column's. */
const FEW_CELLS = 2500;
const PLAINLY_USUAL = 1.5;

/** A mixture with the facts of its columns and its sufficient statistics: what judging needs. */
export interface UsualMixture {
  readonly facts: readonly ColumnFacts[];
  readonly theta: Float64Array;
  readonly statistics: Float64Array;
}

/**
 * @param statistics of the fitted mixture about its θ
 * @param scores of the rows under it, where they are known
 */
export function* usualMixture(fitted: Mixture, statistics: Float64Array, matrix: Matrix, scores?: Scores): Generator<undefined, UsualMixture> {
  const facts: ColumnFacts[] = [];
  for (const { family, facts: own, values } of matrix.columns) {
    facts.push(families[family].hasScale && matrix.rowWeights === undefined ? usualFacts(own, values) : own);
    yield undefined;
  }
  if (facts.every((usual, d) => usual === matrix.columns[d].facts)) return { facts, theta: fitted.theta, statistics };
  const shape = shapeOf(matrix.columns.map(({ family }, d) => ({ family, facts: facts[d] })), fitted.shape.k);
  const columns: MatrixColumn[] = [];
  for (const [d, column] of matrix.columns.entries()) {
    columns.push(withoutFar(column, farBeyond(column.facts, facts[d])));
    yield undefined;
  }
  const trimmed: Matrix = { ...matrix, columns };
  const near = matrix.engine?.hold(trimmed) ?? trimmed;
  const begun = yield* regrouped(scores ?? (yield* score(fitted, matrix)), shape, near);
  const run = yield* quietly(em(begun, near, { estimate: 'map', maxIterations: EM_STEPS, tolerance: 1e-6 }));
  return { facts, theta: run.mixture.theta, statistics: run.expectation.statistics };
}

/** The same column where there is no such cell. */
function withoutFar(column: MatrixColumn, isFar: (cell: number) => boolean): MatrixColumn {
  return column.values.some(isFar) ? { ...column, values: column.values.map((x) => (isFar(x) ? NaN : x)) } : column;
}

/** The M step of another shape under the fitted posteriors; not from the fitted θ, which may be 10^300 away from the cells that are left. */
function* regrouped({ posterior }: Scores, shape: Shape, near: Matrix): Generator<undefined, Mixture> {
  const { k } = shape;
  return yield* mixtureUnder(shape, near, 'map', (from, count, own, stride) => {
    for (let j = 0; j < k; j++) {
      for (let i = 0; i < count; i++) own[j * stride + i] = posterior[(from + i) * k + j];
    }
  });
}

/** Which cells of a column have no part in the mixture of what is usual, because they are far beyond the others. */
export function farBeyond(own: ColumnFacts, usual: ColumnFacts): (cell: number) => boolean {
  if (usual.sd === own.sd) return () => false;
  return (cell) => Math.abs(cell - usual.mean) > FAR_BEYOND * usual.sd;
}

/** The same facts, unless a few cells make the standard deviation; then median and robust standard deviation in their place. */
export function usualFacts(facts: ColumnFacts, values: Float64Array): ColumnFacts {
  const rough = spreadOf(values, FEW_CELLS);
  if (rough !== undefined && facts.sd <= PLAINLY_USUAL * rough.sd) return facts;
  const spread = values.length <= FEW_CELLS ? rough : spreadOf(values, MOST_CELLS);
  if (spread === undefined) return facts;
  const { median, sd } = spread;
  return sd > 0 && facts.sd > SPOILT * sd ? { ...facts, mean: median, sd } : facts;
}

/** Of at most so many cells, evenly spaced; undefined where all of these are missing. */
function spreadOf(values: Float64Array, most: number): Spread | undefined {
  const step = Math.max(1, Math.ceil(values.length / most));
  const some = new Float64Array(Math.ceil(values.length / step));
  let count = 0;
  for (let n = 0; n < values.length; n += step) if (values[n] === values[n]) some[count++] = values[n];
  return count === 0 ? undefined : robustSpread(guided(some.subarray(0, count)).sorted);
}
