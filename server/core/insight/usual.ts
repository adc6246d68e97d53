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
import { quietly, score } from '../mixture/expectation';
import { shapeOf, type Mixture, type Shape } from '../mixture/model';
import { mixtureUnder } from '../mixture/start';
import { robustSpread } from '../robust';
import { guided } from '../sorting';

/** A standard deviation so many times the robust one is the work of a few cells. */
const SPOILT = 2;
const EM_STEPS = 10;
/**
 * Cells so many robust standard deviations from the median are far beyond the others: no distribution of which nine tenths
 * lie within a few of them, heavy tails included, is meant to reach there, and slips of a unit or of a decimal mark or two do not.
 */
const FAR_BEYOND = 1000;
/** Quantiles of a column are those of at most so many cells, evenly spaced. */
const MOST_CELLS = 20_000;

/** A mixture with the facts of its columns and its sufficient statistics: what judging needs. */
export interface UsualMixture {
  readonly facts: readonly ColumnFacts[];
  readonly theta: Float64Array;
  readonly statistics: Float64Array;
}

/** @param statistics of the fitted mixture about its θ */
export function* usualMixture(fitted: Mixture, statistics: Float64Array, matrix: Matrix): Generator<undefined, UsualMixture> {
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
  const begun = yield* regrouped(fitted, shape, matrix, near);
  const run = yield* quietly(em(begun, near, { estimate: 'map', maxIterations: EM_STEPS, tolerance: 1e-6 }));
  return { facts, theta: run.mixture.theta, statistics: run.expectation.statistics };
}

/** The same column where there is no such cell. */
function withoutFar(column: MatrixColumn, isFar: (cell: number) => boolean): MatrixColumn {
  return column.values.some(isFar) ? { ...column, values: column.values.map((x) => (isFar(x) ? NaN : x)) } : column;
}

/** The M step of another shape under the fitted posteriors; not from the fitted θ, which may be 10^300 away from the cells that are left. */
function* regrouped(fitted: Mixture, shape: Shape, matrix: Matrix, near: Matrix): Generator<undefined, Mixture> {
  const { posterior } = yield* score(fitted, matrix);
  const { k } = shape;
  return yield* mixtureUnder(shape, near, 'map', (row, own) => {
    for (let j = 0; j < k; j++) own[j] = posterior[row * k + j];
  });
}

/** Which cells of a column have no part in the mixture of what is usual, because they are far beyond the others. */
export function farBeyond(own: ColumnFacts, usual: ColumnFacts): (cell: number) => boolean {
  if (usual.sd === own.sd) return () => false;
  return (cell) => Math.abs(cell - usual.mean) > FAR_BEYOND * usual.sd;
}

/** The same facts, unless a few cells make the standard deviation; then median and robust standard deviation in their place. */
export function usualFacts(facts: ColumnFacts, values: Float64Array): ColumnFacts {
  const step = Math.max(1, Math.ceil(values.length / MOST_CELLS));
  const some = new Float64Array(Math.ceil(values.length / step));
  let count = 0;
  for (let n = 0; n < values.length; n += step) if (values[n] === values[n]) some[count++] = values[n];
  if (count === 0) return facts;
  const { median, sd } = robustSpread(guided(some.subarray(0, count)).sorted);
  return sd > 0 && facts.sd > SPOILT * sd ? { ...facts, mean: median, sd } : facts;
}
