/** Records of plain numbers read by the kernels; `readPlain` of `core/csv/stream.ts` is the plain twin. */
import type { PlainRecords, RecordForm } from '../core/csv/columns/numberRoom';
import { complete } from '../core/numeric/generators';
import type { Arena, Kernels } from './instance';
import { Scratch } from './instance';
import { readingOrder, type Pool } from './pool';

const LF = 0x0a;
/** So many bytes behind the text are looked at. */
const BEHIND = 8;
/**
 * Stretches that threads read side by side: of so many bytes, which take some tenths of a millisecond, but no more than
 * these.
 */
const STRETCH_BYTES = 2 ** 16;
const MOST_STRETCHES = 32;
/** Words of an order before its stretches, and of each; see `readStretch`. */
const ORDER_WORDS = 4;
const STRETCH_WORDS = 5;

export class KernelRecords implements PlainRecords {
  end = 0;
  private text: Scratch;
  private order: Scratch;
  private length = 0;
  /** How often records of the text that is loaded were asked for: once, unless some are not plain. */
  private readings = 0;
  /**
   * Whether the last text was read in one go; else what threads read beyond the first odd record would be read again.
   */
  private isSmooth = true;
  /** Whether threads were given up that may still read the text. */
  private isLost = false;

  /** @param pool of threads that may read, too */
  constructor(
    private readonly kernels: Kernels,
    private readonly arena: Arena,
    private readonly pool?: Pool,
  ) {
    [this.text, this.order] = [new Scratch(arena), new Scratch(arena)];
  }

  canFill(columns: readonly Float64Array[]): boolean {
    return columns.every((values) => this.arena.holds(values));
  }

  load(bytes: Uint8Array, length: number): void {
    if (this.isLost) this.text = new Scratch(this.arena);
    this.isLost = false;
    const room = this.arena.bytes(this.text.take(length + BEHIND), length + BEHIND);
    room.set(bytes.subarray(0, length));
    room.fill(0, length);
    this.length = length;
    this.isSmooth = this.readings <= 1;
    this.readings = 0;
  }

  read(from: number, form: RecordForm, row: number, most: number): number {
    const { pool } = this;
    const stretches = Math.min(MOST_STRETCHES, Math.floor((this.length - from) / STRETCH_BYTES));
    const isShared = pool?.isUsable === true && this.isSmooth && this.readings === 0 && stretches > 1 && most > 0;
    this.readings++;
    if (!isShared) {
      const order = this.ordered([{ from, rows: most }], form, row);
      this.kernels.readStretch(order, 0);
      return this.taken(order, 1);
    }
    const found = this.stretches(from, stretches, most);
    const order = this.ordered(found, form, row);
    const { losses } = pool;
    complete(pool.run(readingOrder(order, found.length), 0));
    const rows = this.taken(order, found.length);
    // A thread that comes back may still read the text and write to the order.
    if (pool.losses > losses) [this.order, this.isLost] = [new Scratch(this.arena), true];
    return rows;
  }

  /** Stretches of about the same length that end with a line, and how many lines each has, `most` in all. */
  private stretches(from: number, count: number, most: number): readonly Stretch[] {
    const {
      length,
      text: { at: text },
    } = this;
    const bytes = this.arena.bytes(text, length);
    const found: Stretch[] = [];
    let left = most;
    for (let i = 1, start = from; i <= count && left > 0 && start < length; i++) {
      const near = Math.max(start, from + Math.floor((i * (length - from)) / count));
      const feed = i < count ? bytes.indexOf(LF, near) : -1;
      const end = feed < 0 ? length : feed + 1;
      const rows = Math.min(left, this.kernels.countLines(text + start, text + end));
      found.push({ from: start, rows });
      left -= rows;
      start = end;
    }
    return found;
  }

  /** Writes an order. Returns where it stands. */
  private ordered(stretches: readonly Stretch[], { separator, point, columns }: RecordForm, row: number): number {
    const before = ORDER_WORDS + STRETCH_WORDS * stretches.length;
    const at = this.order.take(4 * (before + columns.length));
    const words = this.arena.words(at, before + columns.length);
    words.set([separator, point, at + 4 * before, columns.length]);
    let first = row;
    stretches.forEach(({ from, rows }, i) => {
      words.set([this.text.at + from, first, rows, 0, 0], ORDER_WORDS + STRETCH_WORDS * i);
      first += rows;
    });
    columns.forEach((values, column) => (words[before + column] = values.byteOffset));
    return at;
  }

  /** How many rows were read without one left out. Tells where they end. */
  private taken(order: number, stretches: number): number {
    const words = this.arena.words(order, ORDER_WORDS + STRETCH_WORDS * stretches);
    let total = 0;
    for (let i = 0; i < stretches; i++) {
      const own = ORDER_WORDS + STRETCH_WORDS * i;
      const [rows, read, end] = words.subarray(own + 2, own + STRETCH_WORDS);
      total += read;
      this.end = (end >>> 0) - this.text.at;
      // Where a record is not plain those behind it may stand in other rows.
      if (read < rows) break;
    }
    return total;
  }
}

/** Where some records begin, and how many are to be read at most. */
interface Stretch {
  readonly from: number;
  readonly rows: number;
}
