/**
 * Decides which texts of a column are slips of others, by P(typed | meant) × P(meant) against the probability of a rare
 * correct text: correct names and codes may be similar, too, but in other ways than slips are (after Kernighan, Church
 * & Gale 1990; for tables Lew et al. 2021, "PClean").
 */
import { soundAlike } from './alike';
import type { SlipEdit } from './texts/slipChannel';
import { codeMatcher } from './codes';
import { folded } from './texts/folding';
import { groupsOf, variantsAmong, type TextGroup } from './textGroups';
import { wordOfInitial } from './initials';
import { logNeighbours, neighboursIn, type Neighbours } from './neighbours';
import { mayBeMeant, pairsBetween, slipPairs, type RarePair } from './rarePairs';

/** Meaning of a text that is no level itself. */
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
  /** Share of cells with a slip, at least the prior share. */
  readonly rate: number;
}

/** Prior rate of slips per cell, and its weight in cells. */
const PRIOR_RATE = 0.01;
const PRIOR_CELLS = 100;
const MOST_RATE = 0.1;
/**
 * Minimum probability that a slip is repeated by copying, or from habit, by a person who does not know the spelling.
 */
const LEAST_REPETITION = 0.2;
const LEAST_HABITUAL_REPETITION = 0.35;
/** Minimum log odds of a reported slip, natural logarithm. */
const LEAST_LOG_ODDS = 2;
/** Number of rounds in which the share of slips is learned. */
const ROUNDS = 3;

/** Finds the meanings of a column's texts. @param counts number of cells of each text */
export function spellingsOf(texts: readonly string[], counts: ArrayLike<number>): Spellings {
  const cells = Array.from(counts).reduce((sum, count) => sum + count, 0);
  const groups = groupsOf(texts, counts);
  const candidates = slipPairs(groups);
  const pairs = weighPairs(candidates, neighboursIn(groups, candidates), cells);
  let rate = PRIOR_RATE;
  let slips = new Map<TextGroup, TextGroup>();
  for (let round = 0; round < ROUNDS; round++) {
    slips = slipsAmong(pairs, rate);
    const slipCells = [...slips.keys()].reduce((sum, { count }) => sum + count, 0);
    rate = Math.min(MOST_RATE, (slipCells + PRIOR_RATE * PRIOR_CELLS) / (cells + PRIOR_CELLS));
  }
  const meant: (MeantLevel | undefined)[] = texts.map(() => undefined);
  const correct = groups.filter((group) => !slips.has(group));
  const codeOf = codeMatcher(groups);
  for (const group of groups) {
    const code = codeOf(group.name, group.count);
    const meantGroup = slips.get(group);
    const word = meantGroup === undefined ? wordOfInitial(group, correct) : undefined;
    for (const text of group.texts) {
      if (meantGroup !== undefined) meant[text] = { level: meantGroup.texts[0], sort: 'misspelt' };
      else if (code !== undefined) meant[text] = { level: groups[code.at].texts[0], sort: code.sort };
      else if (word !== undefined) meant[text] = { level: word.texts[0], sort: 'variant' };
      else if (text !== group.texts[0]) meant[text] = { level: group.texts[0], sort: 'variant' };
    }
  }
  return { meant, rate };
}

/** Levels of a column with their numbers of cells. */
export interface LevelCounts {
  readonly levels: readonly string[];
  /** Number of cells by level. */
  readonly counts: ArrayLike<number>;
  /** Share of cells with a slip in their column. */
  readonly rate: number;
}

/**
 * Returns a function from the text of a single cell that is no level to its meaning; undefined where it resembles no
 * level.
 */
