/**
 * The E step and every other pass over the rows. One pass computes posteriors in log space, the NLML and the expected
 * sufficient statistics together.
 *
 * Rows are taken in blocks that fit the first-level cache and in shards of fixed size. Sums are added block by block
 * and shard by shard in that order: rounding errors stay small, and the result does not depend on how shards are
 * distributed among threads.
 */
import type { Cells, Matrix } from '../data/matrix';
import { BoundedPass } from './boundedCells';
import type { WithEngine, Engine, Expectation, FillPosterior, ScoredSums, Scores } from './engine';
import type { Mixture } from './model';

export type { Expectation, Scores } from './engine';

const BLOCK_ROWS = 512;
/** Rows of a shard; the pass yields after each, so that the caller can stop it. */
const SHARD_ROWS = 32 * BLOCK_ROWS;

/** Buffer for the log joint densities and then the posteriors of a block: component k's row i is at k × stride + i. */
interface Block {
  readonly values: Float64Array;
  readonly stride: number;
}

/** One pass over the rows of a matrix under a mixture: its block is filled and used again and again. */
interface Pass<M extends Cells> {
  readonly mixture: Mixture;
  readonly matrix: M;
  readonly block: Block;
  readonly bounded: BoundedPass | undefined;
}

function passOver<M extends Cells>(mixture: Mixture, matrix: M): Pass<M> {
  const stride = Math.min(BLOCK_ROWS, matrix.rows);
  const block = { values: new Float64Array(mixture.shape.k * stride), stride };
  return { mixture, matrix, block, bounded: BoundedPass.of(mixture, matrix) };
}

/** Writes log π_k + Σ_d log p(x_(from+i),d | k) into the block; missing cells contribute no factor. */
function logJoint(
  { mixture: { shape, theta }, matrix, block: { values: joint, stride }, bounded }: Pass<Cells>,
  from: number,
  count: number,
): void {
  for (let k = 0; k < shape.k; k++) joint.fill(theta[k], k * stride, k * stride + count);
  shape.columns.forEach(({ marginal, parameters }, d) => {
    const { values } = matrix.columns[d];
    for (let k = 0; k < shape.k; k++) {
      marginal.addLogDensity(theta, parameters + k * marginal.parameterCount, values, from, count, joint, k * stride);
    }
  });
  bounded?.addLogProbabilities(from, count, joint, stride);
}

/**
 * Turns the log joint densities of a block into posteriors in place, and writes the rows' log densities from index `at`
 * on. A row that has density zero under every component gets −∞ and equal posteriors.
 */
function normaliseRows(
  k: number,
  { values: joint, stride }: Block,
  count: number,
  logDensity: Float64Array,
  at: number,
): void {
  for (let i = 0; i < count; i++) {
    let max = -Infinity;
    for (let j = i; j < k * stride; j += stride) if (joint[j] > max) max = joint[j];
    if (max === -Infinity) {
      for (let j = i; j < k * stride; j += stride) joint[j] = 1 / k;
      logDensity[at + i] = -Infinity;
      continue;
    }
    let sum = 0;
    for (let j = i; j < k * stride; j += stride) sum += joint[j] = Math.exp(joint[j] - max);
    for (let j = i; j < k * stride; j += stride) joint[j] /= sum;
    logDensity[at + i] = max + Math.log(sum);
  }
}

/** Sums −w_n log max_k r_nk over the rows of a block. */
function uncertaintyOf(
  { mixture: { shape }, matrix: { rowWeights }, block: { values: posterior, stride } }: Pass<Matrix>,
  from: number,
  count: number,
): number {
  const { k } = shape;
  let sum = 0;
  for (let i = 0; i < count; i++) {
    let largest = 0;
    for (let j = i; j < k * stride; j += stride) if (posterior[j] > largest) largest = posterior[j];
    sum -= (rowWeights === undefined ? 1 : rowWeights[from + i]) * Math.log(largest);
  }
  return sum;
}

/** Multiplies the posteriors of a block by the row weights, for S. */
function weigh(
  { mixture: { shape }, matrix: { rowWeights }, block: { values: posterior, stride } }: Pass<Matrix>,
  from: number,
  count: number,
): void {
  if (rowWeights === undefined) return;
  const { k } = shape;
  for (let j = 0; j < k; j++) {
    for (let i = 0; i < count; i++) posterior[j * stride + i] *= rowWeights[from + i];
  }
}

