/**
 * Top codes: the number that stands for all numbers from a limit on, as statistical offices publish incomes. It is no
 * error, and no measurement either.
 */

/** Minimum ratios of the greatest other number to the median and to the least of the positive ones: a long tail. */
const LEAST_RATIO_TO_MEDIAN = 4;
const LEAST_RATIO_TO_LEAST = 20;
/** Minimum ratio of the greatest other number to the code, which a code for missing exceeds further. */
const LEAST_REACH = 0.1;
const NINES = /^9{3,}$/;

/**
 * Returns the code that caps a column; undefined where there is none. The code is all nines, is greater than all other
 * numbers, and these come near it in a long tail: 99999 above gains of capital up to 41,310, but not 999 above heights.
 *
 * @param codes repeated values far from all others
 */
export function topCodeOf(numbers: Float64Array, codes: readonly number[]): number | undefined {
  const code = codes.at(-1);
  if (code === undefined || !NINES.test(String(code))) return undefined;
  const positive = numbers.filter((x) => x > 0 && !codes.includes(x)).sort();
  if (positive.length === 0) return undefined;
  const [least, median, greatest] = [0, positive.length >> 1, positive.length - 1].map((i) => positive[i]);
  return greatest < code &&
    greatest >= LEAST_REACH * code &&
    greatest >= LEAST_RATIO_TO_MEDIAN * median &&
    greatest >= LEAST_RATIO_TO_LEAST * least
    ? code
    : undefined;
}
