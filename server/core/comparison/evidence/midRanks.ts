/**
 * Mid-ranks in a reference sample, and the orthonormal Legendre polynomials of them: the components of Neyman's smooth
 * test (Neyman 1937, "Smooth test for goodness of fit", Skand. Aktuarietidskr. 20; for two samples Janic-Wróblewska &
 * Ledwina 2000, "Data driven rank test for two-sample problem", Scand. J. Statist. 27).
 */

import { countBelow, countUpTo, sortWithGuide, type GuidedNumbers } from '../../numeric/sorting';

/** Largest degree of `legendre`: location, scale, skewness and kurtosis of the ranks. */
export const MOST_DEGREES = 4;

/** Ranks of values among the values of a sample. */
export class MidRanks {
  private readonly sample: GuidedNumbers;

  /** @param values of the sample; NaN is left out */
  constructor(values: Float64Array) {
    this.sample = sortWithGuide(values.filter((value) => value === value));
  }

  get size(): number {
    return this.sample.sorted.length;
  }

  /** Returns the share of the sample below a value, plus half of the share of its equals; ½ without a sample. */
  rank(value: number): number {
    if (this.size === 0) return 0.5;
    const upTo = countUpTo(this.sample, value);
    // Most values of a large table are in no sample.
    const below = this.sample.sorted[upTo - 1] === value ? countBelow(this.sample, value) : upTo;
    return (below + upTo) / (2 * this.size);
  }
}

/**
 * Adds the orthonormal Legendre polynomials of degrees 1 to `degrees` at a rank to `sums`.
 *
 * @param rank from 0 to 1
 */
export function addLegendre(rank: number, degrees: number, sums: Float64Array, at: number): void {
  const x = 2 * rank - 1;
  let [previous, current] = [1, x];
  for (let degree = 1; degree <= degrees; degree++) {
    sums[at + degree - 1] += Math.sqrt(2 * degree + 1) * current;
    [previous, current] = [current, ((2 * degree + 1) * x * current - degree * previous) / (degree + 1)];
  }
}
