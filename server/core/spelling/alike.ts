/** Differences between correct words that are similar. */
import type { SlipEdit } from './texts/slipChannel';

/** Share of each kind of change among pairs of similar correct words. */
const CHANGE_SHARES = { missing: 0.25, extra: 0.25, doubled: 0.25, mistyped: 0.46, beside: 0.46, exchanged: 0.04 };
/**
 * Shares of changes of the first and of the last letter. Similar correct words differ at their ends; a vowel at the end
 * makes a gender.
 */
const FIRST_LETTER_SHARE = 0.25;
const LAST_LETTER_SHARE = 0.35;
const LETTERS = 25;
const GENDER_VOWEL_SHARE = 0.5;
const VOWEL = /^[aeiou]$/;
/**
 * Letters of similar sound, which often replace each other: sulfate and sulfite, Johnson and Johnsen; chloride and
 * chlorite, Schmidt and Schmitt.
 */
const SOUNDS: readonly string[] = ['aeiouy', 'ckq', 'sz', 'td', 'pb', 'fvw', 'mn', 'gj', 'lr'];
const SIMILAR_VOWEL_SHARE = 0.75;
const SIMILAR_CONSONANT_SHARE = 0.35;

/** Computes log P(a word | it is correct, and similar to a given correct word), natural logarithm. */
export function logAlike(edits: readonly SlipEdit[], { length }: string): number {
  return edits.reduce((sum, edit) => {
    const { kind, at, meant, typed } = edit;
    const isLast = at >= length - 1;
    const place =
      at === 0
        ? FIRST_LETTER_SHARE
        : isLast
          ? LAST_LETTER_SHARE
          : (1 - FIRST_LETTER_SHARE - LAST_LETTER_SHARE) / Math.max(1, length - 2);
    if (kind === 'exchanged') return sum + Math.log(CHANGE_SHARES.exchanged * place);
    if (isLast && VOWEL.test(meant) && VOWEL.test(typed))
      return sum + Math.log(CHANGE_SHARES[kind] * place * GENDER_VOWEL_SHARE);
    return sum + Math.log(CHANGE_SHARES[kind] * place * letterShare(edit));
  }, 0);
}

/** Returns the probability of a letter in the place of another, or among all letters. */
function letterShare({ kind, meant, typed }: SlipEdit): number {
  if (kind === 'missing') return 1;
  if (kind !== 'mistyped' && kind !== 'beside') return 1 / LETTERS;
  const sounds = SOUNDS.find((letters) => letters.includes(meant)) ?? '';
  const similarCount = Math.max(0, sounds.length - 1);
  const similarShare = similarCount === 0 ? 0 : sounds === SOUNDS[0] ? SIMILAR_VOWEL_SHARE : SIMILAR_CONSONANT_SHARE;
  return sounds.includes(typed) ? similarShare / similarCount : (1 - similarShare) / (LETTERS - similarCount);
}

/** Whether two letters have a similar sound. */
export function soundAlike(letter: string, other: string): boolean {
  return SOUNDS.some((letters) => letters.includes(letter) && letters.includes(other));
}
