/**
 * Components that say less than they seem to: without rows, on a single point, or on tied values of a column.
 *
 * The likelihood of a normal mixture grows without bound as a component shrinks onto one value (Day 1969, "Estimating
 * the components of a mixture of normal distributions", Biometrika 56), so that under `ml` such a fit has no meaning
 * but that of the variance floor. Under `map` the prior keeps it finite, and it is told, but counts as a fit.
 */
import type { Estimate } from '../families/family';
import type { Mixture } from '../mixture/model';

export interface Degeneracy {
  readonly component: number;
  /**
   * `empty`: less than half a row. `point`: all rows have the same value in every column of numbers. `tied`: in some.
   */
  readonly kind: 'empty' | 'point' | 'tied';
  /** Positions of the columns that are tied. */
  readonly columns: readonly number[];
  /** Rows of the component, N_k; of tied values those that have one. */
  readonly rows: number;
  /** Whether it makes the fit degenerate. */
  readonly isFatal: boolean;
}

const EMPTY = 0.5;

/** @param statistics S about the mixture's θ */
export function degeneracies(
  { shape, theta }: Mixture,
  statistics: Float64Array,
  estimate: Estimate,
): readonly Degeneracy[] {
  const found: Degeneracy[] = [];
  if (shape.k === 1) return found;
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
    if (rows < EMPTY) found.push({ component, kind: 'empty', columns: [], rows, isFatal: true });
    else if (columns.length > 0) {
      const own = columns.map(
        (d) => statistics[shape.columns[d].statistics + component * shape.columns[d].marginal.statisticCount],
      );
      found.push({
        component,
        kind: columns.length === numeric ? 'point' : 'tied',
        columns,
        rows: Math.min(rows, ...own),
        isFatal: estimate === 'ml',
      });
    }
  }
  return found;
}
