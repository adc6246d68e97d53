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

/** @param sorted ascending, at least one number */
export function robustSpread(sorted: Float64Array): Spread {
  const quantile = (p: number): number => sorted[Math.round(p * (sorted.length - 1))];
  // Half of the cells, or nine tenths, over the width they have in a standard normal.
  const quartileSd = (quantile(0.75) - quantile(0.25)) / 1.349;
  return { median: quantile(0.5), sd: Math.max(quartileSd, (quantile(0.95) - quantile(0.05)) / 3.29), quartileSd };
}
