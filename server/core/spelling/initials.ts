/** Levels of which some cells have the first letter alone: y for yes, f for female. */

import { LEAST_COMMON } from './textGroups';

/** A level, as far as it matters here. */
export interface Spelt {
  /** Folded. */
  readonly key: string;
  /** Cells. */
  readonly count: number;
}

/** The word stands in so many times as many cells as each of the letters. */
const LEAST_RATIO = 10;
/** Columns with more words than this, each in at least so many cells, are no short list of answers. */
const MOST_WORDS = 6;
const LETTER = /^\p{L}$/u;

/** The word of which a letter is the first; undefined where it is none's, or that of several. */
export function wordOf<T extends Spelt>({ key, count }: Spelt, levels: readonly T[]): T | undefined {
  if (!LETTER.test(key)) return undefined;
  const words = levels.filter((level) => level.key.length > 1);
  const [word, ...others] = words.filter((level) => level.key.startsWith(key)).sort((a, b) => b.count - a.count);
  if (word === undefined || word.count < LEAST_RATIO * count) return undefined;
  const letters = levels.filter((level) => level.key.length === 1);
  const areRare = [...letters, ...others].every((level) => LEAST_RATIO * level.count <= word.count);
  return areRare && words.filter((level) => level.count >= LEAST_COMMON).length <= MOST_WORDS ? word : undefined;
}
