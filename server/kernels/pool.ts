/**
 * Threads that help with passes over many rows. The caller never waits for them: a thread that is still starting finds
 * no work left, and the caller computes the shards of a thread that died.
 */
import {
  ANSWERS,
  watchForChange,
  CONTROL_WORDS,
  computeShard,
  MOST_THREADS,
  OPEN,
  sumCount,
  takeShards,
  WORD,
  type SharedPass,
  type ThreadInput,
} from './sharedPass';
import type { Arena, Kernels } from './instance';
import { Scratch } from './instance';

/** A thread as its starter sees it. */
export interface Thread {
  terminate(): void;
}

/** Platform adapter, which starts threads and reports their deaths. */
export interface Threads {
  /** Number of threads, without the caller's own. */
  readonly count: number;
  start(input: ThreadInput): Thread;
  /** Receives a message of one line where threads cannot be started, or fail. */
  report(line: string): void;
}

/** The caller's description of a pass; see SharedPass. */
export interface PassOrder extends Pick<SharedPass, 'rows' | 'shardRows' | 'blockRows' | 'plan' | 'statisticCount'> {
  /** Size of a thread's block in bytes. */
  readonly blockBytes: number;
  /** Whether the pass is worth waking other threads. */
  readonly isLarge: boolean;
  /** Whether to compute the shards' sums. */
  readonly isSummed: boolean;
  /** Destination of the scores of all rows, if requested. */
  readonly scores?: Pick<SharedPass, 'posterior' | 'logDensity'>;
  /** Test for doubtful rows and destination of their marks, if only these are requested. */
  readonly doubt?: Pick<SharedPass, 'test' | 'marks'>;
  /** Pointer to an order of records to read, instead of a pass over rows. */
  readonly records?: number;
}

/** Describes a pass that reads this many stretches of a text. */
export function readingOrder(records: number, stretches: number): PassOrder {
  return {
    rows: stretches,
    shardRows: 1,
    blockRows: 1,
    plan: 0,
    statisticCount: 0,
    blockBytes: 0,
    isLarge: true,
    isSummed: false,
    records,
  };
}

/** Time in which waiting threads must finish a shard (a shard takes a few milliseconds), or they are given up… */
const PATIENCE_MILLISECONDS = 200;
/** …and time of passes during which a thread may stay asleep; starting one takes a tenth of it. */
const SILENCE_MILLISECONDS = 2000;
/** Maximum time that one pass adds to the silence, since the whole process may have been stopped during it. */
const MOST_PASS_MILLISECONDS = 100;
/** Number of crews given up after which no further one is started. */
const MOST_CREWS = 3;

export class Pool {
  private crew: Crew | undefined;
  private lossCount = 0;

  /**
   * @param onLoss called when threads were given up: one that comes back may still read the plan and write to the sums
   * of its last pass
   */
  constructor(
    private readonly arena: Arena,
    private readonly kernels: Kernels,
    private readonly module: WebAssembly.Module,
    private readonly threads: Threads,
    private readonly onLoss: () => void,
  ) {}

  /** Number of times that threads were given up. */
  get losses(): number {
    return this.lossCount;
  }

  /** Whether threads can help. */
  get isUsable(): boolean {
    return this.lossCount < MOST_CREWS;
  }

  /** Starts the threads, which takes some milliseconds. */
  startThreads(): Crew {
    return (this.crew ??= new Crew(this.arena, this.module, this.threads));
  }

  /** Ends the threads; a later pass starts others. */
  end(): void {
    this.crew?.disband();
    this.crew = undefined;
  }

  /**
   * Runs one pass. Yields after each shard that the caller computed.
   *
   * @param block the caller's own room for a block
   * @returns the sums of the shards in turn; empty if not requested
   */
  *run(order: PassOrder, block: number): Generator<undefined, Float64Array> {
    const crew = this.startThreads();
    crew.open(order);
    const { control } = crew;
    yield* takeShards(this.kernels, control, block);
    if (crew.close()) return crew.sums();
    this.lossCount++;
    const next = this.isUsable ? 'others take their place' : 'it continues without them';
    this.threads.report(`Threads that helped with the computation ended or do not answer; ${next}.`);
    this.crew = undefined;
    crew.disband();
    this.onLoss();
    return yield* this.finishSums(crew, block);
  }

  /**
   * Copies the sums and adds those of unfinished shards. The copy is necessary because a thread that comes back may
   * still write to the original.
   */
  private *finishSums(crew: Crew, block: number): Generator<undefined, Float64Array> {
    // First list the unfinished shards: those that finish later are not in the copy.
    const unfinishedShards = crew.unfinishedShards();
    const sums = crew.sums().slice();
    const width = sumCount(crew.control[WORD.statisticCount]);
    const at = this.arena.allocate(8 * width);
    for (const shard of unfinishedShards) {
      computeShard(this.kernels, crew.control, block, shard, at);
      if (sums.length > 0) sums.set(this.arena.doubles(at, width), shard * width);
      yield undefined;
    }
    return sums;
  }
}

