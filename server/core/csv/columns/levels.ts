// Distinct texts of a column, looked up by their bytes: they become strings only when the whole column was read.

import { decodeUtf8, encodeUtf8, hasNonAscii, MOST_BYTES_PER_UNIT } from '../cells/utf8';

const FEWEST_SLOTS = 8;
/**
 * 2^8, since the upper eight bits of a product select the slot (Knuth 1973, "The Art of Computer Programming" 3,
 * section 6.4).
 */
const SHORT_SLOTS = 256;
/** Empty table of recent texts. Never written: a separate table is allocated once a text repeats. */
const NO_SHORT_TEXTS = new Int32Array(SHORT_SLOTS);
/** Initial capacity in bytes, enough for a few texts: tables may have many columns and few rows. */
const FEWEST_BYTES = 32;

/** A growing list of distinct texts with their indices: a hash table with open addressing. */
export class Levels {
  /** Number of texts. */
  size = 0;
  private bytes = new Uint8Array(FEWEST_BYTES);
  /** Beginning of each text in `bytes`, which may be longer than 2^31; the next entry is its end. */
  private starts = new Float64Array(FEWEST_SLOTS);
  private hashes = new Int32Array(FEWEST_SLOTS);
  /** Index + 1, 0 where free; the size is a power of two, at least twice the number of texts. */
  private slots = new Int32Array(FEWEST_SLOTS);
  private lastHash = 0;
  /** Recently found short texts, packed into an integer, with their indices: levels are mostly short and few. */
  private shortTexts = NO_SHORT_TEXTS;
  private shortPlaces = NO_SHORT_TEXTS;

  constructor(names: readonly string[] = []) {
    for (const name of names) {
      const bytes = new Uint8Array(MOST_BYTES_PER_UNIT * name.length);
      const length = encodeUtf8(name, 0, name.length, bytes, 0);
      this.find(bytes, 0, length);
      this.add(bytes, 0, length);
    }
  }

  /** Returns the index of a text, -1 when it is not in the list. */
  find(bytes: Uint8Array, start: number, end: number): number {
    if (end - start > 4) return this.findHashed(bytes, start, end);
    let packed = 0; // never 0 for a text of at least one byte, none of which is NUL
    for (let at = start; at < end; at++) packed = (packed << 8) | bytes[at];
    const slot = Math.imul(packed, 0x9e3779b1) >>> 24;
    if (packed !== 0 && this.shortTexts[slot] === packed) return this.shortPlaces[slot];
    const place = this.findHashed(bytes, start, end);
    if (place >= 0) {
      if (this.shortTexts === NO_SHORT_TEXTS) {
        this.shortTexts = new Int32Array(SHORT_SLOTS);
        this.shortPlaces = new Int32Array(SHORT_SLOTS);
      }
      this.shortTexts[slot] = packed;
      this.shortPlaces[slot] = place;
    }
    return place;
  }

  private findHashed(bytes: Uint8Array, start: number, end: number): number {
    const { slots } = this;
    const hash = hashOf(bytes, start, end);
    this.lastHash = hash;
    const mask = slots.length - 1;
    for (let slot = hash & mask; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const at = slots[slot] - 1;
      if (this.hashes[at] === hash && this.equalsAt(at, bytes, start, end)) return at;
    }
    return -1;
  }

  /** Returns the texts, by index. */
  names(): string[] {
    const { bytes, starts } = this;
    const textEnd = starts[this.size];
    const isPlain = !hasNonAscii(bytes, 0, textEnd);
    const joined = isPlain ? decodeUtf8(bytes, 0, textEnd) : '';
    return Array.from({ length: this.size }, (_, at) =>
      isPlain ? joined.slice(starts[at], starts[at + 1]) : decodeUtf8(bytes, starts[at], starts[at + 1]),
    );
  }

  /** Adds the text that `find` has just failed to find. Returns its index. */
  add(bytes: Uint8Array, start: number, end: number): number {
    const at = this.size++;
    this.reserve();
    this.hashes[at] = this.lastHash;
    this.append(bytes, start, end);
    if (2 * this.size > this.slots.length) this.grow();
    else this.insertSlot(at);
    return at;
  }

  private equalsAt(at: number, bytes: Uint8Array, start: number, end: number): boolean {
    const from = this.starts[at];
    const length = end - start;
    if (this.starts[at + 1] - from !== length) return false;
    const storedBytes = this.bytes;
    for (let i = 0; i < length; i++) if (storedBytes[from + i] !== bytes[start + i]) return false;
    return true;
  }

  private reserve(): void {
    if (this.size < this.starts.length) return;
    const [{ starts, hashes }, length] = [this, 2 * this.size];
    this.starts = new Float64Array(length);
    this.starts.set(starts);
    this.hashes = new Int32Array(length);
    this.hashes.set(hashes);
  }

  /** Appends the bytes of the last text. */
  private append(bytes: Uint8Array, start: number, end: number): void {
    const from = this.starts[this.size - 1];
    const storedEnd = from + end - start;
    if (storedEnd > this.bytes.length) {
      const larger = new Uint8Array(2 * storedEnd);
      larger.set(this.bytes);
      this.bytes = larger;
    }
    const storedBytes = this.bytes;
    for (let at = start; at < end; at++) storedBytes[from + at - start] = bytes[at];
    this.starts[this.size] = storedEnd;
  }

  private grow(): void {
    this.slots = new Int32Array(2 * this.slots.length);
    for (let at = 0; at < this.size; at++) this.insertSlot(at);
  }

  private insertSlot(at: number): void {
    const mask = this.slots.length - 1;
    let slot = this.hashes[at] & mask;
    while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
    this.slots[slot] = at + 1;
  }
}

/** FNV-1a (Fowler, Noll & Vo 1991), with its upper bits mixed into the lower ones, which select the slot. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at], 0x01000193);
  return hash ^ (hash >>> 15);
}
