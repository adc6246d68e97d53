/**
 * How many right texts of a column are alike. Names, salts and species have neighbours, answers to a question hardly
 * ever; the column itself shows which it is of: by how many rare texts are like no other, by pairs of which neither is
 * rare, and by changes that several pairs have.
 */
import { soundAlike } from './alike';
import { withinEdits } from '../patterns/edits';
import { LEAST_COMMON, LEAST_RATIO, lettersIn, type Group } from './textGroups';
import { LEAST_LETTERS, mayBeMeant, pairsWhere, type Pair } from './rarePairs';

export interface Neighbours {
  /**
   * How many times as many right texts are near a common one as in a column with few texts of which none are alike;
   * below 1 only where nearly all cells say the same.
   */
  readonly density: number;
  /** By change, such as `a i te` of sulfate and sulfite, the common texts that have it. */
  readonly changes: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * How many texts of a column are expected to be right and yet one edit from a word of so many letters; two edits find
 * twice as many.
 */
const ALIKE: readonly number[] = [9, 9, 5, 2, 0.4, 0.15, 0.08, 0.04, 0.025];
const ALIKE_TWICE = 2;
/** So many rare texts that are right are expected in any column. */
const USUAL_RARE = 2;
/** As if so many pairs had been looked for. */
const PRIOR_PAIRS = 0.5;
/** Of so many letters a text that is like a common one may have more slips than two. */
const MOST_WRONG = 0.4;
const MOST_RARE = 100;
/** Both of a pair are right where neither stands in so many times as many cells, or the lesser in several. */
const WIDE_RATIO = 50;
/**
 * Where a single text has this share of the cells, and so many texts are not like it, as many right ones are expected
 * near it as in any column.
 */
const NEAR_CONSTANT = 0.8;
const USUAL_TEXTS = 50;
/** Each further pair with the same change makes another one so many times as likely. */
const SAME_CHANGE = 6;
const CONTEXT = 2;

/** @param pairs of the groups, of which some are slips */
export function neighboursIn(groups: readonly Group[], pairs: readonly Pair[]): Neighbours {
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
 * Where nearly all cells say the same, those others that are not like it show how many right texts there are; undefined
 * elsewhere.
 */
function scarcity(groups: readonly Group[], pairs: readonly Pair[]): number | undefined {
  const cells = groups.reduce((sum, { count }) => sum + count, 0);
  const usual = groups.find(({ count }) => count >= NEAR_CONSTANT * cells);
  if (usual === undefined) return undefined;
  const near = new Set(pairs.flatMap(({ rare, common }) => (common === usual ? [rare] : [])));
  return Math.min(1, (groups.length - near.size) / USUAL_TEXTS);
}

/**
 * log of the number of right texts that are expected near the common one of a pair and are changed in its way, natural
 * logarithm.
 */
export function logNeighbours({ density, changes }: Neighbours, pair: Pair): number {
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

/** Rare words that come from no common one, however often somebody slipped. */
function rareOf(groups: readonly Group[], common: readonly Group[], near: ReadonlySet<Group>): readonly Group[] {
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

function areBothRight(a: Group, b: Group): boolean {
  const [less, more] = [Math.min(a.count, b.count), Math.max(a.count, b.count)];
  return more < LEAST_RATIO * less || (less >= LEAST_COMMON && more < WIDE_RATIO * less);
}

function changesOf(pairs: readonly Pair[]): Neighbours['changes'] {
  const changes = new Map<string, Set<string>>();
  for (const pair of pairs) {
    for (const change of changesIn(pair)) changes.set(change, (changes.get(change) ?? new Set()).add(pair.common.key));
  }
  return changes;
}

/**
 * What one of two texts has in the place of the other's letters, with what follows and with what goes before; nothing
 * where letters are only missing or exchanged.
 */
function changesIn({ rare: { key: a }, common: { key: b }, slip }: Pair): readonly string[] {
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
