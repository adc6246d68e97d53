/**
 * Correlations within components. A mixture of products of marginals takes the columns of a component to be
 * independent. Where two columns of numbers are correlated there, such as the spans of both hands, a row that is
 * extreme in both is no error: given the other cell, either is ordinary.
 */
import type { Matrix } from '../../data/matrix';
import { normalCdf } from '../../families/functions/special';
import type { Mixture } from '../../mixture/model';

/** The column that is most closely correlated with another one within components. */
export interface Correlation {
  /** Position of the column among the model's. */
  readonly column: number;
  /** Pearson's ρ of the deviations from the components' means, in their standard deviations. */
  readonly rho: number;
}

/** Minimum |ρ|, minimum number of rows with both cells, and minimum |ρ|√n: far beyond chance among many pairs. */
const LEAST_RHO = 0.5;
const LEAST_ROWS = 40;
const LEAST_EVIDENCE = 6;
/** Maximum number of evenly spaced rows, and of products of all pairs of columns. */
const MOST_ROWS = 2000;
const MOST_PRODUCTS = 2e8;
/**
 * Distance from its mean, in standard deviations, up to which a cell is evidence about the other: farther out, both may
 * be wrong in the same way, as in a row that is written in another unit.
 */
const MOST_DEVIATION = 8;

/** Returns (x − μ)/σ of a cell under a component, on the matrix's scale; NaN for levels, counts and missing cells. */
export function deviationOf(
  { shape: { columns }, theta }: Mixture,
  column: number,
  component: number,
  value: number,
): number {
  const { marginal, parameters } = columns[column];
  if (!marginal.continuous) return NaN;
  const at = parameters + component * marginal.parameterCount;
  return (value - theta[at]) * Math.exp(-theta[at + 1]);
}

/**
 * Finds for each column of numbers the one that is most closely correlated with it within components.
 *
 * @param keptCells rows without the cells set aside
 * @param posterior of these rows; row n, component k at n × K + k
 * @returns by column; undefined where none is
 */
export function findCorrelations(
  keptCells: Matrix,
  posterior: Float64Array,
  mixture: Mixture,
): readonly (Correlation | undefined)[] {
  const { columns } = mixture.shape;
  const continuous = columns.flatMap(({ marginal }, d) => (marginal.continuous ? [d] : []));
  const count = Math.min(keptCells.rows, MOST_ROWS, Math.floor(MOST_PRODUCTS / continuous.length ** 2));
  if (continuous.length < 2 || count < LEAST_ROWS) return columns.map(() => undefined);
  const deviations = sampledDeviations(keptCells, posterior, mixture, count);
  const best = columns.map((): Correlation | undefined => undefined);
  const keep = (d: number, column: number, rho: number): void => {
    if (Math.abs(rho) > Math.abs(best[d]?.rho ?? 0)) best[d] = { column, rho };
  };
  continuous.forEach((d, i) => {
    for (const e of continuous.slice(i + 1)) {
      const { rho, rows } = correlationOf(deviations[d], deviations[e]);
      const evidence = Math.abs(rho) * Math.sqrt(rows);
      if (!(Math.abs(rho) >= LEAST_RHO && rows >= LEAST_ROWS && evidence >= LEAST_EVIDENCE)) continue;
      keep(d, e, rho);
      keep(e, d, rho);
    }
  });
  return best;
}

/** Returns the deviations of evenly spaced rows from their likeliest components, by column. */
function sampledDeviations(
  { columns, rows }: Matrix,
  posterior: Float64Array,
  mixture: Mixture,
  count: number,
): readonly Float64Array[] {
  const { k } = mixture.shape;
  const sampled = Uint32Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * rows) / count));
  const components = sampled.map((row) => {
    let likeliest = 0;
    for (let j = 1; j < k; j++) if (posterior[row * k + j] > posterior[row * k + likeliest]) likeliest = j;
    return likeliest;
  });
  return columns.map(({ values }, d) =>
    Float64Array.from(sampled, (row, i) => deviationOf(mixture, d, components[i], values[row])),
  );
}

function correlationOf(x: Float64Array, y: Float64Array): { readonly rho: number; readonly rows: number } {
  let [rows, sumX, sumY, squaresX, squaresY, products] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const product = x[i] * y[i];
    if (product !== product) continue;
    rows++;
    sumX += x[i];
    sumY += y[i];
    squaresX += x[i] * x[i];
    squaresY += y[i] * y[i];
    products += product;
  }
  const covariance = products - (sumX * sumY) / rows;
  const variances = (squaresX - (sumX * sumX) / rows) * (squaresY - (sumY * sumY) / rows);
  // Below 1: a column that follows from another is left out of the fit.
  return { rho: variances > 0 ? Math.max(-0.999, Math.min(0.999, covariance / Math.sqrt(variances))) : NaN, rows };
}

/**
 * Returns the two-sided tail probability of a cell under one component, given the correlated cell of its row.
 *
 * @param z deviation of the cell @param other deviation of the correlated cell; NaN where it is missing
 */
export function correlatedTail({ rho }: Correlation, z: number, other: number): number {
  if (!(Math.abs(other) <= MOST_DEVIATION)) return 0;
  return 2 * normalCdf(-Math.abs(z - rho * other) / Math.sqrt(1 - rho * rho));
}
