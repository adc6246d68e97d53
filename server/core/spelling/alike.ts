/** Differences between correct words that are similar. */
import type { SlipEdit } from './texts/slipChannel';

/** Share of each kind of change among pairs of similar correct words. */
const SHARES_ALIKE = { missing: 0.25, extra: 0.25, doubled: 0.25, mistyped: 0.46, beside: 0.46, exchanged: 0.04 };
/**
 * Shares of changes of the first and of the last letter. Similar correct words differ at their ends; a vowel at the end
 * makes a gender.
 */
const AT_BEGINNING = 0.25;
const AT_END = 0.35;
const LETTERS = 25;
const OF_GENDER = 0.5;
const VOWEL = /^[aeiou]$/;
/**
 * Letters of similar sound, which often replace each other: sulfate and sulfite, Johnson and Johnsen; chloride and
 * chlorite, Schmidt and Schmitt.
 */
const SOUNDS: readonly string[] = ['aeiouy', 'ckq', 'sz', 'td', 'pb', 'fvw', 'mn', 'gj', 'lr'];
const OF_VOWELS = 0.75;
const OF_CONSONANTS = 0.35;

/** log P(one of two words | both are correct and similar, and the other one is given), natural logarithm. */
export function logAlike(edits: readonly SlipEdit[], { length }: string): number {
  return edits.reduce((sum, edit) => {
    const { kind, at, meant, typed } = edit;
    const isLast = at >= length - 1;
    const place = at === 0 ? AT_BEGINNING : isLast ? AT_END : (1 - AT_BEGINNING - AT_END) / Math.max(1, length - 2);
    if (kind === 'exchanged') return sum + Math.log(SHARES_ALIKE.exchanged * place);
    if (isLast && VOWEL.test(meant) && VOWEL.test(typed)) return sum + Math.log(SHARES_ALIKE[kind] * place * OF_GENDER);
    return sum + Math.log(SHARES_ALIKE[kind] * place * shareOfLetter(edit));
  }, 0);
}

/** Probability of a letter in the place of another, or among all. */
function shareOfLetter({ kind, meant, typed }: SlipEdit): number {
  if (kind === 'missing') return 1;
  if (kind !== 'mistyped' && kind !== 'beside') return 1 / LETTERS;
  const sounds = SOUNDS.find((letters) => letters.includes(meant)) ?? '';
  const like = Math.max(0, sounds.length - 1);
  const ofLike = like === 0 ? 0 : sounds === SOUNDS[0] ? OF_VOWELS : OF_CONSONANTS;
  return sounds.includes(typed) ? ofLike / like : (1 - ofLike) / (LETTERS - like);
}

/** Whether two letters have a similar sound. */
export function soundAlike(one: string, other: string): boolean {
  return SOUNDS.some((letters) => letters.includes(one) && letters.includes(other));
}
