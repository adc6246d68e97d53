/** Refuses work that outgrows the heap of this thread, which V8 would otherwise answer by aborting the process. */
import { GCProfiler, getHeapStatistics } from 'node:v8';
import { isMainThread, resourceLimits } from 'node:worker_threads';
import { say } from '../../language/language';
import { FitProblem } from '../words/fitProblem';

/** Interval between two checks, in which even a small heap grows by only a few MB. */
const PAUSE_MILLISECONDS = 10;
/** Size of a semispace, which one collection may move to the old generation as a whole. */
const SEMISPACE_BYTES = (Number(process.versions.node.split('.')[0]) >= 24 ? 64 : 16) * 2 ** 20;
/** Size of the young generation, which the limit of V8 includes. */
const YOUNG_BYTES = 3 * SEMISPACE_BYTES;
/** Memory that the largest single step may need. */
const STEP_BYTES = 24 * 2 ** 20;

const OLD_LIMIT = oldLimit();
/** Bytes that may survive a full collection; the rest is reserve for the largest single step. */
const FULL = Math.max(OLD_LIMIT - Math.max(OLD_LIMIT / 4, STEP_BYTES, SEMISPACE_BYTES), OLD_LIMIT / 3);
/** Bytes in use below which no collection can find the heap full. */
const WATCHED = 0.75 * FULL;

let profiler: GCProfiler | undefined;
let nextCheck = 0;

/**
 * Checks the heap of this thread. Long work calls this at each step; most calls only read the clock.
 *
 * @throws FitProblem if most of the heap survived the last full collection
 */
export function requireHeap(): void {
  const now = performance.now();
  if (now < nextCheck) return;
  nextCheck = now + PAUSE_MILLISECONDS;
  const survivors = survivingBytes();
  if (survivors > FULL) throw heapIsFull();
  if (getHeapStatistics().used_heap_size > WATCHED) watch();
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

/** Whether a worker thread ended because its heap was full. */
export function isHeapError(error: NodeJS.ErrnoException): boolean {
  return error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}

/** The problem of a table that needs more memory than there is. */
export function heapIsFull(): FitProblem {
  const megabytes = Math.round(OLD_LIMIT / 2 ** 20);
  return new FitProblem(
    say(
      'The table needs more memory than the {megabytes} MB that Node.js may use. Allow more with {option}, or take fewer columns.',
      { megabytes, option: `NODE_OPTIONS=--max-old-space-size=${2 * megabytes}` },
    ),
  );
}

function watch(): void {
  profiler = new GCProfiler();
  profiler.start();
}

/** Returns the bytes that survived the last full collection since the last check; 0 if there was none. */
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

/**
 * Returns the limit of the old generation in bytes: as the user set it, which V8 applies to threads, too, whatever
 * `resourceLimits` says; else that of the thread, or the default.
 */
function oldLimit(): number {
  const ofThread = isMainThread ? undefined : resourceLimits.maxOldGenerationSizeMb;
  const megabytes = optionIn(process.execArgv) ?? optionIn(process.env['NODE_OPTIONS']?.split(/\s+/) ?? []) ?? ofThread;
  const limit = getHeapStatistics().heap_size_limit;
  return megabytes === undefined ? Math.max(limit - YOUNG_BYTES, limit / 4) : megabytes * 2 ** 20;
}

function optionIn(options: readonly string[]): number | undefined {
  const values = options.flatMap((option) => /^--max[-_]old[-_]space[-_]size=(\d+)$/.exec(option)?.[1] ?? []);
  const last = Number(values.at(-1) ?? 0);
  return last > 0 ? last : undefined;
}
