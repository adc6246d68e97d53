/**
 * Expected number of similar correct texts in a column. Names, salts and species have neighbours, answers to a question
 * hardly ever. The column itself shows its sort by the number of rare texts that resemble no other, by pairs of which
 * neither is rare, and by changes that several pairs share.
 */
import { soundAlike } from './alike';
import { isWithinEdits } from '../patterns/edits';
import { LEAST_COMMON, LEAST_RATIO, lettersIn, type TextGroup } from './textGroups';
import { LEAST_LETTERS, mayBeMeant, pairsWhere, type RarePair } from './rarePairs';

export interface Neighbours {
  /**
   * Number of correct texts near a common one, relative to a column of few texts, no two of them similar; below 1 only
   * where nearly all cells are equal.
   */
  readonly density: number;
  /**
   * Density for single cells of a closed column, one of few texts that all have many cells; left out for other columns.
   */
  readonly closedDensity?: number;
  /** Common texts by change, such as `a i te` of sulfate and sulfite. */
  readonly changes: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * Expected number of correct texts of a column that are one edit from a word, by its number of letters; two edits find
 * twice as many.
 */
const SIMILAR_TEXTS: readonly number[] = [9, 9, 5, 2, 0.4, 0.15, 0.08, 0.04, 0.025];
const TWO_EDITS_FACTOR = 2;
/** Expected number of rare correct texts in any column. */
const USUAL_RARE_TEXTS = 2;
/** Prior weight of the expected pairs. */
const PRIOR_PAIRS = 0.5;
/** Maximum share of wrong letters in a text that comes from a common one by slips. */
const MOST_WRONG_SHARE = 0.4;
const MOST_RARE_TEXTS = 100;
/** Ratio of cells below which both texts of a pair are correct, if the rarer one has several. */
const WIDE_RATIO = 50;
/**
 * Share of the cells of a single text, and number of texts unlike it, from which as many correct texts are expected
 * near it as in any column.
 */
const NEAR_CONSTANT_SHARE = 0.8;
const USUAL_TEXTS = 50;
/** Maximum number of texts of a closed column, minimum number of cells of each… */
const MOST_CLOSED_TEXTS = 12;
const LEAST_CLOSED_CELLS = 40;
/** …and minimum number of letters of one of them that has a slip: too many shorter words are similar. */
const LEAST_CLOSED_LETTERS = 5;
/** Factor by which each further pair with a change makes it more likely. */
const SAME_CHANGE_FACTOR = 6;
const CONTEXT_LETTERS = 2;

/** Estimates the neighbours of a column's texts. @param pairs of the groups, some of which are slips */
export function neighboursIn(groups: readonly TextGroup[], pairs: readonly RarePair[]): Neighbours {
  const common = groups.filter(mayBeMeant);
  const rare = unrelatedRareTexts(groups, common, new Set(pairs.map((pair) => pair.rare)));
  const correct = [...common, ...rare];
  const position = new Map(correct.map((group, i) => [group, i]));
  const similarPairs = pairsWhere(
    correct,
    correct,
    (a, b) => (position.get(a) ?? 0) < (position.get(b) ?? 0) && areBothCorrect(a, b),
  ).filter(({ slip }) => slip.edits.length === 1);
  const rareFactor = 1 + rare.length / USUAL_RARE_TEXTS;
  const expected = (correct.reduce((sum, { key }) => sum + similarTexts(lettersIn(key), 1), 0) * rareFactor) / 2;
  const density =
    scarcity(groups, pairs) ??
    Math.max(1, (rareFactor * (PRIOR_PAIRS + similarPairs.length)) / (PRIOR_PAIRS + expected));
  const closedDensity = closedness(groups, pairs);
  return {
    density,
    ...(closedDensity !== undefined && { closedDensity }),
    changes: textsByChange([...similarPairs, ...pairs]),
  };
}

/**
 * Estimates the density for single cells of a closed column, such as three species of fifty cells each: none of its
 * texts is rare, so a new text in one cell is hardly ever correct. Undefined where another text is rare.
 */
function closedness(groups: readonly TextGroup[], pairs: readonly RarePair[]): number | undefined {
  const near = new Set(pairs.flatMap(({ rare }) => (rare.count === 1 ? [rare] : [])));
  const others = groups.filter((group) => !near.has(group) && lettersIn(group.key) > 0);
  const isClosed =
    others.length > 1 && others.length <= MOST_CLOSED_TEXTS && others.every(({ count }) => count >= LEAST_CLOSED_CELLS);
  // Laplace's rule of succession: of n texts none is rare, so the next one is with probability 1 / (n + 1) at most.
  return isClosed ? others.length / USUAL_TEXTS / (others.length + 1) : undefined;
}

/**
 * Estimates the density where nearly all cells are equal, from the number of texts that do not resemble the dominant
 * text; undefined elsewhere.
 */
function scarcity(groups: readonly TextGroup[], pairs: readonly RarePair[]): number | undefined {
  const cells = groups.reduce((sum, { count }) => sum + count, 0);
  const dominant = groups.find(({ count }) => count >= NEAR_CONSTANT_SHARE * cells);
  if (dominant === undefined) return undefined;
  const near = new Set(pairs.flatMap(({ rare, common }) => (common === dominant ? [rare] : [])));
  return Math.min(1, (groups.length - near.size) / USUAL_TEXTS);
}

/**
 * Computes the log of the expected number of correct texts that differ from the common text of a pair by its change,
 * natural logarithm.
 */
export function logNeighbours({ density, closedDensity, changes }: Neighbours, pair: RarePair): number {
  const sharedCount = changesIn(pair).reduce(
    (largest, change) => Math.max(largest, otherKeyCount(changes.get(change), pair.common.key)),
    0,
  );
  const expected =
    pair.furtherLetters === undefined
      ? similarTexts(pair.letters, pair.slip.edits.length)
      : similarTexts(pair.letters, 1) * similarTexts(pair.furtherLetters, 1);
  const isClosed = pair.rare.count === 1 && pair.letters >= LEAST_CLOSED_LETTERS && pair.slip.edits.length === 1;
  const columnDensity = isClosed ? Math.min(density, closedDensity ?? density) : density;
  return Math.log(expected * columnDensity) + sharedCount * Math.log(SAME_CHANGE_FACTOR);
}

function otherKeyCount(keys: ReadonlySet<string> | undefined, key: string): number {
  return keys === undefined ? 0 : keys.size - (keys.has(key) ? 1 : 0);
}

function similarTexts(letters: number, edits: number): number {
  return SIMILAR_TEXTS[Math.min(letters, SIMILAR_TEXTS.length - 1)] * (edits > 1 ? TWO_EDITS_FACTOR : 1);
}

/** Returns the rare words that do not come from a common word by slips. */
function unrelatedRareTexts(
  groups: readonly TextGroup[],
  common: readonly TextGroup[],
  near: ReadonlySet<TextGroup>,
): readonly TextGroup[] {
  const rare = groups.filter(
    (group) => group.count < LEAST_COMMON && lettersIn(group.key) >= LEAST_LETTERS && !near.has(group),
  );
  return rare
    .slice(0, MOST_RARE_TEXTS)
    .filter(
      ({ key }) =>
        !common.some((commonGroup) =>
          isWithinEdits(
            key,
            commonGroup.key,
            Math.floor(MOST_WRONG_SHARE * Math.min(key.length, commonGroup.key.length)),
          ),
        ),
    );
}

function areBothCorrect(a: TextGroup, b: TextGroup): boolean {
  const [less, more] = [Math.min(a.count, b.count), Math.max(a.count, b.count)];
  return more < LEAST_RATIO * less || (less >= LEAST_COMMON && more < WIDE_RATIO * less);
}

function textsByChange(pairs: readonly RarePair[]): Neighbours['changes'] {
  const changes = new Map<string, Set<string>>();
  for (const pair of pairs) {
    for (const change of changesIn(pair)) changes.set(change, (changes.get(change) ?? new Set()).add(pair.common.key));
  }
  return changes;
}

/**
 * Returns the letters in which two texts differ, with the following and with the preceding letters; empty where letters
 * are only missing or exchanged.
 */
function changesIn({ rare: { key: a }, common: { key: b }, slip }: RarePair): readonly string[] {
  let [start, end] = [0, 0];
  const limit = Math.min(a.length, b.length);
  while (start < limit && a[start] === b[start]) start++;
  while (end < limit - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const [x, y] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  if (x === '' || y === '' || slip.edits.some(({ kind }) => kind === 'exchanged')) return [];
  if (x.length === 1 && y.length === 1 && !soundAlike(x, y)) return [];
  const letters = x < y ? `${x} ${y}` : `${y} ${x}`;
  const [before, after] = [
    b.slice(0, start).slice(-CONTEXT_LETTERS),
    b.slice(b.length - end).slice(0, CONTEXT_LETTERS),
  ];
  return [
    ...(end >= CONTEXT_LETTERS ? [`${letters} ${after}`] : []),
    ...(start >= CONTEXT_LETTERS ? [`${before} ${letters}`] : []),
  ];
}
