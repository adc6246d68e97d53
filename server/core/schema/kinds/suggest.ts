/** Suggests a distribution for a column of numbers: the normal, unless another fits clearly better. */
import { say } from '../../../../language/language';
import type { CellBounds } from '../../csv/cells/cellSorts';
import { families, type FamilyName } from '../../families/registry';
import { logFactorial, normalCdf } from '../../families/functions/special';
import { robustSpread } from '../../numeric/robust';
import { areBoundsInformative, fitWithBounds, type BoundedFit } from './boundedKind';
import { columnMixture } from './columnMixture';
import { factsOf } from '../encoding/facts';
import { stepOf } from '../roundingStep';
import type { NumbersSort } from './numbersWords';
import type { Survey } from '../survey';

export interface Suggestion {
  readonly kind: FamilyName;
  readonly sort: NumbersSort;
  /** Evidence for a kind other than the normal, in words. */
  readonly evidence?: string;
}

/** Share of negative numbers in a positive column up to which they are slips. */
const MOST_WRONG_SIGN_SHARE = 0.02;
/** Share of numbers far out on the plain scale alone up to which they may be slips, and are no evidence of skewness. */
const MOST_SLIP_SHARE = 0.03;
/** Ratio of such a number to the greatest other from which it stands apart. */
const SLIP_RATIO = 2;
/** Share of a normal below zero from which it does not fit positive numbers. */
const MOST_NEGATIVE_SHARE = 0.02;

const PLAIN_NORMAL: Suggestion = { kind: 'normal', sort: 'numbers' };

/** Difference of BIC that counts as very strong evidence (Kass & Raftery 1995, "Bayes factors", JASA 90). */
export const STRONG_EVIDENCE = 10;
/**
 * Ratio of largest to smallest number from which logarithms are considered. Logarithms begin to matter at an order of
 * magnitude (Tukey 1977, "Exploratory Data Analysis"); the distance between clusters is often as large, which makes
 * numbers skewed, too, and clusters are better separated on the plain scale.
 */
const LEAST_RATIO = 20;
/**
 * Maximum number of components of the mixtures that decide whether narrower columns are skewed: mixtures of lognormals
 * must fit better than mixtures of normals. With this many components, columns may have any shape.
 */
const MOST_CLUMPS = 4;
/** Maximum number of values, evenly spaced by rank, to which mixtures are fitted. */
const MOST_MIXED = 500;
/**
 * Number of rows per distinct number from which integers with ties may be counts; measured ones hardly ever coincide.
 */
const LEAST_TIES = 2;
/**
 * Number of rows per distinct number from which integers, with 0 or 1 among them, are counts even if the lognormal fits
 * better: a lognormal component would collapse onto a single count.
 */
const LEAST_TIES_OF_COUNTS = 5;
/** Common multiple from which whole numbers are rounded amounts. */
const LEAST_ROUNDED_STEP = 10;
/**
 * Distance from the median, in robust standard deviations, beyond which a number is no evidence about the distribution
 * of the others.
 */
const WILD_DEVIATIONS = 4;

/**
 * Suggests a distribution by the BIC of each distribution on the whole column, in the data's own units. For integers,
 * which are recorded to the unit, probabilities and densities are comparable, since a density is the probability of the
 * unit around the value. Wild cells do not count, since they are probably errors: a single 6300000 among body
 * masses would make the column look lognormal.
 *
 * @param seesSkew whether numbers that span less than an order of magnitude may be lognormal, too
 */
