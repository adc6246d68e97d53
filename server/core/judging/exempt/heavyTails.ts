/**
 * Columns whose cells thin out gradually far beyond what any component expects: heavy tails, not errors. Wrong cells
 * stand apart from the sound ones; where many of the far cells lie just beyond the sound ones instead, their distances
 * are taken as Pareto distributed, and a cell is no more surprising than that.
 */
import { families } from '../../families/registry';
import type { Cells } from '../../data/matrix';
import type { Mixture } from '../../mixture/model';
import type { Suspects } from '../suspects';

export interface HeavyTail {
  /** Distance, in standard deviations of the component, beyond which the tail is heavy. */
  readonly from: number;
  /** Share of the column's cells that are farther. */
  readonly share: number;
  /** P(distance > z) = share × (z/from)^−exponent. */
  readonly exponent: number;
  /** Where the tail ends, if it does: cells farther out stand apart from it. */
  readonly to?: number;
}

/** A tail begins beyond what normals have, in standard deviations; it has at least so many cells… */
const FROM = 4.5;
const LEAST_CELLS = 8;
/** …and at least this share of all. */
const LEAST_SHARE = 0.004;
/**
 * It thins out: a quarter of its cells lie within twice the distance at which it begins, more of them than within twice
 * that, and not many more than just before it begins. Of a Pareto tail of exponent 1 half do, and half as many beyond;
 * wrong cells stand apart.
 */
const NEAR_SHARE = 0.25;
const NEAR = 2;
const DECLINE = 1;
const BEFORE = 0.5;
/**
 * It goes on thinning out: beyond four times the distance lie no more cells than within twice that, or than three times
 * those in between.
 */
const BEYOND = 3;
/** Cells that are taken to lie between two and four times the distance where none does. */
const LEAST_NEXT = 0.5;
const LEAST_EXPONENT = 0.25;
/** Just before: as far out as one cell of a normal in a thousand. */
const JUST_BEFORE = 3.29;
/**
 * Where a tail begins, the component may have taken in a part of it, so that few lie just before it. Then so many of
 * all cells lie in it, nearly all of them on the side away from zero: slips of the keyboard lie on either side, and for
 * numbers that cannot go below zero below the others.
 */
const MANY = 0.025;
const LEAST_AWAY = 6;
const OTHER_SIDE = 0.25;

/**
 * A tail that does not thin out may go on without a gap all the same, such as carbon dioxide since 1850 among two
 * thousand years: so many cells on one side, nearly all, each no farther from the one before than half a standard
 * deviation, or a tenth of its distance. Slips that lie so densely would be more of the column than anybody mistypes.
 */
const LEAST_UNBROKEN = 10;
const LEAST_UNBROKEN_SHARE = 0.03;
const MOST_OUTSIDE = 0.1;
const GAP = 0.5;
const GAP_SHARE = 0.1;

/**
 * @param observed cells by column
 * @param countBetween how many cells of a column lie between two distances
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
    const far = Array.from(distances.keys()).filter((i) => columns[i] === column && distances[i] > FROM);
    const within = (low: number, high: number): number[] =>
      far.filter((i) => distances[i] > low && distances[i] <= high);
    if (far.length < LEAST_CELLS || far.length < LEAST_SHARE * cells) return undefined;
    const near = within(FROM, NEAR * FROM).length;
    const next = within(NEAR * FROM, NEAR * NEAR * FROM).length;
    const isThinning =
      near >= NEAR_SHARE * far.length &&
      near >= DECLINE * next &&
      far.length - near - next <= Math.max(near, BEYOND * next);
    if (!isThinning)
      return unbroken(
        far.map((i) => ({ distance: distances[i], isAway: isAway(column, rows[i]) })),
        cells,
      );
    const away = within(FROM, NEAR * NEAR * FROM).filter((i) => isAway(column, rows[i])).length;
    const isOneSided = away >= Math.max(LEAST_AWAY, MANY * cells) && near + next - away <= OTHER_SIDE * away;
    if (!isOneSided && countBetween(column, JUST_BEFORE, FROM) < BEFORE * near) return undefined;
    // Of a Pareto tail 2^exponent times as many lie within twice the distance as from there to four times: wrong cells
    // farther out have no say.
    return {
      from: FROM,
      share: far.length / cells,
      exponent: Math.max(LEAST_EXPONENT, Math.log2(near / Math.max(LEAST_NEXT, next))),
    };
  });
}

/** A tail that goes on from the sound cells without a gap. */
function unbroken(
  far: readonly { readonly distance: number; readonly isAway: boolean }[],
  cells: number,
): HeavyTail | undefined {
  const away = far.filter(({ isAway }) => isAway).length;
  const isOneSided = Math.min(away, far.length - away) <= MOST_OUTSIDE * far.length;
  const own = far
    .filter(({ isAway }) => isAway === 2 * away > far.length)
    .map(({ distance }) => distance)
    .sort((a, b) => a - b);
  let [to, count] = [FROM, 0];
  while (count < own.length && own[count] - to <= Math.max(GAP, GAP_SHARE * to)) to = own[count++];
  const isLong =
    count >= Math.max(LEAST_UNBROKEN, LEAST_UNBROKEN_SHARE * cells) && count >= (1 - MOST_OUTSIDE) * far.length;
  return isOneSided && isLong ? { from: FROM, share: count / cells, exponent: LEAST_EXPONENT, to } : undefined;
}

export type CountBetween = (column: number, low: number, high: number) => number;

/** A row may be of a component from this posterior on. */
const LEAST_POSTERIOR = 0.01;

/**
 * Counts cells by their distances from the nearest component that their rows may be of, in standard deviations.
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

/** The tail probability of a cell in such a column: at least what its heavy tail gives a cell so far out. */
export function heavyTailOf({ from, share, exponent, to = Infinity }: HeavyTail, distance: number): number {
  return distance > from && distance <= to ? share * (distance / from) ** -exponent : 0;
}
