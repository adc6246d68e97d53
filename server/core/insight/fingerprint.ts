/** Which rows a model was fitted to, in eight bytes a row: only these can be taken out of its statistics. */
import type { Matrix } from '../matrix';
import { guided } from '../sorting';

const ROWS_PER_BLOCK = 4096;
/** Fingerprints are whole numbers below this. */
const RANGE = 2 ** 53;

/** 53 bits of a row's cells, by the mixing steps of MurmurHash3 (Appleby 2011). */
export function fingerprint(row: Float64Array): number {
  const words = new Uint32Array(row.buffer, row.byteOffset, 2 * row.length);
  let a = FIRST;
  let b = SECOND;
  for (let i = 0; i < words.length; i++) {
    a = mixedFirst(a, words[i]);
    b = mixedSecond(b, words[i]);
  }
  return joined(a, b);
}

const FIRST = 0x9747b28c;
const SECOND = 0x3c6ef372;

function mixedFirst(a: number, word: number): number {
  const mixed = Math.imul(a ^ word, 0x85ebca6b);
  return mixed ^ (mixed >>> 13);
}

function mixedSecond(b: number, word: number): number {
  const mixed = Math.imul(b ^ Math.imul(word, 0x1b873593), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

function joined(a: number, b: number): number {
  return (a >>> 0) * 2 ** 21 + (b >>> 11);
}

/** The fingerprints of all rows that count, ascending. Yields now and then. */
export function* fingerprints({ rows, columns, rowWeights }: Matrix): Generator<undefined, Float64Array> {
  const found = new Float64Array(rows);
  const a = new Int32Array(ROWS_PER_BLOCK);
  const b = new Int32Array(ROWS_PER_BLOCK);
  const cells = new Float64Array(ROWS_PER_BLOCK);
  const words = new Uint32Array(cells.buffer);
  let counted = 0;
  for (let from = 0; from < rows; from += ROWS_PER_BLOCK) {
    const count = Math.min(ROWS_PER_BLOCK, rows - from);
    a.fill(FIRST);
    b.fill(SECOND);
    for (const { values } of columns) {
      cells.set(values.subarray(from, from + count));
      for (let i = 0; i < count; i++) {
        a[i] = mixedFirst(mixedFirst(a[i], words[2 * i]), words[2 * i + 1]);
        b[i] = mixedSecond(mixedSecond(b[i], words[2 * i]), words[2 * i + 1]);
      }
    }
    for (let i = 0; i < count; i++) if (rowWeights === undefined || rowWeights[from + i] !== 0) found[counted++] = joined(a[i], b[i]);
    yield undefined;
  }
  return guided(found.subarray(0, counted)).sorted;
}

/** Whether a row is among those of the fingerprints, which spread evenly: a place is guessed, and searched about. */
export function isAmong(sorted: Float64Array, row: Float64Array): boolean {
  const wanted = fingerprint(row);
  const guess = Math.floor((wanted / RANGE) * sorted.length);
  const reach = 4 * Math.ceil(Math.sqrt(sorted.length));
  let low = sorted[guess - reach] < wanted ? guess - reach : 0;
  let high = sorted[guess + reach] >= wanted ? guess + reach : sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === wanted;
}
