/**
 * By which components rows are judged. Components that together hold the last tenth of the rows do not excuse each
 * other's rows: of those, a small dense one is a group of its own, to be reported as one; a wide one holds stray rows,
 * each of which is odd.
 */
import type { Prediction } from '../families/family';
import type { Mixture } from '../mixture/model';
import { likeliest, predictionsOfComponent } from '../mixture/predictions';

/** `common`: rows are judged by it. `group`: small, dense and apart. `stray`: small, and wider than the common ones. */
export type Standing = 'common' | 'group' | 'stray';

/** Common components hold at least this share of the rows together… */
const MOST_ROWS = 0.9;
/** …and every component of more than this share is common. */
const LARGE = 0.05;
/** A group has at least so many rows. */
const LEAST_ROWS = 5;
/** A component this much wider than the common ones in some column is no group. */
const WIDER = 2;
/**
 * A group is this many standard deviations away from each common component in some column; one that is nearer is
 * common.
 */
const APART = 4;

/**
 * @param rows on how many rows each component rests
 * @returns by component
 */
export function standingsOf(mixture: Mixture, rows: Float64Array): readonly Standing[] {
  const {
    shape: { k, columns },
    theta,
  } = mixture;
  const weights = theta.slice(0, k).map(Math.exp);
  const order = Array.from(weights.keys()).sort((a, b) => weights[b] - weights[a] || a - b);
  const common: number[] = [];
  let held = 0;
  for (const j of order) {
    if (held < MOST_ROWS || weights[j] > LARGE) common.push(j);
    held += weights[j];
  }
  const isWide = (j: number): boolean =>
    columns.some(({ marginal, parameters }) => {
      if (!marginal.continuous) return false;
      const width = (l: number): number => -marginal.peak(theta, parameters + l * marginal.parameterCount);
      return width(j) - common.reduce((most, l) => Math.max(most, width(l)), -Infinity) > Math.log(WIDER);
    });
  return Array.from(weights.keys(), (j) => {
    if (common.includes(j)) return 'common';
    if (rows[j] < LEAST_ROWS || isWide(j)) return 'stray';
    return common.every(
      (l) => separation(predictionsOfComponent(mixture, j), predictionsOfComponent(mixture, l)) > APART,
    )
      ? 'group'
      : 'common';
  });
}

/**
 * How far one component is from another in the column that parts them most: in standard deviations, or those of a
 * normal that is as unlikely there.
 */
function separation(from: readonly Prediction[], to: readonly Prediction[]): number {
  return from.reduce((most, own, d) => {
    const other = to[d];
    if (own.of === 'number' && other.of === 'number')
      return Math.max(most, Math.abs(own.mean - other.mean) / Math.max(own.sd, other.sd));
    return own.of === 'level' && other.of === 'level'
      ? Math.max(most, Math.sqrt(-2 * Math.log(other.probabilities[likeliest(own.probabilities)])))
      : most;
  }, 0);
}

/** Log weights of the components for which `takes` is true, summing to one; −∞ for the others. */
export function logWeightsOf(theta: Float64Array, k: number, takes: (component: number) => boolean): Float64Array {
  let total = 0;
  for (let j = 0; j < k; j++) if (takes(j)) total += Math.exp(theta[j]);
  return Float64Array.from({ length: k }, (_, j) => (takes(j) ? theta[j] - Math.log(total) : -Infinity));
}
