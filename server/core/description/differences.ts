/** Differences between a small group of rows and the others. */
import type { Mixture } from '../mixture/model';
import { likeliestLevel, predictionsOf, predictionsOfComponent } from '../mixture/predictions';
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
const APART_DISTANCE = 2;
/** …and probability among the common rows below which the group's likeliest level counts as a difference. */
const RARE_PROBABILITY = 0.2;
const MOST_DIFFERENCES = 3;

/** Finds the differences of a group, the clearest first. */
export function differences(
  mixture: Mixture,
  standings: readonly Standing[],
  component: number,
): readonly Difference[] {
  const common = predictionsOf(
    mixture,
    logWeightsOf(mixture.theta, mixture.shape.k, (j) => standings[j] === 'common').map(Math.exp),
  );
  const candidates = predictionsOfComponent(mixture, component).flatMap((prediction, column) => {
    const commonPrediction = common[column];
    if (prediction.of === 'number' && commonPrediction.of === 'number') {
      const distance = Math.abs(prediction.mean - commonPrediction.mean) / commonPrediction.sd;
      return distance > APART_DISTANCE
        ? [{ column, own: prediction.mean, others: commonPrediction.mean, size: distance }]
        : [];
    }
    if (prediction.of !== 'level' || commonPrediction.of !== 'level') return [];
    const [ownLevel, otherLevel] = [
      likeliestLevel(prediction.probabilities),
      likeliestLevel(commonPrediction.probabilities),
    ];
    const probability = commonPrediction.probabilities[ownLevel];
    return probability < RARE_PROBABILITY
      ? [{ column, own: ownLevel, others: otherLevel, size: Math.sqrt(-2 * Math.log(probability)) }]
      : [];
  });
  return candidates
    .sort((a, b) => b.size - a.size || a.column - b.column)
    .slice(0, MOST_DIFFERENCES)
    .map(({ column, own, others }) => ({ column, own, others }));
}
