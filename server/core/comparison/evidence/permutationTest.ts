/**
 * The permutation test: the groups of rows are dealt anew to the two tables, and the statistics of all hypotheses are
 * computed for each deal. A p-value is (1 + number of deals whose statistic is no smaller)/(1 + number of deals), exact
 * if the rows are exchangeable (Phipson & Smyth 2010, "Permutation p-values should never be zero", Stat. Appl. Genet.
 * Mol. Biol. 9). Families of hypotheses are corrected by step-down maxT (Westfall & Young 1993).
 */
import type { Random } from '../../numeric/random';
import type { Features } from './columnFeatures';
import type { GroupSums, RowGroups } from './rowGroups';
import { whiten } from './whiten';

/** Result for one hypothesis: that the tables do not differ in some features. */
export interface HypothesisTest {
  /** p-value of the hypothesis alone. */
  readonly raw: number;
  /** p-value corrected for all hypotheses of its family. */
  readonly p: number;
  /** Statistic, in standard deviations of its permutation distribution about the mean. */
  readonly evidence: number;
  /** Difference of each feature's means, second minus first table, in standard errors. */
  readonly scores: readonly number[];
}

/**
 * Tests families of hypotheses on the same permutations. Yields now and then.
 *
 * @param families hypotheses by family, each given by its features
 * @param permutations number of permutations
 */
export function* permutationTests(
  families: readonly (readonly Features[])[],
  groupSums: GroupSums,
  { counts }: RowGroups,
  permutations: number,
  random: Random,
): Generator<undefined, readonly (readonly HypothesisTest[])[]> {
  const hypotheses = families.flat();
  const { blocks, scores } = whitenedBlocks(hypotheses, groupSums, counts);
  const statistics = yield* permutedStatistics(blocks, counts, permutations, random);
  const standardised = statistics.map(standardise);
  let from = 0;
  return families.map((family) => {
    const range = Array.from(family, (_, i) => from + i);
    from += family.length;
    const adjusted = stepDown(range.map((h) => standardised[h]));
    return range.map((h, i) => ({
      raw: shareNotBelow(standardised[h]),
      p: adjusted[i],
      evidence: standardised[h][0],
      scores: scores[h],
    }));
  });
}

/** Whitened features of one hypothesis: feature i of group g is at g × rank + i. */
interface Block {
  readonly values: Float64Array;
  readonly rank: number;
}

function whitenedBlocks(
  hypotheses: readonly Features[],
  { sums, stride, groups }: GroupSums,
  counts: RowGroups['counts'],
): { readonly blocks: readonly Block[]; readonly scores: readonly (readonly number[])[] } {
  const blocks: Block[] = [];
  const scores: (readonly number[])[] = [];
  let at = 0;
  for (const { names } of hypotheses) {
    const width = names.length;
    const values = new Float64Array(groups * width);
    for (let g = 0; g < groups; g++) values.set(sums.subarray(g * stride + at, g * stride + at + width), g * width);
    scores.push(names.map((_, f) => scoreOf(values, width, f, counts)));
    const rank = whiten(values, groups, width);
    blocks.push({ values: rank === width ? values : narrowed(values, groups, width, rank), rank });
    at += width;
  }
  return { blocks, scores };
}

function narrowed(values: Float64Array, groups: number, width: number, rank: number): Float64Array {
  const result = new Float64Array(groups * rank);
  for (let g = 0; g < groups; g++) result.set(values.subarray(g * width, g * width + rank), g * rank);
  return result;
}

/** Difference of a feature's means in standard errors under exchangeability; 0 for a constant feature. */
function scoreOf(values: Float64Array, width: number, f: number, [first, second]: RowGroups['counts']): number {
  const groups = first + second;
  let mean = 0;
  for (let g = 0; g < groups; g++) mean += values[g * width + f] / groups;
  let [sum, squares] = [0, 0];
  for (let g = 0; g < groups; g++) {
    const centred = values[g * width + f] - mean;
    squares += centred * centred;
    if (g >= first) sum += centred;
  }
  const variance = (squares * first * second) / (groups * Math.max(1, groups - 1));
  return variance > 1e-12 * groups * mean * mean && variance > 0 ? sum / Math.sqrt(variance) : 0;
}

/** Number of permutations between two yields. */
const PAUSE = 100;

/** Statistics of each hypothesis: of the tables themselves, then of each permutation. */
function* permutedStatistics(
  blocks: readonly Block[],
  counts: RowGroups['counts'],
  permutations: number,
  random: Random,
): Generator<undefined, readonly Float64Array[]> {
  const groups = counts[0] + counts[1];
  const drawn = Math.min(counts[0], counts[1]);
  const statistics = blocks.map(() => new Float64Array(permutations + 1));
  const order = Uint32Array.from({ length: groups }, (_, i) => i);
  const observed = counts[1] <= counts[0] ? order.slice(counts[0]) : order.slice(0, counts[0]);
  blocks.forEach((block, h) => (statistics[h][0] = squaredSum(block, observed)));
  for (let m = 1; m <= permutations; m++) {
    for (let i = 0; i < drawn; i++) {
      const at = i + Math.floor(random() * (groups - i));
      const group = order[i];
      order[i] = order[at];
      order[at] = group;
    }
    const chosen = order.subarray(0, drawn);
    blocks.forEach((block, h) => (statistics[h][m] = squaredSum(block, chosen)));
    if (m % PAUSE === 0) yield undefined;
  }
  return statistics;
}

/** |Σ_g y_g|² over the chosen groups: Hotelling's statistic up to a factor that no permutation changes. */
function squaredSum({ values, rank }: Block, chosen: Uint32Array): number {
  const sum = new Float64Array(rank);
  for (const group of chosen) {
    for (let i = 0, at = group * rank; i < rank; i++, at++) sum[i] += values[at];
  }
  return sum.reduce((total, value) => total + value * value, 0);
}

/**
 * Standardises cube roots of statistics, which are nearly normal (Wilson & Hilferty 1931), by their mean and standard
 * deviation over all deals, so that no hypothesis wins by the number of its features.
 */
function standardise(statistics: Float64Array): Float64Array {
  const roots = statistics.map(Math.cbrt);
  const mean = roots.reduce((sum, root) => sum + root / roots.length, 0);
  const sd = Math.sqrt(roots.reduce((sum, root) => sum + (root - mean) ** 2 / roots.length, 0));
  return sd > 1e-9 * Math.abs(mean) && sd > 0 ? roots.map((root) => (root - mean) / sd) : roots.fill(0);
}

/** Tolerance for equal statistics, whose sums are rounded in another order. */
const TIE = 1e-9;

function shareNotBelow(standardised: Float64Array): number {
  const count = standardised.reduce((sum, value, m) => (m > 0 && value >= standardised[0] - TIE ? sum + 1 : sum), 0);
  return (1 + count) / standardised.length;
}

/** Corrects the p-values of a family. */
function stepDown(family: readonly Float64Array[]): readonly number[] {
  const order = Array.from(family.keys()).sort((a, b) => family[b][0] - family[a][0] || a - b);
  const p = new Array<number>(family.length);
  const largest = new Float64Array(family.at(0)?.length ?? 0).fill(-Infinity);
  for (const h of [...order].reverse()) {
    for (let m = 1; m < largest.length; m++) largest[m] = Math.max(largest[m], family[h][m]);
    largest[0] = family[h][0];
    p[h] = shareNotBelow(largest);
  }
  let least = 0;
  for (const h of order) p[h] = least = Math.max(least, p[h]);
  return p;
}
