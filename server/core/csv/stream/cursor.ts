// A window of bytes that moves over a text: the only part of a large file in memory.

import { LEAST_ROOM, type ReadBytes, type TextSource } from './source';
import type { CodeUnits } from './walk';

const CHUNK_BYTES = 1 << 20; // bytes; fits into the cache of a core

/** Number of readable bytes after the text: digits are read four at a time. */
const PADDING_BYTES = 4;

/** Bytes of a text with the interface of a string, for the code that splits cells. */
export class Cursor implements CodeUnits {
  bytes: Uint8Array;
  /** Number of bytes of text; another byte follows, which no text contains. */
  length = 0;
  /** Whether no more bytes follow. */
  isLast = false;
  /** Offset of the first of the bytes in the text. */
  base: number;
  private room: Uint8Array;
  private readonly read: ReadBytes;

  constructor(source: TextSource, offset: number) {
    this.bytes = new Uint8Array(CHUNK_BYTES + PADDING_BYTES);
    this.room = this.bytes.subarray(0, CHUNK_BYTES);
    this.base = offset;
    this.read = source.from(offset);
  }

  charCodeAt(at: number): number {
    return this.bytes[at];
  }

  /** Releases the bytes before `start`, moves the others to 0, and reads more after them. */
  moveOn(start: number): void {
    this.bytes.copyWithin(0, start, this.length);
    this.length -= start;
    this.base += start;
    if (this.room.length - this.length < Math.max(LEAST_ROOM, this.room.length / 2)) this.enlarge();
    const count = this.read(this.room, this.length);
    this.isLast = count === 0;
    this.length += count;
    this.bytes[this.length] = 0;
  }

  /** Returns the offset of the first cell of a text, after any byte order mark. */
  begin(): number {
    while (!this.isLast && this.length < 3) this.moveOn(0);
    const { bytes } = this;
    return this.base === 0 && this.length >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  }

  /** Doubles the room, so that even a cell of several megabytes is in memory as a whole. */
  private enlarge(): void {
    const size = 2 * this.room.length;
    const bytes = new Uint8Array(size + PADDING_BYTES);
    bytes.set(this.bytes.subarray(0, this.length));
    this.bytes = bytes;
    this.room = bytes.subarray(0, size);
  }
}
