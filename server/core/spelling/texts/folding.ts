/**
 * Folds a text: removes capitals, accents, blanks, hyphens and invisible characters, so that two spellings of one word
 * become equal.
 */

import { inOneScript, withoutUnseen } from './lookalikes';

/** Special letters that are no accented letters, in plain letters. */
const PLAIN: Readonly<Record<string, string>> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', ı: 'i' };

/** Accents of Latin and Greek; in other scripts marks make different letters, such as й and и. */
const ACCENTS = /([\p{Script=Latin}\p{Script=Greek}])\p{M}+/gu;
const SPECIAL = /[ßæœøłđðı]/g;
/** Signs between letters; a sign before a digit may be a minus, and 1-2 is not 12. */
const BETWEEN_LETTERS = /(?<=\p{L})[\s_.'’‐‑–-]+(?=\p{L})/gu;
const BEHIND_DIGIT = /(?<=\d)[\s_‐‑-]+(?=\p{L})/gu;
const BEFORE_DIGIT = /(?<=\p{L})[\s_]+(?=\d)/gu;
const POINT_AT_END = /(?<=\p{L})\.+$/u;
const LOWER_ASCII = /^[a-z]*$/;

/** Returns the key that all spellings of a text share; never empty, unless the text is empty. */
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

/** Possible differences between two spellings of one text. */
export type FoldingDifference = 'capitals' | 'accents' | 'blanks' | 'form' | 'signs' | 'unseen' | 'script';

/** Transformations that remove each difference, in the order of application. */
const TRANSFORMATIONS: readonly (readonly [FoldingDifference, (text: string) => string])[] = [
  ['unseen', withoutUnseen],
  ['script', inOneScript],
  ['capitals', (text) => text.toLowerCase()],
  ['accents', withoutAccents],
  ['blanks', (text) => text.replace(/\s+/g, '')],
  ['signs', (text) => text.replace(/[_.'’‐‑–-]+/g, '')],
];

/** Finds the differences between two spellings: those that remain when all others are removed. */
export function differencesOf(text: string, other: string): readonly FoldingDifference[] {
  if (text !== other && text.normalize('NFC') === other.normalize('NFC')) return ['form'];
  return TRANSFORMATIONS.flatMap(([difference]) => {
    const others = TRANSFORMATIONS.filter(([name]) => name !== difference);
    const reduced = (original: string): string => others.reduce((rest, [, change]) => change(rest), original);
    return reduced(text) === reduced(other) ? [] : [difference];
  });
}