export function suggest({ numbers, holdsAll, hasZero, sample, bounds }: Survey, seesSkew = false): Suggestion {
  if (sample.length < 2) return PLAIN_NORMAL;
  if (bounds !== undefined && areBoundsInformative(bounds.limits.length, numbers))
    return suggestWithBounds(sample, bounds, numbers, holdsAll);
  const isPositive = holdsAll('lognormal') || (isPositiveButForSlips(sample) && !hasZero());
  const areCounts = holdsAll('poisson');
  if (!isPositive && !areCounts) return PLAIN_NORMAL;
  const positive = isPositive ? sample.filter((number) => number > 0) : sample;
  const x = withoutWild(positive, [Number, ...(isPositive ? [Math.log] : []), ...(areCounts ? [Math.sqrt] : [])]);
  const normal = bicOfNormal(x);
  const lognormal = isPositive ? bicOfLognormal(x) : Infinity;
  const poisson = areCounts ? bicOfPoisson(x) : Infinity;
  const sampled = sample.length < numbers ? sample.length : undefined;
  const counts = areCounts ? suggestedCounts(x, { normal, lognormal, poisson }) : undefined;
  if (counts !== undefined)
    return { kind: counts.kind, sort: 'counts', evidence: betterThanNormal(counts.kind, normal - counts.bic, sampled) };
  const isSkewed = normal - lognormal > STRONG_EVIDENCE && isSkewedWithoutFew(positive, x);
  if (isSkewed && greatest(x) >= LEAST_RATIO * least(x)) {
    return { kind: 'lognormal', sort: 'skewed', evidence: betterThanNormal('lognormal', normal - lognormal, sampled) };
  }
  const gain = seesSkew && isSkewed ? gainOfLogs(x) : 0;
  return gain > STRONG_EVIDENCE
    ? { kind: 'lognormal', sort: 'skewed', evidence: betterThanNormals(gain, sampled) }
    : PLAIN_NORMAL;
}

/** @param sampled number of cells that were compared, if not all */
function betterThanNormal(family: FamilyName, bicGain: number, sampled: number | undefined): string {
  const gain = bicGain.toFixed(0);
  return sampled === undefined
    ? say(
        '{family, select, poisson {the Poisson fits better than the normal (BIC lower by {gain})} negativeBinomial {the negative binomial fits better than the normal (BIC lower by {gain})} other {the lognormal fits better than the normal (BIC lower by {gain})}}',
        { family, gain },
      )
    : say(
        '{family, select, poisson {the Poisson fits better than the normal (BIC lower by {gain} on {count, number} of the cells)} negativeBinomial {the negative binomial fits better than the normal (BIC lower by {gain} on {count, number} of the cells)} other {the lognormal fits better than the normal (BIC lower by {gain} on {count, number} of the cells)}}',
        { family, gain, count: sampled },
      );
}

function betterThanNormals(bicGain: number, sampled: number | undefined): string {
  const gain = bicGain.toFixed(0);
  return sampled === undefined
    ? say('lognormals fit better than normals, as many as are best (BIC lower by {gain})', { gain })
    : say(
        'lognormals fit better than normals, as many as are best (BIC lower by {gain} on {count, number} of the cells)',
        { gain, count: sampled },
      );
}

/**
 * Whether numbers are positive except for a few with a wrong sign, or codes for missing values: one of these would hide
 * the skewness of all others.
 */
function isPositiveButForSlips(sample: Float64Array): boolean {
  let negative = 0;
  for (const number of sample) if (number < 0) negative++;
  return negative <= MOST_WRONG_SIGN_SHARE * sample.length;
}

/**
 * Whether the lognormal also fits better without the numbers that are far out on the plain scale, if these are few and
 * stand apart: two slips, 133 and 226 among days of the month, are far out on that scale alone. A tail goes on from the
 * other numbers.
 */
function isSkewedWithoutFew(positive: Float64Array, x: Float64Array): boolean {
  const near = withoutWild(positive, [Number]);
  if (near.length < 2 || near.length === x.length || near.length < (1 - MOST_SLIP_SHARE) * x.length) return true;
  const limit = greatest(near);
  const isApart = x.every((value) => value <= limit || value > SLIP_RATIO * limit);
  return !isApart || bicOfNormal(near) > bicOfLognormal(near);
}

