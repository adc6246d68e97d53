/**
 * What is left of a text when capitals, accents, blanks, hyphens and what nobody sees do not count: two spellings of
 * one word have the same.
 */

import { inOneScript, withoutUnseen } from './lookalikes';

/** Letters that no accent makes, in letters without. */
const PLAIN: Readonly<Record<string, string>> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', ı: 'i' };

/** In other scripts the marks are letters of their own, as й is beside и. */
const ACCENTS = /([\p{Script=Latin}\p{Script=Greek}])\p{M}+/gu;
const SPECIAL = /[ßæœøłđðı]/g;
/** A sign before a digit may be a minus, and 1-2 is not 12. */
const BETWEEN_LETTERS = /(?<=\p{L})[\s_.'’‐‑–-]+(?=\p{L})/gu;
const BEHIND_DIGIT = /(?<=\d)[\s_‐‑-]+(?=\p{L})/gu;
const BEFORE_DIGIT = /(?<=\p{L})[\s_]+(?=\d)/gu;
const POINT_AT_END = /(?<=\p{L})\.+$/u;
const LOWER_ASCII = /^[a-z]*$/;

/** The same for all spellings of a text; never empty, unless the text is. */
export function folded(text: string): string {
  if (LOWER_ASCII.test(text)) return text;
  const plain = withoutAccents(inOneScript(withoutUnseen(text)).toLowerCase());
  const joined = plain
    .replace(BETWEEN_LETTERS, '')
    .replace(BEHIND_DIGIT, '')
    .replace(BEFORE_DIGIT, '')
    .replace(POINT_AT_END, '')
    .replace(/\s+/g, ' ');
  return joined === '' ? text : joined;
}

function withoutAccents(text: string): string {
  return text
    .normalize('NFD')
    .replace(ACCENTS, '$1')
    .normalize('NFC')
    .replace(SPECIAL, (letter) => PLAIN[letter]);
}

/** In what two spellings of one text can differ. */
export type Difference = 'capitals' | 'accents' | 'blanks' | 'form' | 'signs' | 'unseen' | 'script';

/** What takes each difference away, in the order in which they are taken away. */
const WITHOUT: readonly (readonly [Difference, (text: string) => string])[] = [
  ['unseen', withoutUnseen],
  ['script', inOneScript],
  ['capitals', (text) => text.toLowerCase()],
  ['accents', withoutAccents],
  ['blanks', (text) => text.replace(/\s+/g, '')],
  ['signs', (text) => text.replace(/[_.'’‐‑–-]+/g, '')],
];

/** In what two spellings differ: what keeps them apart when all else is taken away. */
export function differencesOf(text: string, other: string): readonly Difference[] {
  if (text !== other && text.normalize('NFC') === other.normalize('NFC')) return ['form'];
  return WITHOUT.flatMap(([difference]) => {
    const others = WITHOUT.filter(([own]) => own !== difference);
    const left = (own: string): string => others.reduce((rest, [, change]) => change(rest), own);
    return left(text) === left(other) ? [] : [difference];
  });
}
