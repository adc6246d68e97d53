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
  const { features, scores } = whitenedFeatures(hypotheses, groupSums, counts);
  const statistics = yield* permutedStatistics(features, counts, permutations, random);
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

/**
 * Whitened features of all hypotheses: feature i of group g is at g × stride + i, so that the sum over groups reads
 * memory in order.
 */
interface WhitenedFeatures {
  readonly values: Float64Array;
  readonly stride: number;
  /** Number of features by hypothesis; those of one hypothesis follow those of the one before. */
  readonly ranks: readonly number[];
}

function whitenedFeatures(
  hypotheses: readonly Features[],
  { sums, stride, groups }: GroupSums,
  counts: RowGroups['counts'],
): { readonly features: WhitenedFeatures; readonly scores: readonly (readonly number[])[] } {
  const all = new Float64Array(groups * stride);
  const ranks: number[] = [];
  const scores: (readonly number[])[] = [];
  let [from, to] = [0, 0];
  for (const { names } of hypotheses) {
    const width = names.length;
    const values = new Float64Array(groups * width);
    for (let g = 0; g < groups; g++) values.set(sums.subarray(g * stride + from, g * stride + from + width), g * width);
    scores.push(names.map((_, f) => scoreOf(values, width, f, counts)));
    const rank = whiten(values, groups, width);
    for (let g = 0; g < groups; g++) all.set(values.subarray(g * width, g * width + rank), g * stride + to);
    ranks.push(rank);
    from += width;
    to += rank;
  }
  return { features: { values: all, stride, ranks }, scores };
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
  features: WhitenedFeatures,
  counts: RowGroups['counts'],
  permutations: number,
  random: Random,
): Generator<undefined, readonly Float64Array[]> {
  const groups = counts[0] + counts[1];
  const drawn = Math.min(counts[0], counts[1]);
  const statistics = features.ranks.map(() => new Float64Array(permutations + 1));
  const order = Uint32Array.from({ length: groups }, (_, i) => i);
  const observed = counts[1] <= counts[0] ? order.slice(counts[0]) : order.slice(0, counts[0]);
  setStatistics(statistics, 0, features, observed);
  for (let m = 1; m <= permutations; m++) {
    for (let i = 0; i < drawn; i++) {
      const at = i + Math.floor(random() * (groups - i));
      const group = order[i];
      order[i] = order[at];
      order[at] = group;
    }
    setStatistics(statistics, m, features, order.subarray(0, drawn));
    if (m % PAUSE === 0) yield undefined;
  }
  return statistics;
}

/** Sets |Σ_g y_g|² over the chosen groups: Hotelling's statistic up to a factor that no permutation changes. */
function setStatistics(
  statistics: readonly Float64Array[],
  m: number,
  { values, stride, ranks }: WhitenedFeatures,
  chosen: Uint32Array,
): void {
  const width = ranks.reduce((sum, rank) => sum + rank, 0);
  const sum = new Float64Array(width);
  for (const group of chosen) {
    for (let i = 0, at = group * stride; i < width; i++, at++) sum[i] += values[at];
  }
  let from = 0;
  ranks.forEach((rank, h) => {
    let total = 0;
    for (let i = from; i < from + rank; i++) total += sum[i] * sum[i];
    statistics[h][m] = total;
    from += rank;
  });
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
