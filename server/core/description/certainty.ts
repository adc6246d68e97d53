/** Certainty of the model about the rows' components, and the components that it confuses. */
import type { Judgement } from '../judging/fittedModel';

/** Largest posterior below which a row is unclear. */
export const UNCLEAR_BELOW = 0.9;
/** Number of bins of the largest posterior, from 0 to 1. */
export const CERTAINTY_BINS = 20;

export interface Certainty {
  /** Number of rows by bin of the largest posterior. */
  readonly histogram: Float64Array;
  readonly unclear: number;
  /** Mean of 1 − the largest posterior: the expected share of rows in another component than the likeliest. */
  readonly expectedError: number;
  /** Number of unclear rows with likeliest component i and second likeliest j, at i × K + j. */
  readonly between: Float64Array;
  /**
   * Sum of the posteriors of component j over rows with likeliest component i, at i × K + j: the expected number of
   * rows of i that belong to j.
   */
  readonly confusion: Float64Array;
}

/** The two likeliest components of a row, and the posterior of the first. */
export interface LikeliestComponents {
  readonly first: number;
  readonly second: number;
  readonly posterior: number;
}

/** Finds the two likeliest components of a row; `second` is −1 where there is only one component. */
export function likeliestComponents(
  { k, posterior }: Pick<Judgement, 'k' | 'posterior'>,
  row: number,
): LikeliestComponents {
  let first = 0;
  let second = -1;
  const at = row * k;
  for (let j = 1; j < k; j++) {
    if (posterior[at + j] > posterior[at + first]) [first, second] = [j, first];
    else if (second < 0 || posterior[at + j] > posterior[at + second]) second = j;
  }
  return { first, second, posterior: posterior[at + first] };
}

export function certaintyBin(posterior: number): number {
  return Math.min(CERTAINTY_BINS - 1, Math.max(0, Math.floor(posterior * CERTAINTY_BINS)));
}

/** Summarises the posteriors of all rows. @param rowWeights weight of each row; 1 where left out */
export function certaintyOf(
  judgement: Pick<Judgement, 'k' | 'rows' | 'posterior'>,
  rowWeights?: Float64Array,
): Certainty {
  const { k, rows, posterior } = judgement;
  const histogram = new Float64Array(CERTAINTY_BINS);
  const between = new Float64Array(k * k);
  const confusion = new Float64Array(k * k);
  let unclear = 0,
    error = 0,
    total = 0;
  for (let row = 0; row < rows; row++) {
    const weight = rowWeights === undefined ? 1 : rowWeights[row];
    const { first, second, posterior: largest } = likeliestComponents(judgement, row);
    histogram[certaintyBin(largest)] += weight;
    for (let j = 0; j < k; j++) confusion[first * k + j] += weight * posterior[row * k + j];
    total += weight;
    error += weight * (1 - largest);
    if (largest >= UNCLEAR_BELOW || second < 0) continue;
    unclear += weight;
    between[first * k + second] += weight;
  }
  return { histogram, unclear, expectedError: total > 0 ? error / total : 0, between, confusion };
}
