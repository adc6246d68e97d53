/**
 * Columns of words: names, towns, answers. A text without a letter, such as `??` or `12345`, is none of them: it stands
 * for nothing, or belongs to another column.
 */
import type { TextCount } from './forms';

export interface WordTexts {
  /** Number of cells with letters. */
  readonly cells: number;
  /** Whether words of the column have digits, as titles do, so that a number may be one; left out if not. */
  readonly haveDigits?: true;
}

/** Minimum number of cells with letters. */
const LEAST_CELLS = 40;
/** Maximum share of cells without a letter: more are a way to write something. */
const MOST_SHARE = 0.02;
/** Maximum number of cells of a text without a letter, and their maximum share. */
const MOST_CELLS = 2;
const MOST_CELL_SHARE = 0.005;
/** Share of words with digits from which numbers may be words. */
const LEAST_DIGIT_SHARE = 0.01;
const LETTER = /\p{L}/u;
const DIGIT = /\p{N}/u;

/** Returns the facts about a column of words; undefined for other columns. */
export function wordsOf(texts: readonly TextCount[]): WordTexts | undefined {
  let [cells, without, words, wordsWithDigits, largest] = [0, 0, 0, 0, 0];
  for (const { text, cells: count, standsForOthers } of texts) {
    if (LETTER.test(text)) {
      const weight = standsForOthers === true ? count : 1;
      cells += count;
      words += weight;
      if (DIGIT.test(text)) wordsWithDigits += weight;
    } else {
      without += count;
      if (standsForOthers !== true) largest = Math.max(largest, count);
    }
  }
  const isOfWords =
    cells >= LEAST_CELLS &&
    without <= MOST_SHARE * cells &&
    largest <= Math.max(MOST_CELLS, MOST_CELL_SHARE * (cells + without));
  if (!isOfWords) return undefined;
  const haveDigits = wordsWithDigits > 1 && wordsWithDigits >= LEAST_DIGIT_SHARE * words;
  return { cells, ...(haveDigits && { haveDigits: true as const }) };
}

/** Whether a text is no word of its column. */
export function isLetterless({ haveDigits }: WordTexts, text: string): boolean {
  return text !== '' && !LETTER.test(text) && !(haveDigits === true && DIGIT.test(text));
}
