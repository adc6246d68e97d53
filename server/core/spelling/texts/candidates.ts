/**
 * Pairs of texts at most two edits apart, found without comparing all: two such texts have a common rest after deleting
 * two letters of each (Garbe 2012, "SymSpell"), and so do their first seven letters.
 */
import { MOST_EDITS } from './slipChannel';

/** Number of letters of a text that are hashed; more letters only make more rests. */
const HASHED_LETTERS = 7;

/** Indices of two texts, one in either list. */
export interface CandidatePair {
  readonly rare: number;
  readonly common: number;
}

/** Returns all pairs that are at most two edits apart, and few others; by the rare text, then the common one. */
export function candidatePairs(rare: readonly string[], common: readonly string[]): readonly CandidatePair[] {
  const byRest = new Map<number, number[]>();
  common.forEach((text, i) => {
    for (const rest of rests(text)) {
      const existing = byRest.get(rest);
      if (existing === undefined) byRest.set(rest, [i]);
      else existing.push(i);
    }
  });
  const commonMasks = common.map(letterMask);
  const lastRare = new Int32Array(common.length).fill(-1);
  return rare.flatMap((text, r) => {
    const mask = letterMask(text);
    const matches: number[] = [];
    for (const rest of rests(text)) {
      for (const c of byRest.get(rest) ?? []) {
        if (lastRare[c] === r) continue;
        lastRare[c] = r;
        if (
          common[c] !== text &&
          Math.abs(common[c].length - text.length) <= MOST_EDITS &&
          differingBits(mask, commonMasks[c]) <= 2 * MOST_EDITS
        )
          matches.push(c);
      }
    }
    return matches.sort((a, b) => a - b).map((c) => ({ rare: r, common: c }));
  });
}

/** Hashes the rests of a text's beginning after deleting up to two letters; a collision only adds a candidate. */
function rests(text: string): ReadonlySet<number> {
  const length = Math.min(text.length, HASHED_LETTERS);
  const hashes = new Set<number>();
  // The position after the last letter stands for no deletion.
  for (let first = 0; first <= length; first++) {
    for (let second = first === length ? length : first + 1; second <= length; second++)
      hashes.add(hashWithout(text, length, first, second));
  }
  return hashes;
}

/** Computes FNV-1a (Fowler, Noll & Vo 1991) of the beginning without two of its letters. */
function hashWithout(text: string, length: number, first: number, second: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let at = 0; at < length; at++)
    if (at !== first && at !== second) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}

/** Returns the letters of a text as a bit mask; several letters share a bit. */
function letterMask(text: string): number {
  let bits = 0;
  for (let i = 0; i < text.length; i++) bits |= 1 << (text.charCodeAt(i) & 31);
  return bits;
}

/** Counts the different bits; each edit changes two of them at most (Warren 2013, "Hacker's Delight", section 5-1). */
function differingBits(a: number, b: number): number {
  let x = a ^ b;
  x -= (x >>> 1) & 0x55555555;
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
