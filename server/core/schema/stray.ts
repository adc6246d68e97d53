/**
 * Stray cells of a column of few distinct numbers, such as scores from 1 to 10: numbers that stand far from all others
 * in a cell or two, 70 for 7, and texts in a cell or two, O for 0. They are not levels.
 */
import type { TypedColumn } from '../csv/columns/typedColumn';

/** Maximum number of distinct numbers; more are measured or counted, and the model judges them. */
const MOST_DISTINCT = 16;
/** Minimum number of distinct other numbers, and of cells of the column. */
const LEAST_DISTINCT = 2;
const LEAST_CELLS = 50;
/** Maximum number, or share, of cells that hold a stray number. */
const MOST_STRAY_CELLS = 2;
const MOST_STRAY_SHARE = 0.002;
/** Distance from the nearest other number, in ranges of the others, from which a number is stray. */
const LEAST_DISTANCE = 2;
const MOST_STRAYS = 3;
/**
 * Minimum number of cells of the nearest other number, relative to the mean of all others: counts thin out, and the
 * next one may be far.
 */
const LEAST_NEAREST_SHARE = 0.25;

/**
 * Finds the stray numbers of a column, ascending; none in a column of many distinct numbers.
 * @param numbers NaN where missing
 */
export function strayNumbers(numbers: Float64Array): readonly number[] {
  const counts = new Map<number, number>();
  for (const x of numbers) {
    if (x === x) counts.set(x, (counts.get(x) ?? 0) + 1);
    if (counts.size > MOST_DISTINCT) return [];
  }
  const cells = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const distinct = [...counts.keys()].sort((a, b) => a - b);
  const isRare = (value: number): boolean =>
    (counts.get(value) ?? 0) <= Math.max(MOST_STRAY_CELLS, MOST_STRAY_SHARE * cells);
  if (cells < LEAST_CELLS) return [];
  const lowCount = strayCount(distinct, counts, isRare);
  const rest = distinct.slice(lowCount);
  return [...distinct.slice(0, lowCount), ...rest.slice(rest.length - strayCount(rest.toReversed(), counts, isRare))];
}

/** Finds the stray texts of a column of numbers, in the order of their appearance. */
export function strayTexts({ values, places }: Pick<TypedColumn, 'values' | 'places'>): readonly string[] {
  const texts = values.map((text) => Number.isNaN(Number(text)));
  if (places === undefined || !texts.includes(true)) return [];
  const counts = new Uint32Array(values.length + 1);
  for (const place of places) counts[place]++;
  const cells = places.length - counts[0];
  const most = Math.max(MOST_STRAY_CELLS, MOST_STRAY_SHARE * cells);
  return cells < LEAST_CELLS ? [] : values.filter((_, i) => texts[i] && counts[i + 1] <= most);
}

/** Counts the stray numbers at one end. @param inward distinct values, from this end inwards */
function strayCount(
  inward: readonly number[],
  counts: ReadonlyMap<number, number>,
  isRare: (value: number) => boolean,
): number {
  const maxStrays = Math.min(MOST_STRAYS, inward.length - LEAST_DISTINCT);
  for (let count = maxStrays; count > 0; count--) {
    const others = inward.slice(count).filter((value) => !isRare(value));
    if (others.length < LEAST_DISTINCT || !inward.slice(0, count).every(isRare)) continue;
    const mean = others.reduce((sum, value) => sum + (counts.get(value) ?? 0), 0) / others.length;
    if ((counts.get(inward[count]) ?? 0) < LEAST_NEAREST_SHARE * mean) continue;
    const range = Math.abs(others[others.length - 1] - others[0]);
    if (Math.abs(inward[count] - inward[count - 1]) > LEAST_DISTANCE * range) return count;
  }
  return 0;
}
