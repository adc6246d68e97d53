/**
 * Threads that help with passes over many rows. Nobody is waited for: a thread that is still starting finds nothing
 * left to do, and the shards of one that died are computed by the caller.
 */
import {
  ANSWERS,
  changes,
  CONTROL_WORDS,
  computeShard,
  MOST_THREADS,
  OPEN,
  sumCount,
  takeShards,
  WORD,
  type SharedPass,
  type ThreadInput,
} from './crew';
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
export interface PassOrder extends Pick<SharedPass, 'rows' | 'shardRows' | 'blockRows' | 'plan' | 'statisticCount'> {
  /** Bytes that each thread needs for a block. */
  readonly blockBytes: number;
  /** Whether it is worth waking other threads for. */
  readonly isLarge: boolean;
  /** Whether the shards' sums are wanted. */
  readonly isSummed: boolean;
  /** Where the scores of all rows are to go, if they are wanted. */
  readonly scores?: Pick<SharedPass, 'posterior' | 'logDensity'>;
  /** By what rows are doubtful and where their marks go, if these are all that is wanted. */
  readonly doubt?: Pick<SharedPass, 'test' | 'marks'>;
  /** Records to be read, in place of a pass over rows. */
  readonly records?: number;
}

/** What a pass is about in which so many stretches of a text are read. */
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

/** Shards take a few milliseconds. Threads that finish none in so long are given up… */
const PATIENCE_MILLISECONDS = 200;
/** …and so are those that have not woken while passes went on for so long; starting one takes a tenth of it. */
const SILENCE_MILLISECONDS = 2000;
/** A pass counts for no more than this: the whole process may have been stopped in it. */
const MOST_SILENCE = 100;
/** Who had to be given up so often will not do better. */
const MOST_CREWS = 3;

export class Pool {
  private crew: Crew | undefined;
  private givenUp = 0;

  /**
   * @param giveUp is called when threads were given up: one that comes back may still read the plan and write to the
   * sums of its last pass
   */
  constructor(
    private readonly arena: Arena,
    private readonly kernels: Kernels,
    private readonly module: WebAssembly.Module,
    private readonly threads: Threads,
    private readonly giveUp: () => void,
  ) {}

  /** How often threads were given up. */
  get losses(): number {
    return this.givenUp;
  }

  /** Whether threads can be of help. */
  get isUsable(): boolean {
    return this.givenUp < MOST_CREWS;
  }

  /** Starts the threads, which takes them some milliseconds. */
  gather(): Crew {
    return (this.crew ??= new Crew(this.arena, this.module, this.threads));
  }

  /**
   * One pass. Yields after each shard that the caller computed.
   *
   * @param block the caller's own room for one
   * @returns the sums of the shards in turn; nothing where they are not wanted
   */
  *run(order: PassOrder, block: number): Generator<undefined, Float64Array> {
    const crew = this.gather();
    crew.open(order);
    const { control } = crew;
    yield* takeShards(this.kernels, control, block);
    if (crew.close()) return crew.sums();
    this.givenUp++;
    const next = this.isUsable ? 'others take their place' : 'it goes on without';
    this.threads.tell(`Threads that helped with the computation ended or do not answer; ${next}.`);
    this.crew = undefined;
    crew.disband();
    this.giveUp();
    return yield* this.finished(crew, block);
  }

  /**
   * The sums, with those of the shards that nobody finished: in a place of their own, since a thread that comes back
   * may still write to its.
   */
  private *finished(crew: Crew, block: number): Generator<undefined, Float64Array> {
    // First: what is done later is not in the copy.
    const missing = crew.missing();
    const sums = crew.sums().slice();
    const width = sumCount(crew.control[WORD.statisticCount]);
    const at = this.arena.take(8 * width);
    for (const shard of missing) {
      computeShard(this.kernels, crew.control, block, shard, at);
      if (sums.length > 0) sums.set(this.arena.doubles(at, width), shard * width);
      yield undefined;
    }
    return sums;
  }
}

/** Waits for threads to leave. */
function isUnchanged(control: Int32Array, inside: number): boolean {
  return Atomics.wait(control, WORD.gate, inside, PATIENCE_MILLISECONDS) === 'timed-out';
}

/**
 * Threads with their control block and their rooms. Given up as a whole: one that was thought dead may still write into
 * these.
 */
class Crew {
  readonly control: Int32Array;
  private readonly members: readonly Thread[];
  private readonly blocks: readonly Scratch[];
  private readonly results: Scratch;
  private resultCount = 0;
  private readonly done: Scratch;
  private opened = 0;
  /** By thread: the last pass that it answered, and for how long others have gone on since. */
  private readonly answers: Int32Array;
  private readonly silence: Float64Array;

  constructor(
    private readonly arena: Arena,
    module: WebAssembly.Module,
    threads: Threads,
  ) {
    const at = arena.take(4 * CONTROL_WORDS);
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
        threads.tell(
          `A thread cannot be started (${error instanceof Error ? error.message : String(error)}); ` +
            'the computation takes longer.',
        );
        this.silence[index] = -Infinity; // nothing is expected of it
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
    this.blocks.forEach((block, index) => (control[WORD.blocks + index] = block.take(blockBytes)));
    this.resultCount = isSummed ? shards * sumCount(statisticCount) : 0;
    const pass: SharedPass = {
      shards,
      rows,
      shardRows,
      blockRows,
      plan,
      statisticCount,
      sums: isSummed ? this.results.take(8 * this.resultCount) : 0,
      ...(scores ?? { posterior: 0, logDensity: 0 }),
      ...(doubt ?? { test: 0, marks: 0 }),
      records,
      done: this.done.take(4 * shards),
    };
    this.arena.words(pass.done, shards).fill(0);
    for (const name of Object.keys(pass) as (keyof SharedPass)[]) control[WORD[name]] = pass[name];
    control[WORD.next] = 0;
    this.opened = performance.now();
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
      // Twice: if the whole process was stopped meanwhile, the first wait is over at once.
      if (!changes(control, WORD.gate, inside) && isUnchanged(control, inside) && isUnchanged(control, inside))
        return false;
      inside = Atomics.load(control, WORD.gate);
    }
    return Atomics.load(control, WORD.failed) === 0 && !this.isSilent(performance.now() - this.opened);
  }

  /** Whether a thread has not been heard of for long, this pass of so many milliseconds included. */
  private isSilent(milliseconds: number): boolean {
    for (let index = 0; index < this.answers.length; index++) {
      const answer = Atomics.load(this.control, ANSWERS + index);
      this.silence[index] =
        answer === this.answers[index] ? this.silence[index] + Math.min(milliseconds, MOST_SILENCE) : 0;
      this.answers[index] = answer;
    }
    return this.silence.some((silence) => silence > SILENCE_MILLISECONDS);
  }

  /** Shards that nobody finished. */
  missing(): readonly number[] {
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
