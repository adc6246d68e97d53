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

/** Capitals of a text: all letters, none, only the first; undefined for others, such as those of kW and mmHg. */
type Capitals = 'all' | 'none' | 'first';

/** Whether a text with a group's key is another spelling of its commonest text. */
export type IsVariant = (common: Pick<TextGroup, 'key' | 'name' | 'count'>, text: string, cells: number) => boolean;

/**
 * Ratio of cells from which a short text in other capitals is a variant rather than a level of its own, such as Aa
 * among AA and aa…
 */
const SHORT_RATIO = 10;
const SHORT = 2;
/** …and maximum length of codes and units whose inner capitals are part of the text: MPa and mPa. */
const LONGEST_UNIT = 3;
/**
 * Number of texts with inner capitals from which the capitals have a meaning, and ratio of their cells below which all
 * are common: tSMN, TsMN, TSmN.
 */
const LEAST_TELLING = 2;
const TELLING_RATIO = 4;
/** Ratio of cells below which both the texts with and without accents are correct: José and Jose. */
const ACCENTS_RATIO = 4;
/** Minimum number of cells of a text that others may mean… */
export const LEAST_COMMON = 4;
/** …and minimum ratio to their cells. */
export const LEAST_RATIO = 4;

/** @param counts number of cells of each text */
export function groupsOf(texts: readonly string[], counts: ArrayLike<number>): readonly TextGroup[] {
  const keys = texts.map(folded);
  const isVariant = variantsAmong(texts, counts);
  const order = Array.from(texts.keys()).sort((a, b) => counts[b] - counts[a] || (texts[a] < texts[b] ? -1 : 1));
  const byKey = new Map<string, { key: string; name: string; texts: number[]; count: number }[]>();
  for (const text of order) {
    const key = keys[text];
    const alike = byKey.get(key) ?? [];
    const own = alike.find(({ name, texts: [first] }) =>
      isVariant({ key, name, count: counts[first] }, texts[text], counts[text]),
    );
    if (own === undefined) byKey.set(key, [...alike, { key, name: texts[text], texts: [text], count: counts[text] }]);
    else {
      own.texts.push(text);
      own.count += counts[text];
    }
  }
  return [...byKey.values()].flat();
}

/**
 * Decides what counts as another spelling in a column with these texts: capitals of short ones matter unless the common
 * ones have none, or all.
 */
export function variantsAmong(texts: readonly string[], counts: ArrayLike<number>): IsVariant {
  const usual = usualCapitals(texts, counts);
  const telling = tellingCapitals(texts, counts);
  return ({ key, name, count }, text, cells) => {
    if (name.toLowerCase() === text.toLowerCase()) {
      if (telling.has(name.toLowerCase()) && count < TELLING_RATIO * cells) return false;
      if (key.length > LONGEST_UNIT) return true;
      const [own, other] = [capitalsOf(name), capitalsOf(text)];
      if (key.length > SHORT) return own !== undefined || other !== undefined;
      return count >= SHORT_RATIO * cells && usual?.has(own) === true && other !== undefined && !usual.has(other);
    }
    const differences = differencesOf(name, text);
    return count >= ACCENTS_RATIO * cells || differences.length !== 1 || differences[0] !== 'accents';
  };
}

/** The capitals that all common short texts have; undefined where they vary: kg, Mg, mW. */
function usualCapitals(
  texts: readonly string[],
  counts: ArrayLike<number>,
): ReadonlySet<Capitals | undefined> | undefined {
  const commonest = new Map<string, number>();
  texts.forEach((text, i) => {
    if (counts[i] < LEAST_COMMON || lettersIn(text) === 0 || text.length > LONGEST_UNIT) return;
    const known = commonest.get(text.toLowerCase());
    if (known === undefined || counts[i] > counts[known]) commonest.set(text.toLowerCase(), i);
  });
  const found = new Set([...commonest.values()].map((i) => capitalsOf(texts[i])));
  return found.size === 1 && !found.has(undefined) ? found : undefined;
}

/** Texts, in lower case, whose capitals distinguish several of them. */
function tellingCapitals(texts: readonly string[], counts: ArrayLike<number>): ReadonlySet<string> {
  const common = texts.flatMap((text, i) =>
    counts[i] >= LEAST_COMMON ? [{ text, key: text.toLowerCase(), count: counts[i] }] : [],
  );
  const most = new Map<string, number>();
  for (const { key, count } of common) most.set(key, Math.max(count, most.get(key) ?? 0));
  const mixed = new Map<string, number>();
  for (const { text, key, count } of common) {
    if (capitalsOf(text) === undefined && TELLING_RATIO * count > (most.get(key) ?? 0))
      mixed.set(key, (mixed.get(key) ?? 0) + 1);
  }
  return new Set([...mixed].flatMap(([key, count]) => (count >= LEAST_TELLING ? [key] : [])));
}

function capitalsOf(text: string): Capitals | undefined {
  if (text === text.toLowerCase()) return 'none';
  if (text === text.toUpperCase()) return 'all';
  return text.slice(1) === text.slice(1).toLowerCase() ? 'first' : undefined;
}

export function lettersIn(text: string): number {
  return text.match(/\p{L}/gu)?.length ?? 0;
}
