/** Which component of a new fit is which of the one before, by the rows that they hold. */
/** Rows of one component and of another must have so much in common, of either. */
const LEAST_SHARE = 0.5;
/** A row that belongs to a component with less than this does not count among its rows. */
const LEAST_POSTERIOR = 1e-3;

export interface Memberships {
  readonly rows: number;
  readonly k: number;
  /** Row n, component k at n × K + k. */
  readonly posterior: ArrayLike<number>;
}

/**
 * For each component of the fit before the one of the new fit that holds at least half of its rows, and at least half
 * of whose rows it held; −1 where there is none. Rows belong to components in the measure of their posteriors, and what
 * two components have in common of a row is the lesser of the two; so a fit is its own successor. None has two
 * successors, or succeeds two.
 *
 * @param before, after of the same rows in the same order; of other numbers of rows nothing is said
 * @param rowWeights how often each row counts
 */
export function successors(before: Memberships, after: Memberships, rowWeights?: ArrayLike<number>): readonly number[] {
  const found = Array.from({ length: before.k }, () => -1);
  if (before.rows !== after.rows) return found;
  const { common, ofBefore, ofAfter } = overlaps(before, after, rowWeights);
  const pairs = Array.from(common, (shared, at) => {
    const [i, j] = [Math.floor(at / after.k), at % after.k];
    // NaN, of a component without rows, is no match either.
    return { i, j, share: Math.min(shared / ofBefore[i], shared / ofAfter[j]) };
  })
    .filter(({ share }) => share >= LEAST_SHARE)
    .sort((a, b) => b.share - a.share || a.i - b.i || a.j - b.j);
  const taken = new Set<number>();
  for (const { i, j } of pairs) {
    if (found[i] >= 0 || taken.has(j)) continue;
    found[i] = j;
    taken.add(j);
  }
  return found;
}

interface Overlaps {
  /** Component i of the fit before and j of the new one at i × K + j. */
  readonly common: Float64Array;
  readonly ofBefore: Float64Array;
  readonly ofAfter: Float64Array;
}

function overlaps(before: Memberships, after: Memberships, rowWeights: ArrayLike<number> | undefined): Overlaps {
  const common = new Float64Array(before.k * after.k);
  const [ofBefore, ofAfter] = [new Float64Array(before.k), new Float64Array(after.k)];
  for (let row = 0; row < before.rows; row++) {
    const weight = rowWeights?.[row] ?? 1;
    for (let j = 0; j < after.k; j++) ofAfter[j] += weight * after.posterior[row * after.k + j];
    for (let i = 0; i < before.k; i++) {
      const own = before.posterior[row * before.k + i];
      ofBefore[i] += weight * own;
      if (own < LEAST_POSTERIOR) continue;
      for (let j = 0; j < after.k; j++)
        common[i * after.k + j] += weight * Math.min(own, after.posterior[row * after.k + j]);
    }
  }
  return { common, ofBefore, ofAfter };
}
