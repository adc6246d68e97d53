/**
 * The engine of vector kernels. Blocks of rows go through the kernels one by one; columns of families without a kernel
 * are computed by the family's own code on the same block. The plain equivalent is in `core/mixture/expectation.ts`.
 */
import type { NumberRoom } from '../core/csv/columns/numberRoom';
import { isGapless, type Cells, type Matrix, type MatrixColumn } from '../core/data/matrix';
import { RepeatedPasses } from '../core/data/distinctRows';
import { BoundedPass } from '../core/mixture/boundedCells';
import type {
  WithEngine,
  Engine,
  Expectation,
  FillPosterior,
  ScoredSums,
  Scores,
  SoundnessTest,
} from '../core/mixture/engine';
import type { Mixture } from '../core/mixture/model';
import type { ColumnSums } from '../core/schema/encoding/columnSums';
import { sumCount } from './sharedPass';
import { Arena, instantiate, Scratch, type Kernels } from './instance';
import { Planner, type Plan } from './layout';
import { Pool, type PassOrder, type Threads } from './pool';
import { KernelRecords } from './plainRecords';
import { KernelSums } from './kernelSums';
import { SHARED_VISITS, isInPlace, orderOf, shards, blocks } from './shards';
import { totalOf, statisticsIn, accumulatePlain, addTo } from './planSums';
/**
 * Maximum count of numbers in scores that are copied, 8 MB: searches make many of them, and the memory is released only
 * as a whole.
 */
const MOST_COPIED_NUMBERS = 2 ** 20;
/** Count of numbers of a test for doubtful rows: see `doubtfulShard`. */
const TEST_NUMBERS = 5;
/** Assumed minimum number of components in the decision whether to start threads for a matrix. */
const FEW_COMPONENTS = 3;

export class KernelEngine implements Engine {
  private readonly kernels: Kernels;
  private readonly arena: Arena;
  private planner: Planner;
  private readonly block: Scratch;
  private readonly shardSums: Scratch;
  private readonly rows: Scratch;
  private readonly scores: Scratch;
  private readonly test: Scratch;
  private readonly pool: Pool | undefined;
  private readonly repeatedPasses = new RepeatedPasses((matrix) => this.hold(matrix));
  readonly room: NumberRoom;
  readonly sums: ColumnSums;

  /** @param threads help with passes over many rows; without them this thread does everything */
  constructor(module: WebAssembly.Module, memory: WebAssembly.Memory, threads?: Threads) {
    this.kernels = instantiate(module, memory);
    this.arena = new Arena(memory, this.kernels.heapBase());
    const newScratch = (): Scratch => new Scratch(this.arena);
    [this.block, this.shardSums, this.rows, this.scores, this.test] = [
      newScratch(),
      newScratch(),
      newScratch(),
      newScratch(),
      newScratch(),
    ];
    this.sums = new KernelSums(this.kernels, this.arena);
    const newPlanner = (): Planner => new Planner(this.arena, this.sums, newScratch, (length) => this.allocate(length));
    this.planner = newPlanner();
    if (threads !== undefined && threads.count > 0)
      this.pool = new Pool(this.arena, this.kernels, module, threads, () => (this.planner = newPlanner()));
    this.room = {
      allocate: (length) => this.allocateToRead(length),
      records: new KernelRecords(this.kernels, this.arena, this.pool),
    };
  }

  /** Size of the memory in bytes. */
  get memoryBytes(): number {
    return this.arena.memory.buffer.byteLength;
  }

  /** Ends the threads, which would otherwise sleep as long as the process runs. */
  end(): void {
    this.pool?.end();
  }

  /** Allocates room for a column that is still to be read; threads start meanwhile, if they are sure to help. */
  private allocateToRead(length: number): Float64Array {
    if (length >= SHARED_VISITS / FEW_COMPONENTS) this.pool?.startThreads();
    return this.allocate(length);
  }

  /** Allocates room for a column where kernels can read it in place; outside that memory when it is full. */
  private allocate(length: number): Float64Array {
    try {
      // Kernels read whole pairs of rows.
      return this.arena.doubles(this.arena.allocate(8 * length + 16), length);
    } catch (error) {
      if (error instanceof RangeError) return new Float64Array(length);
      throw error;
    }
  }

