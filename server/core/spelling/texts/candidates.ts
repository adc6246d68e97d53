/**
 * Pairs of texts at most two edits apart, found without comparing all: two such texts have a common rest after two
 * letters of each are deleted (Garbe 2012, "SymSpell"), and of their first seven letters this is so as well.
 */
import { MOST_EDITS } from './slipChannel';

/** Letters of a text that are looked at first; more only make more rests. */
const BEGINNING = 7;

/** Positions of two texts, one in either list. */
export interface Candidate {
  readonly rare: number;
  readonly common: number;
}

/** All pairs that may be two edits or fewer apart, and few others; by the rare one, then the common one. */
export function candidates(rare: readonly string[], common: readonly string[]): readonly Candidate[] {
  const byRest = new Map<number, number[]>();
  common.forEach((text, i) => {
    for (const rest of rests(text)) {
      const known = byRest.get(rest);
      if (known === undefined) byRest.set(rest, [i]);
      else known.push(i);
    }
  });
  const letters = common.map(lettersOf);
  const seen = new Int32Array(common.length).fill(-1);
  return rare.flatMap((text, r) => {
    const own = lettersOf(text);
    const found: number[] = [];
    for (const rest of rests(text)) {
      for (const c of byRest.get(rest) ?? []) {
        if (seen[c] === r) continue;
        seen[c] = r;
        if (
          common[c] !== text &&
          Math.abs(common[c].length - text.length) <= MOST_EDITS &&
          differing(own, letters[c]) <= 2 * MOST_EDITS
        )
          found.push(c);
      }
    }
    return found.sort((a, b) => a - b).map((c) => ({ rare: r, common: c }));
  });
}

/**
 * Hashes of what is left of the beginning of a text when up to two of its letters are deleted; two rests of one hash
 * only make a candidate more.
 */
function rests(text: string): ReadonlySet<number> {
  const length = Math.min(text.length, BEGINNING);
  const found = new Set<number>();
  // The place behind the last letter stands for no deletion.
  for (let first = 0; first <= length; first++) {
    for (let second = first === length ? length : first + 1; second <= length; second++)
      found.add(hashWithout(text, length, first, second));
  }
  return found;
}

/** FNV-1a (Fowler, Noll & Vo 1991) of the beginning without two of its letters. */
function hashWithout(text: string, length: number, first: number, second: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let at = 0; at < length; at++)
    if (at !== first && at !== second) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}

/** Which letters a text has, one bit for each, several letters to a bit. */
function lettersOf(text: string): number {
  let bits = 0;
  for (let i = 0; i < text.length; i++) bits |= 1 << (text.charCodeAt(i) & 31);
  return bits;
}

/** How many bits differ; each edit changes two of them at most (Warren 2013, "Hacker's Delight", section 5-1). */
function differing(a: number, b: number): number {
  let x = a ^ b;
  x -= (x >>> 1) & 0x55555555;
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
