/** Lossless text form of lists of doubles: base64 of their bytes, in little-endian order. */

export function encodeDoubles(values: Float64Array): string {
  const bytes = Buffer.alloc(8 * values.length);
  values.forEach((value, i) => bytes.writeDoubleLE(value, 8 * i));
  return bytes.toString('base64');
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
