/** Which rows a model was fitted to, in eight bytes a row: only these can be taken out of its statistics. */
import type { Matrix } from '../matrix';

/** 53 bits of a row's cells, by the mixing steps of MurmurHash3 (Appleby 2011). */
export function fingerprint(row: Float64Array): number {
  const words = new Uint32Array(row.buffer, row.byteOffset, 2 * row.length);
  let a = 0x9747b28c;
  let b = 0x3c6ef372;
  for (const word of words) {
    a = Math.imul(a ^ word, 0x85ebca6b);
    a ^= a >>> 13;
    b = Math.imul(b ^ Math.imul(word, 0x1b873593), 0xc2b2ae35);
    b ^= b >>> 16;
  }
  return (a >>> 0) * 2 ** 21 + (b >>> 11);
}

/** The fingerprints of all rows that count, ascending. */
export function fingerprints(matrix: Matrix): Float64Array {
  const row = new Float64Array(matrix.columns.length);
  const found = new Float64Array(matrix.rows);
  let count = 0;
  for (let n = 0; n < matrix.rows; n++) {
    if (matrix.rowWeights?.[n] === 0) continue;
    for (let d = 0; d < row.length; d++) row[d] = matrix.columns[d].values[n];
    found[count++] = fingerprint(row);
  }
  return found.slice(0, count).sort();
}

/** Whether a row is among those of the fingerprints. */
export function isAmong(sorted: Float64Array, row: Float64Array): boolean {
  const wanted = fingerprint(row);
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === wanted;
}
