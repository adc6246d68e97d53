/**
 * Similarity of a text and the text that its row implies: since the row reveals the meant text, more typing errors are
 * plausible than otherwise.
 */
import { isWithinEdits } from '../patterns/edits';

/** Maximum share of wrong letters in a text with more than two… */
const MOST_WRONG_SHARE = 0.5;
/** …and number of wrong letters allowed in a short text. */
const LEAST_ALLOWED_EDITS = 1;
const DIGITS = /\d+/g;
/** Maximum number of letters that are compared. */
const MOST_LETTERS = 400;

/**
 * Whether a text may be the meant one with typing errors; texts that differ only in digits are codes. Both are folded.
 */
export function isLike(text: string, meant: string): boolean {
  if (text.replace(DIGITS, '') === meant.replace(DIGITS, '')) return false;
  const [a, b] = [text.slice(0, MOST_LETTERS), meant.slice(0, MOST_LETTERS)];
  const maxEdits = Math.min(
    Math.max(LEAST_ALLOWED_EDITS, Math.floor(MOST_WRONG_SHARE * Math.min(a.length, b.length))),
    Math.min(a.length, b.length) - 1,
  );
  return isWithinEdits(a, b, maxEdits);
}
