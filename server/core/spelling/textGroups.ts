/** Texts of a column that are spelt alike but for capitals, accents, blanks and characters that are not seen. */
import { differencesOf, folded } from './texts/folding';

export interface Group {
  /** Folded. */
  readonly key: string;
  /** The commonest of them. */
  readonly name: string;
  /** Positions, the commonest first. */
  readonly texts: readonly number[];
  /** Cells. */
  readonly count: number;
}

/** The capitals of a text: all letters, none, the first alone; undefined of others, such as those of kW and mmHg. */
type Capitals = 'all' | 'none' | 'first';

/** Whether a text of the same key is another spelling of a text that stands in so many cells. */
export type IsVariant = (common: Pick<Group, 'key' | 'name' | 'count'>, text: string, cells: number) => boolean;

/**
 * Short texts in other capitals are levels of their own, as Aa is among AA and aa, unless they are so many times rarer…
 */
const SHORT_RATIO = 10;
const SHORT = 2;
/** …and of codes and units of so many letters capitals within are part of the text: MPa and mPa. */
const LONGEST_UNIT = 3;
/**
 * Texts of which several have capitals within, all so common that none is so many times as common as another, say
 * something by them: tSMN, TsMN, TSmN.
 */
const LEAST_TELLING = 2;
const TELLING_RATIO = 4;
/** Where more cells than one of so many lack their accents, or have them, both are right: José and Jose. */
const ACCENTS_RATIO = 4;
/** A text is meant by others only where it stands in so many cells… */
export const LEAST_COMMON = 4;
/** …and in so many times as many. */
export const LEAST_RATIO = 4;

/** @param counts cells of each text */
export function groupsOf(texts: readonly string[], counts: ArrayLike<number>): readonly Group[] {
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
 * What is another spelling in a column with these texts: capitals of short ones count where the common ones have none,
 * or all.
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

/** The capitals that all common short texts have; undefined where they have several: kg, Mg, mW. */
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

/** In lower case the texts of which the capitals tell several apart. */
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
