/** A hash of a text, by which a text that is no longer in memory is recognised. */

const UNITS_PER_STEP = 2 ** 20;

/**
 * Computes a hash of 53 bits: FNV-1a (Fowler, Noll & Vo 1991), combined with the same hash with another multiplier
 * (Steele & Vigna 2022). Yields after each step.
 */
export function* contentHash(text: string): Generator<undefined, number> {
  let a = 0x811c9dc5;
  let b = 0x3c6ef372;
  for (let from = 0; from < text.length; from += UNITS_PER_STEP) {
    const end = Math.min(text.length, from + UNITS_PER_STEP);
    for (let at = from; at < end; at++) {
      const code = text.charCodeAt(at);
      a = Math.imul(a ^ code, 0x01000193);
      b = Math.imul(b ^ code, 0x915f77f5);
    }
    yield undefined;
  }
  return (a >>> 0) * 2 ** 21 + (b >>> 11);
}
