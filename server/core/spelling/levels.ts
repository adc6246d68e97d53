/**
 * Which texts of a column are slips of others, P(typed | meant) × P(meant) against what a rare text that is right would be: names and codes
 * that are both right are alike, too, but in other ways than slips are (after Kernighan, Church & Gale 1990; for tables Lew et al. 2021, "PClean").
 */
import { candidates } from './candidates';
import { slipOf, type Edit, type Slip } from './channel';
import { folded } from './folding';
import { wordOf } from './initials';

/** What a text of a column stands for that is no level of its own. */
export interface Meant {
  /** Position of the level among the texts. */
  readonly level: number;
  /** `variant`: the same text in other capitals, blanks or accents, or its first letter; `misspelt`: another one, by a slip. */
  readonly sort: 'variant' | 'misspelt';
}

export interface Spellings {
  /** By text; undefined of levels. */
  readonly meant: readonly (Meant | undefined)[];
  /** The share of cells that are slips, at least what is assumed without any. */
  readonly rate: number;
}

/** A text is meant by others only where it stands in so many cells… */
const LEAST_COMMON = 4;
/** …and in so many times as many. */
const LEAST_RATIO = 4;
/** The same text with two letters or fewer in other capitals is a level of its own, as Aa is among AA and aa, unless it is so many times rarer. */
const SHORT_RATIO = 10;
const SHORT = 2;
/** Words of fewer letters are hardly ever slips: too many of them are alike. */
const LEAST_LETTERS = 4;
/** In a text of several, other words of fewer letters make other texts: Class I, Class II; Group A, Group B. */
const LEAST_LETTERS_OF_WORD = 3;
const ROMAN = /^[ivxlcdm]+$/;
/** Codes in capitals are alike, too, where there are so many of them. */
const LONGEST_CODE = 4;
const LEAST_CODES = 4;

/** Slips per cell that are assumed, as if so many cells had been seen. */
const PRIOR_RATE = 0.01;
const PRIOR_CELLS = 100;
const MOST_RATE = 0.1;
/** The same slip again, from habit or by copying: each time at least this likely. */
const REPEATED = 0.35;
/** Log odds from which a text is told, natural logarithm. */
const LEAST_LOG_ODDS = 2;
/** Rounds in which the share of slips is learnt. */
const ROUNDS = 3;

/** How many texts of a column are expected to be right and yet one edit from a word of so many letters; two edits find twice as many. */
const ALIKE: readonly number[] = [9, 9, 5, 2, 0.4, 0.15, 0.08, 0.04, 0.025];
const ALIKE_TWICE = 2;

/** @param counts cells of each text */
export function spellingsOf(texts: readonly string[], counts: ArrayLike<number>): Spellings {
  const cells = Array.from(counts).reduce((sum, count) => sum + count, 0);
  const keys = texts.map(folded);
  const groups = groupsOf(texts, keys, counts);
  const pairs = pairsOf(groups);
  let rate = PRIOR_RATE;
  let slips = new Map<Group, Group>();
  for (let round = 0; round < ROUNDS; round++) {
    slips = slipsAmong(pairs, rate, cells);
    const told = [...slips.keys()].reduce((sum, { count }) => sum + count, 0);
    rate = Math.min(MOST_RATE, (told + PRIOR_RATE * PRIOR_CELLS) / (cells + PRIOR_CELLS));
  }
  const meant: (Meant | undefined)[] = texts.map(() => undefined);
  const right = groups.filter((group) => !slips.has(group));
  for (const group of groups) {
    const of = slips.get(group);
    const word = of === undefined ? wordOf(group, right) : undefined;
    for (const text of group.texts) {
      if (of !== undefined) meant[text] = { level: of.texts[0], sort: 'misspelt' };
      else if (word !== undefined) meant[text] = { level: word.texts[0], sort: 'variant' };
      else if (text !== group.texts[0]) meant[text] = { level: group.texts[0], sort: 'variant' };
    }
  }
  return { meant, rate };
}

/** Levels that are known, and how many cells each has. */
export interface KnownLevels {
  readonly levels: readonly string[];
  /** By level. */
  readonly counts: ArrayLike<number>;
  /** As of the spellings of their column. */
  readonly rate: number;
}

