/** Whether a text may be another one that somebody mistyped, however often: where the row says what was meant, more slips are believed than without. */

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
  const most = Math.min(Math.max(WRONG_AT_LEAST, Math.floor(MOST_WRONG * Math.min(a.length, b.length))), Math.min(a.length, b.length) - 1);
  return Math.abs(a.length - b.length) <= most && distance(a, b, most) <= most;
}

/** Insertions, deletions and substitutions (Levenshtein 1966), computed in a band around the diagonal (Ukkonen 1985); more than `most` are not told apart. */
function distance(a: string, b: string, most: number): number {
  let before = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = new Array<number>(b.length + 1).fill(Infinity);
    if (i <= most) row[0] = i;
    let least = row[0];
    for (let j = Math.max(1, i - most); j <= Math.min(b.length, i + most); j++) {
      const same = before[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(same, before[j] + 1, row[j - 1] + 1);
      if (row[j] < least) least = row[j];
    }
    if (least > most) return least;
    before = row;
  }
  return before[b.length];
}
