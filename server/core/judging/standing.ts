/**
 * Standing of components: which of them judge rows. Components that together hold the last tenth of the rows do not
 * excuse each other's rows. Among them, a small dense one is a group, to be reported as one; a wide one holds stray
 * rows, each of which is odd.
 */
import type { Prediction } from '../families/family';
import type { Mixture } from '../mixture/model';
import { likeliestLevel, predictionsOfComponent } from '../mixture/predictions';

/**
 * `common`: rows are judged by the component. `group`: small, dense and apart. `stray`: small, and wider than the
 * common ones.
 */
export type Standing = 'common' | 'group' | 'stray';

/** Minimum share of the rows that common components hold together… */
const LEAST_COMMON_SHARE = 0.9;
/** …and share above which every component is common. */
const LARGE_SHARE = 0.05;
/** Minimum number of rows of a group. */
const LEAST_ROWS = 5;
/** Ratio to the largest width of the common components, in some column, above which a component is not a group. */
const WIDER_RATIO = 2;
/**
 * Distance of a group from each common component, in standard deviations in some column; a nearer component is common.
 */
const GROUP_DISTANCE = 4;

/**
 * Determines the standing of each component.
 *
 * @param rows number of rows of each component
 */
export function standingsOf(mixture: Mixture, rows: Float64Array): readonly Standing[] {
  const {
    shape: { k, columns },
    theta,
  } = mixture;
  const weights = theta.slice(0, k).map(Math.exp);
  const order = Array.from(weights.keys()).sort((a, b) => weights[b] - weights[a] || a - b);
  const common: number[] = [];
  let cumulativeWeight = 0;
  for (const j of order) {
    if (cumulativeWeight < LEAST_COMMON_SHARE || weights[j] > LARGE_SHARE) common.push(j);
    cumulativeWeight += weights[j];
  }
  const isWide = (j: number): boolean =>
    columns.some(({ marginal, parameters }) => {
      if (!marginal.continuous) return false;
      const width = (l: number): number => -marginal.peak(theta, parameters + l * marginal.parameterCount);
      return width(j) - common.reduce((largest, l) => Math.max(largest, width(l)), -Infinity) > Math.log(WIDER_RATIO);
    });
  return Array.from(weights.keys(), (j) => {
    if (common.includes(j)) return 'common';
    if (rows[j] < LEAST_ROWS || isWide(j)) return 'stray';
    return common.every(
      (l) => separation(predictionsOfComponent(mixture, j), predictionsOfComponent(mixture, l)) > GROUP_DISTANCE,
    )
      ? 'group'
      : 'common';
  });
}

/**
 * Returns the distance of one component from another in the column that separates them most, in standard deviations;
 * for levels, those of a normal at an equally unlikely value.
 */
function separation(from: readonly Prediction[], to: readonly Prediction[]): number {
  return from.reduce((largest, source, d) => {
    const target = to[d];
    if (source.of === 'number' && target.of === 'number')
      return Math.max(largest, Math.abs(source.mean - target.mean) / Math.max(source.sd, target.sd));
    return source.of === 'level' && target.of === 'level'
      ? Math.max(largest, Math.sqrt(-2 * Math.log(target.probabilities[likeliestLevel(source.probabilities)])))
      : largest;
  }, 0);
}

/** Returns the log weights of the components that `isIncluded` accepts, normalised to sum to one; −∞ for the others. */
export function logWeightsOf(theta: Float64Array, k: number, isIncluded: (component: number) => boolean): Float64Array {
  let total = 0;
  for (let j = 0; j < k; j++) if (isIncluded(j)) total += Math.exp(theta[j]);
  return Float64Array.from({ length: k }, (_, j) => (isIncluded(j) ? theta[j] - Math.log(total) : -Infinity));
}
