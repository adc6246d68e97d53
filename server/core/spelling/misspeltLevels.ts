/**
 * Decides which texts of a column are slips of others, by P(typed | meant) × P(meant) against the probability of a rare
 * correct text: correct names and codes may be similar, too, but in other ways than slips are (after Kernighan, Church
 * & Gale 1990; for tables Lew et al. 2021, "PClean").
 */
import { soundAlike } from './alike';
import type { SlipEdit } from './texts/slipChannel';
import { codeMeant } from './codes';
import { folded } from './texts/folding';
import { groupsOf, variantsAmong, type TextGroup } from './textGroups';
import { wordOf } from './initials';
import { logNeighbours, neighboursIn, type Neighbours } from './neighbours';
import { mayBeMeant, pairsBetween, pairsOf, type RarePair } from './rarePairs';

/** Meaning of a text of a column that is no level of its own. */
export interface MeantLevel {
  /** Index of the level among the texts. */
  readonly level: number;
  /**
   * `variant`: the text in other capitals, blanks or accents, or its first letter; `misspelt`: another text, by a slip.
   */
  readonly sort: 'variant' | 'misspelt';
}

export interface Spellings {
  /** Meaning by text; undefined for levels. */
  readonly meant: readonly (MeantLevel | undefined)[];
  /** Share of cells that are slips, at least the share assumed without any. */
  readonly rate: number;
}

/** Prior rate of slips per cell, and its weight in cells. */
const PRIOR_RATE = 0.01;
const PRIOR_CELLS = 100;
const MOST_RATE = 0.1;
/**
 * Minimum probability that a slip is repeated by copying, and from habit, by someone who does not know the spelling.
 */
const REPEATED = 0.2;
const REPEATED_FROM_HABIT = 0.35;
/** Minimum log odds of a reported slip, natural logarithm. */
const LEAST_LOG_ODDS = 2;
/** Number of rounds in which the share of slips is learned. */
const ROUNDS = 3;

/** Finds the meanings of a column's texts. @param counts number of cells of each text */
export function spellingsOf(texts: readonly string[], counts: ArrayLike<number>): Spellings {
  const cells = Array.from(counts).reduce((sum, count) => sum + count, 0);
  const groups = groupsOf(texts, counts);
  const found = pairsOf(groups);
  const pairs = weighed(found, neighboursIn(groups, found), cells);
  let rate = PRIOR_RATE;
  let slips = new Map<TextGroup, TextGroup>();
  for (let round = 0; round < ROUNDS; round++) {
    slips = slipsAmong(pairs, rate);
    const told = [...slips.keys()].reduce((sum, { count }) => sum + count, 0);
    rate = Math.min(MOST_RATE, (told + PRIOR_RATE * PRIOR_CELLS) / (cells + PRIOR_CELLS));
  }
  const meant: (MeantLevel | undefined)[] = texts.map(() => undefined);
  const right = groups.filter((group) => !slips.has(group));
  const codeOf = codeMeant(groups);
  for (const group of groups) {
    const code = codeOf(group.name, group.count);
    const of = slips.get(group);
    const word = of === undefined ? wordOf(group, right) : undefined;
    for (const text of group.texts) {
      if (of !== undefined) meant[text] = { level: of.texts[0], sort: 'misspelt' };
      else if (code !== undefined) meant[text] = { level: groups[code.at].texts[0], sort: code.sort };
      else if (word !== undefined) meant[text] = { level: word.texts[0], sort: 'variant' };
      else if (text !== group.texts[0]) meant[text] = { level: group.texts[0], sort: 'variant' };
    }
  }
  return { meant, rate };
}

/** Known levels with their numbers of cells. */
export interface KnownLevels {
  readonly levels: readonly string[];
  /** Number of cells by level. */
  readonly counts: ArrayLike<number>;
  /** Rate as in the spellings of their column. */
  readonly rate: number;
}

/**
 * Returns a function that gives the meaning of a text in a single cell that is none of these levels; undefined where it
 * resembles none of them.
 */
