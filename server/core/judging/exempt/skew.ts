/**
 * Normal columns that are skewed within their components. Before a fit, skewness may be clusters; after it, the
 * posteriors decide. The fit stays unchanged, but a cell of such a column is surprising only if it is so on the
 * logarithmic scale, too.
 */
import type { Matrix } from '../../data/matrix';
import { normalCdf } from '../../families/functions/special';

/** Means and standard deviations of the logarithms of a column's numbers, by component. */
export interface Skew {
  readonly means: Float64Array;
  readonly sds: Float64Array;
}

/** Difference of BIC that counts as very strong evidence (Kass & Raftery 1995, "Bayes factors", JASA 90). */
const STRONG_EVIDENCE = 10;
/** Maximum number of evenly spaced rows that are tested. */
const MOST_ROWS = 2000;

/**
 * Finds the skewed columns; undefined where the normal fits, or where some number is not positive.
 *
 * @param keptCells rows without the cells set aside: a wrong sign is no evidence on the skewness of the other cells
 * @param posterior of these rows; row n, component k at n × K + k
 */
export function findSkews(keptCells: Matrix, posterior: Float64Array, k: number): readonly (Skew | undefined)[] {
  return keptCells.columns.map(({ family, values }, d) => {
    if (family !== 'normal' || values.some((x) => x <= 0)) return undefined;
    const numbers = momentsOf(keptCells, d, posterior, k, (x) => x);
    const logs = momentsOf(keptCells, d, posterior, k, Math.log);
    const gain = 2 * (logs.logLikelihood - logs.sum - numbers.logLikelihood);
    return gain > STRONG_EVIDENCE ? { means: logs.means, sds: logs.sds } : undefined;
  });
}

interface Moments extends Skew {
  /** Σ r y. */
  readonly sum: number;
  /** Maximum log likelihood of one normal per component, up to a constant. */
  readonly logLikelihood: number;
}

function momentsOf(
  { columns, rows, rowWeights }: Matrix,
  d: number,
  posterior: Float64Array,
  k: number,
  scale: (x: number) => number,
): Moments {
  const { values } = columns[d];
  const step = Math.max(1, Math.ceil(rows / MOST_ROWS));
  const [means, sds] = [new Float64Array(k), new Float64Array(k)];
  let [sum, logLikelihood] = [0, 0];
  for (let j = 0; j < k; j++) {
    const weightedSum = (term: (y: number) => number): number => {
      let total = 0;
      for (let n = 0; n < rows; n += step) {
        const x = values[n];
        if (x === x) total += posterior[n * k + j] * (rowWeights === undefined ? 1 : rowWeights[n]) * term(scale(x));
      }
      return total;
    };
    const count = weightedSum(() => 1);
    means[j] = count > 0 ? weightedSum((y) => y) / count : 0;
    sds[j] = count > 0 ? Math.sqrt(weightedSum((y) => (y - means[j]) ** 2) / count) : 0;
    if (!(sds[j] > 0)) continue;
    sum += count * means[j];
    logLikelihood -= count * Math.log(sds[j]);
  }
  return { means, sds, sum, logLikelihood };
}

/**
 * Returns the two-sided tail probability of a number on the logarithmic scale, under the components' mixture; 0 for a
 * number that has no logarithm.
 */
export function skewedTail({ means, sds }: Skew, weights: Float64Array, value: number): number {
  if (!(value > 0)) return 0;
  const y = Math.log(value);
  let [below, above] = [0, 0];
  for (let j = 0; j < weights.length; j++) {
    if (!(sds[j] > 0)) continue;
    const z = (y - means[j]) / sds[j];
    below += weights[j] * normalCdf(z);
    above += weights[j] * normalCdf(-z);
  }
  return Math.min(1, 2 * Math.min(below, above));
}

/** Returns the distance of a number from one component on the logarithmic scale, in standard deviations. */
export function skewedDistance({ means, sds }: Skew, component: number, value: number): number {
  return value > 0 && sds[component] > 0 ? Math.abs(Math.log(value) - means[component]) / sds[component] : Infinity;
}
