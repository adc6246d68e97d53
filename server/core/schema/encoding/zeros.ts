/**
 * Columns of numbers many of which are zero while the others are positive: rain, expenses, time overdue. One
 * distribution fits neither, and numbers far from zero would look wrong. Such a column becomes two of the model, as in
 * hurdle models (Aitchison 1955, "On the distribution of a positive random variable having a discrete probability mass
 * at the origin", JASA 50; Cragg 1971, Econometrica 39): whether a number is zero, a Bernoulli, and how large it is
 * where it is not, with zeros missing. The product of both is the density of the hurdle model.
 */
import { say } from '../../../../language/language';
import { fitWithBounds } from '../kinds/boundedKind';
import type { ColumnPart } from './parts';
import { likelihoodStep, stepOf } from '../roundingStep';
import { bicOfLognormal, bicOfNormal, greatest, STRONG_EVIDENCE, suggest, withoutWild } from '../kinds/suggest';
import { numbersWords } from '../kinds/numbersWords';
import type { Survey } from '../survey';

/** Levels of the part that says whether a number is zero. */
export const ZERO_LEVELS: readonly string[] = ['zero', 'more'];
/** Minimum number of zeros, and of positive numbers; and their minimum shares. */
const LEAST_NUMBERS = 6;
const LEAST_ZERO_SHARE = 0.1;
const LEAST_POSITIVE_SHARE = 0.02;
/** Maximum share of negative numbers, which then count as wrong. */
const MOST_NEGATIVE_SHARE = 0.01;
/** Assumed step of numbers without a step, as a share of the greatest number. */
const LEAST_RELATIVE_STEP = 1e-6;

/**
 * Returns both parts of a column; none where one distribution fits all numbers as well.
 *
 * @param survey survey of the column, without codes for missing among its numbers
 */
export function zeroParts(survey: Survey): readonly ColumnPart[] {
  const { sample } = survey;
  const positive = sample.filter((x) => x > 0);
  const zeros = sample.filter((x) => x === 0).length;
  const negative = sample.length - positive.length - zeros;
  const isEnough = (count: number, share: number): boolean => count >= Math.max(LEAST_NUMBERS, share * sample.length);
  if (
    zeros === 0 ||
    !isEnough(positive.length, LEAST_POSITIVE_SHARE) ||
    negative > MOST_NEGATIVE_SHARE * sample.length ||
    !isHurdle(positive, zeros)
  )
    return [];
  const { kind, sort, evidence } = suggest(
    { ...survey, sample: positive, holdsAll: (family) => family === 'lognormal' },
    true,
  );
  // A few zeros are no distribution of their own, but they would hide that amounts are lognormal.
  const isHiddenLognormal = (): boolean => kind === 'lognormal' && suggest(survey, true).kind === 'normal';
  if (!isEnough(zeros, LEAST_ZERO_SHARE) && !isHiddenLognormal()) return [];
  const step = stepOf(positive);
  const percent = Math.round((100 * zeros) / (zeros + positive.length));
  return [
    {
      of: 'amount',
      isOwn: true,
      kind,
      levels: [],
      reason: hurdleReason(numbersWords(sort), String(percent), evidence),
      ...(step !== undefined && { step: likelihoodStep(step) }),
    },
    { of: 'zero', kind: 'bernoulli', levels: ZERO_LEVELS, reason: say('whether it is zero') },
  ];
}

function hurdleReason(numbers: string, percent: string, evidence: string | undefined): string {
  return evidence === undefined
    ? say('{numbers}, {percent} % of them zero, and apart from these normal', { numbers, percent })
    : say('{numbers}, {percent} % of them zero, and apart from these: {evidence}', { numbers, percent, evidence });
}

/**
 * Whether a point mass at zero and the best distribution of the other numbers have a clearly lower BIC than one
 * distribution of all numbers. A point has a probability; densities are turned into probabilities of the step to which
 * numbers are written.
 */
function isHurdle(positive: Float64Array, zeros: number): boolean {
  const x = withoutWild(positive, [Number, Math.log]);
  const allNumbers = Float64Array.from([...x, ...new Float64Array(zeros)]);
  const isWhole = x.every(Number.isInteger);
  const logStep = Math.log(stepOf(x)?.step ?? LEAST_RELATIVE_STEP * greatest(x));
  const rows = zeros + x.length;
  const bicOfZero = -2 * (zeros * Math.log(zeros / rows) + x.length * Math.log(x.length / rows)) + Math.log(rows);
  const bicOfParts = Math.min(bicOfNormal(x), bicOfLognormal(x)) - 2 * x.length * logStep + bicOfZero;
  const bicOfWhole = Math.min(
    bicOfNormal(allNumbers) - 2 * rows * logStep,
    isWhole ? fitWithBounds('negativeBinomial', allNumbers).bic : Infinity,
  );
  return bicOfWhole - bicOfParts > STRONG_EVIDENCE;
}

/** Encodes a number as a value of a part, also one of signed amounts. @param encode of the part's family */
export function partOfNumber(
  { of }: Pick<ColumnPart, 'of'>,
  number: number,
  encode: (number: number) => number,
): number {
  if (of === 'zero') return number === 0 ? 0 : number > 0 ? 1 : NaN;
  if (of === 'sign') return number === number ? Math.sign(number) + 1 : NaN;
  if (of === 'size') return encode(Math.abs(number));
  return number > 0 ? encode(number) : NaN;
}
