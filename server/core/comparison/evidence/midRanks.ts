/**
 * Mid-ranks in a reference sample, and the orthonormal Legendre polynomials of them: the components of Neyman's smooth
 * test (Neyman 1937, "Smooth test for goodness of fit", Skand. Aktuarietidskr. 20; for two samples Janic-Wróblewska &
 * Ledwina 2000, "Data driven rank test for two-sample problem", Scand. J. Statist. 27).
 */

/** Largest degree of `legendre`: location, scale, skewness and kurtosis of the ranks. */
export const MOST_DEGREES = 4;

/** Ranks of values among the sorted values of a sample. */
export class MidRanks {
  private readonly sorted: Float64Array;

  /** @param values of the sample; NaN is left out */
  constructor(values: Float64Array) {
    this.sorted = values.filter((value) => value === value).sort();
  }

  get size(): number {
    return this.sorted.length;
  }

  /** Returns the share of the sample below a value, plus half of the share of its equals; ½ without a sample. */
  rank(value: number): number {
    const { sorted } = this;
    if (sorted.length === 0) return 0.5;
    const below = this.countBelow(value);
    // Most values of a large table are in no sample.
    const upTo = sorted[below] === value ? this.countUpTo(value, below) : below;
    return (below + upTo) / (2 * sorted.length);
  }

  private countBelow(value: number): number {
    let [low, high] = [0, this.sorted.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.sorted[middle] < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** @param below number of smaller values */
  private countUpTo(value: number, below: number): number {
    let [low, high] = [below, this.sorted.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.sorted[middle] <= value) low = middle + 1;
      else high = middle;
    }
    return low;
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
