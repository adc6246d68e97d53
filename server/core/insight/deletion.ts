/**
 * Rows judged by the others: log densities and cell surprises under the model without the row itself.
 *
 * A wild row that is part of the fit gets a component of its own, under which it looks quite usual. So a
 * row must not testify for itself: its share is taken out of the expected sufficient statistics, and one
 * M step gives the model of the others (the deletion of case-deletion diagnostics, Cook 1977, "Detection
 * of influential observation in linear regression", Technometrics 19; for EM: Zhu, Lee, Wei & Zhou 2001,
 * "Case-deletion measures for models with incomplete data", Biometrika 88).
 */
import { expectationOfRow, type Scores } from '../mixture/expectation';
import type { Matrix } from '../matrix';
import { maximise, type Mixture } from '../mixture/model';
import { rowOf } from './conditional';

/** Components with more rows than this hardly change by the loss of one, unless the row is unusual… */
const SMALL_COMPONENT = 100;
/** …which it is below this tail probability. */
const UNUSUAL_BELOW = 0.05;

/**
 * The mixture without one of its rows. The M step is that of `map` even for a model fitted by `ml`:
 * without the prior, a level that only this row has would become impossible.
 */
export function withoutRow(mixture: Mixture, statistics: Float64Array, row: Float64Array): Mixture {
  const { shape, theta } = mixture;
  const own = expectationOfRow(mixture, row).statistics;
  const others: Mixture = { shape, theta: theta.slice() };
  maximise(others, statistics.map((value, i) => value - own[i]), 'map');
  return others;
}

/**
 * The rows' log densities, each without the row itself where that can make a difference.
 *
 * @param tails tail probabilities of the rows under the model with all rows
 */
export function deletedLogDensities(
  mixture: Mixture, matrix: Matrix, statistics: Float64Array, scores: Scores, tails: Float64Array,
): Float64Array {
  const { k } = mixture.shape;
  const small = Array.from({ length: k }, (_, j) => j).filter((j) => statistics[j] < SMALL_COMPONENT);
  return scores.logDensity.map((logDensity, n) => {
    const matters = tails[n] < UNUSUAL_BELOW || small.some((j) => scores.posterior[n * k + j] > 0.01);
    if (!matters) return logDensity;
    const row = rowOf(matrix, n);
    return expectationOfRow(withoutRow(mixture, statistics, row), row).logDensity;
  });
}
