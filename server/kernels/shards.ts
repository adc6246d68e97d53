/** Division of a pass's rows into shards, which threads share, and of these into blocks. */
import type { Cells } from '../core/data/matrix';
import type { Shape } from '../core/mixture/model';
import { BLOCK_ROWS, type Plan } from './layout';
import type { PassOrder } from './pool';

/** Approximate number of shards: enough for threads that start late, few enough to add up. */
const SHARDS = 16;
/**
 * Maximum number of blocks of a shard, and of cell visits, worth some milliseconds: the unit of work of a thread
 * between two checks whether to stop.
 */
const MOST_SHARD_BLOCKS = 32;
const MOST_SHARD_VISITS = 4_000_000;
/** Minimum number of cell visits (rows × columns × components) of a shared pass; one thread needs 0.1 ms for them. */
export const SHARED_VISITS = 60_000;

/** Whether kernels handle all columns and cells, and can read all of them in place. */
export function isInPlace({ plain, copied }: Plan, { columns }: Cells): boolean {
  return plain.length === 0 && copied.length === 0 && columns.every(({ bounds }) => bounds === undefined);
}

export function orderOf({ shape: { k, columns }, statisticCount, at, stride }: Plan, rows: number): PassOrder {
  const isLarge = rows > BLOCK_ROWS && rows * k * columns.length >= SHARED_VISITS;
  return {
    rows,
    shardRows: shardRowsOf(rows, k * columns.length),
    blockRows: BLOCK_ROWS,
    plan: at,
    statisticCount,
    blockBytes: 8 * (k + 1) * stride,
    isLarge,
    isSummed: true,
  };
}

/**
 * Returns the number of rows of a shard, a multiple of the block size; the same for any number of threads, so that sums
 * are, too.
 */
function shardRowsOf(rows: number, visitsOfRow: number): number {
  const maxBlocks = Math.max(
    1,
    Math.min(MOST_SHARD_BLOCKS, Math.floor(MOST_SHARD_VISITS / (BLOCK_ROWS * visitsOfRow))),
  );
  return BLOCK_ROWS * Math.min(maxBlocks, Math.ceil(rows / (SHARDS * BLOCK_ROWS)));
}

export function* shards(rows: number, { k, columns }: Shape): Generator<readonly [number, number]> {
  const shardRows = shardRowsOf(rows, k * columns.length);
  for (let from = 0; from < rows; from += shardRows) yield [from, Math.min(rows, from + shardRows)];
}

export function* blocks(from: number, to: number): Generator<readonly [number, number]> {
  for (let start = from; start < to; start += BLOCK_ROWS) yield [start, Math.min(BLOCK_ROWS, to - start)];
}