/** Adds the block's share to S, except bounds, which are added at the end of the pass. */
function accumulate(
  { mixture: { shape, theta }, matrix, block: { values: posterior, stride }, bounded }: Pass<Matrix>,
  from: number,
  count: number,
  statistics: Float64Array,
): void {
  for (let k = 0; k < shape.k; k++) {
    let n = 0;
    for (let i = k * stride; i < k * stride + count; i++) n += posterior[i];
    statistics[k] += n;
  }
  shape.columns.forEach(({ marginal, parameters, statistics: at }, d) => {
    const { values } = matrix.columns[d];
    for (let k = 0; k < shape.k; k++) {
      const place = parameters + k * marginal.parameterCount;
      marginal.accumulate(
        theta,
        place,
        values,
        from,
        count,
        posterior,
        k * stride,
        statistics,
        at + k * marginal.statisticCount,
      );
    }
  });
  bounded?.accumulate(from, count, posterior, stride);
}

/** Calls `visit` for every block of a shard, shard after shard; yields between shards. */
function* overBlocks(
  rows: number,
  visit: (from: number, count: number) => void,
  finishShard: () => void,
): Generator<undefined, void> {
  for (let shard = 0; shard < rows; shard += SHARD_ROWS) {
    const end = Math.min(rows, shard + SHARD_ROWS);
    for (let from = shard; from < end; from += BLOCK_ROWS) visit(from, Math.min(BLOCK_ROWS, end - from));
    finishShard();
    yield undefined;
  }
}

/** Makes one pass over all rows: the E step with its sufficient statistics. Yields after each shard. */
export function expectation(mixture: Mixture, matrix: Matrix & WithEngine): Generator<undefined, Expectation> {
  return (matrix.engine ?? plainEngine).expectation(mixture, matrix);
}

/**
 * Computes posteriors and log densities of all rows. Yields after each shard.
 *
 * @param into scores of as many rows and components that are no longer needed: their memory may be used again
 */
export function score(mixture: Mixture, matrix: Cells & WithEngine, into?: Scores): Generator<undefined, Scores> {
  return (matrix.engine ?? plainEngine).score(mixture, matrix, into);
}

/** Computes posteriors, log densities and S about θ of all rows. Yields after each shard. */
export function scoreAndSum(mixture: Mixture, matrix: Matrix & WithEngine): Generator<undefined, ScoredSums> {
  return (matrix.engine ?? plainEngine).scoreAndSum(mixture, matrix);
}

/** Computes the log densities of all rows alone. Yields after each shard. */
export function logDensities(mixture: Mixture, matrix: Cells & WithEngine): Generator<undefined, Float64Array> {
  return (matrix.engine ?? plainEngine).logDensities(mixture, matrix);
}

/** Computes S about θ under given posteriors, from which starts get their parameters. Yields after each shard. */
export function statisticsUnder(
  mixture: Mixture,
  matrix: Matrix & WithEngine,
  fillPosterior: FillPosterior,
): Generator<undefined, Float64Array> {
  return (matrix.engine ?? plainEngine).statisticsUnder(mixture, matrix, fillPosterior);
}

function* plainExpectation(mixture: Mixture, matrix: Matrix): Generator<undefined, Expectation> {
  const { shape } = mixture;
  const { rowWeights } = matrix;
  const pass = passOver(mixture, matrix);
  const logDensity = new Float64Array(pass.block.stride);
  const statistics = new Float64Array(shape.statisticCount);
  const shardStatistics = new Float64Array(shape.statisticCount);
  let [nlml, shardNlml] = [0, 0];
  let [uncertainty, shardUncertainty] = [0, 0];
  yield* overBlocks(
    matrix.rows,
    (from, count) => {
      logJoint(pass, from, count);
      normaliseRows(shape.k, pass.block, count, logDensity, 0);
      shardUncertainty += uncertaintyOf(pass, from, count);
      weigh(pass, from, count);
      accumulate(pass, from, count, shardStatistics);
      let sum = 0;
      // A row of weight zero adds nothing, even where its density is zero.
      for (let i = 0; i < count; i++)
        sum +=
          rowWeights === undefined
            ? logDensity[i]
            : rowWeights[from + i] > 0
              ? rowWeights[from + i] * logDensity[i]
              : 0;
      shardNlml -= sum;
    },
    () => {
      for (let i = 0; i < statistics.length; i++) statistics[i] += shardStatistics[i];
      nlml += shardNlml;
      uncertainty += shardUncertainty;
      shardStatistics.fill(0);
      shardNlml = 0;
      shardUncertainty = 0;
    },
  );
  pass.bounded?.addTo(statistics);
  return { nlml, uncertainty, statistics };
}

