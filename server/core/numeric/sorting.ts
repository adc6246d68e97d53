/** Sorts numbers that spread over a range in linear time, and finds places among them in constant time. */

/**
 * Sorted numbers with a guide to the places among them (Chen & Asau 1974, "On generating random variates from an
 * empirical distribution", AIIE Trans. 6).
 */
export interface GuidedNumbers {
  /** Ascending. */
  readonly sorted: Float64Array;
  /** Count of numbers in the bins below each bin, with the total at the end. The bins divide the range evenly. */
  readonly guide: Uint32Array;
  /** Bins per unit; 0 where the range cannot be divided and all numbers are in one bin. */
  readonly perUnit: number;
}

/** Maximum number of values in a bin for insertion sort; it takes too long for more. */
const MOST_INSERTION_SORTED = 24;

/**
 * Sorts into as many bins as there are numbers, then within each bin.
 * @param values without NaN
 */
export function sortWithGuide(values: Float64Array): GuidedNumbers {
  const count = values.length;
  const { low, perUnit, bins } = division(values);
  const guide = new Uint32Array(bins + 1);
  for (let i = 0; i < count; i++) guide[binOf(values[i], low, perUnit, bins) + 1]++;
  for (let bin = 0; bin < bins; bin++) guide[bin + 1] += guide[bin];
  const sorted = new Float64Array(count);
  const next = guide.slice(0, bins);
  for (let i = 0; i < count; i++) sorted[next[binOf(values[i], low, perUnit, bins)]++] = values[i];
  for (let bin = 0; bin < bins; bin++) {
    const size = guide[bin + 1] - guide[bin];
    if (size > MOST_INSERTION_SORTED) sorted.subarray(guide[bin], guide[bin + 1]).sort();
    else if (size > 1) insertionSort(sorted, guide[bin], guide[bin + 1]);
  }
  return { sorted, guide, perUnit };
}

/** Divides the range into `times` as many bins: worth it for far more lookups than numbers. */
export function refineGuide({ sorted, guide, perUnit }: GuidedNumbers, times: number): GuidedNumbers {
  const bins = times * (guide.length - 1);
  const finerPerUnit = times * perUnit;
  if (finerPerUnit === 0 || finerPerUnit === Infinity) return { sorted, guide, perUnit };
  const places = new Uint32Array(bins + 1);
  for (let i = 0; i < sorted.length; i++) places[binOf(sorted[i], sorted[0], finerPerUnit, bins) + 1]++;
  for (let bin = 0; bin < bins; bin++) places[bin + 1] += places[bin];
  return { sorted, guide: places, perUnit: finerPerUnit };
}

function division(values: Float64Array): { readonly low: number; readonly perUnit: number; readonly bins: number } {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    if (values[i] < low) low = values[i];
    if (values[i] > high) high = values[i];
  }
  const perUnit = (values.length - 1) / (high - low);
  return high > low && perUnit > 0 && perUnit < Infinity
    ? { low, perUnit, bins: values.length }
    : { low: 0, perUnit: 0, bins: 1 };
}

/**
 * Returns the index of the bin of x, which never falls as x grows; numbers beyond the range belong to the first bin or
 * the last.
 */
function binOf(x: number, low: number, perUnit: number, bins: number): number {
  const bin = (x - low) * perUnit;
  return bin >= bins ? bins - 1 : bin > 0 ? Math.trunc(bin) : 0;
}

function insertionSort(values: Float64Array, from: number, end: number): void {
  for (let i = from + 1; i < end; i++) {
    const x = values[i];
    let j = i - 1;
    for (; j >= from && values[j] > x; j--) values[j + 1] = values[j];
    values[j + 1] = x;
  }
}

/** Counts the values ≤ x. */
export function countUpTo({ sorted, guide, perUnit }: GuidedNumbers, x: number): number {
  const bin = binOf(x, sorted[0], perUnit, guide.length - 1);
  let low = guide[bin];
  let high = guide[bin + 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Counts the values < x. */
export function countBelow({ sorted, guide, perUnit }: GuidedNumbers, x: number): number {
  const bin = binOf(x, sorted[0], perUnit, guide.length - 1);
  let low = guide[bin];
  let high = guide[bin + 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Returns the value of rank `rank`, from 0, in ascending order (Hoare 1961, "Algorithm 65: find", CACM 4).
 * @param values without NaN
 */
export function valueOfRank(values: Float64Array, rank: number): number {
  const x = values.slice();
  let from = 0;
  let to = x.length - 1;
  while (from < to) {
    const pivot = x[(from + to) >>> 1];
    let i = from;
    let j = to;
    while (i <= j) {
      while (x[i] < pivot) i++;
      while (x[j] > pivot) j--;
      if (i > j) break;
      const swapped = x[i];
      x[i++] = x[j];
      x[j--] = swapped;
    }
    if (rank <= j) to = j;
    else if (rank >= i) from = i;
    else break;
  }
  return x[rank];
}
