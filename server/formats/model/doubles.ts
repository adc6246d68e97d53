/** Lists of doubles as text that keeps every bit: base64 of their bytes, the lowest first. */

export function encodeDoubles(values: Float64Array): string {
  return Array.from(encodedDoubles(values)).join('');
}

/** Doubles that are written at a time: whole groups of base64, so that their texts make one when put together. */
const PIECE = 3 * 2 ** 12;

/** The same in pieces. */
export function* encodedDoubles(values: Float64Array): Generator<string, undefined> {
  for (let from = 0; from < values.length; from += PIECE) {
    const piece = values.subarray(from, from + PIECE);
    const bytes = Buffer.alloc(8 * piece.length);
    piece.forEach((value, i) => bytes.writeDoubleLE(value, 8 * i));
    yield bytes.toString('base64');
  }
}

/** @returns undefined when the text is not that of exactly `count` doubles */
export function decodeDoubles(text: string, count: number): Float64Array | undefined {
  // The length first: nothing is allocated on the word of a file.
  if (text.length !== 4 * Math.ceil((8 * count) / 3)) return undefined;
  const bytes = Buffer.from(text, 'base64');
  // Buffer passes over what is no base64.
  if (bytes.length !== 8 * count || bytes.toString('base64') !== text) return undefined;
  return Float64Array.from({ length: count }, (_, i) => bytes.readDoubleLE(8 * i));
}