function* plainStatisticsUnder(
  mixture: Mixture,
  matrix: Matrix,
  fillPosterior: FillPosterior,
): Generator<undefined, Float64Array> {
  const pass = passOver(mixture, matrix);
  const { values: posterior, stride } = pass.block;
  const statistics = new Float64Array(mixture.shape.statisticCount);
  yield* overBlocks(
    matrix.rows,
    (from, count) => {
      fillPosterior(from, count, posterior, stride);
      weigh(pass, from, count);
      accumulate(pass, from, count, statistics);
    },
    () => undefined,
  );
  pass.bounded?.addTo(statistics);
  return statistics;
}

function* plainScore(mixture: Mixture, matrix: Cells): Generator<undefined, Scores> {
  const { k } = mixture.shape;
  const pass = passOver(mixture, matrix);
  const { values: joint, stride } = pass.block;
  const posterior = new Float64Array(matrix.rows * k);
  const logDensity = new Float64Array(matrix.rows);
  yield* overBlocks(
    matrix.rows,
    (from, count) => {
      logJoint(pass, from, count);
      normaliseRows(k, pass.block, count, logDensity, from);
      for (let j = 0; j < k; j++) {
        for (let i = 0; i < count; i++) posterior[(from + i) * k + j] = joint[j * stride + i];
      }
    },
    () => undefined,
  );
  return { posterior, logDensity };
}

function* plainScoreAndSum(mixture: Mixture, matrix: Matrix): Generator<undefined, ScoredSums> {
  const { statistics } = yield* plainExpectation(mixture, matrix);
  return { statistics, scores: yield* plainScore(mixture, matrix) };
}

function* plainLogDensities(mixture: Mixture, matrix: Cells): Generator<undefined, Float64Array> {
  const pass = passOver(mixture, matrix);
  const logDensity = new Float64Array(matrix.rows);
  yield* overBlocks(
    matrix.rows,
    (from, count) => {
      logJoint(pass, from, count);
      normaliseRows(mixture.shape.k, pass.block, count, logDensity, from);
    },
    () => undefined,
  );
  return logDensity;
}

/** The plain code, which handles every family: the reference for every faster engine. */
const plainEngine: Engine = {
  hold: (matrix) => matrix,
  expectation: plainExpectation,
  score: plainScore,
  scoreAndSum: plainScoreAndSum,
  logDensities: plainLogDensities,
  statisticsUnder: plainStatisticsUnder,
};

/** Log density and posteriors of a single row, given as its cells in the order of the columns. */
export interface RowExpectation {
  readonly posterior: Float64Array;
  readonly logDensity: number;
  /** The row's share of S, about θ. */
  readonly statistics: Float64Array;
}

export function expectationOfRow({ shape, theta }: Mixture, row: Float64Array): RowExpectation {
  const posterior = theta.slice(0, shape.k);
  const logDensity = new Float64Array(1);
  const statistics = new Float64Array(shape.statisticCount);
  shape.columns.forEach(({ marginal, parameters }, d) => {
    for (let k = 0; k < shape.k; k++) {
      marginal.addLogDensity(theta, parameters + k * marginal.parameterCount, row, d, 1, posterior, k);
    }
  });
  normaliseRows(shape.k, { values: posterior, stride: 1 }, 1, logDensity, 0);
  statistics.set(posterior);
  shape.columns.forEach(({ marginal, parameters, statistics: at }, d) => {
    for (let k = 0; k < shape.k; k++) {
      const place = parameters + k * marginal.parameterCount;
      marginal.accumulate(theta, place, row, d, 1, posterior, k, statistics, at + k * marginal.statisticCount);
    }
  });
  return { posterior, logDensity: logDensity[0], statistics };
}
