/**
 * Heavy tails: columns whose cells thin out gradually far beyond what any component expects. These are not errors:
 * wrong cells stand apart from the sound ones. Where many of the far cells lie just beyond the sound ones, their
 * distances are modelled as Pareto, and the tail probability of a cell is at least the Pareto tail.
 */
import { families } from '../../families/registry';
import type { Cells } from '../../data/matrix';
import type { Mixture } from '../../mixture/model';
import type { Suspects } from '../falseDiscovery';
import { normalCdf } from '../../families/functions/special';

export interface HeavyTail {
  /** Distance, in standard deviations of the component, beyond which the tail is heavy. */
  readonly from: number;
  /** Share of the column's cells beyond `from`. */
  readonly share: number;
  /** P(distance > z) = share × (z/from)^−exponent. */
  readonly exponent: number;
  /** End of the tail, if any, in standard deviations: cells farther out stand apart from it. */
  readonly to?: number;
}

/**
 * Distance, in standard deviations, at which a tail begins: beyond the reach of normals. Minimum number of its cells…
 */
const TAIL_START = 4.5;
const LEAST_CELLS = 8;
/** …and minimum share of the column's cells… */
const LEAST_SHARE = 0.004;
/**
 * …unless there are this many, and the cells just before the tail exceed what normals have there by this multiple of
 * those within twice the distance: the column thins out from its sound cells on, as hours of work do.
 */
const LEAST_CONTINUED_CELLS = 20;
const CONTINUED_RATIO = 2;
/**
 * Conditions on a tail's decline: a quarter of its cells lie within twice the distance at which it begins, more of them
 * than within the next factor of two, and not many more than just before its beginning. In a Pareto tail of exponent 1
 * half of the cells do, and half as many lie beyond; wrong cells stand apart.
 */
const NEAR_SHARE = 0.25;
const NEAR_FACTOR = 2;
const DECLINE_RATIO = 1;
const BEFORE_RATIO = 0.5;
/**
 * Maximum ratio of the cells beyond four times the distance to the cells between two and four times, unless the cells
 * within twice the distance are more.
 */
const BEYOND_RATIO = 3;
/** Number of cells assumed between two and four times the distance where there are none. */
const LEAST_NEXT_CELLS = 0.5;
const LEAST_EXPONENT = 0.25;
/**
 * Lower end of the range just before a tail, in standard deviations: one cell of a normal in a thousand lies beyond it.
 */
const JUST_BEFORE = 3.29;
/** Share of a normal's cells just before a tail. */
const NORMAL_SHARE_BEFORE = 2 * (normalCdf(-JUST_BEFORE) - normalCdf(-TAIL_START));
/**
 * Conditions on a one-sided tail. The component may have absorbed its beginning, so that few cells lie just before it.
 * Then the tail must hold this share of all cells, nearly all on the side away from zero: slips of the keyboard lie on
 * either side, and for numbers that cannot be negative, below the others.
 */
const ONE_SIDED_SHARE = 0.025;
const LEAST_AWAY_CELLS = 6;
const OTHER_SIDE_RATIO = 0.25;

/**
 * Conditions on an unbroken tail, which does not thin out but continues without a gap, such as carbon dioxide since
 * 1850 among two thousand years: a minimum number and share of cells, nearly all on one side, each at most half a
 * standard deviation, or a tenth of its distance, beyond the one before. So dense a tail holds a larger share of the
 * column than slips ever do.
 */
const LEAST_UNBROKEN_CELLS = 10;
const LEAST_UNBROKEN_SHARE = 0.03;
const MOST_OUTSIDE_SHARE = 0.1;
const LARGEST_GAP = 0.5;
const LARGEST_GAP_SHARE = 0.1;

/**
 * Finds the columns with heavy tails.
 *
 * @param observed number of observed cells by column
 * @param countBetween number of cells of a column between two distances
 * @param isAway whether a cell lies farther from zero than most of its column
 * @returns by column; undefined where the tail is not heavy
 */
