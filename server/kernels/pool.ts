/**
 * Threads that help with passes over many rows. Nobody is waited for: a thread that is still starting finds nothing left
 * to do, and the shards of one that died are computed by the caller.
 */
import { CONTROL_WORDS, computeShard, MOST_THREADS, OPEN, resultWidth, takeShards, WORD, type SharedPass, type ThreadInput } from './crew';
import type { Arena, Kernels } from './instance';
import { Scratch } from './instance';

/** A thread as whoever started it sees it. */
export interface Thread {
  terminate(): void;
}

/** What only an adapter knows: how threads are started, and who is told of their deaths. */
export interface Threads {
  /** How many, beside the caller's own. */
  readonly count: number;
  start(input: ThreadInput): Thread;
  /** Is told in one line that threads died and others take their place. */
  tell(line: string): void;
}

/** What a pass is about, as far as the caller knows it; see SharedPass. */
export type PassOrder = Omit<SharedPass, 'shards' | 'results' | 'done'> & {
  /** Bytes that each thread needs for a block. */
  readonly blockBytes: number;
};

export interface PassSums {
  /** Σ of the log densities. */
  readonly total: number;
  readonly statistics: Float64Array;
}

/** Shards take a few milliseconds. Threads that finish none in so long are given up. */
const PATIENCE_MILLISECONDS = 200;

export class Pool {
  private crew: Crew | undefined;

  constructor(private readonly arena: Arena, private readonly kernels: Kernels, private readonly module: WebAssembly.Module, private readonly threads: Threads) {}

  /** One pass. Yields after each shard that the caller computed. `block` is the caller's own room for one. */
  *run(order: PassOrder, block: number): Generator<undefined, PassSums> {
    const crew = (this.crew ??= new Crew(this.arena, this.module, this.threads));
    crew.open(order);
    const { control } = crew;
    yield* takeShards(this.kernels, control, block);
    if (!crew.close()) {
      this.threads.tell('Threads that helped with the computation ended or do not answer; others take their place.');
      this.crew = undefined;
      crew.disband();
    }
    // Nearly always none is left.
    for (const shard of crew.missing()) {
      computeShard(this.kernels, control, block, shard);
      yield undefined;
    }
    return crew.sums(order);
  }
}

/** Threads with their control block and their rooms. Given up as a whole: one that was thought dead may still write into these. */
class Crew {
  readonly control: Int32Array;
  private readonly members: readonly Thread[];
  private readonly blocks: readonly Scratch[];
  private readonly results: Scratch;
  private readonly done: Scratch;

  constructor(private readonly arena: Arena, module: WebAssembly.Module, threads: Threads) {
    const at = arena.take(4 * CONTROL_WORDS);
    this.control = arena.words(at, CONTROL_WORDS);
    this.blocks = Array.from({ length: Math.min(threads.count, MOST_THREADS) }, () => new Scratch(arena));
    this.results = new Scratch(arena);
    this.done = new Scratch(arena);
    this.members = this.blocks.map((_, index) => threads.start({ module, memory: arena.memory, control: at, index }));
  }

  /** Prepares a pass and lets the threads in. */
  open({ rows, shardRows, blockRows, plan, statisticCount, blockBytes }: PassOrder): void {
    const { control } = this;
    const shards = Math.ceil(rows / shardRows);
    this.blocks.forEach((block, index) => (control[WORD.blocks + index] = block.take(blockBytes)));
    const pass: SharedPass = {
      shards, rows, shardRows, blockRows, plan, statisticCount,
      results: this.results.take(8 * shards * resultWidth(statisticCount)),
      done: this.done.take(4 * shards),
    };
    this.arena.words(pass.done, shards).fill(0);
    for (const name of Object.keys(pass) as (keyof SharedPass)[]) control[WORD[name]] = pass[name];
    control[WORD.next] = 0;
    Atomics.store(control, WORD.gate, OPEN);
    Atomics.add(control, WORD.pass, 1);
    Atomics.notify(control, WORD.pass);
  }

  /**
   * Lets no thread in any more and waits until those inside have left.
   * @returns whether all are well
   */
  close(): boolean {
    const { control } = this;
    let inside = Atomics.and(control, WORD.gate, ~OPEN) & ~OPEN;
    while (inside > 0) {
      if (Atomics.wait(control, WORD.gate, inside, PATIENCE_MILLISECONDS) === 'timed-out') return false;
      inside = Atomics.load(control, WORD.gate);
    }
    return Atomics.load(control, WORD.failed) === 0;
  }

  /** Shards that nobody finished. */
  missing(): readonly number[] {
    const shards = this.control[WORD.shards];
    const done = this.arena.words(this.done.at, shards);
    return Array.from({ length: shards }, (_, shard) => shard).filter((shard) => Atomics.load(done, shard) === 0);
  }

  /** By shard, in their order. */
  sums({ statisticCount }: PassOrder): PassSums {
    const shards = this.control[WORD.shards];
    const width = resultWidth(statisticCount);
    const results = this.arena.doubles(this.results.at, shards * width);
    const statistics = new Float64Array(statisticCount);
    let total = 0;
    for (let at = 0; at < results.length; at += width) {
      total += results[at];
      for (let i = 0; i < statisticCount; i++) statistics[i] += results[at + 1 + i];
    }
    return { total, statistics };
  }

  disband(): void {
    Atomics.store(this.control, WORD.quit, 1);
    for (const member of this.members) member.terminate();
  }
}
