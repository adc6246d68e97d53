/** Rows drawn from a mixture. */
import type { Cells } from '../../data/matrix';
import { drawIndex, type Random } from '../../numeric/random';
import type { Mixture } from '../../mixture/model';

export interface Sample extends Cells {
  /** Component of each drawn row. */
  readonly component: Uint32Array;
}

/**
 * Draws rows: first the component of every row, then its cells, column by column.
 *
 * @param observed columns whose cells are kept; the others are missing (NaN), but are drawn anyway, so that the kept
 * cells of a seed do not depend on this choice
 */
export function sampleRows(
  { shape, theta }: Mixture,
  rows: number,
  random: Random,
  observed: (column: number) => boolean = () => true,
): Sample {
  const component = sampleComponents({ shape, theta }, rows, random);
  const columns = Array.from(sampleColumns({ shape, theta }, component, random), (values, d) => ({
    values: observed(d) ? values : values.fill(NaN),
  }));
  return { rows, columns, component };
}

/** Draws the component of each row. */
export function sampleComponents({ shape, theta }: Mixture, rows: number, random: Random): Uint32Array {
  const weights = theta.slice(0, shape.k).map(Math.exp);
  const component = new Uint32Array(rows);
  for (let n = 0; n < rows; n++) component[n] = drawIndex(weights, random);
  return component;
}

/**
 * Draws the cells of rows from these components, one column after the other, for callers that process them one by one.
 */
export function* sampleColumns(
  { shape, theta }: Mixture,
  component: Uint32Array,
  random: Random,
): Generator<Float64Array> {
  for (const { marginal, parameters } of shape.columns) {
    const values = new Float64Array(component.length);
    for (let n = 0; n < values.length; n++)
      values[n] = marginal.sample(theta, parameters + component[n] * marginal.parameterCount, random);
    yield values;
  }
}
