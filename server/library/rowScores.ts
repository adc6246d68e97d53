/** Scores of rows as arrays: the numbers of `--scores`. */
import type { FittedModel, Judgement } from '../core/judging/fittedModel';
import { oddnessByRow } from '../core/judging/oddness';
import type { Cells } from '../core/data/matrix';

/** Number of rows between two steps. */
const ROWS_PER_STEP = 256;

/** Scores of all rows, in the order of the table. */
export interface RowScores {
  readonly rows: number;
  /** Number of components. */
  readonly k: number;
  /** Index of the likeliest component by row, from 0. */
  readonly cluster: Int32Array;
  /** Posterior probability of component j in row n at n × k + j. */
  readonly posterior: Float64Array;
  /** Natural logarithm of the density of each row. */
  readonly logDensity: Float64Array;
  /** Tail probability of each row: the share of draws from the model that are less likely. */
  readonly tail: Float64Array;
  /** Distance of each row from what is usual, in nats, for ranking. */
  readonly oddness: Float64Array;
}

/** Copies the scores, so that the memory of the engine is free again. Yields now and then. */
export function* rowScores(
  model: FittedModel,
  matrix: Cells,
  { rows, k, posterior, logDensity, tail, repeated }: Judgement,
): Generator<undefined, RowScores> {
  const cluster = new Int32Array(rows);
  const oddness = new Float64Array(rows);
  const oddnessOf = oddnessByRow(model, matrix, repeated);
  for (let row = 0; row < rows; row++) {
    const probabilities = posterior.subarray(row * k, (row + 1) * k);
    cluster[row] = probabilities.indexOf(Math.max(...probabilities));
    oddness[row] = oddnessOf(row);
    if (row % ROWS_PER_STEP === ROWS_PER_STEP - 1) yield undefined;
  }
  return {
    rows,
    k,
    cluster,
    posterior: Float64Array.from(posterior),
    logDensity: Float64Array.from(logDensity),
    tail: Float64Array.from(tail),
    oddness,
  };
}
