/** Counts of the cells that hold some few values of a column, or values near them. */

/** Number of bins between the least value and the greatest; a bin is a byte, and all fit the cache of a core. */
const BINS = 2 ** 15;

/** A closed range of values. */
export interface ValueRange {
  readonly least: number;
  readonly greatest: number;
}

/**
 * Counts the cells that hold each value within the ranges; other values may be counted, too.
 *
 * Bins tell cells apart that are far from all ranges, so that few of a million cells are looked up.
 *
 * @param values NaN where a cell is missing
 */
export function countsWithin(values: Float64Array, ranges: readonly ValueRange[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  const least = ranges.reduce((end, range) => Math.min(end, range.least), Infinity);
  const greatest = ranges.reduce((end, range) => Math.max(end, range.greatest), -Infinity);
  const width = greatest - least;
  const perUnit = width > 0 && width < Infinity ? (BINS - 1) / width : 0;
  const bins = binsOf(ranges, least, perUnit);
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    // False for NaN, too.
    if (value >= least && value <= greatest && bins[((value - least) * perUnit) | 0] !== 0)
      counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

/** Marks the bins that the ranges touch; rounding is monotone, so that no value within a range has another bin. */
function binsOf(ranges: readonly ValueRange[], least: number, perUnit: number): Uint8Array {
  const bins = new Uint8Array(BINS);
  for (const range of ranges)
    bins.fill(1, ((range.least - least) * perUnit) | 0, (((range.greatest - least) * perUnit) | 0) + 1);
  return bins;
}
