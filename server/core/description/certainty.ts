/** How sure the model is of the rows' components, and between which it is not. */
import type { Judgement } from '../judging/fittedModel';

/** A row whose largest posterior is below this is unclear. */
export const UNCLEAR_BELOW = 0.9;
/** Bins of the largest posterior, from 0 to 1. */
export const CERTAINTY_BINS = 20;

export interface Certainty {
  /** By bin of the largest posterior: how many rows. */
  readonly histogram: Float64Array;
  readonly unclear: number;
  /**
   * Mean of 1 − the largest posterior: the share of rows that is expected to be in another component than the
   * likeliest.
   */
  readonly expectedError: number;
  /** Likeliest component i, second likeliest j, at i × K + j: how many unclear rows. */
  readonly between: Float64Array;
  /**
   * Likeliest component i, component j, at i × K + j: the posteriors' sum, that is how many rows of i are expected to
   * be of j.
   */
  readonly confusion: Float64Array;
}

/** The two likeliest components of a row and the first one's posterior. */
export interface Likeliest {
  readonly first: number;
  readonly second: number;
  readonly posterior: number;
}

/** `second` is −1 where there is one component alone. */
export function likeliest({ k, posterior }: Pick<Judgement, 'k' | 'posterior'>, row: number): Likeliest {
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

/** @param rowWeights how often each row counts; once where left out */
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
    const { first, second, posterior: largest } = likeliest(judgement, row);
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
