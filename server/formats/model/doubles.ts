/** Lossless text form of lists of doubles: base64 of their bytes, in little-endian order. */

export function encodeDoubles(values: Float64Array): string {
  return Array.from(encodeDoublesInPieces(values)).join('');
}

/** Number of doubles per piece; a multiple of 3, so that the concatenated pieces are valid base64. */
const DOUBLES_PER_PIECE = 3 * 2 ** 12;

/** Yields the text of `encodeDoubles` in pieces. */
export function* encodeDoublesInPieces(values: Float64Array): Generator<string, undefined> {
  for (let from = 0; from < values.length; from += DOUBLES_PER_PIECE) {
    const piece = values.subarray(from, from + DOUBLES_PER_PIECE);
    const bytes = Buffer.alloc(8 * piece.length);
    piece.forEach((value, i) => bytes.writeDoubleLE(value, 8 * i));
    yield bytes.toString('base64');
  }
}

/** @returns the doubles; undefined if the text does not encode exactly `count` of them */
export function decodeDoubles(text: string, count: number): Float64Array | undefined {
  // The length is checked first, so that an untrusted count allocates nothing.
  if (text.length !== 4 * Math.ceil((8 * count) / 3)) return undefined;
  const bytes = Buffer.from(text, 'base64');
  // Buffer skips characters that are not base64.
  if (bytes.length !== 8 * count || bytes.toString('base64') !== text) return undefined;
  return Float64Array.from({ length: count }, (_, i) => bytes.readDoubleLE(8 * i));
}
