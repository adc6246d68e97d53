/**
 * Whether a text may be another one with any number of typing errors: where the row reveals the meant text, more slips
 * are plausible than without.
 */
import { withinEdits } from '../patterns/edits';

/** Maximum share of wrong letters in a text with more than two… */
const MOST_WRONG = 0.5;
/** …and number of wrong letters allowed in a short text. */
const WRONG_AT_LEAST = 1;
const DIGITS = /\d+/g;
/** Maximum number of letters that are compared. */
const MOST_LETTERS = 400;

/** @param text folded, as the other one is; if they differ only in digits, they are two codes */
export function isLike(text: string, meant: string): boolean {
  if (text.replace(DIGITS, '') === meant.replace(DIGITS, '')) return false;
  const [a, b] = [text.slice(0, MOST_LETTERS), meant.slice(0, MOST_LETTERS)];
  const most = Math.min(
    Math.max(WRONG_AT_LEAST, Math.floor(MOST_WRONG * Math.min(a.length, b.length))),
    Math.min(a.length, b.length) - 1,
  );
  return withinEdits(a, b, most);
}
