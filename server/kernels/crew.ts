/**
 * What the threads of a pass have in common: a control block in the memory at which all of them look.
 *
 * Shards of rows are taken one by one. Each shard's sums have a place of their own, so that what they add up to depends
 * neither on who computed them nor on how many there are. Nothing is sent to a thread but its start.
 */
import type { Kernels } from './instance';

/** Words of the control block. */
export const WORD = {
  /** Counts the passes: threads sleep on it. */
  pass: 0,
  /** OPEN while there are shards to take, plus the number of threads inside. */
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
  /** Threads that met an error of their own, and ended. */
  failed: 14,
  /** See SharedPass. */
  records: 15,
  /** See SharedPass. */
  test: 16,
  marks: 17,
  /** Pointers to the threads' own blocks begin here. */
  blocks: 18,
} as const;

/** A thread takes 0.05 ms to wake; what comes between two passes takes about as long. */
const WATCHED_MILLISECONDS = 1;
/** Between two looks at the clock. */
const LOOKS = 50;

export const OPEN = 1 << 30;
export const MOST_THREADS = 64;
/** The number of the last pass that each thread woke for. */
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
  /**
   * Where the sums of the shards go in turn, as `expectation` of the kernels adds them; 0 where they are not wanted.
   */
  readonly sums: number;
  /** Where the scores of all rows go; 0 where rows are not scored. */
  readonly posterior: number;
  readonly logDensity: number;
  /** Pointer to an order of `readStretch`, of whose stretches each is a shard; 0 in a pass over rows. */
  readonly records: number;
  /**
   * Pointer to what makes a row doubtful, as `doubtfulShard` reads it, and where the marks of all rows go; 0 in other
   * passes.
   */
  readonly test: number;
  readonly marks: number;
  /** Pointer to the words that say which shards are done. */
  readonly done: number;
}

/** What a thread is started with. */
export interface ThreadInput {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Pointer to the control block. */
  readonly control: number;
  /** Which of the threads it is, from 0; the one that leads them is none. */
  readonly index: number;
}

/** Numbers in the sums of one shard: of log densities and uncertainties, then the statistics. */
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

/** @param at where its sums go, if not among those of the pass */
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
 * Goes inside if there are shards to take. A thread that wakes too late must not touch what is then prepared for the
 * next pass.
 */
export function enter(control: Int32Array): boolean {
  for (;;) {
    const gate = Atomics.load(control, WORD.gate);
    if ((gate & OPEN) === 0) return false;
    if (Atomics.compareExchange(control, WORD.gate, gate, gate + 1) === gate) return true;
  }
}

/**
 * Watches a word for a while before it is slept upon: passes over few rows follow each other sooner than a thread
 * wakes.
 *
 * @returns whether the word is no longer as it was
 */
export function changes(control: Int32Array, word: number, from: number): boolean {
  const end = performance.now() + WATCHED_MILLISECONDS;
  do {
    for (let i = 0; i < LOOKS; i++) if (Atomics.load(control, word) !== from) return true;
  } while (performance.now() < end);
  return false;
}

export function leave(control: Int32Array): void {
  Atomics.sub(control, WORD.gate, 1);
  Atomics.notify(control, WORD.gate);
}
