/** The compiled kernels and their memory. */

/** Exports of `assembly/index.ts`. Pointers are in bytes; rows count from the first row of the matrix. */
export interface Kernels {
  heapBase(): number;
  density(plan: number, joint: number, from: number, rows: number): void;
  normalise(plan: number, joint: number, logDensity: number, rows: number): void;
  addJacobians(plan: number, logDensity: number, from: number, rows: number): void;
  doubtfulShard(
    plan: number,
    block: number,
    from: number,
    to: number,
    blockRows: number,
    test: number,
    marks: number,
  ): void;
  weigh(plan: number, joint: number, from: number, rows: number): void;
  accumulate(plan: number, posterior: number, from: number, rows: number, statistics: number): void;
  expectation(plan: number, joint: number, logDensity: number, from: number, rows: number, sums: number): void;
  shard(
    plan: number,
    block: number,
    from: number,
    to: number,
    blockRows: number,
    sums: number,
    statisticCount: number,
  ): void;
  scoreShard(
    plan: number,
    block: number,
    from: number,
    to: number,
    blockRows: number,
    posterior: number,
    logDensity: number,
    sums: number,
    statisticCount: number,
  ): void;
  mark(word: number): void;
  extentOf(x: number, rows: number, out: number): void;
  sumAbout(x: number, rows: number, scale: number, centre: number): number;
  squaresAbout(x: number, rows: number, scale: number, mean: number, spread: number): number;
  readRecords(
    at: number,
    separator: number,
    point: number,
    columns: number,
    width: number,
    row: number,
    most: number,
    end: number,
  ): number;
  readStretch(order: number, stretch: number): void;
  countLines(at: number, end: number): number;
  transpose(plan: number, joint: number, rows: number, out: number): void;
  exps(x: number, out: number, pairs: number): void;
  logs(x: number, out: number, pairs: number): void;
}

/** Returns the line for kernels that cannot be used, and whose work the plain code does. */
export function unusableWords(error: unknown): string {
  const cause = error instanceof Error ? error.message : String(error);
  return `The fast kernels cannot be used (${cause}); the computation takes longer.`;
}

const PAGE_BYTES = 65536;
/** Maximum number of pages, limited by 32-bit pointers; they are only reserved, not allocated. */
const MOST_PAGES = 65536;

export function newMemory(): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES, shared: true });
}

export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernels;
}

/** Minimum number of pages by which the memory grows. */
const LEAST_PAGES = 16;

/**
 * Allocates room in the memory, which lives as long as one fit. Room is released only with the memory as a whole, or
 * with all that was allocated after it.
 */
export class Arena {
  private top: number;
  private readonly scratches: Scratch[] = [];
  /** The memory's buffers: each growth, even of another memory, creates a new one, and all show the same bytes. */
  private readonly buffers = new WeakSet<ArrayBufferLike>();

  constructor(
    readonly memory: WebAssembly.Memory,
    base: number,
  ) {
    this.top = base;
  }

  private get buffer(): ArrayBufferLike {
    const { buffer } = this.memory;
    this.buffers.add(buffer);
    return buffer;
  }

  /**
   * Allocates bytes at the start of a cache line, and returns the pointer.
   * @throws RangeError where the memory is full
   */
  allocate(bytes: number): number {
    const at = Math.ceil(this.top / 64) * 64;
    const missing = at + bytes - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.max(LEAST_PAGES, Math.ceil(missing / PAGE_BYTES)));
    this.top = at + bytes;
    return at;
  }

  /** Pointer to the end of the allocated room. */
  get end(): number {
    return this.top;
  }

  /** Releases the room that was allocated after `end` had this value. */
  release(end: number): void {
    this.top = end;
    for (const scratch of this.scratches) scratch.forget(end);
  }

  /** Adds memory that `release` takes back. */
  register(scratch: Scratch): void {
    this.scratches.push(scratch);
  }

  doubles(at: number, length: number): Float64Array {
    return new Float64Array(this.buffer, at, length);
  }

  bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.buffer, at, length);
  }

  words(at: number, length: number): Int32Array {
    return new Int32Array(this.buffer, at, length);
  }

  /** Whether an array lies in this memory; its `byteOffset` is then a pointer. */
  contains(values: Float64Array): boolean {
    return this.buffers.has(values.buffer);
  }
}

/** Memory that is reused, and reallocated only for a larger request than all before. */
export class Scratch {
  at = 0;
  private bytes = 0;

  constructor(private readonly arena: Arena) {
    arena.register(this);
  }

  /** Gives the room up if it lies beyond the end of the allocated room. */
  forget(end: number): void {
    if (this.at >= end) [this.at, this.bytes] = [0, 0];
  }

  /** Returns a pointer to at least this many bytes; their former content may be lost. */
  reserve(bytes: number): number {
    if (bytes > this.bytes) {
      this.bytes = Math.max(bytes, 2 * this.bytes);
      this.at = this.arena.allocate(this.bytes);
    }
    return this.at;
  }
}
