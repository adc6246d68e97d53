/**
 * Columns of amounts of either sign, such as spending with refunds. They are as skewed as amounts, but a lognormal
 * holds no negative numbers, and a normal finds every large one unlikely. Such a column becomes two of the model: its
 * sign, a level, and its size, a lognormal, where zeros are missing. The product of both is a density of the amounts.
 */
import { say } from '../../../../language/language';
import { columnMixture, type ColumnMixture } from '../kinds/columnMixture';
import { STRONG_EVIDENCE, evenlyByRank } from '../kinds/suggest';
import type { Survey } from '../survey';
import type { ColumnPart } from './parts';

/** Levels of the part that is the sign, in the order of Math.sign. */
export const SIGN_LEVELS: readonly string[] = ['negative', 'zero', 'positive'];
/** Minimum number and share of the numbers of the rarer sign: fewer are slips of the sign. */
const LEAST_NUMBERS = 6;
const LEAST_SHARE = 0.02;
/** Minimum number of numbers: with fewer, noise has parts by chance in one of many columns. */
const LEAST_SAMPLE = 50;
/** Maximum share of zeros: with more, zeros are no amounts. */
const MOST_ZERO_SHARE = 0.5;
/** Minimum ratio of the largest size to the smallest, without the outer twentieths. */
const LEAST_RATIO = 10;
/** Share of the sizes at either end that do not count in the comparison. */
const OUTER_SHARE = 0.01;
/** Maximum number of components of the mixtures that are compared: with this many, columns may have any shape. */
const MOST_CLUMPS = 4;

/** Returns both parts of a column; none where normals, as many as are best, fit the numbers as well. */
export function signedParts({ sample, bounds }: Survey): readonly ColumnPart[] {
  const sizes = sample.filter((x) => x !== 0).map(Math.abs);
  const negative = sample.reduce((count, x) => (x < 0 ? count + 1 : count), 0);
  const rarer = Math.min(negative, sizes.length - negative);
  if (
    bounds !== undefined ||
    sample.length < LEAST_SAMPLE ||
    rarer < Math.max(LEAST_NUMBERS, LEAST_SHARE * sample.length) ||
    sample.length - sizes.length > MOST_ZERO_SHARE * sample.length
  )
    return [];
  const sorted = sizes.slice().sort();
  const sizeAt = (share: number): number => sorted[Math.floor(share * sorted.length)];
  if (sizeAt(0.95) < LEAST_RATIO * sizeAt(0.05)) return [];
  const gain = gainOfParts(sample.filter((x) => x !== 0));
  if (!(gain > STRONG_EVIDENCE)) return [];
  const percent = Math.round((100 * negative) / sample.length);
  return [
    {
      of: 'size',
      isOwn: true,
      kind: 'lognormal',
      levels: [],
      reason: say(
        'amounts of either sign, {percent} % of them negative: lognormals of their sizes fit better than normals, as many as are best (BIC lower by {gain})',
        { percent: String(percent), gain: gain.toFixed(0) },
      ),
    },
    { of: 'sign', kind: 'categorical', levels: SIGN_LEVELS, reason: say('whether it is negative, zero or positive') },
  ];
}

/**
 * Difference of BIC between mixtures of normals, and signs with mixtures of lognormals; 0 where inconclusive. At most
 * STRONG_EVIDENCE where few normals suffice, for the larger mixtures are not fitted then.
 */
function gainOfParts(numbers: Float64Array): number {
  const sorted = numbers.slice().sort((a, b) => Math.abs(a) - Math.abs(b));
  // The outermost sizes may be errors, and would take components of their own.
  const outer = Math.floor(OUTER_SHARE * sorted.length);
  const x = evenlyByRank(sorted.subarray(outer, sorted.length - outer));
  const logs = x.map((number) => Math.log(Math.abs(number)));
  const negative = x.reduce((count, number) => (number < 0 ? count + 1 : count), 0);
  const bicOfSigns = -2 * (logTerm(negative, x.length) + logTerm(x.length - negative, x.length)) + Math.log(x.length);
  const bicWith = (lognormals: ColumnMixture): number =>
    lognormals.bic + 2 * logs.reduce((sum, y) => sum + y, 0) + bicOfSigns;
  // More normals fit better still, and with the greatest number of lognormals the comparison is inconclusive.
  const isHopeless = columnMixture(x, 1).bic - bicWith(columnMixture(logs, MOST_CLUMPS - 1)) <= STRONG_EVIDENCE;
  if (isHopeless) return 0;
  const lognormals = columnMixture(logs, MOST_CLUMPS);
  if (lognormals.k === MOST_CLUMPS) return 0;
  const bicOfParts = bicWith(lognormals);
  return columnMixture(x, MOST_CLUMPS, bicOfParts + STRONG_EVIDENCE).bic - bicOfParts;
}

function logTerm(count: number, total: number): number {
  return count === 0 ? 0 : count * Math.log(count / total);
}
