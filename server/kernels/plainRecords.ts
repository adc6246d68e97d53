/**
 * Reading of records of plain numbers by the kernels; the plain equivalent is `readPlain` of
 * `core/csv/stream/stream.ts`.
 */
import type { PlainRecords, RecordForm } from '../core/csv/columns/numberRoom';
import { complete } from '../core/numeric/generators';
import type { Arena, Kernels } from './instance';
import { Scratch } from './instance';
import { readingOrder, type Pool } from './pool';

const LF = 0x0a;
/** Number of bytes after the text that are read. */
const BYTES_BEHIND = 8;
/**
 * Size of the stretches that threads read in parallel, in bytes, which takes some tenths of a millisecond; and maximum
 * number of stretches.
 */
const STRETCH_BYTES = 2 ** 16;
const MOST_STRETCHES = 32;
/** Number of words of an order before its stretches, and of each stretch; see `readStretch`. */
const ORDER_WORDS = 4;
const STRETCH_WORDS = 5;

export class KernelRecords implements PlainRecords {
  end = 0;
  private text: Scratch;
  private order: Scratch;
  private length = 0;
  /** Number of requests for records of the loaded text: one, unless some are not plain. */
  private readings = 0;
  /**
   * Whether the last text was read by a single request; otherwise the records that threads read beyond the first one
   * that is not plain would be read again.
   */
  private isSmooth = true;
  /** Whether threads were given up that may still read the text. */
  private isLost = false;

  /** @param pool threads that may help to read */
  constructor(
    private readonly kernels: Kernels,
    private readonly arena: Arena,
    private readonly pool?: Pool,
  ) {
    [this.text, this.order] = [new Scratch(arena), new Scratch(arena)];
  }

  canFill(columns: readonly Float64Array[]): boolean {
    return columns.every((values) => this.arena.contains(values));
  }

  load(bytes: Uint8Array, length: number): void {
    if (this.isLost) this.text = new Scratch(this.arena);
    this.isLost = false;
    const room = this.arena.bytes(this.text.reserve(length + BYTES_BEHIND), length + BYTES_BEHIND);
    room.set(bytes.subarray(0, length));
    room.fill(0, length);
    this.length = length;
    this.isSmooth = this.readings <= 1;
    this.readings = 0;
  }

  read(from: number, form: RecordForm, row: number, maxRows: number): number {
    const { pool } = this;
    const stretches = Math.min(MOST_STRETCHES, Math.floor((this.length - from) / STRETCH_BYTES));
    const isShared = pool?.isUsable === true && this.isSmooth && this.readings === 0 && stretches > 1 && maxRows > 0;
    this.readings++;
    if (!isShared) {
      const order = this.writeOrder([{ from, rows: maxRows }], form, row);
      this.kernels.readStretch(order, 0);
      return this.rowsReadBy(order, 1);
    }
    const parts = this.splitText(from, stretches, maxRows);
    const order = this.writeOrder(parts, form, row);
    const { losses } = pool;
    complete(pool.run(readingOrder(order, parts.length), 0));
    const rows = this.rowsReadBy(order, parts.length);
    // A thread that comes back may still read the text and write to the order.
    if (pool.losses > losses) [this.order, this.isLost] = [new Scratch(this.arena), true];
    return rows;
  }

  /** Splits the text into stretches of similar length that end with a line, and counts their lines, up to `maxRows`. */
  private splitText(from: number, count: number, maxRows: number): readonly Stretch[] {
    const {
      length,
      text: { at: text },
    } = this;
    const bytes = this.arena.bytes(text, length);
    const stretches: Stretch[] = [];
    let remaining = maxRows;
    for (let i = 1, start = from; i <= count && remaining > 0 && start < length; i++) {
      const near = Math.max(start, from + Math.floor((i * (length - from)) / count));
      const feed = i < count ? bytes.indexOf(LF, near) : -1;
      const end = feed < 0 ? length : feed + 1;
      const rows = Math.min(remaining, this.kernels.countLines(text + start, text + end));
      stretches.push({ from: start, rows });
      remaining -= rows;
      start = end;
    }
    return stretches;
  }

  /** Writes an order. Returns its pointer. */
  private writeOrder(stretches: readonly Stretch[], { separator, point, columns }: RecordForm, row: number): number {
    const headWords = ORDER_WORDS + STRETCH_WORDS * stretches.length;
    const at = this.order.reserve(4 * (headWords + columns.length));
    const words = this.arena.words(at, headWords + columns.length);
    words.set([separator, point, at + 4 * headWords, columns.length]);
    let first = row;
    stretches.forEach(({ from, rows }, i) => {
      words.set([this.text.at + from, first, rows, 0, 0], ORDER_WORDS + STRETCH_WORDS * i);
      first += rows;
    });
    columns.forEach((values, column) => (words[headWords + column] = values.byteOffset));
    return at;
  }

  /** Returns the number of rows that were read without a gap, and stores the position of their end. */
  private rowsReadBy(order: number, stretches: number): number {
    const words = this.arena.words(order, ORDER_WORDS + STRETCH_WORDS * stretches);
    let total = 0;
    for (let i = 0; i < stretches; i++) {
      const word = ORDER_WORDS + STRETCH_WORDS * i;
      const [rows, read, end] = words.subarray(word + 2, word + STRETCH_WORDS);
      total += read;
      this.end = (end >>> 0) - this.text.at;
      // After a record that is not plain, later ones may belong to other rows.
      if (read < rows) break;
    }
    return total;
  }
}

/** Start of some records, and the maximum number to read. */
interface Stretch {
  readonly from: number;
  readonly rows: number;
}
