/**
 * Pairs of texts at most two edits apart, found without comparing all: two such texts have a common rest after two letters of each are
 * deleted (Garbe 2012, "SymSpell"), and of their first seven letters this is so as well.
 */
import { MOST_EDITS } from './channel';

/** Letters of a text that are looked at first; more only make more rests. */
const BEGINNING = 7;

/** Positions of two texts, one in either list. */
export interface Candidate {
  readonly rare: number;
  readonly common: number;
}

/** All pairs that may be two edits or fewer apart, and few others; by the rare one, then the common one. */
export function candidates(rare: readonly string[], common: readonly string[]): readonly Candidate[] {
  const byRest = new Map<string, number[]>();
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
        if (common[c] !== text && Math.abs(common[c].length - text.length) <= MOST_EDITS && differing(own, letters[c]) <= 2 * MOST_EDITS) found.push(c);
      }
    }
    return found.sort((a, b) => a - b).map((c) => ({ rare: r, common: c }));
  });
}

/** What is left of the beginning of a text when up to two of its letters are deleted. */
function rests(text: string): ReadonlySet<string> {
  const found = new Set([text.slice(0, BEGINNING)]);
  let last: readonly string[] = [...found];
  for (let deleted = 0; deleted < MOST_EDITS; deleted++) {
    last = last.flatMap((own) => Array.from({ length: own.length }, (_, i) => own.slice(0, i) + own.slice(i + 1)));
    for (const rest of last) found.add(rest);
  }
  return found;
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
