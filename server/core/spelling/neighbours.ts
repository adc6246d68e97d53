/**
 * Expected number of similar correct texts in a column. Names, salts and species have neighbours, answers to a question
 * hardly ever. The column itself shows its sort: by the number of rare texts that resemble no other, by pairs of which
 * neither is rare, and by changes that several pairs share.
 */
import { soundAlike } from './alike';
import { withinEdits } from '../patterns/edits';
import { LEAST_COMMON, LEAST_RATIO, lettersIn, type TextGroup } from './textGroups';
import { LEAST_LETTERS, mayBeMeant, pairsWhere, type RarePair } from './rarePairs';

export interface Neighbours {
  /**
   * Number of correct texts near a common one, relative to a column with few texts none of which are similar; below 1
   * only where nearly all cells are equal.
   */
  readonly density: number;
  /** By change, such as `a i te` of sulfate and sulfite, the common texts that have it. */
  readonly changes: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * Expected number of correct texts of a column that are one edit from a word, by its number of letters; two edits find
 * twice as many.
 */
const ALIKE: readonly number[] = [9, 9, 5, 2, 0.4, 0.15, 0.08, 0.04, 0.025];
const ALIKE_TWICE = 2;
/** Expected number of rare correct texts in any column. */
const USUAL_RARE = 2;
/** Prior weight of the expected pairs. */
const PRIOR_PAIRS = 0.5;
/** Share of its letters in which a text may differ from a common one and still come from it by slips. */
const MOST_WRONG = 0.4;
const MOST_RARE = 100;
/** Ratio of cells below which both texts of a pair are correct, if the rarer one has several. */
const WIDE_RATIO = 50;
/**
 * Share of the cells of a single text, and number of texts unlike it, from which as many correct texts are expected
 * near it as in any column.
 */
const NEAR_CONSTANT = 0.8;
const USUAL_TEXTS = 50;
/** Factor by which each further pair with a change makes it more likely. */
const SAME_CHANGE = 6;
const CONTEXT = 2;

/** @param pairs of the groups, some of which are slips */
export function neighboursIn(groups: readonly TextGroup[], pairs: readonly RarePair[]): Neighbours {
  const common = groups.filter(mayBeMeant);
  const rare = rareOf(groups, common, new Set(pairs.map((pair) => pair.rare)));
  const right = [...common, ...rare];
  const position = new Map(right.map((group, i) => [group, i]));
  const alike = pairsWhere(
    right,
    right,
    (a, b) => (position.get(a) ?? 0) < (position.get(b) ?? 0) && areBothRight(a, b),
  ).filter(({ slip }) => slip.edits.length === 1);
  const many = 1 + rare.length / USUAL_RARE;
  const expected = (right.reduce((sum, { key }) => sum + alikes(lettersIn(key), 1), 0) * many) / 2;
  const density =
    scarcity(groups, pairs) ?? Math.max(1, (many * (PRIOR_PAIRS + alike.length)) / (PRIOR_PAIRS + expected));
  return { density, changes: changesOf([...alike, ...pairs]) };
}

/**
 * Where nearly all cells are equal, the other texts that do not resemble the usual one indicate the number of correct
 * texts; undefined elsewhere.
 */
function scarcity(groups: readonly TextGroup[], pairs: readonly RarePair[]): number | undefined {
  const cells = groups.reduce((sum, { count }) => sum + count, 0);
  const usual = groups.find(({ count }) => count >= NEAR_CONSTANT * cells);
  if (usual === undefined) return undefined;
  const near = new Set(pairs.flatMap(({ rare, common }) => (common === usual ? [rare] : [])));
  return Math.min(1, (groups.length - near.size) / USUAL_TEXTS);
}

/**
 * log of the expected number of correct texts near the common one of a pair that differ by its change, natural
 * logarithm.
 */
export function logNeighbours({ density, changes }: Neighbours, pair: RarePair): number {
  const same = changesIn(pair).reduce(
    (most, change) => Math.max(most, othersWith(changes.get(change), pair.common.key)),
    0,
  );
  const near =
    pair.furtherLetters === undefined
      ? alikes(pair.letters, pair.slip.edits.length)
      : alikes(pair.letters, 1) * alikes(pair.furtherLetters, 1);
  return Math.log(near * density) + same * Math.log(SAME_CHANGE);
}

function othersWith(keys: ReadonlySet<string> | undefined, own: string): number {
  return keys === undefined ? 0 : keys.size - (keys.has(own) ? 1 : 0);
}

function alikes(letters: number, edits: number): number {
  return ALIKE[Math.min(letters, ALIKE.length - 1)] * (edits > 1 ? ALIKE_TWICE : 1);
}

/** Rare words that do not come from a common one by any number of slips. */
function rareOf(
  groups: readonly TextGroup[],
  common: readonly TextGroup[],
  near: ReadonlySet<TextGroup>,
): readonly TextGroup[] {
  const rare = groups.filter(
    (group) => group.count < LEAST_COMMON && lettersIn(group.key) >= LEAST_LETTERS && !near.has(group),
  );
  return rare
    .slice(0, MOST_RARE)
    .filter(
      ({ key }) =>
        !common.some((own) => withinEdits(key, own.key, Math.floor(MOST_WRONG * Math.min(key.length, own.key.length)))),
    );
}

function areBothRight(a: TextGroup, b: TextGroup): boolean {
  const [less, more] = [Math.min(a.count, b.count), Math.max(a.count, b.count)];
  return more < LEAST_RATIO * less || (less >= LEAST_COMMON && more < WIDE_RATIO * less);
}

function changesOf(pairs: readonly RarePair[]): Neighbours['changes'] {
  const changes = new Map<string, Set<string>>();
  for (const pair of pairs) {
    for (const change of changesIn(pair)) changes.set(change, (changes.get(change) ?? new Set()).add(pair.common.key));
  }
  return changes;
}

/**
 * Letters in which two texts differ, with the following and with the preceding letters; empty where letters are only
 * missing or exchanged.
 */
function changesIn({ rare: { key: a }, common: { key: b }, slip }: RarePair): readonly string[] {
  let [start, end] = [0, 0];
  const most = Math.min(a.length, b.length);
  while (start < most && a[start] === b[start]) start++;
  while (end < most - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const [x, y] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  if (x === '' || y === '' || slip.edits.some(({ kind }) => kind === 'exchanged')) return [];
  if (x.length === 1 && y.length === 1 && !soundAlike(x, y)) return [];
  const letters = x < y ? `${x} ${y}` : `${y} ${x}`;
  const [before, behind] = [b.slice(0, start).slice(-CONTEXT), b.slice(b.length - end).slice(0, CONTEXT)];
  return [...(end >= CONTEXT ? [`${letters} ${behind}`] : []), ...(start >= CONTEXT ? [`${before} ${letters}`] : [])];
}
