/** Hashes of texts, 53 bits each: 8 bytes per cell suffice to find equal cells. */
import { encodeUtf8, MOST_BYTES_PER_UNIT } from '../cells/utf8';

/** Two odd multipliers for mixing bits, and two for the finish (Appleby 2011, "MurmurHash3"). */
const [FIRST, SECOND] = [0x85ebca6b, 0xc2b2ae35];
const UPPER = 2 ** 32;
const UPPER_BITS = 0x1fffff;

/**
 * Hashes bytes. Among n cells with different texts some two collide with probability n² / 2^54: once in a million
 * tables of 100,000 rows.
 */
export function hashOfBytes(bytes: Uint8Array, start: number, end: number): number {
  let [a, b] = [0x9e3779b9, end - start];
  for (let at = start; at < end; at++) {
    a = Math.imul(a ^ bytes[at], FIRST);
    a ^= a >>> 15;
    b = Math.imul(b ^ bytes[at], SECOND);
    b ^= b >>> 13;
  }
  a = finalMix(a ^ (b >>> 7));
  b = finalMix(b ^ Math.imul(a, SECOND));
  return UPPER * (a & UPPER_BITS) + (b >>> 0);
}

function finalMix(x: number): number {
  x = Math.imul(x ^ (x >>> 16), FIRST);
  x = Math.imul(x ^ (x >>> 13), SECOND);
  return x ^ (x >>> 16);
}

export function hashOfText(text: string): number {
  const bytes = new Uint8Array(MOST_BYTES_PER_UNIT * text.length);
  return hashOfBytes(bytes, 0, encodeUtf8(text, 0, text.length, bytes, 0));
}