  hold(matrix: Matrix): Matrix & WithEngine {
    if (matrix.rows * matrix.columns.length * FEW_COMPONENTS >= SHARED_VISITS) this.pool?.startThreads();
    return { ...matrix, engine: this, columns: matrix.columns.map((column) => this.holdColumn(column)) };
  }

  private holdColumn(column: MatrixColumn): MatrixColumn {
    if (this.arena.contains(column.values)) return column;
    const values = this.allocate(column.values.length);
    values.set(column.values);
    return { ...column, values, ...(isGapless(column) && { gapless: values }) };
  }

  *scoped<T>(work: () => Generator<undefined, T>): Generator<undefined, T> {
    this.pool?.startThreads(); // threads outlive the work
    const [end, losses] = [this.arena.end, this.pool?.losses];
    try {
      return yield* work();
    } finally {
      this.planner.forget();
      // Threads that were given up may still write where they did, and others have taken their place.
      if (this.pool?.losses === losses) this.arena.release(end);
    }
  }

  *expectation(mixture: Mixture, allRows: Matrix): Generator<undefined, Expectation> {
    const matrix = this.repeatedPasses.rowsOf(allRows);
    const plan = this.planner.plan(mixture, matrix);
    const width = sumCount(plan.statisticCount);
    const bounded = BoundedPass.of(mixture, matrix);
    const total = isInPlace(plan, matrix)
      ? totalOf(yield* this.runInPlace(orderOf(plan, matrix.rows)), width)
      : yield* this.expectationByBlocks(plan, mixture, matrix, width, bounded);
    const statistics = statisticsIn(total.subarray(2), plan, mixture);
    bounded?.addTo(statistics);
    return { nlml: -total[0], uncertainty: total[1], statistics };
  }

  *score(mixture: Mixture, matrix: Cells, into?: Scores): Generator<undefined, Scores> {
    const plan = this.planner.plan(mixture, { rows: matrix.rows, columns: matrix.columns });
    const { k } = mixture.shape;
    const { rows } = matrix;
    const order = orderOf(plan, rows);
    const scored =
      isInPlace(plan, matrix) && order.isLarge
        ? yield* this.scoredInPlace(k, { ...order, isSummed: false }, into)
        : undefined;
    if (scored !== undefined) return scored.scores;
    const [posterior, logDensity] = [new Float64Array(rows * k), new Float64Array(rows)];
    yield* this.overBlocks(plan, mixture, matrix, (start, count, joint, density) => {
      const byRow = this.rows.reserve(8 * k * plan.stride);
      this.kernels.transpose(plan.at, joint, count, byRow);
      posterior.set(this.arena.doubles(byRow, count * k), start * k);
      logDensity.set(density, start);
    });
    return { posterior, logDensity };
  }

  *scoreAndSum(mixture: Mixture, matrix: Matrix): Generator<undefined, ScoredSums> {
    const plan = this.planner.plan(mixture, matrix);
    const order = orderOf(plan, matrix.rows);
    const scored =
      isInPlace(plan, matrix) && order.isLarge ? yield* this.scoredInPlace(mixture.shape.k, order) : undefined;
    if (scored === undefined) {
      const { statistics } = yield* this.expectation(mixture, matrix);
      return { statistics, scores: yield* this.score(mixture, matrix) };
    }
    const total = totalOf(scored.sums, sumCount(plan.statisticCount));
    return { statistics: statisticsIn(total.subarray(2), plan, mixture), scores: scored.scores };
  }

  /**
   * Computes scores, and optionally the shards' sums, of a pass without work between blocks; undefined where there is
   * no room.
   *
   * @param into scores that are overwritten, where they lie in this memory
   */
  private *scoredInPlace(
    k: number,
    order: PassOrder,
    into?: Scores,
  ): Generator<undefined, { readonly scores: Scores; readonly sums: Float64Array } | undefined> {
    const { rows } = order;
    // Memory that is never released is used only for large scores.
    const isReused = into !== undefined && this.arena.contains(into.posterior) && this.arena.contains(into.logDensity);
    const isCopied = !isReused && rows * (k + 1) <= MOST_COPIED_NUMBERS;
    const room = isCopied ? this.arena.doubles(this.scores.reserve(8 * rows * (k + 1)), rows * (k + 1)) : undefined;
    const [posterior, logDensity] = isReused
      ? [into.posterior, into.logDensity]
      : room === undefined
        ? [this.allocate(rows * k), this.allocate(rows)]
        : [room.subarray(0, rows * k), room.subarray(rows * k)];
    if (!this.arena.contains(posterior) || !this.arena.contains(logDensity)) return undefined;
    const sums = yield* this.runInPlace({
      ...order,
      scores: { posterior: posterior.byteOffset, logDensity: logDensity.byteOffset },
    });
    return {
      scores: isCopied
        ? { posterior: new Float64Array(posterior), logDensity: new Float64Array(logDensity) }
        : { posterior, logDensity },
      sums,
    };
  }

