/** Groups of a column's texts that differ only in capitals, accents, blanks and invisible characters. */
import { differencesOf, folded } from './texts/folding';

export interface TextGroup {
  /** Folded text. */
  readonly key: string;
  /** The commonest text. */
  readonly name: string;
  /** Indices of the texts, the commonest first. */
  readonly texts: readonly number[];
  /** Number of cells. */
  readonly count: number;
}

/** Capitals of a text: all letters, none, or only the first. */
type Capitals = 'all' | 'none' | 'first';

/** Tests whether a text with a group's key is another spelling of its commonest text. */
export type IsVariant = (common: Pick<TextGroup, 'key' | 'name' | 'count'>, text: string, cells: number) => boolean;

/**
 * Ratio of cells from which a short text in other capitals is a variant rather than a level of its own, such as Aa
 * among AA and aa…
 */
const SHORT_RATIO = 10;
const SHORT_LENGTH = 2;
/** …and maximum length of codes and units whose inner capitals are part of the text: MPa and mPa. */
const LONGEST_UNIT = 3;
/**
 * Number of texts with inner capitals from which the capitals have a meaning, and ratio of their cells below which all
 * are common: tSMN, TsMN, TSmN.
 */
const LEAST_MIXED_TEXTS = 2;
const MIXED_RATIO = 4;
/** Ratio of cells below which both the texts with and without accents are correct: José and Jose. */
const ACCENTS_RATIO = 4;
/** Minimum number of cells of a text of which others may be slips… */
export const LEAST_COMMON = 4;
/** …and minimum ratio of its cells to theirs. */
export const LEAST_RATIO = 4;

/** Groups the texts of a column. @param counts number of cells of each text */
export function groupsOf(texts: readonly string[], counts: ArrayLike<number>): readonly TextGroup[] {
  const keys = texts.map(folded);
  const isVariant = variantsAmong(texts, counts);
  const order = Array.from(texts.keys()).sort((a, b) => counts[b] - counts[a] || (texts[a] < texts[b] ? -1 : 1));
  const byKey = new Map<string, { key: string; name: string; texts: number[]; count: number }[]>();
  for (const text of order) {
    const key = keys[text];
    const groups = byKey.get(key) ?? [];
    const group = groups.find(({ name, texts: [first] }) =>
      isVariant({ key, name, count: counts[first] }, texts[text], counts[text]),
    );
    if (group === undefined)
      byKey.set(key, [...groups, { key, name: texts[text], texts: [text], count: counts[text] }]);
    else {
      group.texts.push(text);
      group.count += counts[text];
    }
  }
  return [...byKey.values()].flat();
}

/**
 * Decides what counts as another spelling in a column with these texts: capitals of short texts matter unless the
 * common ones have none, or all.
 */
export function variantsAmong(texts: readonly string[], counts: ArrayLike<number>): IsVariant {
  const usual = usualCapitals(texts, counts);
  const distinctive = distinctiveCapitals(texts, counts);
  return ({ key, name, count }, text, cells) => {
    if (name.toLowerCase() === text.toLowerCase()) {
      if (distinctive.has(name.toLowerCase()) && count < MIXED_RATIO * cells) return false;
      if (key.length > LONGEST_UNIT) return true;
      const [ofCommon, ofText] = [capitalsOf(name), capitalsOf(text)];
      if (key.length > SHORT_LENGTH) return ofCommon !== undefined || ofText !== undefined;
      return (
        count >= SHORT_RATIO * cells && usual?.has(ofCommon) === true && ofText !== undefined && !usual.has(ofText)
      );
    }
    const differences = differencesOf(name, text);
    return count >= ACCENTS_RATIO * cells || differences.length !== 1 || differences[0] !== 'accents';
  };
}

/** Returns the capitals that all common short texts have; undefined where they vary: kg, Mg, mW. */
function usualCapitals(
  texts: readonly string[],
  counts: ArrayLike<number>,
): ReadonlySet<Capitals | undefined> | undefined {
  const commonest = new Map<string, number>();
  texts.forEach((text, i) => {
    if (counts[i] < LEAST_COMMON || lettersIn(text) === 0 || text.length > LONGEST_UNIT) return;
    const previous = commonest.get(text.toLowerCase());
    if (previous === undefined || counts[i] > counts[previous]) commonest.set(text.toLowerCase(), i);
  });
  const capitals = new Set([...commonest.values()].map((i) => capitalsOf(texts[i])));
  return capitals.size === 1 && !capitals.has(undefined) ? capitals : undefined;
}

/** Returns the texts, in lower case, that have several common spellings by their capitals. */
function distinctiveCapitals(texts: readonly string[], counts: ArrayLike<number>): ReadonlySet<string> {
  const common = texts.flatMap((text, i) =>
    counts[i] >= LEAST_COMMON ? [{ text, key: text.toLowerCase(), count: counts[i] }] : [],
  );
  const largestCount = new Map<string, number>();
  for (const { key, count } of common) largestCount.set(key, Math.max(count, largestCount.get(key) ?? 0));
  const mixed = new Map<string, number>();
  for (const { text, key, count } of common) {
    if (capitalsOf(text) === undefined && MIXED_RATIO * count > (largestCount.get(key) ?? 0))
      mixed.set(key, (mixed.get(key) ?? 0) + 1);
  }
  return new Set([...mixed].flatMap(([key, count]) => (count >= LEAST_MIXED_TEXTS ? [key] : [])));
}

function capitalsOf(text: string): Capitals | undefined {
  if (text === text.toLowerCase()) return 'none';
  if (text === text.toUpperCase()) return 'all';
  return text.slice(1) === text.slice(1).toLowerCase() ? 'first' : undefined;
}

export function lettersIn(text: string): number {
  return text.match(/\p{L}/gu)?.length ?? 0;
}
