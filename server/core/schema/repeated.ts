/** Values that are repeated far from all others of their column: -999, 9999, 99 on a scale to 10. Most are codes for missing. */

import type { NumberExtent } from '../csv/column';
import { plainSums } from './sums';

/** A code stands in at least so many cells… */
const LEAST_CELLS = 3;
/** …and in no more than this share of them. */
const MOST_CELLS = 0.5;
/** A column of fewer other values has no range to be far from. */
const LEAST_OTHERS = 8;
/** Other values are distinct at least this often. */
const LEAST_DISTINCT = 3;
/** A code is this many ranges of the others away from the nearest of them. */
const FAR = 1;
/** The range of the others holds all but this share of them at either end, so that other wild cells do not stretch it. */
const WILD = 0.02;
const MOST_CODES = 4;

/**
 * The repeated values of a column, ascending.
 * @param numbers NaN where missing
 * @param extent of these, where it is known
 */
export function repeatedValues(numbers: Float64Array, extent = plainSums.extent(numbers)): readonly number[] {
  if (!mayRepeat(numbers, extent)) return [];
  const counts = new Map<number, number>();
  let observed = 0;
  for (const x of numbers) {
    if (x !== x) continue;
    observed++;
    counts.set(x, (counts.get(x) ?? 0) + 1);
  }
  const distinct = Float64Array.from(counts.keys()).sort();
  const codes: number[] = [];
  let [first, last] = [0, distinct.length - 1];
  const isCode = (at: number): boolean => {
    const cells = counts.get(distinct[at]) ?? 0;
    return cells >= LEAST_CELLS && cells <= MOST_CELLS * observed && isFar(distinct, counts, at, first, last);
  };
  while (codes.length < MOST_CODES && last - first >= LEAST_DISTINCT) {
    if (isCode(first)) codes.push(distinct[first++]);
    else if (isCode(last)) codes.push(distinct[last--]);
    else break;
  }
  return codes.sort((a, b) => a - b);
}

/** Whether the value at one end is far from the others between `first` and `last`. */
function isFar(distinct: Float64Array, counts: ReadonlyMap<number, number>, at: number, first: number, last: number): boolean {
  const others = distinct.subarray(at === first ? first + 1 : first, at === last ? last : last + 1);
  const cells = others.reduce((sum, x) => sum + (counts.get(x) ?? 0), 0);
  if (cells < LEAST_OTHERS) return false;
  const [low, high] = [quantile(others, counts, WILD * cells), quantile(others, counts, (1 - WILD) * cells)];
  const nearest = at === first ? others[0] : others[others.length - 1];
  return high > low && Math.abs(distinct[at] - nearest) > FAR * (high - low);
}

/** The value below which so many cells lie. */
function quantile(values: Float64Array, counts: ReadonlyMap<number, number>, cells: number): number {
  let below = 0;
  for (const x of values) {
    below += counts.get(x) ?? 0;
    if (below > cells) return x;
  }
  return values[values.length - 1];
}

/** Whether an end of the numbers is repeated at all, which is quickly seen and hardly ever so. */
function mayRepeat(numbers: Float64Array, { least, greatest }: NumberExtent): boolean {
  const isRepeated = (end: number): boolean => {
    let at = -1;
    for (let cells = 0; cells < LEAST_CELLS; cells++) if ((at = numbers.indexOf(end, at + 1)) < 0) return false;
    return true;
  };
  return isRepeated(least) || isRepeated(greatest);
}
