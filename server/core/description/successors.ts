/** Matches the components of a new fit to those of the previous one, by the rows that they hold. */
/** Minimum share of each component's rows that two matched components have in common. */
const LEAST_SHARE = 0.5;
/** Posterior below which a row does not count among a component's rows. */
const LEAST_POSTERIOR = 1e-3;

export interface Memberships {
  readonly rows: number;
  readonly k: number;
  /** Posterior of row n and component k at n × K + k. */
  readonly posterior: ArrayLike<number>;
}

/**
 * For each component of the previous fit, the component of the new fit that holds at least half of its rows, and at
 * least half of whose rows it held; −1 where no component does. Rows belong to components in proportion to their
 * posteriors, and two components share the smaller posterior of a row; so a fit is its own successor. No component has
 * two successors, or succeeds two.
 *
 * @param before, after of the same rows in the same order; unequal numbers of rows give no successors
 * @param rowWeights how often each row counts
 */
export function successors(before: Memberships, after: Memberships, rowWeights?: ArrayLike<number>): readonly number[] {
  const found = Array.from({ length: before.k }, () => -1);
  if (before.rows !== after.rows) return found;
  const { common, ofBefore, ofAfter } = overlaps(before, after, rowWeights);
  const pairs = Array.from(common, (shared, at) => {
    const [i, j] = [Math.floor(at / after.k), at % after.k];
    // NaN, for a component without rows, does not match either.
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
  /** Shared weight of previous component i and new component j at i × K + j. */
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
