/**
 * Which shapes of a column are rare beside the others: shapes that a column has by nature come in all counts, the rarer the more of them; those of
 * errors come below a gap. Under Ewens' sampling formula (1972) each interval of log counts has θ shapes on average, wherever it lies.
 */

/** No more than this share of the texts may have rare shapes… */
const MOST_RARE = 0.1;
/** …and none of these more than so many, or this share. */
const MOST_TEXTS = 2;
const MOST_TEXTS_SHARE = 0.01;
/** As if half a shape more had been seen in one more log unit. */
const PRIOR_SHAPES = 0.5;
const PRIOR_RANGE = 1;
/** So many of the rare shapes may be those of sound texts, by expectation. */
const MOST_SOUND = 0.1;
/** Columns with more common shapes have no form. */
export const MOST_COMMON = 50;

/**
 * @param counts of shapes, descending
 * @returns how many of them are common; undefined where shapes that were never seen are to be expected
 */
export function commonAmong(counts: readonly number[]): number | undefined {
  const total = counts.reduce((sum, count) => sum + count, 0);
  let rest = total;
  for (let common = 1; common <= Math.min(counts.length, MOST_COMMON); common++) {
    rest -= counts[common - 1];
    const most = counts.at(common) ?? 1;
    if (rest > MOST_RARE * total || most > Math.max(MOST_TEXTS, MOST_TEXTS_SHARE * total) || counts[common - 1] <= most) continue;
    const expected = density(counts.slice(0, common), most, total) * (1 + Math.log(most));
    if (expected <= MOST_SOUND * Math.max(1, counts.length - common)) return common;
  }
  return undefined;
}

/** Shapes per log unit of counts above the rare ones: on the whole, or near them if there are more. */
function density(common: readonly number[], most: number, total: number): number {
  let found = (common.length - 1 + PRIOR_SHAPES) / (Math.log(total / most) + PRIOR_RANGE);
  for (let i = 1; i < common.length; i++) found = Math.max(found, (common.length - i) / Math.log(common[i] / most));
  return found;
}