export function meaningOf({ levels, counts, rate }: KnownLevels): (text: string) => MeantLevel | undefined {
  const known = levels
    .map((name, at): TextGroup => ({ key: folded(name), name, texts: [at], count: counts[at] }))
    .sort((a, b) => b.count - a.count || a.texts[0] - b.texts[0]);
  const cells = known.reduce((sum, { count }) => sum + count, 1);
  const neighbours = neighboursIn(known, pairsOf(known));
  const isVariant = variantsAmong(levels, counts);
  const codeOf = codeMeant(known);
  return (text) => {
    const key = folded(text);
    const same = known.find((own) => own.key === key && isVariant(own, text, 1));
    if (same !== undefined) return { level: same.texts[0], sort: 'variant' };
    const code = codeOf(text, 1);
    if (code !== undefined) return { level: known[code.at].texts[0], sort: code.sort };
    const rare: TextGroup = { key, name: text, texts: [], count: 1 };
    const word = wordOf(rare, known);
    if (word !== undefined) return { level: word.texts[0], sort: 'variant' };
    const pairs = weighed(pairsBetween([rare], known.filter(mayBeMeant)), neighbours, cells).filter(
      (pair) => logOdds(pair, rate) > LEAST_LOG_ODDS,
    );
    const best = pairs.reduce<Weighed | undefined>(
      (found, pair) => (found === undefined || likelihood(pair) > likelihood(found) ? pair : found),
      undefined,
    );
    return best === undefined ? undefined : { level: best.common.texts[0], sort: 'misspelt' };
  };
}

interface Weighed extends Pick<RarePair, 'rare' | 'common' | 'slip'> {
  /** log of the expected number of correct texts that resemble the rare one, natural logarithm. */
  readonly logRight: number;
  /** Lower bound of P(the slip is repeated). */
  readonly repeated: number;
  readonly probability: number;
}

function weighed(pairs: readonly RarePair[], neighbours: Neighbours, cells: number): readonly Weighed[] {
  // Cells of rare correct texts: a share of 1/n of them has n cells (Zipf 1949).
  return pairs.map((pair) => {
    const { rare, common, slip, logAlike } = pair;
    const logRight = logNeighbours(neighbours, pair) + logAlike - Math.log(rare.count * Math.log(Math.max(3, cells)));
    return {
      rare,
      common,
      slip,
      logRight,
      repeated: slip.edits.every(isOfHabit) ? REPEATED_FROM_HABIT : REPEATED,
      probability: Math.exp(slip.logProbability),
    };
  });
}

/** Natural logarithm of the odds that a text is a slip of the common one rather than correct. */
function logOdds({ rare, common, probability, repeated, logRight }: Weighed, rate: number): number {
  return logOfCells(rare.count, common.count * rate * probability, repeated) - logRight;
}

/**
 * log P(number of cells with one slip), given the expected number: geometric, and at least as dispersed as habits are.
 */
function logOfCells(cells: number, expected: number, repeated: number): number {
  const share = Math.max(repeated, expected / (1 + expected));
  return Math.log(Math.min(expected, share)) + Math.log(1 - share) + (cells - 1) * Math.log(share);
}

function isOfHabit({ kind, meant, typed }: SlipEdit): boolean {
  return kind === 'missing' || kind === 'doubled' || soundAlike(meant, typed);
}

/** Meaning of each rare text that is a slip, the commonest first; a text that others mean is no slip itself. */
function slipsAmong(pairs: readonly Weighed[], rate: number): Map<TextGroup, TextGroup> {
  const told = pairs.filter((pair) => logOdds(pair, rate) > LEAST_LOG_ODDS).sort((a, b) => b.rare.count - a.rare.count);
  const best = new Map<TextGroup, Weighed>();
  for (const pair of told) {
    if (best.has(pair.common)) continue;
    const known = best.get(pair.rare);
    if (known === undefined || likelihood(pair) > likelihood(known)) best.set(pair.rare, pair);
  }
  return new Map([...best].map(([rare, { common }]) => [rare, common]));
}

function likelihood({ common, slip }: Weighed): number {
  return Math.log(common.count) + slip.logProbability;
}