export function meaningFinder({ levels, counts, rate }: LevelCounts): (text: string) => MeantLevel | undefined {
  const groups = levels
    .map((name, at): TextGroup => ({ key: folded(name), name, texts: [at], count: counts[at] }))
    .sort((a, b) => b.count - a.count || a.texts[0] - b.texts[0]);
  const cells = groups.reduce((sum, { count }) => sum + count, 1);
  const neighbours = neighboursIn(groups, slipPairs(groups));
  const isVariant = variantsAmong(levels, counts);
  const codeOf = codeMatcher(groups);
  return (text) => {
    const key = folded(text);
    const variant = groups.find((group) => group.key === key && isVariant(group, text, 1));
    if (variant !== undefined) return { level: variant.texts[0], sort: 'variant' };
    const code = codeOf(text, 1);
    if (code !== undefined) return { level: groups[code.at].texts[0], sort: code.sort };
    const rare: TextGroup = { key, name: text, texts: [], count: 1 };
    const word = wordOfInitial(rare, groups);
    if (word !== undefined) return { level: word.texts[0], sort: 'variant' };
    const pairs = weighPairs(pairsBetween([rare], groups.filter(mayBeMeant)), neighbours, cells).filter(
      (pair) => logOdds(pair, rate) > LEAST_LOG_ODDS,
    );
    const best = pairs.reduce<WeighedPair | undefined>(
      (likeliest, pair) => (likeliest === undefined || likelihood(pair) > likelihood(likeliest) ? pair : likeliest),
      undefined,
    );
    return best === undefined ? undefined : { level: best.common.texts[0], sort: 'misspelt' };
  };
}

interface WeighedPair extends Pick<RarePair, 'rare' | 'common' | 'slip'> {
  /** log of the expected number of correct texts that resemble the rare one, natural logarithm. */
  readonly logRight: number;
  /** Lower bound of P(the slip is repeated). */
  readonly repetition: number;
  readonly probability: number;
}

function weighPairs(pairs: readonly RarePair[], neighbours: Neighbours, cells: number): readonly WeighedPair[] {
  // Cells of rare correct texts: a share of 1/n of them has n cells (Zipf 1949).
  return pairs.map((pair) => {
    const { rare, common, slip, logAlike } = pair;
    const logRight = logNeighbours(neighbours, pair) + logAlike - Math.log(rare.count * Math.log(Math.max(3, cells)));
    return {
      rare,
      common,
      slip,
      logRight,
      repetition: slip.edits.every(isHabitual) ? LEAST_HABITUAL_REPETITION : LEAST_REPETITION,
      probability: Math.exp(slip.logProbability),
    };
  });
}

/** Computes the log odds that a text is a slip of the common text rather than correct, natural logarithm. */
function logOdds({ rare, common, probability, repetition, logRight }: WeighedPair, rate: number): number {
  return logCellCount(rare.count, common.count * rate * probability, repetition) - logRight;
}

/**
 * log P(number of cells with one slip), given the expected number: geometric, and at least as dispersed as habits are.
 */
function logCellCount(cells: number, expected: number, repetition: number): number {
  const share = Math.max(repetition, expected / (1 + expected));
  return Math.log(Math.min(expected, share)) + Math.log(1 - share) + (cells - 1) * Math.log(share);
}

function isHabitual({ kind, meant, typed }: SlipEdit): boolean {
  return kind === 'missing' || kind === 'doubled' || soundAlike(meant, typed);
}

/** Returns the meaning of each rare text that is a slip, the commonest first; a text that others mean is no slip. */
function slipsAmong(pairs: readonly WeighedPair[], rate: number): Map<TextGroup, TextGroup> {
  const reported = pairs
    .filter((pair) => logOdds(pair, rate) > LEAST_LOG_ODDS)
    .sort((a, b) => b.rare.count - a.rare.count);
  const best = new Map<TextGroup, WeighedPair>();
  for (const pair of reported) {
    if (best.has(pair.common)) continue;
    const previous = best.get(pair.rare);
    if (previous === undefined || likelihood(pair) > likelihood(previous)) best.set(pair.rare, pair);
  }
  return new Map([...best].map(([rare, { common }]) => [rare, common]));
}

function likelihood({ common, slip }: WeighedPair): number {
  return Math.log(common.count) + slip.logProbability;
}
