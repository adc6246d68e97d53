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
 * Finds for each component of the previous fit the component of the new fit that holds at least half of its rows, and
 * at least half of whose rows it held; −1 where no component does. Rows belong to components in proportion to their
 * posteriors, and two components share the smaller posterior of a row; so a fit is its own successor. No component has
 * two successors, or succeeds two.
 *
 * @param before, after of the same rows in the same order; unequal numbers of rows give no successors
 * @param rowWeights weight of each row
 */
export function successors(before: Memberships, after: Memberships, rowWeights?: ArrayLike<number>): readonly number[] {
  const successorOf = Array.from({ length: before.k }, () => -1);
  if (before.rows !== after.rows) return successorOf;
  const { sharedWeights, weightsBefore, weightsAfter } = overlaps(before, after, rowWeights);
  const pairs = Array.from(sharedWeights, (sharedWeight, at) => {
    const [i, j] = [Math.floor(at / after.k), at % after.k];
    // NaN, for a component without rows, does not match either.
    return { i, j, share: Math.min(sharedWeight / weightsBefore[i], sharedWeight / weightsAfter[j]) };
  })
    .filter(({ share }) => share >= LEAST_SHARE)
    .sort((a, b) => b.share - a.share || a.i - b.i || a.j - b.j);
  const taken = new Set<number>();
  for (const { i, j } of pairs) {
    if (successorOf[i] >= 0 || taken.has(j)) continue;
    successorOf[i] = j;
    taken.add(j);
  }
  return successorOf;
}

interface Overlaps {
  /** Shared weight of previous component i and new component j at i × K + j. */
  readonly sharedWeights: Float64Array;
  readonly weightsBefore: Float64Array;
  readonly weightsAfter: Float64Array;
}

function overlaps(before: Memberships, after: Memberships, rowWeights: ArrayLike<number> | undefined): Overlaps {
  const sharedWeights = new Float64Array(before.k * after.k);
  const [weightsBefore, weightsAfter] = [new Float64Array(before.k), new Float64Array(after.k)];
  for (let row = 0; row < before.rows; row++) {
    const weight = rowWeights?.[row] ?? 1;
    for (let j = 0; j < after.k; j++) weightsAfter[j] += weight * after.posterior[row * after.k + j];
    for (let i = 0; i < before.k; i++) {
      const posterior = before.posterior[row * before.k + i];
      weightsBefore[i] += weight * posterior;
      if (posterior < LEAST_POSTERIOR) continue;
      for (let j = 0; j < after.k; j++)
        sharedWeights[i * after.k + j] += weight * Math.min(posterior, after.posterior[row * after.k + j]);
    }
  }
  return { sharedWeights, weightsBefore, weightsAfter };
}
