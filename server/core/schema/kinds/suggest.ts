/** Which distribution a column of numbers is suggested to have: the normal, unless another one fits clearly better. */
import type { CellBounds } from '../../csv/cells/cellSorts';
import { families, type FamilyName } from '../../families/registry';
import { logFactorial, normalCdf } from '../../families/functions/special';
import { robustSpread } from '../../numeric/robust';
import { areManyBounds, fitWithBounds, type BoundedFit } from './boundedKind';
import { columnMixture } from './columnMixture';
import { factsOf } from '../encoding/facts';
import { stepOf } from '../roundingStep';
import type { Survey } from '../survey';

export interface Suggestion {
  readonly kind: FamilyName;
  /** What the numbers are, in words. */
  readonly numbers: string;
  /** Why they have this kind, to be said behind it. */
  readonly because: string;
}

/** So many numbers of a positive column may be below zero by a slip. */
const MOST_WRONG_SIGNS = 0.02;
/** Of a normal of positive numbers so much may lie below zero. */
const MOST_NEGATIVE = 0.02;

const PLAIN: Suggestion = { kind: 'normal', numbers: 'numbers', because: '' };

/** A BIC lower by so much is very strong evidence (Kass & Raftery 1995, "Bayes factors", JASA 90). */
const STRONG = 10;
/**
 * Largest over smallest number from which on logarithms are thought of. An order of magnitude is where they begin to
 * matter (Tukey 1977, "Exploratory Data Analysis"); as much is often the distance between clusters, which make numbers
 * skewed, too, and are better told apart as they are.
 */
const WIDE = 20;
/**
 * Narrower columns are skewed where mixtures of lognormals suit them better than mixtures of normals, of so many
 * components at most; of as many they may be anything.
 */
const MOST_CLUMPS = 4;
/** Mixtures are those of so many numbers, evenly spaced by their size. */
const MOST_MIXED = 500;
/**
 * So many rows for each distinct number: integers with ties, which may be counts; measured ones hardly ever are the
 * same.
 */
const SOME_TIES = 2;
/**
 * With so many, the first of them 0 or 1, they are counts even where the lognormal fits better, of which a component
 * would sit on a single count.
 */
const MANY_TIES = 5;
/** Whole numbers that are all multiples of so much are amounts that somebody rounded. */
const ROUNDED = 10;
/** So many robust standard deviations from the median, a number says nothing of how the others are distributed. */
const WILD = 4;

/**
 * By the BIC of each distribution on the whole column, in the data's own units: of integers, which are recorded to the
 * unit, probabilities and densities can be compared, a density being the probability of the unit around. Wild cells do
 * not count: they are what is looked for, and one 6300000 among body masses would make the column look lognormal.
 *
 * @param seesSkew whether numbers that are spread less than an order of magnitude may be lognormal, too
 */
export function suggest({ numbers, holdsAll, hasZero, sample, bounds }: Survey, seesSkew = false): Suggestion {
  if (sample.length < 2) return PLAIN;
  if (bounds !== undefined && areManyBounds(bounds.limits.length, numbers))
    return suggestWithBounds(sample, bounds, numbers, holdsAll);
  const isPositive = holdsAll('lognormal') || (isPositiveButForSlips(sample) && !hasZero());
  const areCounts = holdsAll('poisson');
  if (!isPositive && !areCounts) return PLAIN;
  const positive = isPositive ? sample.filter((number) => number > 0) : sample;
  const x = withoutWild(positive, [Number, ...(isPositive ? [Math.log] : []), ...(areCounts ? [Math.sqrt] : [])]);
  const normal = bicOfNormal(x);
  const lognormal = isPositive ? bicOfLognormal(x) : Infinity;
  const poisson = areCounts ? bicOfPoisson(x) : Infinity;
  const part = sample.length < numbers ? ` on ${sample.length} of the cells` : '';
  const better = (name: string, bic: number): string =>
    `: the ${name} fits better than the normal (BIC lower by ${(normal - bic).toFixed(0)}${part})`;
  const counts = areCounts ? suggestedCounts(x, { normal, lognormal, poisson }) : undefined;
  if (counts !== undefined) return { kind: counts.kind, numbers: 'counts', because: better(counts.name, counts.bic) };
  if (normal - lognormal > STRONG && greatest(x) >= WIDE * least(x)) {
    return { kind: 'lognormal', numbers: 'positive and skewed', because: better('lognormal', lognormal) };
  }
  const gain = seesSkew && normal - lognormal > STRONG ? gainOfLogs(x) : 0;
  if (gain > STRONG)
    return {
      kind: 'lognormal',
      numbers: 'positive and skewed',
      because: `: lognormals fit better than normals, as many as are best (BIC lower by ${gain.toFixed(0)}${part})`,
    };
  return PLAIN;
}

/**
 * Whether numbers are positive but for a few with a wrong sign, or codes for missing values: one of these would take
 * the skewness of all others away.
 */
function isPositiveButForSlips(sample: Float64Array): boolean {
  const negative = sample.reduce((count, number) => (number < 0 ? count + 1 : count), 0);
  return negative <= MOST_WRONG_SIGNS * sample.length;
}

