/** Refuses work that outgrows the heap of this thread, which V8 would otherwise answer by aborting the process. */
import { GCProfiler, getHeapStatistics } from 'node:v8';
import { FitProblem } from '../words/fitProblem';

/** Time between two looks. Even a small heap grows by a few MB only meanwhile. */
const PAUSE_MILLISECONDS = 10;
/** Reserve for the young generation, which the limit of V8 includes: three semispaces. */
const YOUNG_BYTES = 48 * 2 ** 20;
/** Memory that the largest single step may need. */
const STEP_BYTES = 24 * 2 ** 20;

const LIMIT = getHeapStatistics().heap_size_limit;
const OLD_LIMIT = Math.max(LIMIT - YOUNG_BYTES, LIMIT / 4);
/** Bytes that may survive a full collection; the rest is reserve for the largest single step. */
const FULL = Math.max(OLD_LIMIT - Math.max(OLD_LIMIT / 4, STEP_BYTES), OLD_LIMIT / 3);
/** Bytes in use below which no collection can find the heap full. */
const WATCHED = 0.75 * FULL;

let profiler: GCProfiler | undefined;
let nextLook = 0;

/**
 * Checks the heap of this thread. Long work calls this at each step; most calls only read the clock.
 *
 * @throws FitProblem if most of the heap survived the last full collection
 */
export function requireHeap(): void {
  const now = performance.now();
  if (now < nextLook) return;
  nextLook = now + PAUSE_MILLISECONDS;
  const survivors = survivingBytes();
  if (getHeapStatistics().used_heap_size > WATCHED) watch();
  if (survivors > FULL) throw heapIsFull();
}

/**
 * Runs work to its end.
 *
 * @param onStep receives each step
 * @throws FitProblem if the heap is nearly full
 */
export function withinHeap<S, T>(work: Generator<S, T>, onStep?: (step: S) => void): T {
  for (;;) {
    const next = work.next();
    if (next.done === true) return next.value;
    requireHeap();
    onStep?.(next.value);
  }
}

/** Whether a worker thread ended since its heap was full. */
export function isHeapError(error: NodeJS.ErrnoException): boolean {
  return error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}

/** The problem of a table that needs more memory than there is. */
export function heapIsFull(): FitProblem {
  const megabytes = Math.round(OLD_LIMIT / 2 ** 20);
  return new FitProblem(
    `The table needs more memory than the ${megabytes} MB that Node.js may use. Allow more with ` +
      `NODE_OPTIONS=--max-old-space-size=${2 * megabytes}, or take fewer columns.`,
  );
}

function watch(): void {
  if (profiler !== undefined) return;
  profiler = new GCProfiler();
  profiler.start();
}

/** Returns the bytes that survived the last full collection since the last look; 0 if there was none. */
function survivingBytes(): number {
  const last = profiler?.stop()?.statistics.findLast(({ gcType }) => gcType === 'MarkSweepCompact');
  profiler = undefined;
  return last === undefined ? 0 : oldBytes(last.afterGC.heapSpaceStatistics);
}

function oldBytes(spaces: readonly { readonly spaceName: string; readonly spaceUsedSize: number }[]): number {
  return spaces
    .filter(({ spaceName }) => !spaceName.startsWith('new_') && spaceName !== 'read_only_space')
    .reduce((sum, { spaceUsedSize }) => sum + spaceUsedSize, 0);
}