/** What a text means that stands in one cell and is none of these levels; undefined where it is like none of them. */
export function meaningOf({ levels, counts, rate }: KnownLevels): (text: string) => Meant | undefined {
  const known = levels.map((name, at): Group => ({ key: folded(name), name, texts: [at], count: counts[at] })).sort((a, b) => b.count - a.count || a.texts[0] - b.texts[0]);
  const cells = known.reduce((sum, { count }) => sum + count, 1);
  return (text) => {
    const key = folded(text);
    const same = known.find((own) => own.key === key && isVariant(own, text, 1));
    if (same !== undefined) return { level: same.texts[0], sort: 'variant' };
    const rare: Group = { key, name: text, texts: [], count: 1 };
    const word = wordOf(rare, known);
    if (word !== undefined) return { level: word.texts[0], sort: 'variant' };
    const pairs = pairsBetween([rare], known.filter(mayBeMeant)).filter((pair) => logOdds(pair, rate, cells) > LEAST_LOG_ODDS);
    const best = pairs.reduce<Pair | undefined>((found, pair) => (found === undefined || likelihood(pair) > likelihood(found) ? pair : found), undefined);
    return best === undefined ? undefined : { level: best.common.texts[0], sort: 'misspelt' };
  };
}

/** Texts that are spelt alike but for capitals, blanks and accents. */
interface Group {
  readonly key: string;
  /** The commonest of them. */
  readonly name: string;
  /** Positions, the commonest first. */
  readonly texts: readonly number[];
  readonly count: number;
}

function groupsOf(texts: readonly string[], keys: readonly string[], counts: ArrayLike<number>): readonly Group[] {
  const order = Array.from(texts.keys()).sort((a, b) => counts[b] - counts[a] || (texts[a] < texts[b] ? -1 : 1));
  const byKey = new Map<string, { key: string; name: string; texts: number[]; count: number }[]>();
  for (const text of order) {
    const key = keys[text];
    const alike = byKey.get(key) ?? [];
    const own = alike.find(({ name, texts: [first] }) => isVariant({ key, name, count: counts[first] }, texts[text], counts[text]));
    if (own === undefined) byKey.set(key, [...alike, { key, name: texts[text], texts: [text], count: counts[text] }]);
    else {
      own.texts.push(text);
      own.count += counts[text];
    }
  }
  return [...byKey.values()].flat();
}

/** Whether a text of the same key is another spelling. */
function isVariant({ key, name, count }: Pick<Group, 'key' | 'name' | 'count'>, text: string, cells: number): boolean {
  return key.length > SHORT || name.toLowerCase() !== text.toLowerCase() || count >= SHORT_RATIO * cells;
}

/** A rare text, and a common one from which it may come by a slip. */
interface Pair {
  readonly rare: Group;
  readonly common: Group;
  readonly slip: Slip;
  /** Letters of the shortest word that is another one. */
  readonly letters: number;
  /** log P(rare | it is right, and like the common one), natural logarithm. */
  readonly logAlike: number;
}

function pairsOf(groups: readonly Group[]): readonly Pair[] {
  const common = groups.filter(mayBeMeant);
  const most = common.reduce((largest, { count }) => Math.max(largest, count), 0) / LEAST_RATIO;
  return pairsBetween(groups.filter(({ count }) => count <= most), common);
}

function mayBeMeant({ count, key }: Group): boolean {
  return count >= LEAST_COMMON && lettersIn(key) >= LEAST_LETTERS;
}

function pairsBetween(rare: readonly Group[], common: readonly Group[]): readonly Pair[] {
  const hasCodes = common.filter(({ name }) => isCode(name)).length >= LEAST_CODES;
  const keysOf = (own: readonly Group[]): readonly string[] => own.map(({ key }) => key);
  return candidates(keysOf(rare), keysOf(common)).flatMap(({ rare: r, common: c }): Pair[] => {
    const [one, other] = [rare[r], common[c]];
    if (other.count < LEAST_RATIO * one.count || (hasCodes && isCode(other.name))) return [];
    const found = slipBetween(one.name, one.key, other);
    return found === undefined ? [] : [{ rare: one, common: other, ...found }];
  });
}

/** How a text comes from a common one; undefined where that is out of the question. */
function slipBetween(name: string, key: string, common: Pick<Group, 'key' | 'name'>): Pick<Pair, 'slip' | 'logAlike' | 'letters'> | undefined {
  const slip = slipOf(key, common.key);
  // Signs and digits are no slips of letters.
  if (slip?.edits.every(({ meant, typed }) => /^\p{L}*$/u.test(meant + typed)) !== true || isSyllable(slip.edits) || isPlural(slip.edits, common.key)) return undefined;
  const { words, areAligned } = changedWords(name, common.name);
  if (words.some((word) => /\d/.test(word) || isOrdinal(word, common.name))) return undefined;
  const letters = Math.min(lettersIn(common.key), ...(areAligned ? words.map((word) => word.length) : []));
  return { slip, logAlike: logAlike(slip.edits, common.key), letters };
}

function isCode(name: string): boolean {
  return name.length <= LONGEST_CODE && name === name.toUpperCase();
}

