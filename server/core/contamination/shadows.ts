/**
 * Components that are there for the sake of wrong cells, though BIC would keep them.
 *
 * A shadow is another component, or all of them together, in every column but for a slip: numbers times ten or with the
 * other sign, two columns exchanged. Such cells are dense enough to be worth a component; but their rows are those of
 * the original, and what they have of their own is their columns' error channel. A component that rests on a handful of
 * rows has more parameters than they can tell: in twenty columns a single odd row is worth one.
 */
import type { Prediction } from '../families/family';
import type { Matrix } from '../data/matrix';
import type { Mixture } from '../mixture/model';
import { ofComponents } from '../mixture/moves';
import { likeliest, predictionsOf, predictionsOfComponent } from '../mixture/predictions';

/** A component has so many rows, or this share of them. */
const LEAST_ROWS = 5;
const LEAST_SHARE = 0.02;
/** With fewer columns too little else is alike. */
const LEAST_COLUMNS = 3;
/** A shadow holds no more than this share of the rows, and no more than this part of its original's. */
const LARGEST = 0.15;
const LARGEST_PART = 0.5;
/**
 * It is this many standard deviations away in a column of the slip, of all components together this many, and no more
 * than this in the others.
 */
const APART = 5;
const APART_FROM_ALL = 3;
const ALIKE = 1;
/**
 * After a shift that is none of the usual slips its sd is so many times the original's: errors are scattered, a dense
 * group is a group.
 */
const SCATTERED = 3;
/**
 * Where there are but two columns, one has so many times the sd of the other: else it is not plain that they were
 * exchanged.
 */
const OTHER_SCALE = 3;
/**
 * The sd of numbers after a slip is at least this part of what it should be, and at most so many times as large, other
 * errors among them.
 */
const AS_NARROW = 0.5;
const AS_WIDE = 20;
/** Factors by which numbers are wrong: the decimal point, the sign. */
const SLIPS = [-1, 10, 0.1];

type OfNumbers = Extract<Prediction, { of: 'number' }>;

/** Of one column, as the two have it. */
interface Pair {
  readonly own: OfNumbers;
  readonly other: OfNumbers;
  /** By the original's sd: wrong cells may be spread as widely as they like. */
  readonly distance: number;
}

/**
 * The mixture without shadows and components of a handful of rows; undefined where it has none.
 *
 * @param rows on how many rows each component rests
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
 * @param shadow what it predicts of each column
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

/** The columns of numbers; undefined where the two have other levels. */
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

/** Whether numbers are what others are times a factor. */
function isAs(own: OfNumbers, other: OfNumbers, factor: number): boolean {
  const sd = Math.abs(factor) * other.sd;
  return Math.abs(own.mean - factor * other.mean) <= ALIKE * sd && own.sd <= AS_WIDE * sd && own.sd >= AS_NARROW * sd;
}
