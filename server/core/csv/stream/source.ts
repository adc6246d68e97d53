// The source of a table's text, in bytes: a file, or a string. It can be read more than once.

import { decodeUtf8, encodeUtf8, MOST_BYTES_PER_UNIT } from '../cells/utf8';

/** A text as UTF-8, identical each time it is read. */
export interface TextSource {
  /** Approximate size in bytes. */
  readonly size: number;
  /** Starts reading at an offset in bytes. */
  from(offset: number): ReadBytes;
  /** Called before reading allocates memory for a column. Throws if too little is left. */
  requireMemory?(): void;
}

/**
 * Writes the next bytes into an array at an offset, any number of them; there must be room for LEAST_ROOM. Returns the
 * number of bytes; 0 at the end.
 */
export type ReadBytes = (into: Uint8Array, at: number) => number;

/** Minimum room in bytes, so that the longest character fits. */
export const LEAST_ROOM = 8;

/** Distance in bytes between the positions of a string from which reading can restart. */
const STEP = 1 << 20;

export function sourceOfString(text: string): TextSource {
  const places = [{ unit: 0, byte: 0 }];
  const from = (offset: number): ReadBytes => {
    let { unit, byte } = places.findLast((place) => place.byte <= offset) ?? places[0];
    const read: ReadBytes = (into, at) => {
      let end = Math.min(text.length, unit + Math.floor((into.length - at) / MOST_BYTES_PER_UNIT));
      const isSplit = end > unit + 1 && end < text.length && (text.charCodeAt(end - 1) & 0xfc00) === 0xd800;
      if (isSplit) end--; // the other half of the character must come with it
      const writtenEnd = encodeUtf8(text, unit, end, into, at);
      unit = end;
      byte += writtenEnd - at;
      if (byte >= places[places.length - 1].byte + STEP) places.push({ unit, byte });
      return writtenEnd - at;
    };
    const scratch = new Uint8Array(4096);
    for (;;) {
      const before = { unit, byte };
      if (byte === offset || read(scratch, 0) === 0) return read;
      if (byte <= offset) continue;
      ({ unit, byte } = before);
      return skipFirst(read, offset - byte);
    }
  };
  return { size: text.length, from };
}

/** Skips the first bytes. */
export function skipFirst(read: ReadBytes, count: number): ReadBytes {
  let remaining = count;
  return (into, at) => {
    for (;;) {
      const length = read(into, at);
      if (length === 0 || remaining === 0) return length;
      const dropped = Math.min(remaining, length);
      remaining -= dropped;
      if (dropped === length) continue;
      into.copyWithin(at, at + dropped, at + length);
      return length - dropped;
    }
  };
}

/** Reads bytes of a text as a string; fewer at its end. */
export function textAt(source: TextSource, offset: number, size: number): string {
  const bytes = new Uint8Array(size + LEAST_ROOM);
  const read = source.from(offset);
  let length = 0;
  for (let count = 1; count > 0 && length < size;) length += count = read(bytes, length);
  return decodeUtf8(bytes, 0, Math.min(length, size));
}
