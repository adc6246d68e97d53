/** Levels that some cells abbreviate to the first letter: y for yes, f for female. */

import { LEAST_COMMON } from './textGroups';

/** A level of a column. */
export interface WordCount {
  /** Folded text. */
  readonly key: string;
  /** Number of cells. */
  readonly count: number;
}

/** Minimum ratio of the word's cells to the cells of each of the letters. */
const LEAST_RATIO = 10;
/** Maximum number of words in a short list of answers, and minimum number of cells of each. */
const MOST_WORDS = 6;
const LETTER = /^\p{L}$/u;

/** Finds the word that begins with a letter; undefined where none does, or several do. */
export function wordOfInitial<T extends WordCount>({ key, count }: WordCount, levels: readonly T[]): T | undefined {
  if (!LETTER.test(key)) return undefined;
  const words = levels.filter((level) => level.key.length > 1);
  const [word, ...others] = words.filter((level) => level.key.startsWith(key)).sort((a, b) => b.count - a.count);
  if (word === undefined || word.count < LEAST_RATIO * count) return undefined;
  const letters = levels.filter((level) => level.key.length === 1);
  const areRare = [...letters, ...others].every((level) => LEAST_RATIO * level.count <= word.count);
  return areRare && words.filter((level) => level.count >= LEAST_COMMON).length <= MOST_WORDS ? word : undefined;
}