  *logDensities(mixture: Mixture, matrix: Cells): Generator<undefined, Float64Array> {
    const plan = this.planner.plan(mixture, { rows: matrix.rows, columns: matrix.columns });
    const logDensity = new Float64Array(matrix.rows);
    yield* this.overBlocks(plan, mixture, matrix, (start, _count, _joint, density) => logDensity.set(density, start));
    return logDensity;
  }

  /** Computes posteriors and log densities, block by block. Yields after each shard. */
  private *overBlocks(
    plan: Plan,
    mixture: Mixture,
    matrix: Cells,
    visit: (start: number, count: number, joint: number, density: Float64Array) => void,
  ): Generator<undefined, void> {
    const bounded = BoundedPass.of(mixture, matrix);
    for (const [from, to] of shards(matrix.rows, mixture.shape)) {
      for (const [start, count] of blocks(from, to)) {
        const { joint, density } = this.logJoint(plan, mixture, matrix, start, count, bounded);
        this.kernels.normalise(plan.at, joint, density, count);
        this.kernels.addJacobians(plan.at, density, start, count);
        visit(start, count, joint, this.arena.doubles(density, count));
      }
      yield undefined;
    }
  }

  /** Runs a pass where kernels compute and read all columns, without work between blocks. */
  private *runInPlace(order: PassOrder): Generator<undefined, Float64Array> {
    const block = this.block.reserve(order.blockBytes);
    return yield* this.pool?.isUsable === true && order.isLarge
      ? this.pool.run(order, block)
      : this.runAlone(order, block);
  }

  /** Runs a pass on this thread alone. */
  private *runAlone(
    { rows, shardRows, blockRows, plan, statisticCount, isSummed, scores, doubt }: PassOrder,
    block: number,
  ): Generator<undefined, Float64Array> {
    const width = sumCount(statisticCount);
    const shardCount = Math.ceil(rows / shardRows);
    const at = isSummed ? this.shardSums.reserve(8 * shardCount * width) : 0;
    for (let shard = 0; shard < shardCount; shard++) {
      const [from, to] = [shard * shardRows, Math.min(rows, (shard + 1) * shardRows)];
      const sums = isSummed ? at + 8 * shard * width : 0;
      if (doubt !== undefined) this.kernels.doubtfulShard(plan, block, from, to, blockRows, doubt.test, doubt.marks);
      else if (scores === undefined) this.kernels.shard(plan, block, from, to, blockRows, sums, statisticCount);
      else
        this.kernels.scoreShard(
          plan,
          block,
          from,
          to,
          blockRows,
          scores.posterior,
          scores.logDensity,
          sums,
          statisticCount,
        );
      yield undefined;
    }
    return this.arena.doubles(at, isSummed ? shardCount * width : 0);
  }

  *doubtfulRows(
    mixture: Mixture,
    matrix: Cells,
    { drop, nearnessCriteria: [heavy, light] }: SoundnessTest,
  ): Generator<undefined, Uint8Array | undefined> {
    const { rows } = matrix;
    const plan = this.planner.plan(mixture, { rows, columns: matrix.columns });
    const isOfNumbers = mixture.shape.columns.every(({ marginal }) => marginal.kernel?.form === 'quadratic');
    if (!isInPlace(plan, matrix) || !isOfNumbers || light === undefined) return undefined;
    const order = orderOf(plan, rows);
    const [test, marks] = [this.test.reserve(8 * TEST_NUMBERS), this.rows.reserve(rows)];
    this.arena
      .doubles(test, TEST_NUMBERS)
      .set([drop, heavy.halfSquare, heavy.logWeight, light.halfSquare, light.logWeight]);
    yield* this.runInPlace({
      ...order,
      blockBytes: order.blockBytes + 8 * plan.stride,
      isSummed: false,
      doubt: { test, marks },
    });
    return this.arena.bytes(marks, rows).slice();
  }

