/** Patterns of a column's texts, learned from all of them, and the texts that break them. */
import { DAMAGE_SORTS, damageIn, type DamageSort } from './damage';
import { formFault, formsOf, type Forms, type FormSort, type Gathered, type TextCount } from './forms';
import { isLetterless, wordsOf, type WordTexts } from './letterless';
import { addressMarks, markFault, requiredMarks, type RequiredMark } from './marks';

export interface Patterns {
  /** Number of distinct texts they were learned from, and number of their cells. */
  readonly texts: number;
  readonly cells: number;
  /** Signs of damage that belong to the texts because many have them; left out without such signs. */
  readonly usual?: readonly DamageSort[];
  readonly forms?: Forms;
  /** Left out where texts have a form, or no such marks. */
  readonly marks?: readonly RequiredMark[];
  /** Facts about a column of words; left out where all texts have a form, or are no words. */
  readonly words?: WordTexts;
}

/** Fault of a text. */
export interface PatternFault {
  readonly sort: DamageSort | FormSort | 'mark' | 'letterless';
  readonly meant?: string;
  /** The faulty mark, and its number of occurrences in the text. */
  readonly mark?: string;
  readonly times?: number;
}

/** Share of texts with a sign of damage above which it belongs to the texts. */
const MOST_DAMAGED_SHARE = 0.1;
const FEW_DAMAGED_TEXTS = 2;
/** Minimum number of other texts for signs of damage that can be intended. */
const LEAST_OTHER_TEXTS: Readonly<Partial<Record<DamageSort, number>>> = {
  date: 20,
  exponent: 20,
  entity: 5,
  quote: 5,
};

/** Learns the patterns of texts. @param isShaped whether to look for forms, in addition to signs of damage */
export function patternsOf(texts: readonly TextCount[], isShaped = true, gathered?: Gathered): Patterns | undefined {
  if (texts.length === 0) return undefined;
  const damaged = new Map<DamageSort, number>();
  const undamaged: TextCount[] = [];
  for (const entry of texts) {
    const damage = damageIn(entry.text);
    if (damage === undefined) undamaged.push(entry);
    else damaged.set(damage.sort, (damaged.get(damage.sort) ?? 0) + (entry.standsForOthers === true ? entry.cells : 1));
  }
  const count = texts.reduce((sum, { cells, standsForOthers }) => sum + (standsForOthers === true ? cells : 1), 0);
  const usual = DAMAGE_SORTS.filter(
    (sort) => (damaged.get(sort) ?? 0) > Math.max(FEW_DAMAGED_TEXTS, MOST_DAMAGED_SHARE * count),
  );
  const shaped = !isShaped ? [] : usual.length === 0 ? undamaged : texts;
  const forms = formsOf(shaped, gathered);
  const sought = forms === undefined ? requiredMarks(shaped) : [];
  const marks = sought.length === 0 && forms === undefined ? addressMarks(undamaged) : sought;
  const words = forms === undefined || forms.isNear ? wordsOf(texts) : undefined;
  const cells = texts.reduce((sum, entry) => sum + entry.cells, 0);
  return {
    texts: count,
    cells,
    ...(usual.length > 0 && { usual }),
    ...(forms !== undefined && { forms }),
    ...(marks.length > 0 && { marks }),
    ...(words !== undefined && { words }),
  };
}

/** Returns a function that finds the fault of a text; undefined for a sound text. */
export function patternFault({
  texts,
  usual = [],
  forms,
  marks,
  words,
}: Patterns): (text: string) => PatternFault | undefined {
  const formOf = forms === undefined ? undefined : formFault(forms);
  return (text) => {
    const damage = damageIn(text);
    if (damage !== undefined && !usual.includes(damage.sort) && texts >= (LEAST_OTHER_TEXTS[damage.sort] ?? 1))
      return damage;
    const form = formOf?.(text);
    if (form !== undefined) return form;
    if (words !== undefined && isLetterless(words, text)) return { sort: 'letterless' };
    const mark = marks === undefined ? undefined : markFault(marks, text);
    return mark && { sort: 'mark', ...mark };
  };
}
