/**
 * Densities of wrong cells: broad, one for a whole column, and insensitive to a single far-off cell. A Cauchy reaches
 * as far as cells ever are, at a price that grows only with the logarithm of the distance.
 */
import type { Bound, WrongSpread } from './family';

/** Log of the Cauchy density, for numbers. */
export function logCauchy(value: number, { centre, scale }: WrongSpread): number {
  const distance = Math.abs(value - centre) / scale;
  // Beyond 10^150 the square leaves the range of a double.
  const log = distance < 1e150 ? Math.log1p(distance * distance) : 2 * Math.log(distance);
  return -Math.log(Math.PI * scale) - log;
}

/** Log of the Cauchy's probability of a bound, accurate however far off the bound is. */
export function logCauchyWithin({ side, limit }: Bound, { centre, scale }: WrongSpread): number {
  return Math.log(Math.atan2(scale, side * (limit - centre)) / Math.PI);
}

/** Log of s/((s + x)(s + x + 1)) for counts, which sums to one over x = 0, 1, …, where s is the spread's upper end. */
export function logWrongCount(value: number, { centre, scale }: WrongSpread): number {
  const s = Math.max(1, centre + scale);
  return Math.log(s) - Math.log(s + value) - Math.log(s + value + 1);
}

/** Log of the sum up to a count, (x + 1)/(s + x + 1), or from the count on, s/(s + x). */
export function logWrongCountWithin({ side, limit }: Bound, { centre, scale }: WrongSpread): number {
  const s = Math.max(1, centre + scale);
  return side < 0 ? Math.log((limit + 1) / (s + limit + 1)) : Math.log(s / (s + limit));
}

/** Log probability of a level: levels are spread evenly, with room for one that was never seen. */
export function logWrongLevel(_value: number, { levels }: WrongSpread): number {
  return -Math.log(levels + 1);
}
