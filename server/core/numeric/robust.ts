/** Robust location and spread: a few wild numbers do not move them (Huber 1981, "Robust Statistics"). */
export interface Spread {
  readonly median: number;
  /**
   * Standard deviation of a normal whose middle half, or nine tenths, is as wide as these values', the larger of the
   * two; 0 when the values are all equal.
   */
  readonly sd: number;
  /**
   * Standard deviation by the middle half alone, which up to a quarter of wild cells on either side leave unchanged.
   */
  readonly quartileSd: number;
}

/**
 * Returns the number up to which a share of the sorted numbers lies, without interpolation.
 *
 * @param sorted ascending, not empty
 */
export function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.round(share * (sorted.length - 1))];
}

/** @param sorted ascending, at least one number */
export function robustSpread(sorted: Float64Array): Spread {
  // Half of the cells, or nine tenths, over the width they have in a standard normal.
  const quartileSd = (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 1.349;
  return {
    median: quantile(sorted, 0.5),
    sd: Math.max(quartileSd, (quantile(sorted, 0.95) - quantile(sorted, 0.05)) / 3.29),
    quartileSd,
  };
}
