/** Where numbers are and how they spread, whatever a few wild ones among them say (Huber 1981, "Robust Statistics"). */
export interface Spread {
  readonly median: number;
  /**
   * The standard deviation of a normal with the same half, or nine tenths, of its values as close together; 0 when
   * these are all the same.
   */
  readonly sd: number;
  /** The same by the half alone, which up to a quarter of wild cells on either side leave as it is. */
  readonly quartileSd: number;
}

/** @param sorted ascending, at least one number */
export function robustSpread(sorted: Float64Array): Spread {
  const quantile = (p: number): number => sorted[Math.round(p * (sorted.length - 1))];
  // Half of the cells, or nine tenths, over the width they have in a standard normal.
  const quartileSd = (quantile(0.75) - quantile(0.25)) / 1.349;
  return { median: quantile(0.5), sd: Math.max(quartileSd, (quantile(0.95) - quantile(0.05)) / 3.29), quartileSd };
}