  *statisticsUnder(mixture: Mixture, matrix: Matrix, fillPosterior: FillPosterior): Generator<undefined, Float64Array> {
    const plan = this.planner.plan(mixture, matrix);
    const { shape } = mixture;
    const bounded = BoundedPass.of(mixture, matrix);
    const at = this.shardSums.reserve(8 * plan.statisticCount);
    const total = new Float64Array(plan.statisticCount);
    for (const [from, to] of shards(matrix.rows, mixture.shape)) {
      const sums = this.arena.doubles(at, plan.statisticCount).fill(0);
      for (const [start, count] of blocks(from, to)) {
        const { joint, values } = this.openBlock(plan, start, count);
        fillPosterior(start, count, values, plan.stride);
        if (count % 2 === 1) for (let k = 0; k < shape.k; k++) values[k * plan.stride + count] = 0;
        if (matrix.rowWeights !== undefined) this.kernels.weigh(plan.at, joint, start, count);
        this.kernels.accumulate(plan.at, joint, start, count, at);
        accumulatePlain(plan, mixture, matrix, start, count, values, sums);
        bounded?.accumulate(start, count, values, plan.stride);
      }
      addTo(total, sums);
      yield undefined;
    }
    const statistics = statisticsIn(total, plan, mixture);
    bounded?.addTo(statistics);
    return statistics;
  }

  /** Computes the sums of a pass in which columns are computed or copied between blocks. */
  private *expectationByBlocks(
    plan: Plan,
    mixture: Mixture,
    matrix: Matrix,
    width: number,
    bounded: BoundedPass | undefined,
  ): Generator<undefined, Float64Array> {
    const total = new Float64Array(width);
    const at = this.shardSums.reserve(8 * width);
    for (const [from, to] of shards(matrix.rows, mixture.shape)) {
      const sums = this.arena.doubles(at, width).fill(0);
      for (const [start, count] of blocks(from, to))
        this.expectationOfBlock(plan, mixture, matrix, start, count, sums, bounded);
      addTo(total, sums);
      yield undefined;
    }
    return total;
  }

  private expectationOfBlock(
    plan: Plan,
    mixture: Mixture,
    matrix: Matrix,
    from: number,
    count: number,
    sums: Float64Array,
    bounded: BoundedPass | undefined,
  ): void {
    const { joint, density, values } = this.logJoint(plan, mixture, matrix, from, count, bounded);
    this.kernels.expectation(plan.at, joint, density, from, count, sums.byteOffset);
    accumulatePlain(plan, mixture, matrix, from, count, values, sums.subarray(2));
    bounded?.accumulate(from, count, values, plan.stride);
  }

  /** Computes the log joint densities of a block, followed by room for the rows' log densities. */
  private logJoint(
    plan: Plan,
    mixture: Mixture,
    matrix: Cells,
    from: number,
    count: number,
    bounded: BoundedPass | undefined,
  ): OpenBlock {
    const block = this.openBlock(plan, from, count);
    this.kernels.density(plan.at, block.joint, from, count);
    for (const d of plan.plain) {
      const { marginal, parameters } = mixture.shape.columns[d];
      for (let k = 0; k < mixture.shape.k; k++) {
        const place = parameters + k * marginal.parameterCount;
        marginal.addLogDensity(
          mixture.theta,
          place,
          matrix.columns[d].values,
          from,
          count,
          block.values,
          k * plan.stride,
        );
      }
    }
    bounded?.addLogProbabilities(from, count, block.values, plan.stride);
    return block;
  }

  private openBlock({ at, shape, stride, copied }: Plan, from: number, count: number): OpenBlock {
    const joint = this.block.reserve(8 * (shape.k + 1) * stride);
    for (const { values, at: to, word } of copied) {
      this.arena.doubles(to, count).set(values.subarray(from, from + count));
      this.arena.words(at + 4 * word, 1)[0] = to - 8 * from;
    }
    return { joint, density: joint + 8 * shape.k * stride, values: this.arena.doubles(joint, shape.k * stride) };
  }
}

/** Pointers to a block's numbers. */
interface OpenBlock {
  readonly joint: number;
  readonly density: number;
  /** View of `joint`. */
  readonly values: Float64Array;
}
