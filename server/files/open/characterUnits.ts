/**
 * Units of the protocol's `character` (Language Server Protocol 3.17, "Text Documents"): UTF-16 code units, which are
 * those of strings, or bytes of UTF-8, or code points. A surrogate without its partner counts as one code point, and as
 * the three bytes of the replacement character.
 */

export type PositionEncoding = 'utf-8' | 'utf-16' | 'utf-32';

/** Returns the number of units from one offset of a text to another. */
export function unitsBetween(text: string, from: number, to: number, encoding: PositionEncoding): number {
  if (encoding === 'utf-16') return to - from;
  let units = 0;
  for (let at = from; at < to; at += widthAt(text, at)) units += unitsAt(text, at, encoding);
  return units;
}

/**
 * Returns the offset a number of units after another offset, at most `limit`. Units that end inside a character lead to
 * its start.
 */
export function offsetAfterUnits(
  text: string,
  { from, limit }: { readonly from: number; readonly limit: number },
  units: number,
  encoding: PositionEncoding,
): number {
  if (encoding === 'utf-16') return Math.max(from, Math.min(from + units, limit));
  let at = from;
  for (let rest = units; at < limit; at += widthAt(text, at)) {
    rest -= unitsAt(text, at, encoding);
    if (rest < 0) return at;
  }
  return limit;
}

/** Returns the number of UTF-16 code units of the character at an offset. */
function widthAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

function unitsAt(text: string, at: number, encoding: PositionEncoding): number {
  if (encoding === 'utf-32') return 1;
  const point = text.codePointAt(at) ?? 0;
  if (point < 0x80) return 1;
  if (point < 0x800) return 2;
  return point > 0xffff ? 4 : 3;
}
