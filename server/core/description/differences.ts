/** Differences between a small group of rows and the others. */
import type { Mixture } from '../mixture/model';
import { likeliest, predictionsOf, predictionsOfComponent } from '../mixture/predictions';
import { logWeightsOf, type Standing } from '../judging/standing';

/**
 * A column in which a group differs: means, or indices of the likeliest levels, of the group and of the common rows.
 */
export interface Difference {
  /** Index of the model's column. */
  readonly column: number;
  readonly own: number;
  readonly others: number;
}

/** Distance of means, in standard deviations of the common rows, that counts as a difference… */
const APART = 2;
/** …and probability among the common rows below which the group's likeliest level counts as a difference. */
const RARE = 0.2;
const MOST = 3;

/** Differences of a group, the clearest first. */
export function differences(
  mixture: Mixture,
  standings: readonly Standing[],
  component: number,
): readonly Difference[] {
  const common = predictionsOf(
    mixture,
    logWeightsOf(mixture.theta, mixture.shape.k, (j) => standings[j] === 'common').map(Math.exp),
  );
  const found = predictionsOfComponent(mixture, component).flatMap((own, column) => {
    const others = common[column];
    if (own.of === 'number' && others.of === 'number') {
      const far = Math.abs(own.mean - others.mean) / others.sd;
      return far > APART ? [{ column, own: own.mean, others: others.mean, size: far }] : [];
    }
    if (own.of !== 'level' || others.of !== 'level') return [];
    const [ownLevel, otherLevel] = [likeliest(own.probabilities), likeliest(others.probabilities)];
    const probability = others.probabilities[ownLevel];
    return probability < RARE
      ? [{ column, own: ownLevel, others: otherLevel, size: Math.sqrt(-2 * Math.log(probability)) }]
      : [];
  });
  return found
    .sort((a, b) => b.size - a.size || a.column - b.column)
    .slice(0, MOST)
    .map(({ column, own, others }) => ({ column, own, others }));
}
