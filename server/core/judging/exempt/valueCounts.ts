/** Counts of the cells that hold some values of a column, or each of its values. */
import { firstIndexWhere } from '../../csv/table/rescan';

/** Number of bins between the least value and the greatest; a bin is a byte, and all fit the cache of a core. */
const BINS = 2 ** 15;

/**
 * Counts the cells that hold each of some values; a few others may be counted, too.
 *
 * The widest gap between the values, which holds most cells where they lie in the tails of a column, and bins of the
 * other values keep all but a few of a million cells from being looked up.
 *
 * @param cells NaN where a cell is missing
 * @param values finite
 */
export function countsAt(cells: Float64Array, values: readonly number[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) return counts;
  const [least, greatest] = [sorted[0], sorted[sorted.length - 1]];
  const width = greatest - least;
  const perUnit = width > 0 && width < Infinity ? (BINS - 1) / width : 0;
  const bins = new Uint8Array(BINS);
  // Rounding is monotone, so that equal values have one bin.
  for (const value of sorted) bins[((value - least) * perUnit) | 0] = 1;
  const [gapStart, gapEnd] = widestGap(sorted);
  for (let row = 0; row < cells.length; row++) {
    const value = cells[row];
    // Every comparison is false for NaN.
    if (!(value <= gapStart || value >= gapEnd)) continue;
    if (value >= least && value <= greatest && bins[((value - least) * perUnit) | 0] !== 0)
      counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

/** Returns the ends of the widest gap between ascending values; the only value twice where there is one. */
function widestGap(sorted: Float64Array): readonly [number, number] {
  let gap: readonly [number, number] = [sorted[0], sorted[0]];
  for (let i = 1; i < sorted.length; i++)
    if (sorted[i] - sorted[i - 1] > gap[1] - gap[0]) gap = [sorted[i - 1], sorted[i]];
  return gap;
}

/** Distinct values, ascending, with the number of cells that hold each. */
export interface DistinctValues {
  readonly values: Float64Array;
  readonly counts: Uint32Array;
}

/** Counts the cells of each distinct value. @param cells NaN where a cell is missing */
export function distinctValues(cells: Float64Array): DistinctValues {
  // Numbers are sorted before NaN.
  const sorted = cells.slice().sort();
  const values = new Float64Array(sorted.length);
  const counts = new Uint32Array(sorted.length);
  let count = 0;
  for (const value of sorted) {
    if (value !== value) break;
    if (count === 0 || value !== values[count - 1]) values[count++] = value;
    counts[count - 1]++;
  }
  return { values: values.subarray(0, count), counts: counts.subarray(0, count) };
}

/** Returns values that are counted already. */
export function distinctOf(counts: ReadonlyMap<number, number>): DistinctValues {
  const sorted = [...counts].sort(([a], [b]) => a - b);
  return {
    values: Float64Array.from(sorted, ([value]) => value),
    counts: Uint32Array.from(sorted, ([, count]) => count),
  };
}

/** Returns the index of the first value that is not less than another. */
export function firstAtLeast(values: Float64Array, value: number): number {
  return firstIndexWhere(values.length, (i) => values[i] >= value);
}
