/**
 * Whether a text may be another one that somebody mistyped, however often: where the row says what was meant, more
 * slips are believed than without.
 */
import { withinEdits } from '../patterns/edits';

/** Of so many letters that one text has more than two can be wrong… */
const MOST_WRONG = 0.5;
/** …and of a short one so many. */
const WRONG_AT_LEAST = 1;
const DIGITS = /\d+/g;
/** Longer texts are compared by their beginnings. */
const MOST_LETTERS = 400;

/** @param text folded, as the other one is; where they differ in nothing but digits they are two codes */
export function isLike(text: string, meant: string): boolean {
  if (text.replace(DIGITS, '') === meant.replace(DIGITS, '')) return false;
  const [a, b] = [text.slice(0, MOST_LETTERS), meant.slice(0, MOST_LETTERS)];
  const most = Math.min(
    Math.max(WRONG_AT_LEAST, Math.floor(MOST_WRONG * Math.min(a.length, b.length))),
    Math.min(a.length, b.length) - 1,
  );
  return withinEdits(a, b, most);
}
