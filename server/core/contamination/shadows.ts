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
import { ofComponents } from '../mixture/moves';
import { likeliest, predictionsOf, predictionsOfComponent } from '../mixture/predictions';

/** Minimum number or share of rows of a component. */
const LEAST_ROWS = 5;
const LEAST_SHARE = 0.02;
/** Minimum number of columns; with fewer, too little else agrees. */
const LEAST_COLUMNS = 3;
/** Maximum share of rows of a shadow, and maximum ratio of its weight to its original's. */
const LARGEST = 0.15;
const LARGEST_PART = 0.5;
/**
 * Distances in standard deviations: from the original in a column of the slip, from all components together in a column
 * of the slip, and the maximum in the other columns.
 */
const APART = 5;
const APART_FROM_ALL = 3;
const ALIKE = 1;
/**
 * Ratio of sds, shadow to original, that a shift other than the usual slips must exceed: errors are scattered, a dense
 * group is a group.
 */
const SCATTERED = 3;
/** Ratio of the sds of two columns from which an exchange is clear, in tables of two columns. */
const OTHER_SCALE = 3;
/** Minimum and maximum ratio of the sd of numbers after a slip to the expected sd; other errors among them widen it. */
const AS_NARROW = 0.5;
const AS_WIDE = 20;
/** Factors of the usual slips: the sign, the decimal point. */
const SLIPS = [-1, 10, 0.1];

type OfNumbers = Extract<Prediction, { of: 'number' }>;

/** Predictions for one column by the shadow and the original. */
interface Pair {
  readonly own: OfNumbers;
  readonly other: OfNumbers;
  /** Distance of the means in sds of the original: wrong cells may be spread as widely as they like. */
  readonly distance: number;
}

/**
 * The mixture without shadows and components of a handful of rows; undefined where it has none.
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
  const all = Array.from(weights.keys());
  const found = all.map((j) => predictionsOfComponent(mixture, j));
  const kept = all.filter((j) => {
    if (rows[j] < LEAST_ROWS && weights[j] < LEAST_SHARE) return false;
    if (weights[j] >= LARGEST) return true;
    const others = weights.with(j, 0).map((weight) => weight / (1 - weights[j]));
    const isShadow = (original: readonly Prediction[], isWhole: boolean): boolean =>
      isShadowOf(found[j], original, isWhole);
    return (
      !all.some((l) => weights[j] < LARGEST_PART * weights[l] && isShadow(found[l], false)) &&
      !isShadow(predictionsOf(mixture, others), true)
    );
  });
  return kept.length === k || kept.length === 0 ? undefined : ofComponents(mixture, kept, matrix);
}

/**
 * Whether one component is a shadow of another.
 *
 * @param shadow its predictions by column
 * @param isWhole whether the original is all other components: then the shadow is as wide as they are, and its slip one
 * of the usual ones
 */
function isShadowOf(shadow: readonly Prediction[], original: readonly Prediction[], isWhole: boolean): boolean {
  const pairs = pairsOf(shadow, original, isWhole);
  if (pairs === undefined) return false;
  const isAlike = ({ own, other, distance }: Pair): boolean =>
    distance <= ALIKE && (!isWhole || own.sd >= AS_NARROW * other.sd);
  const [a, b, ...more] = pairs.filter((pair) => !isAlike(pair));
  if (a === undefined || more.length > 0) return false;
  if (b !== undefined) return Math.max(a.distance, b.distance) > APART && isExchange(a, b, shadow.length);
  const isSlip = SLIPS.some((factor) => isAs(a.own, a.other, factor));
  if (isWhole) return isSlip && a.distance > APART_FROM_ALL;
  return a.distance > APART && (isSlip || (shadow.length >= LEAST_COLUMNS && a.own.sd > SCATTERED * a.other.sd));
}

function isExchange(a: Pair, b: Pair, columns: number): boolean {
  const isPlain = columns >= LEAST_COLUMNS || Math.abs(Math.log(a.other.sd / b.other.sd)) > Math.log(OTHER_SCALE);
  return isPlain && isAs(a.own, b.other, 1) && isAs(b.own, a.other, 1);
}

/** Pairs of the columns of numbers; undefined where the likeliest levels differ. */
function pairsOf(
  shadow: readonly Prediction[],
  original: readonly Prediction[],
  isWhole: boolean,
): readonly Pair[] | undefined {
  const pairs: Pair[] = [];
  for (const [d, own] of shadow.entries()) {
    const other = original[d];
    if (own.of === 'number' && other.of === 'number')
      pairs.push({ own, other, distance: Math.abs(own.mean - other.mean) / other.sd });
    else if (
      !isWhole &&
      own.of === 'level' &&
      other.of === 'level' &&
      likeliest(own.probabilities) !== likeliest(other.probabilities)
    )
      return undefined;
  }
  return pairs;
}

/** Whether the numbers equal the others times a factor. */
function isAs(own: OfNumbers, other: OfNumbers, factor: number): boolean {
  const sd = Math.abs(factor) * other.sd;
  return Math.abs(own.mean - factor * other.mean) <= ALIKE * sd && own.sd <= AS_WIDE * sd && own.sd >= AS_NARROW * sd;
}
