/** Counts of the cells that hold some few values of a column, or values near them, or each of its values. */
import { firstIndexWhere } from '../../csv/table/rescan';

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
 * The widest gap between the ranges, which holds most cells where the ranges lie in the tails of a column, and bins of
 * the other values keep all but a few of a million cells from being looked up.
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
  const { least: gapStart, greatest: gapEnd } = widestGap(ranges);
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    // Every comparison is false for NaN.
    if (!(value <= gapStart || value >= gapEnd)) continue;
    if (value >= least && value <= greatest && bins[((value - least) * perUnit) | 0] !== 0)
      counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

/** Returns the widest stretch between two ranges; an empty one where there is none. */
function widestGap(ranges: readonly ValueRange[]): ValueRange {
  const sorted = [...ranges].sort((a, b) => a.least - b.least);
  let gap: ValueRange = { least: Infinity, greatest: Infinity };
  let [end, width] = [Infinity, 0];
  for (const { least, greatest } of sorted) {
    if (least - end > width) {
      gap = { least: end, greatest: least };
      width = least - end;
    }
    end = end === Infinity ? greatest : Math.max(end, greatest);
  }
  return gap;
}

/** Marks the bins that the ranges touch; rounding is monotone, so that no value within a range has another bin. */
function binsOf(ranges: readonly ValueRange[], least: number, perUnit: number): Uint8Array {
  const bins = new Uint8Array(BINS);
  for (const range of ranges)
    bins.fill(1, ((range.least - least) * perUnit) | 0, (((range.greatest - least) * perUnit) | 0) + 1);
  return bins;
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
