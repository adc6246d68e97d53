/**
 * Rows judged by the others: log densities and cell surprises under the model without the row itself.
 *
 * A wild row that is part of the fit gets a component of its own, under which it looks quite usual. So a
 * row must not testify for itself: its share is taken out of the expected sufficient statistics, and one
 * M step gives the model of the others (the deletion of case-deletion diagnostics, Cook 1977, "Detection
 * of influential observation in linear regression", Technometrics 19; for EM: Zhu, Lee, Wei & Zhou 2001,
 * "Case-deletion measures for models with incomplete data", Biometrika 88).
 */
import { expectationOfRow, type RowExpectation, type Scores } from '../mixture/expectation';
import type { Matrix } from '../matrix';
import { logPredictive, maximise, type Mixture } from '../mixture/model';
import { rowOf } from './conditional';

/** Components with more rows than this hardly change by the loss of one, unless the row is unusual… */
const SMALL_COMPONENT = 100;
/** …which it is below this tail probability. */
const UNUSUAL_BELOW = 0.05;

const ROWS_PER_PAUSE = 256;
/** A component that holds less than this much of the other rows is the row's own, and goes with it. */
const LEAST_ROWS = 1;

/**
 * The statistics of the others. A component of the row's own loses its share of the prior too, and so all its weight.
 * Levels keep the row's count, as the prior keeps them from zero in any case: without it the rarest level would lie
 * just below everything that is drawn from the model, and every row that has it would look impossible.
 */
function statisticsWithout({ shape }: Mixture, statistics: Float64Array, own: RowExpectation): Float64Array {
  const rest = statistics.slice();
  for (const { marginal, statistics: at } of shape.columns) {
    if (!marginal.continuous) continue;
    for (let i = at; i < at + shape.k * marginal.statisticCount; i++) rest[i] -= own.statistics[i];
  }
  ownComponents(shape.k, statistics, own.posterior).forEach((isOwn, k) => {
    if (isOwn) rest[k] = -1 / shape.k;
  });
  return rest;
}

/** Which components hold the row and hardly anything else. */
function ownComponents(k: number, statistics: Float64Array, posterior: Float64Array): readonly boolean[] {
  return Array.from({ length: k }, (_, j) => posterior[j] > 0.5 && statistics[j] - posterior[j] < LEAST_ROWS);
}

/**
 * The mixture without one of its rows. The M step is that of `map` even for a model fitted by `ml`:
 * a component of which few rows are left needs the prior.
 *
 * @param row as it is part of the statistics
 */
export function withoutRow(mixture: Mixture, statistics: Float64Array, row: Float64Array): Mixture {
  const others: Mixture = { shape: mixture.shape, theta: mixture.theta.slice() };
  maximise(others, statisticsWithout(mixture, statistics, expectationOfRow(mixture, row)), 'map');
  return others;
}

/**
 * Log predictive density of a row under the others. The parameters are integrated out, since a normal
 * with the mean and sd of a handful of rows would call every further row a surprise; of many rows it is
 * the plain log density. Set against log densities drawn from the model it is calibrated even for few
 * rows: for a t statistic of ν degrees of freedom, −2 × the log of its relative density is close to the
 * square of a standard normal (Wallace 1959, "Bounds on normal approximations to Student's and the
 * chi-square distributions", Ann. Math. Statist. 30).
 *
 * @param fitted the row as it is part of the statistics: cells that have no part in them are missing
 */
export function deletedLogDensity(mixture: Mixture, statistics: Float64Array, row: Float64Array, fitted: Float64Array): number {
  const { shape } = mixture;
  const own = expectationOfRow(mixture, fitted);
  const hasNumbers = shape.columns.some(({ marginal }, d) => marginal.continuous && !Number.isNaN(row[d]));
  // Of levels alone nothing is taken out, and ties with drawn rows must stay ties.
  if (!hasNumbers && !ownComponents(shape.k, statistics, own.posterior).includes(true)) return own.logDensity;
  return logPredictive(mixture, statisticsWithout(mixture, statistics, own), row);
}

/**
 * The rows' log densities, each without the row itself where that can make a difference. Yields now and then.
 *
 * @param tails tail probabilities of the rows under the model with all rows
 * @param asFitted a row as it is part of the statistics; undefined where it is not: another one cannot be taken out of them
 */
export function* deletedLogDensities(
  mixture: Mixture, matrix: Matrix, statistics: Float64Array, scores: Scores, tails: Float64Array,
  asFitted: (row: Float64Array) => Float64Array | undefined,
): Generator<undefined, Float64Array> {
  const { k } = mixture.shape;
  const small = Array.from({ length: k }, (_, j) => j).filter((j) => statistics[j] < SMALL_COMPONENT);
  const found = scores.logDensity.slice();
  let done = 0;
  for (let n = 0; n < matrix.rows; n++) {
    const matters = tails[n] < UNUSUAL_BELOW || small.some((j) => scores.posterior[n * k + j] > 0.01);
    if (!matters) continue;
    const row = rowOf(matrix, n);
    const fitted = asFitted(row);
    if (fitted !== undefined) found[n] = deletedLogDensity(mixture, statistics, row, fitted);
    if (++done % ROWS_PER_PAUSE === 0) yield undefined;
  }
  return found;
}
