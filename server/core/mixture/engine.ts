/** The interface to engines, which pass over the rows of a matrix. All engines give the same results up to rounding. */
import type { NumberRoom } from '../csv/columns/numberRoom';
import type { Cells, Matrix } from '../data/matrix';
import type { ColumnSums } from '../schema/encoding/columnSums';
import type { Mixture } from './model';

/** Result of a pass over the rows. */
export interface Expectation {
  /** −Σ_n w_n log p(x_n | θ), natural logarithms; w_n is how often row n counts. */
  readonly nlml: number;
  /** −Σ_n w_n log max_k r_nk: uncertainty of the assignment of rows to components, in nats. */
  readonly uncertainty: number;
  /** S about θ; see `Shape` for the position of each number. */
  readonly statistics: Float64Array;
}

/** Posteriors and log densities of the rows under a model. */
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

/** Conditions under which a cell is plainly sound; see `CellJudge.isPlainlySound`. */
export interface SoundnessTest {
  /**
   * Least distance, in nats, of a cell's conditional log density below the column's largest, where the cell's tail is
   * as small as the threshold.
   */
  readonly drop: number;
  /**
   * Up to three pairs of weight and distance, ½z², in descending order of weight, at which a single component alone
   * gives a cell a larger tail; the kernels use the first two.
   */
  readonly nearnessCriteria: readonly { readonly logWeight: number; readonly halfSquare: number }[];
}

/** A matrix or its cells, with the engine that passes over their rows; without an engine the plain code does. */
export interface WithEngine {
  readonly engine?: Engine;
}

/** Stores `next` where the engine of `matrix` reads it fastest, and attaches this engine to it. */
export function holdWithEngineOf({ engine }: Matrix & WithEngine, next: Matrix): Matrix {
  return engine?.hold(next) ?? next;
}

/**
 * Engine that passes over the rows. Passes yield now and then, so that the caller can stop them. `expectation.ts`
 * documents the result of each.
 */
export interface Engine {
  /** Returns the matrix with this engine attached and its columns stored where the engine reads them fastest. */
  hold(matrix: Matrix): Matrix & WithEngine;
  /** Memory for columns that are still to be read. */
  readonly room?: NumberRoom;
  readonly sums?: ColumnSums;
  /**
   * Runs work over some of many rows, and releases the memory of the engine that it took: its arrays there have no
   * meaning afterwards.
   */
  scoped?<T>(work: () => Generator<undefined, T>): Generator<undefined, T>;
  expectation(mixture: Mixture, matrix: Matrix): Generator<undefined, Expectation>;
  /** @param into scores of as many rows and components, in whose arrays the engine may write the new ones */
  score(mixture: Mixture, matrix: Cells, into?: Scores): Generator<undefined, Scores>;
  /** The statistics of `expectation` and the scores of `score` in one pass. */
  scoreAndSum(mixture: Mixture, matrix: Matrix): Generator<undefined, ScoredSums>;
  logDensities(mixture: Mixture, matrix: Cells): Generator<undefined, Float64Array>;
  /**
   * Returns 1 for each row in which some cell may have a small tail probability given the others, 0 for rows that
   * certainly have no such cell; undefined where the engine cannot decide.
   */
  doubtfulRows?(mixture: Mixture, matrix: Cells, test: SoundnessTest): Generator<undefined, Uint8Array | undefined>;
  statisticsUnder(mixture: Mixture, matrix: Matrix, fillPosterior: FillPosterior): Generator<undefined, Float64Array>;
}
