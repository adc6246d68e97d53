/**
 * Degenerate components: without rows, on a single point, or on tied values of a column.
 *
 * The likelihood of a normal mixture grows without bound as a component shrinks onto one value (Day 1969, "Estimating
 * the components of a mixture of normal distributions", Biometrika 56), so that under `ml` such a fit means nothing
 * beyond the variance floor. Under `map` the prior keeps the likelihood finite: the fit is reported with a warning, but
 * counts as a fit.
 */
import type { Estimate } from '../families/family';
import type { Mixture } from '../mixture/model';

export interface Degeneracy {
  readonly component: number;
  /**
   * `empty`: less than half a row. `point`: all rows have the same value in every column of numbers. `tied`: all rows
   * have the same value in some columns.
   */
  readonly kind: 'empty' | 'point' | 'tied';
  /** Positions of the columns that are tied. */
  readonly columns: readonly number[];
  /** Number of rows of the component, N_k; for tied values, the number of rows that have a value there. */
  readonly rows: number;
  /** Whether the degeneracy makes the whole fit degenerate. */
  readonly isFatal: boolean;
}

const EMPTY_BELOW_ROWS = 0.5;

/**
 * Finds the degenerate components of a mixture.
 *
 * @param statistics S about the mixture's θ
 */
export function degeneracies(
  { shape, theta }: Mixture,
  statistics: Float64Array,
  estimate: Estimate,
): readonly Degeneracy[] {
  const result: Degeneracy[] = [];
  if (shape.k === 1) return result;
  const numeric = shape.columns.filter(({ marginal }) => marginal.isTied !== undefined).length;
  for (let component = 0; component < shape.k; component++) {
    const rows = statistics[component];
    const columns = [...shape.columns.keys()].filter((d) => {
      const { marginal, parameters, statistics: at } = shape.columns[d];
      return (
        marginal.isTied?.(
          statistics,
          at + component * marginal.statisticCount,
          theta,
          parameters + component * marginal.parameterCount,
        ) === true
      );
    });
    if (rows < EMPTY_BELOW_ROWS) result.push({ component, kind: 'empty', columns: [], rows, isFatal: true });
    else if (columns.length > 0) {
      const columnRows = columns.map(
        (d) => statistics[shape.columns[d].statistics + component * shape.columns[d].marginal.statisticCount],
      );
      result.push({
        component,
        kind: columns.length === numeric ? 'point' : 'tied',
        columns,
        rows: Math.min(rows, ...columnRows),
        isFatal: estimate === 'ml',
      });
    }
  }
  return result;
}
