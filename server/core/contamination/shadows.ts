/**
 * Components that exist for the sake of wrong cells, though BIC would keep them.
 *
 * A shadow equals another component, or all of them together, in every column except for a slip: numbers times ten or
 * with the other sign, or two columns exchanged. Such cells are dense enough to be worth a component; but their rows
 * belong to the original, and the rest is their columns' error channel. A component that rests on a handful of rows has
 * more parameters than the rows can determine: in twenty columns a single odd row is worth one.
 */
import type { Prediction } from '../families/family';
import type { Matrix } from '../data/matrix';
import type { Mixture } from '../mixture/model';
import { selectComponents } from '../mixture/exploration/moves';
import { likeliestLevel, predictionsOf, predictionsOfComponent } from '../mixture/predictions';

/** Minimum number or share of rows of a component. */
const LEAST_ROWS = 5;
const LEAST_SHARE = 0.02;
/** Minimum number of columns; with fewer, too little else agrees. */
const LEAST_COLUMNS = 3;
/** Maximum share of rows of a shadow, and maximum ratio of its weight to its original's. */
const LARGEST_SHARE = 0.15;
const LARGEST_WEIGHT_RATIO = 0.5;
/**
 * Distances in standard deviations: from the original in a column of the slip, from all components together in a column
 * of the slip, and the maximum in the other columns.
 */
const APART_DISTANCE = 5;
const APART_FROM_ALL_DISTANCE = 3;
const ALIKE_DISTANCE = 1;
/**
 * Ratio of sds, shadow to original, that a shift other than the usual slips must exceed: errors are scattered, a dense
 * group is a group.
 */
const SCATTERED_SD_RATIO = 3;
/** Ratio of the sds of two columns from which an exchange is clear, in tables of two columns. */
const EXCHANGE_SD_RATIO = 3;
/** Minimum and maximum ratio of the sd of numbers after a slip to the expected sd; other errors among them widen it. */
const LEAST_SD_RATIO = 0.5;
const MOST_SD_RATIO = 20;
/** Factors of the usual slips: the sign, the decimal point. */
const SLIP_FACTORS = [-1, 10, 0.1];

type NumberPrediction = Extract<Prediction, { of: 'number' }>;

/** Predictions for one column by the shadow and the original. */
interface PredictionPair {
  readonly shadow: NumberPrediction;
  readonly original: NumberPrediction;
  /** Distance of the means in sds of the original, since the spread of wrong cells is arbitrary. */
  readonly distance: number;
}

/**
 * Returns the mixture without shadows and components of a handful of rows; undefined where it has none.
 *
 * @param rows number of rows of each component
 */
export function withoutShadows(mixture: Mixture, rows: Float64Array, matrix: Matrix): Mixture | undefined {
  const {
    shape: { k, columns },
    theta,
  } = mixture;
  if (columns.length === 1) return undefined;
  const weights = theta.slice(0, k).map(Math.exp);
  const components = Array.from(weights.keys());
  const predictions = components.map((j) => predictionsOfComponent(mixture, j));
  const remaining = components.filter((j) => {
    if (rows[j] < LEAST_ROWS && weights[j] < LEAST_SHARE) return false;
    if (weights[j] >= LARGEST_SHARE) return true;
    const otherWeights = weights.with(j, 0).map((weight) => weight / (1 - weights[j]));
    const isShadow = (original: readonly Prediction[], isWhole: boolean): boolean =>
      isShadowOf(predictions[j], original, isWhole);
    return (
      !components.some((l) => weights[j] < LARGEST_WEIGHT_RATIO * weights[l] && isShadow(predictions[l], false)) &&
      !isShadow(predictionsOf(mixture, otherWeights), true)
    );
  });
  return remaining.length === k || remaining.length === 0 ? undefined : selectComponents(mixture, remaining, matrix);
}

/**
 * Whether one component is a shadow of another.
 *
 * @param shadowPredictions predictions of the presumed shadow by column
 * @param isWhole whether the original is all other components: then the shadow is as wide as they are, and its slip one
 * of the usual ones
 */
function isShadowOf(
  shadowPredictions: readonly Prediction[],
  originalPredictions: readonly Prediction[],
  isWhole: boolean,
): boolean {
  const pairs = pairsOf(shadowPredictions, originalPredictions, isWhole);
  if (pairs === undefined) return false;
  const isAlike = ({ shadow, original, distance }: PredictionPair): boolean =>
    distance <= ALIKE_DISTANCE && (!isWhole || shadow.sd >= LEAST_SD_RATIO * original.sd);
  const [a, b, ...otherPairs] = pairs.filter((pair) => !isAlike(pair));
  if (a === undefined || otherPairs.length > 0) return false;
  if (b !== undefined)
    return Math.max(a.distance, b.distance) > APART_DISTANCE && isExchange(a, b, shadowPredictions.length);
  const isSlip = SLIP_FACTORS.some((factor) => isScaled(a.shadow, a.original, factor));
  if (isWhole) return isSlip && a.distance > APART_FROM_ALL_DISTANCE;
  return (
    a.distance > APART_DISTANCE &&
    (isSlip || (shadowPredictions.length >= LEAST_COLUMNS && a.shadow.sd > SCATTERED_SD_RATIO * a.original.sd))
  );
}

function isExchange(a: PredictionPair, b: PredictionPair, columns: number): boolean {
  const isPlain =
    columns >= LEAST_COLUMNS || Math.abs(Math.log(a.original.sd / b.original.sd)) > Math.log(EXCHANGE_SD_RATIO);
  return isPlain && isScaled(a.shadow, b.original, 1) && isScaled(b.shadow, a.original, 1);
}

/** Pairs the predictions of the columns of numbers; undefined where the likeliest levels differ. */
function pairsOf(
  shadowPredictions: readonly Prediction[],
  originalPredictions: readonly Prediction[],
  isWhole: boolean,
): readonly PredictionPair[] | undefined {
  const pairs: PredictionPair[] = [];
  for (const [d, shadow] of shadowPredictions.entries()) {
    const original = originalPredictions[d];
    if (shadow.of === 'number' && original.of === 'number')
      pairs.push({ shadow, original, distance: Math.abs(shadow.mean - original.mean) / original.sd });
    else if (
      !isWhole &&
      shadow.of === 'level' &&
      original.of === 'level' &&
      likeliestLevel(shadow.probabilities) !== likeliestLevel(original.probabilities)
    )
      return undefined;
  }
  return pairs;
}

/** Whether the numbers equal the others times a factor. */
function isScaled(shadow: NumberPrediction, original: NumberPrediction, factor: number): boolean {
  const sd = Math.abs(factor) * original.sd;
  return (
    Math.abs(shadow.mean - factor * original.mean) <= ALIKE_DISTANCE * sd &&
    shadow.sd <= MOST_SD_RATIO * sd &&
    shadow.sd >= LEAST_SD_RATIO * sd
  );
}