export function heavyTails(
  { rows, columns, distances }: Pick<Suspects, 'rows' | 'columns' | 'distances'>,
  observed: readonly number[],
  countBetween: CountBetween,
  isAway: (column: number, row: number) => boolean,
): readonly (HeavyTail | undefined)[] {
  return observed.map((cells, column) => {
    const farSuspects = Array.from(distances.keys()).filter((i) => columns[i] === column && distances[i] > TAIL_START);
    const between = (low: number, high: number): number[] =>
      farSuspects.filter((i) => distances[i] > low && distances[i] <= high);
    if (farSuspects.length < LEAST_CELLS) return undefined;
    const nearCount = between(TAIL_START, NEAR_FACTOR * TAIL_START).length;
    const countBefore = (): number => countBetween(column, JUST_BEFORE, TAIL_START);
    const isContinued = (): boolean =>
      farSuspects.length >= LEAST_CONTINUED_CELLS &&
      countBefore() - NORMAL_SHARE_BEFORE * cells >= CONTINUED_RATIO * nearCount;
    if (farSuspects.length < LEAST_SHARE * cells && !isContinued()) return undefined;
    const nextCount = between(NEAR_FACTOR * TAIL_START, NEAR_FACTOR * NEAR_FACTOR * TAIL_START).length;
    const isThinning =
      nearCount >= NEAR_SHARE * farSuspects.length &&
      nearCount >= DECLINE_RATIO * nextCount &&
      farSuspects.length - nearCount - nextCount <= Math.max(nearCount, BEYOND_RATIO * nextCount);
    if (!isThinning)
      return unbrokenTail(
        farSuspects.map((i) => ({ distance: distances[i], isAway: isAway(column, rows[i]) })),
        cells,
      );
    const awayCount = between(TAIL_START, NEAR_FACTOR * NEAR_FACTOR * TAIL_START).filter((i) =>
      isAway(column, rows[i]),
    ).length;
    const isOneSided =
      awayCount >= Math.max(LEAST_AWAY_CELLS, ONE_SIDED_SHARE * cells) &&
      nearCount + nextCount - awayCount <= OTHER_SIDE_RATIO * awayCount;
    if (!isOneSided && countBefore() < BEFORE_RATIO * nearCount) return undefined;
    // In a Pareto tail, 2^exponent times as many cells lie within twice the distance as between two and four times:
    // wrong cells farther out do not matter.
    return {
      from: TAIL_START,
      share: farSuspects.length / cells,
      exponent: Math.max(LEAST_EXPONENT, Math.log2(nearCount / Math.max(LEAST_NEXT_CELLS, nextCount))),
    };
  });
}

/** Finds a tail that continues from the sound cells without a gap. */
function unbrokenTail(
  farSuspects: readonly { readonly distance: number; readonly isAway: boolean }[],
  cells: number,
): HeavyTail | undefined {
  const awayCount = farSuspects.filter(({ isAway }) => isAway).length;
  const isOneSided = Math.min(awayCount, farSuspects.length - awayCount) <= MOST_OUTSIDE_SHARE * farSuspects.length;
  const distances = farSuspects
    .filter(({ isAway }) => isAway === 2 * awayCount > farSuspects.length)
    .map(({ distance }) => distance)
    .sort((a, b) => a - b);
  let [to, count] = [TAIL_START, 0];
  while (count < distances.length && distances[count] - to <= Math.max(LARGEST_GAP, LARGEST_GAP_SHARE * to))
    to = distances[count++];
  const isLong =
    count >= Math.max(LEAST_UNBROKEN_CELLS, LEAST_UNBROKEN_SHARE * cells) &&
    count >= (1 - MOST_OUTSIDE_SHARE) * farSuspects.length;
  return isOneSided && isLong ? { from: TAIL_START, share: count / cells, exponent: LEAST_EXPONENT, to } : undefined;
}

export type CountBetween = (column: number, low: number, high: number) => number;

/** Posterior above which a row may belong to a component. */
const LEAST_POSTERIOR = 0.01;

/**
 * Counts cells by their distance, in standard deviations, from the nearest component that their rows may belong to.
 *
 * @param posterior row n, component k at n × K + k
 */
export function countsBetween(
  { shape: { k, columns }, theta }: Mixture,
  matrix: Cells,
  posterior: Float64Array,
): CountBetween {
  return (column, low, high) => {
    const { marginal, parameters } = columns[column];
    const { values } = matrix.columns[column];
    const jacobian = families[marginal.family].logJacobian ?? (() => 0);
    const nearest = new Float64Array(matrix.rows).fill(Infinity);
    for (let j = 0; j < k; j++) {
      const at = parameters + j * marginal.parameterCount;
      const logDensity = new Float64Array(matrix.rows);
      marginal.addLogDensity(theta, at, values, 0, matrix.rows, logDensity, 0);
      const peak = marginal.peak(theta, at);
      for (let n = 0; n < matrix.rows; n++) {
        if (values[n] === values[n] && posterior[n * k + j] > LEAST_POSTERIOR)
          nearest[n] = Math.min(nearest[n], Math.sqrt(Math.max(0, 2 * (peak - logDensity[n] - jacobian(values[n])))));
      }
    }
    return nearest.reduce((count, distance) => (distance > low && distance <= high ? count + 1 : count), 0);
  };
}

/**
 * Returns a lower bound of the tail probability of a cell at this distance under the column's heavy tail: no cell
 * nearer than the tail is less likely than all of the tail. 0 beyond it.
 */
export function heavyTailOf({ from, share, exponent, to = Infinity }: HeavyTail, distance: number): number {
  if (!(distance <= to)) return 0;
  return distance > from ? share * (distance / from) ** -exponent : share;
}
