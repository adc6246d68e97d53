/** Records of plain numbers read by the kernels; `readPlain` of `core/csv/stream.ts` is the plain twin. */
import type { PlainRecords, RecordForm } from '../core/csv/column';
import type { Arena, Kernels } from './instance';
import { Scratch } from './instance';

/** So many bytes behind the text are looked at. */
const BEHIND = 8;

export class KernelRecords implements PlainRecords {
  end = 0;
  private readonly text: Scratch;
  private readonly words: Scratch;

  constructor(private readonly kernels: Kernels, private readonly arena: Arena) {
    [this.text, this.words] = [new Scratch(arena), new Scratch(arena)];
  }

  canFill(columns: readonly Float64Array[]): boolean {
    return columns.every((values) => this.arena.holds(values));
  }

  load(bytes: Uint8Array, length: number): void {
    const room = this.arena.bytes(this.text.take(length + BEHIND), length + BEHIND);
    room.set(bytes.subarray(0, length));
    room.fill(0, length);
  }

  read(from: number, { separator, point, columns }: RecordForm, row: number, most: number): number {
    const { at: text } = this.text;
    const at = this.words.take(4 * (columns.length + 1));
    const words = this.arena.words(at, columns.length + 1);
    columns.forEach((values, column) => (words[column + 1] = values.byteOffset));
    const rows = this.kernels.readRecords(text + from, separator, point, at + 4, columns.length, row, most, at);
    this.end = (words[0] >>> 0) - text;
    return rows;
  }
}
