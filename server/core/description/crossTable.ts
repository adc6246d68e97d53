/** Compares two groupings of the same rows. */

/** Agreement of two groupings. */
export interface Agreement {
  /**
   * Hubert & Arabie (1985), "Comparing partitions", J. Classification 2, equation 5: 1 for equal groups, 0 at chance
   * level.
   */
  readonly adjustedRand: number;
  /** Mutual information in nats. */
  readonly mutualInformation: number;
  /**
   * Mutual information over the mean of both entropies, from 0 to 1 (Strehl & Ghosh 2002); 1 where neither grouping
   * separates any rows.
   */
  readonly normalisedInformation: number;
}

/**
 * Sums the row weights of label i and component j at i × columns + j. Rows with a negative label are left out.
 */
export function crossTable(
  labels: ArrayLike<number>,
  labelCount: number,
  components: ArrayLike<number>,
  k: number,
  rowWeights?: Float64Array,
): Float64Array {
  const counts = new Float64Array(labelCount * k);
  for (let row = 0; row < labels.length; row++)
    if (labels[row] >= 0) counts[labels[row] * k + components[row]] += rowWeights === undefined ? 1 : rowWeights[row];
  return counts;
}

/** Measures the agreement of the two groupings of a cross table. @param counts at i × columns + j */
export function agreementOf(counts: Float64Array, columns: number): Agreement {
  const rows = counts.length / columns;
  const rowSums = new Float64Array(rows);
  const columnSums = new Float64Array(columns);
  let total = 0,
    pairs = 0;
  counts.forEach((count, i) => {
    rowSums[Math.floor(i / columns)] += count;
    columnSums[i % columns] += count;
    total += count;
    pairs += pairsOf(count);
  });
  const rowPairs = rowSums.reduce((sum, count) => sum + pairsOf(count), 0);
  const columnPairs = columnSums.reduce((sum, count) => sum + pairsOf(count), 0);
  const expected = total > 1 ? (rowPairs * columnPairs) / pairsOf(total) : 0;
  const maximum = (rowPairs + columnPairs) / 2;
  const information = entropyOf(rowSums, total) + entropyOf(columnSums, total) - entropyOf(counts, total);
  const mean = (entropyOf(rowSums, total) + entropyOf(columnSums, total)) / 2;
  return {
    adjustedRand: maximum === expected ? 1 : (pairs - expected) / (maximum - expected),
    mutualInformation: Math.max(0, information),
    normalisedInformation: mean > 0 ? Math.max(0, Math.min(1, information / mean)) : 1,
  };
}

function pairsOf(count: number): number {
  return (count * (count - 1)) / 2;
}

function entropyOf(counts: Float64Array, total: number): number {
  return counts.reduce((sum, count) => (count > 0 ? sum - (count / total) * Math.log(count / total) : sum), 0);
}
