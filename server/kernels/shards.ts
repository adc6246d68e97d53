/** How the rows of a pass are cut: into shards, which threads share, and these into blocks. */
import type { Cells } from '../core/data/matrix';
import type { Shape } from '../core/mixture/model';
import { BLOCK_ROWS, type Plan } from './layout';
import type { PassOrder } from './pool';

/** Rows are cut into about so many shards: enough for threads that do not come at once, few enough to add up. */
const SHARDS = 16;
/**
 * No shard has more blocks, nor more cell visits than some milliseconds' worth: what a thread does at a time, and
 * between two looks at whether to stop.
 */
const MOST_SHARD_BLOCKS = 32;
const MOST_SHARD_VISITS = 4_000_000;
/** Cell visits (rows × columns × components) of a pass from which on it is shared: it takes 0.1 ms alone. */
export const SHARED_VISITS = 60_000;

/** Whether kernels know all columns and all cells, and all lie where they can read them. */
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
 * Rows whose statistics are summed before they are added to the others; whole blocks. Whoever computes them has no say
 * in it.
 */
function shardRowsOf(rows: number, visitsOfRow: number): number {
  const most = Math.max(1, Math.min(MOST_SHARD_BLOCKS, Math.floor(MOST_SHARD_VISITS / (BLOCK_ROWS * visitsOfRow))));
  return BLOCK_ROWS * Math.min(most, Math.ceil(rows / (SHARDS * BLOCK_ROWS)));
}

export function* shards(rows: number, { k, columns }: Shape): Generator<readonly [number, number]> {
  const shardRows = shardRowsOf(rows, k * columns.length);
  for (let from = 0; from < rows; from += shardRows) yield [from, Math.min(rows, from + shardRows)];
}

export function* blocks(from: number, to: number): Generator<readonly [number, number]> {
  for (let start = from; start < to; start += BLOCK_ROWS) yield [start, Math.min(BLOCK_ROWS, to - start)];
}