/** The same where bounds tell of the distribution, too. */
function suggestWithBounds(
  sample: Float64Array,
  bounds: CellBounds,
  numbers: number,
  holdsAll: Survey['holdsAll'],
): Suggestion {
  const isPositive = holdsAll('lognormal');
  const x = withoutWild(sample, [Number, ...(isPositive ? [Math.log] : [])]);
  const fitOf = (kind: FamilyName): BoundedFit & { readonly kind: FamilyName } => ({
    kind,
    ...fitWithBounds(kind, x, bounds, sample.length / numbers),
  });
  const mayBeCounts = holdsAll('poisson') && (stepOf(x)?.step ?? 1) < ROUNDED;
  const normal = fitOf('normal');
  const others: readonly FamilyName[] = [
    ...(isPositive ? ['lognormal' as const] : []),
    ...(mayBeCounts ? ['poisson' as const, 'negativeBinomial' as const] : []),
  ];
  const fits = others.map(fitOf);
  const best = fits.reduce((a, b) => (b.bic < a.bic - (a.kind === 'lognormal' ? 0 : STRONG) ? b : a), normal);
  const words = WORDS[best.kind] ?? best.kind;
  if (best.kind !== 'normal')
    return {
      kind: best.kind,
      numbers: families[best.kind].isCount === true ? 'counts' : 'positive and skewed',
      because:
        `: the ${words} fits better than the normal, bounds included (BIC lower by ` +
        `${(normal.bic - best.bic).toFixed(0)})`,
    };
  // What is measured above a limit of detection is no distribution of which a good part would lie below zero (Helsel
  // 2012).
  const [mean, logSd] = normal.theta;
  const lognormal = fits.find(({ kind }) => kind === 'lognormal');
  const isBeyond =
    lognormal !== undefined &&
    lognormal.bic < normal.bic + STRONG &&
    normalCdf(-mean * Math.exp(-logSd)) > MOST_NEGATIVE;
  return isBeyond
    ? {
        kind: 'lognormal',
        numbers: 'positive',
        because: ': a good part of a normal would lie below zero, bounds included',
      }
    : PLAIN;
}

const WORDS: Readonly<Partial<Record<FamilyName, string>>> = {
  poisson: 'Poisson',
  negativeBinomial: 'negative binomial',
};

/**
 * By how much the BIC of the best mixture of lognormals is below that of the best mixture of normals; 0 where neither
 * is told for sure.
 */
function gainOfLogs(x: Float64Array): number {
  const sorted = x.slice().sort();
  const step = Math.max(1, sorted.length / MOST_MIXED);
  const some = Float64Array.from(
    { length: Math.floor(sorted.length / step) },
    (_, i) => sorted[Math.floor((i + 0.5) * step)],
  );
  const logs = some.map(Math.log);
  const lognormals = columnMixture(logs, MOST_CLUMPS);
  if (lognormals.k === MOST_CLUMPS) return 0;
  return columnMixture(some, MOST_CLUMPS).bic - lognormals.bic - 2 * logs.reduce((sum, y) => sum + y, 0);
}

interface Bics {
  readonly normal: number;
  readonly lognormal: number;
  readonly poisson: number;
}

interface Counts {
  readonly kind: FamilyName;
  readonly name: string;
  readonly bic: number;
}

/**
 * The family of counts that whole numbers from 0 up are suggested to have, if any. The negative binomial, of which the
 * Poisson is a special case, must fit clearly better than that.
 */
function suggestedCounts(x: Float64Array, { normal, lognormal, poisson }: Bics): Counts | undefined {
  // Counts that the lognormal suits better are merely skewed.
  const asPoisson: Counts | undefined =
    normal - poisson > STRONG && poisson <= lognormal ? { kind: 'poisson', name: 'Poisson', bic: poisson } : undefined;
  const ties = x.length / new Set(x).size;
  const areSurelyCounts = ties >= MANY_TIES && least(x) <= 1;
  const mayBeCounts =
    asPoisson !== undefined || areSurelyCounts || (ties >= SOME_TIES && greatest(x) >= WIDE * least(x));
  if (!mayBeCounts || (stepOf(x)?.step ?? 1) >= ROUNDED) return undefined;
  const { bic } = fitWithBounds('negativeBinomial', x);
  const isBest = normal - bic > STRONG && poisson - bic > STRONG && (areSurelyCounts || lognormal - bic > STRONG);
  return isBest ? { kind: 'negativeBinomial', name: 'negative binomial', bic } : asPoisson;
}

/** The numbers but for those that are far out on all of these scales. */
export function withoutWild(x: Float64Array, scales: readonly ((x: number) => number)[]): Float64Array {
  const isFar = scales.map((scale) => {
    const { median, sd } = robustSpread(x.map(scale).sort());
    return (value: number): boolean => sd > 0 && Math.abs(scale(value) - median) > WILD * sd;
  });
  return x.filter((value) => !isFar.every((far) => far(value)));
}

export function bicOfNormal(x: Float64Array): number {
  return x.length * (Math.log(2 * Math.PI) + 1 + 2 * Math.log(factsOf(x, 0).sd)) + 2 * Math.log(x.length);
}

export function bicOfLognormal(x: Float64Array): number {
  const y = x.map(Math.log);
  return bicOfNormal(y) + 2 * x.length * factsOf(y, 0).mean;
}

function bicOfPoisson(x: Float64Array): number {
  const { mean } = factsOf(x, 0);
  const logFactorials = x.reduce((sum, count) => sum + logFactorial(count), 0);
  return 2 * (x.length * mean * (1 - Math.log(mean)) + logFactorials) + Math.log(x.length);
}

function least(x: Float64Array): number {
  return x.reduce((a, b) => Math.min(a, b));
}

export function greatest(x: Float64Array): number {
  return x.reduce((a, b) => Math.max(a, b));
}
