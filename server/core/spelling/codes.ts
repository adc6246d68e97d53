/** Texts that differ from a code of their column only by a letter that looks like a digit, a mark or a lost zero. */
import { exactShape } from '../patterns/shape';
import { bandMatcher } from './bands';
import { LEAST_COMMON, LEAST_RATIO } from './textGroups';

/** A level of a column. */
export interface CodeLevel {
  readonly name: string;
  /** Number of cells. */
  readonly count: number;
}

/** `variant`: the level with other marks; `misspelt`: with letters in the place of digits, or without its zeros. */
export interface CodeMatch {
  /** Index of the level. */
  readonly at: number;
  readonly sort: 'variant' | 'misspelt';
}

/**
 * Minimum length of a text, since shorter ones match anything; and minimum number of letters and digits from which
 * marks do not matter: 2- is a grade.
 */
const LEAST_LENGTH = 2;
const LEAST_LENGTH_WITHOUT_MARKS = 3;
/** Letters that look like digits, even between digits only. */
const DIGIT_OF_LETTER: Readonly<Record<string, string>> = { o: '0', O: '0', l: '1', I: '1', i: '1' };
const DIGIT_OF_LETTER_BETWEEN: Readonly<Record<string, string>> = { S: '5', s: '5', B: '8', Z: '2', z: '2' };
const DIGIT_LIKE = /[oOlIi]/g;
const DIGIT_LIKE_BETWEEN = /(?<=\d)[SsBZz](?=\d)/g;
/**
 * Marks that may be ignored. A sign before a digit may be a minus, and one between two digits separates: 1-2 is not 12.
 * Signs such as + and < have a meaning.
 */
const MARKS = /(?<=\p{L})[\s_.‐‑–-]+(?=\d)|(?<=\d)[\s_‐‑–-]+(?=\p{L})|[\s_.,;:'"`‐‑–-]+$|^[\s_,;:'"`]+/gu;
const DIGITS = /^\d+$/;

/**
 * Returns a function from a text and its number of cells to the meant level; undefined where none or several match.
 */
export function codeMatcher(levels: readonly CodeLevel[]): (text: string, count: number) => CodeMatch | undefined {
  const common = levels.flatMap(({ name, count }, at) => (count >= LEAST_COMMON ? [{ name, count, at }] : []));
  const bandOf = bandMatcher(levels);
  // A column without digits has no codes.
  if (!common.some(({ name }) => /\d/.test(name))) return () => undefined;
  const shapes = new Set(common.map(({ name }) => exactShape(name)));
  const levelsByLook = new Map<string, { readonly name: string; readonly count: number; readonly at: number }[]>();
  for (const level of common)
    levelsByLook.set(lookOf(level.name), [...(levelsByLook.get(lookOf(level.name)) ?? []), level]);
  const length = common.every(({ name }) => DIGITS.test(name) && name.length === common[0].name.length)
    ? common[0].name.length
    : 0;
  return (text, count) => {
    const band = bandOf(text, count);
    if (band !== undefined) return band;
    if (text.length < LEAST_LENGTH || shapes.has(exactShape(text))) return undefined;
    const matches = levelsByLook.get(lookOf(DIGITS.test(text) ? text.padStart(length, '0') : text)) ?? [];
    const [level] = matches;
    if (matches.length !== 1 || level.count < LEAST_RATIO * count || level.name === text || !/\d/.test(level.name))
      return undefined;
    const [plainText, plainLevel] = [withoutSigns(text), withoutSigns(level.name)];
    if (plainText !== plainLevel) return { at: level.at, sort: 'misspelt' };
    return plainText.length < LEAST_LENGTH_WITHOUT_MARKS ? undefined : { at: level.at, sort: 'variant' };
  };
}

/** Returns the key that all texts with the same look share. */
function lookOf(text: string): string {
  const digits = text
    .replace(MARKS, '')
    .replace(DIGIT_LIKE, (letter) => DIGIT_OF_LETTER[letter])
    .replace(DIGIT_LIKE_BETWEEN, (letter) => DIGIT_OF_LETTER_BETWEEN[letter]);
  return digits.toLowerCase();
}

/** Returns the letters and digits of a text, in lower case. */
function withoutSigns(text: string): string {
  return text.replace(/[^\p{L}\d]/gu, '').toLowerCase();
}
