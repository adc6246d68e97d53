/** Pairs of a rare text and a common one from which it may come by a slip. */
import { logAlike } from './alike';
import { candidatePairs } from './texts/candidates';
import { slipOf, type SlipEdit, type Slip } from './texts/slipChannel';
import { LEAST_COMMON, LEAST_RATIO, lettersIn, type TextGroup } from './textGroups';

export interface RarePair {
  readonly rare: TextGroup;
  readonly common: TextGroup;
  readonly slip: Slip;
  /** Number of letters of the shortest word that differs. */
  readonly letters: number;
  /**
   * Number of letters of the longer word, where two words differ: if both were correct, each would resemble another
   * word.
   */
  readonly furtherLetters?: number;
  /** log P(rare | it is correct, and similar to the common one), natural logarithm. */
  readonly logAlike: number;
}

/** Minimum number of letters of a word that may be a slip: too many shorter words are similar. */
export const LEAST_LETTERS = 4;
/**
 * Minimum number of letters of a differing word within a text of several words: Class I, Class II; Group A, Group B.
 */
const LEAST_LETTERS_OF_WORD = 3;
const ROMAN = /^[ivxlcdm]+$/;
/** Maximum length of codes in capitals, which are similar where there are many of them. */
const LONGEST_CODE = 4;
const LEAST_CODES = 4;

export function slipPairs(groups: readonly TextGroup[]): readonly RarePair[] {
  const common = groups.filter(mayBeMeant);
  const maxCount = common.reduce((largest, { count }) => Math.max(largest, count), 0) / LEAST_RATIO;
  return pairsBetween(
    groups.filter(({ count }) => count <= maxCount),
    common,
  );
}

export function mayBeMeant({ count, key }: TextGroup): boolean {
  return count >= LEAST_COMMON && lettersIn(key) >= LEAST_LETTERS;
}

export function pairsBetween(rare: readonly TextGroup[], common: readonly TextGroup[]): readonly RarePair[] {
  const hasCodes = common.filter(({ name }) => isCode(name)).length >= LEAST_CODES;
  return pairsWhere(
    rare,
    common,
    (rareGroup, commonGroup) =>
      commonGroup.count >= LEAST_RATIO * rareGroup.count && !(hasCodes && isCode(commonGroup.name)),
  );
}

/**
 * Returns the pairs of one group from each list that `accepts` accepts and a slip connects; the first is `rare`, the
 * second `common`.
 */
export function pairsWhere(
  groups: readonly TextGroup[],
  others: readonly TextGroup[],
  accepts: (one: TextGroup, other: TextGroup) => boolean,
): readonly RarePair[] {
  const keysOf = (list: readonly TextGroup[]): readonly string[] => list.map(({ key }) => key);
  return candidatePairs(keysOf(groups), keysOf(others)).flatMap(({ rare: r, common: c }): RarePair[] => {
    const [rare, common] = [groups[r], others[c]];
    if (!accepts(rare, common)) return [];
    const details = slipBetween(rare.name, rare.key, common);
    return details === undefined ? [] : [{ rare, common, ...details }];
  });
}

/** Finds the slip that turns a common text into another; undefined where it is implausible. */
function slipBetween(
  name: string,
  key: string,
  common: Pick<TextGroup, 'key' | 'name'>,
): Pick<RarePair, 'slip' | 'logAlike' | 'letters' | 'furtherLetters'> | undefined {
  const slip = slipOf(key, common.key);
  // Signs and digits are no slips of letters.
  if (
    slip?.edits.every(({ meant, typed }) => /^\p{L}*$/u.test(meant + typed)) !== true ||
    isSyllable(slip.edits) ||
    isPlural(slip.edits, common.key)
  )
    return undefined;
  const { words, areAligned } = changedWords(name, common.name);
  if (words.some((word) => /\d/.test(word) || isOrdinal(word, common.name))) return undefined;
  const lengths = areAligned ? words.map((word) => word.length) : [];
  const letters = Math.min(lettersIn(common.key), ...lengths);
  const haveTwoWords = lengths.length === 4 && letters >= LEAST_LETTERS;
  return {
    slip,
    logAlike: logAlike(slip.edits, common.key),
    letters,
    ...(haveTwoWords && {
      furtherLetters: Math.max(Math.min(lengths[0], lengths[1]), Math.min(lengths[2], lengths[3])),
    }),
  };
}

function isCode(name: string): boolean {
  return name.length <= LONGEST_CODE && name === name.toUpperCase();
}

/** Whether a word in a text distinguishes it from its siblings. */
function isOrdinal(word: string, name: string): boolean {
  return word.length < name.length && (word.length < LEAST_LETTERS_OF_WORD || ROMAN.test(word));
}

/** Returns the words in which two texts differ, and whether both have the same number of words. */
function changedWords(
  name: string,
  other: string,
): { readonly words: readonly string[]; readonly areAligned: boolean } {
  const [a, b] = [wordsOf(name), wordsOf(other)];
  if (a.length !== b.length)
    return {
      words: [...a.filter((word) => !b.includes(word)), ...b.filter((word) => !a.includes(word))],
      areAligned: false,
    };
  return {
    words: a.flatMap((word, i) => (word === b[i] ? [] : a.length === 1 ? [b[i]] : [word, b[i]])),
    areAligned: true,
  };
}

export function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{M}\d]+/u)
    .filter((word) => word !== '');
}

function isPlural([first, second]: readonly (SlipEdit | undefined)[], { length }: string): boolean {
  return (
    second === undefined &&
    first?.kind !== 'doubled' &&
    first !== undefined &&
    first.at >= length - 1 &&
    first.meant + first.typed === 's'
  );
}

/** Whether a syllable is added, dropped or replaced, which is not two slips: Austria, Australia; Slovakia, Slovenia. */
function isSyllable([first, second]: readonly (SlipEdit | undefined)[]): boolean {
  if (first === undefined || second === undefined) return false;
  return (
    second.at - first.at <= 1 &&
    (first.meant === '') === (second.meant === '') &&
    (first.typed === '') === (second.typed === '')
  );
}
