/**
 * Stray numbers: in a column of few distinct numbers, such as scores from 1 to 10, numbers that stand far from all
 * others in a cell or two: 70 for 7. They are not levels.
 */

/** Maximum number of distinct numbers; more are measured or counted, and the model judges them. */
const MOST_DISTINCT = 16;
/** Minimum number of distinct numbers, and of cells, that remain to be far from. */
const LEAST_DISTINCT = 2;
const LEAST_CELLS = 50;
/** Maximum number, or share, of cells that hold a stray number. */
const RARE = 2;
const RARE_SHARE = 0.002;
/** Distance from the nearest other number, in ranges of the others, from which a number is stray. */
const FAR = 2;
const MOST_STRAYS = 3;

/**
 * Stray numbers of a column, ascending; none where it has many distinct numbers.
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
  const isRare = (value: number): boolean => (counts.get(value) ?? 0) <= Math.max(RARE, RARE_SHARE * cells);
  if (cells < LEAST_CELLS) return [];
  const low = straysFrom(distinct, isRare);
  const rest = distinct.slice(low);
  return [...distinct.slice(0, low), ...rest.slice(rest.length - straysFrom(rest.toReversed(), isRare))];
}

/** @param inward distinct values, from one end inwards */
function straysFrom(inward: readonly number[], isRare: (value: number) => boolean): number {
  const most = Math.min(MOST_STRAYS, inward.length - LEAST_DISTINCT);
  for (let count = most; count > 0; count--) {
    const others = inward.slice(count).filter((value) => !isRare(value));
    if (others.length < LEAST_DISTINCT || !inward.slice(0, count).every(isRare)) continue;
    const range = Math.abs(others[others.length - 1] - others[0]);
    if (Math.abs(inward[count] - inward[count - 1]) > FAR * range) return count;
  }
  return 0;
}
