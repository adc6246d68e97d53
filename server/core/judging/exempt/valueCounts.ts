/** Counts of the cells that hold some values of a column, or each of its values. */
import { firstIndexWhere } from '../../csv/table/rescan';

/** Number of marks for hashes of values, one byte each; all fit the cache of a core. */
const MARKS = 2 ** 15;

/**
 * Counts the cells that hold each of some values.
 *
 * Marks of the values' hashes keep all but a few of a million cells from being looked up, however far apart the values
 * lie. The bits of the sign are left out, so that both zeros have one hash.
 *
 * @param cells NaN where a cell is missing
 * @param values finite
 */
export function countsAt(cells: Float64Array, values: readonly number[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>(values.map((value) => [value, 0]));
  if (counts.size === 0) return counts;
  const marks = new Uint8Array(MARKS);
  for (const hash of hashesOf(Float64Array.from(values))) marks[hash] = 1;
  const words = wordsOf(cells);
  for (let row = 0; row < cells.length; row++) {
    if (marks[hashOf(words[2 * row], words[2 * row + 1])] === 0) continue;
    const count = counts.get(cells[row]);
    if (count !== undefined) counts.set(cells[row], count + 1);
  }
  return counts;
}

function hashesOf(values: Float64Array): Uint16Array {
  const words = wordsOf(values);
  return Uint16Array.from(values, (_, i) => hashOf(words[2 * i], words[2 * i + 1]));
}

/** Returns the two halves of each number's bits. */
function wordsOf({ buffer, byteOffset, length }: Float64Array): Int32Array {
  return new Int32Array(buffer, byteOffset, 2 * length);
}

/** Returns a hash below `MARKS` of the two halves of a number's bits. */
function hashOf(one: number, other: number): number {
  return (Math.imul(one << 1, 0x9e3779b1) + Math.imul(other << 1, 0x85ebca6b)) >>> 17;
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