/** Waits for threads to leave. @returns whether none left in time */
function isStuck(control: Int32Array, inside: number): boolean {
  return Atomics.wait(control, WORD.gate, inside, PATIENCE_MILLISECONDS) === 'timed-out';
}

/**
 * Threads with their control block and their memory. They are given up as a whole: a thread that was thought dead may
 * still write there.
 */
class Crew {
  readonly control: Int32Array;
  private readonly members: readonly Thread[];
  private readonly blocks: readonly Scratch[];
  private readonly results: Scratch;
  private resultCount = 0;
  private readonly done: Scratch;
  private openedAt = 0;
  /** By thread: the last pass that it answered, and the time of later passes since. */
  private readonly answers: Int32Array;
  private readonly silence: Float64Array;

  constructor(
    private readonly arena: Arena,
    module: WebAssembly.Module,
    threads: Threads,
  ) {
    const at = arena.allocate(4 * CONTROL_WORDS);
    this.control = arena.words(at, CONTROL_WORDS);
    this.blocks = Array.from({ length: Math.min(threads.count, MOST_THREADS) }, () => new Scratch(arena));
    this.results = new Scratch(arena);
    this.done = new Scratch(arena);
    this.answers = new Int32Array(this.blocks.length);
    this.silence = new Float64Array(this.blocks.length);
    this.members = this.blocks.flatMap((_, index) => {
      try {
        return [threads.start({ module, memory: arena.memory, control: at, index })];
      } catch (error) {
        threads.report(
          `A thread cannot be started (${error instanceof Error ? error.message : String(error)}); ` +
            'the computation takes longer.',
        );
        this.silence[index] = -Infinity; // the thread is not expected to answer
        return [];
      }
    });
  }

  /** Prepares a pass and lets the threads in. */
  open({
    rows,
    shardRows,
    blockRows,
    plan,
    statisticCount,
    blockBytes,
    isSummed,
    scores,
    doubt,
    records = 0,
  }: PassOrder): void {
    const { control } = this;
    const shards = Math.ceil(rows / shardRows);
    this.blocks.forEach((block, index) => (control[WORD.blocks + index] = block.reserve(blockBytes)));
    this.resultCount = isSummed ? shards * sumCount(statisticCount) : 0;
    const pass: SharedPass = {
      shards,
      rows,
      shardRows,
      blockRows,
      plan,
      statisticCount,
      sums: isSummed ? this.results.reserve(8 * this.resultCount) : 0,
      ...(scores ?? { posterior: 0, logDensity: 0 }),
      ...(doubt ?? { test: 0, marks: 0 }),
      records,
      done: this.done.reserve(4 * shards),
    };
    this.arena.words(pass.done, shards).fill(0);
    for (const name of Object.keys(pass) as (keyof SharedPass)[]) control[WORD[name]] = pass[name];
    control[WORD.next] = 0;
    this.openedAt = performance.now();
    Atomics.store(control, WORD.gate, OPEN);
    Atomics.add(control, WORD.pass, 1);
    Atomics.notify(control, WORD.pass);
  }

  /**
   * Lets no further thread in, and waits until those inside have left.
   * @returns whether all threads are well
   */
  close(): boolean {
    const { control } = this;
    let inside = Atomics.and(control, WORD.gate, ~OPEN) & ~OPEN;
    while (inside > 0) {
      // Twice: if the whole process was stopped meanwhile, the first wait ends at once.
      if (!watchForChange(control, WORD.gate, inside) && isStuck(control, inside) && isStuck(control, inside))
        return false;
      inside = Atomics.load(control, WORD.gate);
    }
    return Atomics.load(control, WORD.failed) === 0 && !this.isSilent(performance.now() - this.openedAt);
  }

  /** Whether a thread has been silent for too long, including this pass of `milliseconds`. */
  private isSilent(milliseconds: number): boolean {
    for (let index = 0; index < this.answers.length; index++) {
      const answer = Atomics.load(this.control, ANSWERS + index);
      this.silence[index] =
        answer === this.answers[index] ? this.silence[index] + Math.min(milliseconds, MOST_PASS_MILLISECONDS) : 0;
      this.answers[index] = answer;
    }
    return this.silence.some((silence) => silence > SILENCE_MILLISECONDS);
  }

  /** Lists the indices of unfinished shards. */
  unfinishedShards(): readonly number[] {
    const shards = this.control[WORD.shards];
    const done = this.arena.words(this.done.at, shards);
    return Array.from({ length: shards }, (_, shard) => shard).filter((shard) => Atomics.load(done, shard) === 0);
  }

  sums(): Float64Array {
    return this.arena.doubles(this.results.at, this.resultCount);
  }

  disband(): void {
    Atomics.store(this.control, WORD.quit, 1);
    for (const member of this.members) member.terminate();
  }
}