/** Suggests a distribution for numbers with enough bounds to inform the choice. */
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
  const mayBeCounts = holdsAll('poisson') && (stepOf(x)?.step ?? 1) < LEAST_ROUNDED_STEP;
  const normal = fitOf('normal');
  const others: readonly FamilyName[] = [
    ...(isPositive ? ['lognormal' as const] : []),
    ...(mayBeCounts ? ['poisson' as const, 'negativeBinomial' as const] : []),
  ];
  const fits = others.map(fitOf);
  const best = fits.reduce((a, b) => (b.bic < a.bic - (a.kind === 'lognormal' ? 0 : STRONG_EVIDENCE) ? b : a), normal);
  if (best.kind !== 'normal')
    return {
      kind: best.kind,
      sort: families[best.kind].isCount === true ? 'counts' : 'skewed',
      evidence: say(
        '{family, select, poisson {the Poisson fits better than the normal, bounds included (BIC lower by {gain})} negativeBinomial {the negative binomial fits better than the normal, bounds included (BIC lower by {gain})} other {the lognormal fits better than the normal, bounds included (BIC lower by {gain})}}',
        { family: best.kind, gain: (normal.bic - best.bic).toFixed(0) },
      ),
    };
  // Measurements above a limit of detection have no distribution with a substantial share below zero (Helsel 2012).
  const [mean, logSd] = normal.theta;
  const lognormal = fits.find(({ kind }) => kind === 'lognormal');
  const isBeyond =
    lognormal !== undefined &&
    lognormal.bic < normal.bic + STRONG_EVIDENCE &&
    normalCdf(-mean * Math.exp(-logSd)) > MOST_NEGATIVE_SHARE;
  return isBeyond
    ? {
        kind: 'lognormal',
        sort: 'positive',
        evidence: say('a good part of a normal would lie below zero, bounds included'),
      }
    : PLAIN_NORMAL;
}

/**
 * Difference of BIC between the best mixture of normals and the best mixture of lognormals, or any difference without
 * strong evidence where there is none; 0 where the comparison is inconclusive.
 */
function gainOfLogs(x: Float64Array): number {
  const sample = evenlyByRank(x);
  const logs = sample.map(Math.log);
  const lognormals = columnMixture(logs, MOST_CLUMPS);
  if (lognormals.k === MOST_CLUMPS) return 0;
  const bicOfLogs = lognormals.bic + 2 * logs.reduce((sum, y) => sum + y, 0);
  return columnMixture(sample, MOST_CLUMPS, bicOfLogs + STRONG_EVIDENCE).bic - bicOfLogs;
}

/** Returns the numbers, ascending, or as many of them, evenly spaced by rank, as mixtures are fitted to. */
export function evenlyByRank(x: Float64Array): Float64Array {
  const sorted = x.slice().sort();
  const step = Math.max(1, sorted.length / MOST_MIXED);
  return Float64Array.from(
    { length: Math.floor(sorted.length / step) },
    (_, i) => sorted[Math.floor((i + 0.5) * step)],
  );
}

interface Bics {
  readonly normal: number;
  readonly lognormal: number;
  readonly poisson: number;
}

interface CountSuggestion {
  readonly kind: FamilyName;
  readonly bic: number;
}

/**
 * Suggests a family of counts for whole numbers from 0 up; undefined if none. The negative binomial must fit clearly
 * better than its special case, the Poisson.
 */
function suggestedCounts(x: Float64Array, { normal, lognormal, poisson }: Bics): CountSuggestion | undefined {
  // Counts that the lognormal fits better are merely skewed.
  const asPoisson: CountSuggestion | undefined =
    normal - poisson > STRONG_EVIDENCE && poisson <= lognormal ? { kind: 'poisson', bic: poisson } : undefined;
  const ties = x.length / new Set(x).size;
  const areSurelyCounts = ties >= LEAST_TIES_OF_COUNTS && least(x) <= 1;
  const mayBeCounts =
    asPoisson !== undefined || areSurelyCounts || (ties >= LEAST_TIES && greatest(x) >= LEAST_RATIO * least(x));
  if (!mayBeCounts || (stepOf(x)?.step ?? 1) >= LEAST_ROUNDED_STEP) return undefined;
  const { bic } = fitWithBounds('negativeBinomial', x);
  const isBest =
    normal - bic > STRONG_EVIDENCE &&
    poisson - bic > STRONG_EVIDENCE &&
    (areSurelyCounts || lognormal - bic > STRONG_EVIDENCE);
  return isBest ? { kind: 'negativeBinomial', bic } : asPoisson;
}

/** Removes the numbers that are far out on all of these scales. */
export function withoutWild(x: Float64Array, scales: readonly ((x: number) => number)[]): Float64Array {
  const isFar = scales.map((scale) => {
    const { median, sd } = robustSpread(x.map(scale).sort());
    return (value: number): boolean => sd > 0 && Math.abs(scale(value) - median) > WILD_DEVIATIONS * sd;
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
