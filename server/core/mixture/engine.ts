/** Who passes over the rows of a matrix. The results of all engines are the same but for rounding. */
import type { NumberRoom } from '../csv/columns/numberRoom';
import type { Cells, Matrix } from '../data/matrix';
import type { ColumnSums } from '../schema/encoding/columnSums';
import type { Mixture } from './model';

/** What a pass over the rows finds. */
export interface Expectation {
  /** −Σ_n w_n log p(x_n | θ), natural logarithms; w_n is how often row n counts. */
  readonly nlml: number;
  /** −Σ_n w_n log max_k r_nk: how unclear it is to which components rows belong. */
  readonly uncertainty: number;
  /** S about θ; see `Shape` for where each number stands. */
  readonly statistics: Float64Array;
}

/** What the model says of each row. */
export interface Scores {
  /** Posterior of row n and component k at n × K + k. */
  readonly posterior: Float64Array;
  /** log p(x_n), natural logarithms, in the data's own units. */
  readonly logDensity: Float64Array;
}

export interface ScoredSums extends Pick<Expectation, 'statistics'> {
  readonly scores: Scores;
}

/** Writes the posteriors of rows from…from+count−1 into a buffer in which component k's row i is at k × stride + i. */
export type FillPosterior = (from: number, count: number, posterior: Float64Array, stride: number) => void;

/** What makes a cell plainly sound: see `CellJudge.isPlainlySound`. */
export interface SoundnessTest {
  /**
   * How far below its column's largest log density a cell's conditional one lies at least, where its tail is as small
   * as is looked for.
   */
  readonly drop: number;
  /** A component gives a cell a larger tail all alone, if its weight and its distance, ½z², are such. Two of them. */
  readonly near: readonly { readonly logWeight: number; readonly halfSquare: number }[];
}

/** A matrix or its cells, with the engine that passes over their rows; the plain code does where there is none. */
export interface Driven {
  readonly engine?: Engine;
}

/** `next` where the engine of `matrix` reads it fastest, passed over by that engine. */
export function heldAs({ engine }: Matrix & Driven, next: Matrix): Matrix {
  return engine?.hold(next) ?? next;
}

/**
 * Passes that yield now and then, so that whoever drives them can stop them. See `expectation.ts` for what each gives.
 */
export interface Engine {
  /** The same matrix, passed over by this engine; its columns where the engine reads them fastest. */
  hold(matrix: Matrix): Matrix & Driven;
  /** For columns that are still to be read. */
  readonly room?: NumberRoom;
  readonly sums?: ColumnSums;
  expectation(mixture: Mixture, matrix: Matrix): Generator<undefined, Expectation>;
  score(mixture: Mixture, matrix: Cells): Generator<undefined, Scores>;
  /** The statistics of `expectation` and the scores of `score`, of one pass. */
  scoreAndSum(mixture: Mixture, matrix: Matrix): Generator<undefined, ScoredSums>;
  logDensities(mixture: Mixture, matrix: Cells): Generator<undefined, Float64Array>;
  /**
   * 1 for each row of which it is not plain that no cell has a small tail probability given the others; undefined where
   * the engine cannot tell. A row for which it says 0 has none.
   */
  doubtfulRows?(mixture: Mixture, matrix: Cells, test: SoundnessTest): Generator<undefined, Uint8Array | undefined>;
  statisticsUnder(mixture: Mixture, matrix: Matrix, fillPosterior: FillPosterior): Generator<undefined, Float64Array>;
}