/** Whether a word among several says which of several it is. */
function isOrdinal(word: string, name: string): boolean {
  return word.length < name.length && (word.length < LEAST_LETTERS_OF_WORD || ROMAN.test(word));
}

/** The words of both texts in which they differ, and whether they have as many. */
function changedWords(name: string, other: string): { readonly words: readonly string[]; readonly areAligned: boolean } {
  const [a, b] = [wordsOf(name), wordsOf(other)];
  if (a.length !== b.length) return { words: [...a.filter((word) => !b.includes(word)), ...b.filter((word) => !a.includes(word))], areAligned: false };
  return { words: a.flatMap((word, i) => (word === b[i] ? [] : a.length === 1 ? [b[i]] : [word, b[i]])), areAligned: true };
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().split(/[^\p{L}\p{M}\d]+/u).filter((word) => word !== '');
}

function lettersIn(text: string): number {
  return text.match(/\p{L}/gu)?.length ?? 0;
}

/** By the kind of change, its share among pairs of right words that are alike. */
const SHARES_ALIKE = { missing: 0.25, extra: 0.25, doubled: 0.25, mistyped: 0.46, beside: 0.46, exchanged: 0.04 };
/** Right words that are alike differ at their ends: the first letter and the last, of which a vowel makes a gender. */
const AT_BEGINNING = 0.25;
const AT_END = 0.35;
const LETTERS = 25;
const OF_GENDER = 0.5;
const VOWEL = /^[aeiou]$/;

function logAlike(edits: readonly Edit[], { length }: string): number {
  return edits.reduce((sum, { kind, at, meant, typed }) => {
    const isLast = at >= length - 1;
    const place = at === 0 ? AT_BEGINNING : isLast ? AT_END : (1 - AT_BEGINNING - AT_END) / Math.max(1, length - 2);
    if (kind === 'exchanged') return sum + Math.log(SHARES_ALIKE.exchanged * place);
    if (isLast && VOWEL.test(meant) && VOWEL.test(typed)) return sum + Math.log(SHARES_ALIKE[kind] * place * OF_GENDER);
    return sum + Math.log(SHARES_ALIKE[kind] * place / (kind === 'missing' ? 1 : LETTERS));
  }, 0);
}

function isPlural([first, second]: readonly (Edit | undefined)[], { length }: string): boolean {
  return second === undefined && first?.kind !== 'doubled' && first !== undefined && first.at >= length - 1 && first.meant + first.typed === 's';
}

/** Whether a syllable is there or not, or another one, which is no two slips: Austria, Australia; Slovakia, Slovenia. */
function isSyllable([first, second]: readonly (Edit | undefined)[]): boolean {
  if (first === undefined || second === undefined) return false;
  return second.at - first.at <= 1 && (first.meant === '') === (second.meant === '') && (first.typed === '') === (second.typed === '');
}

/** Natural logarithm of the odds that a text is a slip of the common one rather than right. */
function logOdds({ rare, common, slip, letters, logAlike: alike }: Pair, rate: number, cells: number): number {
  const expected = common.count * rate * Math.exp(slip.logProbability);
  const alikes = ALIKE[Math.min(letters, ALIKE.length - 1)] * (slip.edits.length > 1 ? ALIKE_TWICE : 1);
  // Cells of rare texts that are right: a share of 1/n of them has n cells (Zipf 1949).
  return logOfCells(rare.count, expected) - (Math.log(alikes) + alike - Math.log(rare.count * Math.log(Math.max(3, cells))));
}

/** log P(so many cells have one slip), where so many are expected: geometric, and no less scattered than habits are. */
function logOfCells(cells: number, expected: number): number {
  const share = Math.max(REPEATED, expected / (1 + expected));
  return Math.log(Math.min(expected, share)) + Math.log(1 - share) + (cells - 1) * Math.log(share);
}

/** Of each rare text that is a slip, what was meant, the commonest first; what is meant is no slip itself. */
function slipsAmong(pairs: readonly Pair[], rate: number, cells: number): Map<Group, Group> {
  const told = pairs.filter((pair) => logOdds(pair, rate, cells) > LEAST_LOG_ODDS).sort((a, b) => b.rare.count - a.rare.count);
  const best = new Map<Group, Pair>();
  for (const pair of told) {
    if (best.has(pair.common)) continue;
    const known = best.get(pair.rare);
    if (known === undefined || likelihood(pair) > likelihood(known)) best.set(pair.rare, pair);
  }
  return new Map([...best].map(([rare, { common }]) => [rare, common]));
}

function likelihood({ common, slip }: Pair): number {
  return Math.log(common.count) + slip.logProbability;
}
