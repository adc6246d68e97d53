/**
 * Columns whose cells thin out gradually far beyond what any component expects: heavy tails, not errors. Wrong cells stand apart
 * from the sound ones; where many of the far cells lie just beyond the sound ones instead, their distances are taken as
 * Pareto distributed (Hill 1975, "A simple general approach to inference about the tail of a distribution", Ann. Statist. 3),
 * and a cell is no more surprising than that.
 */
import type { Suspects } from './suspects';

export interface HeavyTail {
  /** Distance, in standard deviations of the component, beyond which the tail is heavy. */
  readonly from: number;
  /** Share of the column's cells that are farther. */
  readonly share: number;
  /** P(distance > z) = share × (z/from)^−exponent. */
  readonly exponent: number;
}

/** A tail begins beyond what normals have, in standard deviations; it has at least so many cells… */
const FROM = 4.5;
const LEAST_CELLS = 8;
/** …and at least this share of all. */
const LEAST_SHARE = 0.004;
/**
 * It thins out: a quarter of its cells lie within twice the distance at which it begins, more of them than within twice that, and
 * not many more than just before it begins. Of a Pareto tail of exponent 1 half do, and half as many beyond; wrong cells stand apart.
 */
const NEAR_SHARE = 0.25;
const NEAR = 2;
const DECLINE = 1;
const BEFORE = 0.5;
/** Of so many cells half of that is enough: where a tail begins, the component has taken in a part of it. */
const MANY = 0.02;

/**
 * @param observed cells by column
 * @returns by column; undefined where the tail is not heavy
 */
export function heavyTails({ columns, distances }: Suspects, observed: readonly number[]): readonly (HeavyTail | undefined)[] {
  return observed.map((cells, column) => {
    const own = distances.filter((distance, i) => columns[i] === column && distance === distance).sort();
    const within = (low: number, high: number): number => own.reduce((count, distance) => (distance > low && distance <= high ? count + 1 : count), 0);
    const far = own.filter((distance) => distance > FROM);
    if (far.length < LEAST_CELLS || far.length < LEAST_SHARE * cells) return undefined;
    const near = within(FROM, NEAR * FROM);
    const isThinning = near >= NEAR_SHARE * far.length && near >= DECLINE * within(NEAR * FROM, NEAR * NEAR * FROM) && within(0, FROM) >= (far.length < MANY * cells ? BEFORE : BEFORE / 2) * near;
    if (!isThinning) return undefined;
    // By the median, so that wrong cells far out, too, do not make the tail heavier.
    return { from: FROM, share: far.length / cells, exponent: Math.LN2 / Math.log(far[far.length >> 1] / FROM) };
  });
}

/** The tail probability of a cell in such a column: at least what its heavy tail gives a cell so far out. */
export function heavyTailOf({ from, share, exponent }: HeavyTail, distance: number): number {
  return distance > from ? share * (distance / from) ** -exponent : 0;
}
