/** Rows drawn from a mixture. */
import type { Cells } from '../matrix';
import { drawIndex, type Random } from '../random';
import type { Mixture } from './model';

export interface Sample extends Cells {
  /** The component that each row was drawn from. */
  readonly component: Uint32Array;
}

/**
 * Draws rows: first the component of every row, then column by column its cells.
 *
 * @param observed which columns' cells are kept, the others being missing (NaN); they are drawn in any case, so that
 *   the kept cells of a seed are the same whichever these are
 */
export function sampleRows({ shape, theta }: Mixture, rows: number, random: Random, observed: (column: number) => boolean = () => true): Sample {
  const weights = theta.slice(0, shape.k).map(Math.exp);
  const component = Uint32Array.from({ length: rows }, () => drawIndex(weights, random));
  const columns = shape.columns.map(({ marginal, parameters }, d) => {
    const values = Float64Array.from(component, (k) => marginal.sample(theta, parameters + k * marginal.parameterCount, random));
    return { values: observed(d) ? values : values.fill(NaN) };
  });
  return { rows, columns, component };
}
