/** Lists of doubles as text that keeps every bit: base64 of their bytes, the lowest first. */

export function encodeDoubles(values: Float64Array): string {
  const bytes = Buffer.alloc(8 * values.length);
  values.forEach((value, i) => bytes.writeDoubleLE(value, 8 * i));
  return bytes.toString('base64');
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
