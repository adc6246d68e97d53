/**
 * The shared state of the threads of a pass: a control block in memory that all of them read.
 *
 * Threads take shards of rows one by one. Each shard's sums have a place of their own, so that the total depends
 * neither on which thread computed them nor on the number of threads. A thread receives no messages but its start.
 */
import type { Kernels } from './instance';

/** Words of the control block. */
export const WORD = {
  /** Number of the pass: threads sleep on it. */
  pass: 0,
  /** OPEN while shards are left, plus the number of threads inside. */
  gate: 1,
  /** Number of the next shard. */
  next: 2,
  /** The pass: see SharedPass. */
  shards: 3,
  rows: 4,
  shardRows: 5,
  blockRows: 6,
  plan: 7,
  statisticCount: 8,
  sums: 9,
  posterior: 10,
  logDensity: 11,
  done: 12,
  /** Threads end when it is 1. */
  quit: 13,
  /** Number of threads that ended with an error of their own. */
  failed: 14,
  /** See SharedPass. */
  records: 15,
  /** See SharedPass. */
  test: 16,
  marks: 17,
  /** First of the pointers to the threads' own blocks. */
  blocks: 18,
} as const;

/**
 * Time that a thread watches for a pass before it sleeps: waking takes 0.05 ms, and the pause between two passes about
 * as long.
 */
const WATCHED_MILLISECONDS = 1;
/** Number of polls between two reads of the clock. */
const POLLS_PER_CLOCK_READ = 50;

export const OPEN = 1 << 30;
export const MOST_THREADS = 64;
/** First of the words that hold, for each thread, the last pass for which it woke. */
export const ANSWERS = WORD.blocks + MOST_THREADS;
export const CONTROL_WORDS = ANSWERS + MOST_THREADS;

/** A pass over the rows as all threads see it; pointers are in bytes. */
export interface SharedPass {
  readonly shards: number;
  readonly rows: number;
  readonly shardRows: number;
  readonly blockRows: number;
  readonly plan: number;
  readonly statisticCount: number;
  /** Pointer to the sums of the shards in turn, as the kernels' `expectation` adds them; 0 to skip them. */
  readonly sums: number;
  /** Pointers to the scores of all rows; 0 where rows are not scored. */
  readonly posterior: number;
  readonly logDensity: number;
  /** Pointer to an order of `readStretch`, each of whose stretches is a shard; 0 in a pass over rows. */
  readonly records: number;
  /**
   * Pointers to the test for doubtful rows, as `doubtfulShard` reads it, and to the marks of all rows; 0 in other
   * passes.
   */
  readonly test: number;
  readonly marks: number;
  /** Pointer to the words that mark finished shards. */
  readonly done: number;
}

/** Start data of a thread. */
export interface ThreadInput {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Pointer to the control block. */
  readonly control: number;
  /** Index of the thread, from 0, without the leading thread. */
  readonly index: number;
}

/** Returns the count of numbers in the sums of one shard: log density and uncertainty, then the statistics. */
export function sumCount(statisticCount: number): number {
  return statisticCount + 2;
}

/** Takes shards and computes them until none is left. Yields after each. */
export function* takeShards(kernels: Kernels, control: Int32Array, block: number): Generator<undefined, void> {
  for (
    let shard = Atomics.add(control, WORD.next, 1);
    shard < control[WORD.shards];
    shard = Atomics.add(control, WORD.next, 1)
  ) {
    computeShard(kernels, control, block, shard);
    yield undefined;
  }
}

/** Computes one shard. @param at destination of its sums, if not the one in the pass */
export function computeShard(kernels: Kernels, control: Int32Array, block: number, shard: number, at?: number): void {
  const word = (name: keyof SharedPass): number => control[WORD[name]];
  const from = shard * word('shardRows');
  const to = Math.min(word('rows'), from + word('shardRows'));
  const count = word('statisticCount');
  const sums = word('sums') === 0 ? 0 : (at ?? word('sums') + 8 * shard * sumCount(count));
  if (word('records') !== 0) kernels.readStretch(word('records'), shard);
  else if (word('test') !== 0)
    kernels.doubtfulShard(word('plan'), block, from, to, word('blockRows'), word('test'), word('marks'));
  else if (word('posterior') === 0) kernels.shard(word('plan'), block, from, to, word('blockRows'), sums, count);
  else
    kernels.scoreShard(
      word('plan'),
      block,
      from,
      to,
      word('blockRows'),
      word('posterior'),
      word('logDensity'),
      sums,
      count,
    );
  kernels.mark(control[WORD.done] + 4 * shard);
}

/**
 * Enters the pass if shards are left. A thread that wakes too late must not touch memory that is being prepared for the
 * next pass.
 */
export function enterPass(control: Int32Array): boolean {
  for (;;) {
    const gate = Atomics.load(control, WORD.gate);
    if ((gate & OPEN) === 0) return false;
    if (Atomics.compareExchange(control, WORD.gate, gate, gate + 1) === gate) return true;
  }
}

/**
 * Watches a word for a while before the thread sleeps on it: passes over few rows follow each other faster than a
 * thread wakes.
 *
 * @returns whether the word has changed
 */
export function watchForChange(control: Int32Array, word: number, from: number): boolean {
  const end = performance.now() + WATCHED_MILLISECONDS;
  do {
    for (let i = 0; i < POLLS_PER_CLOCK_READ; i++) if (Atomics.load(control, word) !== from) return true;
  } while (performance.now() < end);
  return false;
}

export function leavePass(control: Int32Array): void {
  Atomics.sub(control, WORD.gate, 1);
  Atomics.notify(control, WORD.gate);
}
