/**
 * The step to which a column's numbers are written, found from the numbers themselves: 0.2 where all are multiples of
 * 0.2, as on an instrument's scale, even with an offset (0.5, 1.5, 2.5: step 1).
 *
 * A few numbers off the step, a hundredth of all, count as wrong or as written by others.
 */

export interface RoundingStep {
  /** Step in the data's units. */
  readonly step: number;
  /** A coarser step to which a substantial part of the numbers is written; left out where there is none. */
  readonly coarse?: CoarseStep;
}

export interface CoarseStep {
  readonly step: number;
  /** Share of all numbers that are written to it, without those that lie on it by chance. */
  readonly share: number;
}

/** Maximum number of values that are read; more take time and show no more. */
const MOST_SAMPLED = 1_000;
const LEAST_NUMBERS = 10;
/** Maximum number of significant digits; numbers with more are computed, not written. */
const MOST_DIGITS = 12;
/** Maximum share of all numbers off the step, … */
const MOST_OFF_SHARE = 0.01;
/** … and of those that do not have the most frequent value: where 99 % are 0, the others decide. */
const MOST_OFF_SHARE_OF_OTHERS = 0.2;
/** Inverse of the probability of chance agreement that a coarser step must beat. */
const LEAST_ODDS_AGAINST_CHANCE = 16;
/** Factors by which a step is made coarser: tens come first, since people count by them. */
const FACTORS = [10, 5, 2, 3, 7, 11, 13];
/** Coarser steps that a part of the numbers may have, as multiples of the step. */
const COARSE_FACTORS = [2, 3, 4, 5, 6, 10, 12, 15, 20, 25, 30, 50, 60, 100];
/** Minimum share of all numbers on a coarse step, … */
const LEAST_COARSE_SHARE = 0.25;
/** … minimum excess over chance, in standard deviations, … */
const LEAST_DEVIATIONS = 5;
/**
 * … and minimum number of distinct values, where those of few rows count less; a column with many zeros has only one.
 */
const LEAST_VALUES = 3.5;
/** Factor up to which neighbours are no evidence, and more distinct values are required. */
const SMALL_FACTOR = 3;
const LEAST_VALUES_OF_SMALL = 6;
/** Share of distinct numbers above which there is no coarse step. */
const MOST_DISTINCT_SHARE = 0.9;
/** Share of the largest coarse share from which a larger coarse step is preferred. */
const NEAR_LARGEST = 0.9;

/** Numbers as multiples of a power of ten. */
interface Grid {
  /** Multiples of the grid; NaN for numbers that are no multiple, or too large to tell. */
  readonly multiples: Float64Array;
  readonly exponent: number;
}

/**
 * Finds the step to which numbers are written; undefined for fewer than ten numbers, for a single value, and for
 * numbers with too many digits to be written by hand.
 *
 * @param sample in the data's units, NaN where missing; of many numbers some, evenly spaced, are read
 */
export function stepOf(sample: Float64Array): RoundingStep | undefined {
  const numbers = sampleNumbers(sample);
  if (numbers.length < LEAST_NUMBERS || numbers.every((number) => number === numbers[0])) return undefined;
  const grid = gridOf(numbers);
  if (grid === undefined) return undefined;
  const counted = countsOf(grid.multiples);
  if (counted.values.length < 2) return undefined;
  const multiple = multipleOf(counted, numbers.length);
  // Where hardly any number occurs twice, no part of them is heaped.
  const coarse =
    counted.values.length > MOST_DISTINCT_SHARE * numbers.length
      ? undefined
      : coarseMultiple(multiple, counted, numbers.length);
  const step = inDataUnits(multiple, grid);
  return coarse === undefined
    ? { step }
    : { step, coarse: { step: inDataUnits(coarse.multiple, grid), share: coarse.share } };
}

/** Returns the step that bounds the likelihood: the coarse step, if there is one. */
export function likelihoodStep({ step, coarse }: RoundingStep): number {
  return coarse?.step ?? step;
}

function sampleNumbers(sample: Float64Array): Float64Array {
  const stride = Math.max(1, Math.ceil(sample.length / MOST_SAMPLED));
  const numbers: number[] = [];
  for (let i = 0; i < sample.length; i += stride) if (Number.isFinite(sample[i])) numbers.push(sample[i]);
  return Float64Array.from(numbers);
}

/** A number as people write it: digits × 10^exponent, without trailing zeros. */
interface Decimal {
  readonly digits: number;
  readonly exponent: number;
}

/** Returns the shortest decimal of a number; undefined where it has too many digits. */
function decimalOf(number: number): Decimal | undefined {
  const text = number.toExponential();
  const e = text.indexOf('e');
  const digits = text.slice(0, e).replace('.', '');
  const count = number < 0 ? digits.length - 1 : digits.length;
  return count > MOST_DIGITS
    ? undefined
    : { digits: Number(digits), exponent: Number(text.slice(e + 1)) - (count - 1) };
}

/** Finds the largest power of ten of which enough numbers are multiples. */
function gridOf(numbers: Float64Array): Grid | undefined {
  const decimals = Array.from(numbers, decimalOf);
  const exponents = Float64Array.from(decimals, (decimal) =>
    decimal === undefined ? -Infinity : decimal.digits === 0 ? Infinity : decimal.exponent,
  );
  const mostFrequent = countsOf(numbers).largest;
  const ascending = exponents.sort();
  // At most the allowed numbers lie below this exponent.
  const exponent = ascending[maxOff(numbers.length, mostFrequent)];
  if (!Number.isFinite(exponent)) return undefined;
  const multiples = Float64Array.from(decimals, (decimal) => {
    if (decimal === undefined) return NaN;
    if (decimal.digits === 0) return 0;
    const multiple = decimal.exponent < exponent ? NaN : decimal.digits * 10 ** (decimal.exponent - exponent);
    return Math.abs(multiple) <= Number.MAX_SAFE_INTEGER ? multiple : NaN;
  });
  return { multiples, exponent };
}

/** Returns how many of n numbers may be off a step. @param mostFrequent number of cells of the most frequent value */
function maxOff(n: number, mostFrequent: number): number {
  return Math.floor(Math.min(MOST_OFF_SHARE * n, MOST_OFF_SHARE_OF_OTHERS * (n - mostFrequent)));
}

interface Counts {
  readonly values: Float64Array;
  readonly counts: Float64Array;
  readonly largest: number;
}

/** Counts the distinct values, without NaN. */
function countsOf(numbers: Float64Array): Counts {
  const countByValue = new Map<number, number>();
  for (const number of numbers) if (number === number) countByValue.set(number, (countByValue.get(number) ?? 0) + 1);
  const counts = Float64Array.from(countByValue.values());
  return {
    values: Float64Array.from(countByValue.keys()),
    counts,
    largest: counts.reduce((a, b) => Math.max(a, b), 0),
  };
}

/** Numbers with one remainder to a multiple of the grid. */
interface Class {
  readonly remainder: number;
  readonly count: number;
  /** Number of distinct values in the class. */
  readonly distinct: number;
}

function classesOf({ values, counts }: Counts, multiple: number): Map<number, Class> {
  const classes = new Map<number, Class>();
  values.forEach((value, i) => {
    const remainder = remainderOf(value, multiple);
    const { count, distinct } = classes.get(remainder) ?? { count: 0, distinct: 0 };
    classes.set(remainder, { remainder, count: count + counts[i], distinct: distinct + 1 });
  });
  return classes;
}

function largestOf(classes: Map<number, Class>): Class {
  return [...classes.values()].reduce((a, b) => (b.count > a.count ? b : a));
}

function remainderOf(value: number, multiple: number): number {
  const remainder = value % multiple;
  return remainder < 0 ? remainder + multiple : remainder;
}

/**
 * Finds the largest multiple of the grid on which enough numbers lie, up to an offset. A few distinct values lie on
 * many multiples by chance: D of them with the probability f^(1 − D).
 */
function multipleOf(counted: Counts, n: number): number {
  const limit = maxOff(n, counted.largest);
  let multiple = 1;
  for (const factor of FACTORS) {
    for (;;) {
      const { count, distinct } = largestOf(classesOf(counted, multiple * factor));
      if (n - count > limit || factor ** (distinct - 1) < LEAST_ODDS_AGAINST_CHANCE) break;
      multiple *= factor;
    }
  }
  return multiple;
}

interface CoarseMultiple {
  readonly multiple: number;
  readonly share: number;
}

/** Finds a coarser step of a substantial part of the numbers. */
function coarseMultiple(multiple: number, counted: Counts, n: number): CoarseMultiple | undefined {
  const heaped = COARSE_FACTORS.flatMap((factor) => heapedMultiple(multiple, factor, counted, n) ?? []);
  const largestShare = heaped.reduce((share, candidate) => Math.max(share, candidate.share), 0);
  return heaped.findLast(({ share }) => share >= NEAR_LARGEST * largestShare);
}

/**
 * Tests whether numbers are heaped on every factor-th multiple: the excess over the adjacent multiples, between which a
 * smooth distribution would lie.
 */
function heapedMultiple(multiple: number, factor: number, counted: Counts, n: number): CoarseMultiple | undefined {
  const classes = classesOf(counted, multiple * factor);
  const { remainder, count } = largestOf(classes);
  const countAt = (steps: number): number =>
    classes.get(remainderOf(remainder + steps * multiple, multiple * factor))?.count ?? 0;
  const adjacent = factor === 2 ? countAt(1) : (countAt(-1) + countAt(1)) / 2;
  const share = (count - adjacent) / n;
  const chance = 1 / factor;
  if (share < LEAST_COARSE_SHARE || count - n * chance < LEAST_DEVIATIONS * Math.sqrt(n * chance * (1 - chance)))
    return undefined;
  if (factor > SMALL_FACTOR && isClump(2 * adjacent, n - count, factor)) return undefined;
  const effectiveValues = effectiveCount(counted, remainder, multiple * factor);
  return effectiveValues < (factor > SMALL_FACTOR ? LEAST_VALUES : LEAST_VALUES_OF_SMALL)
    ? undefined
    : { multiple: multiple * factor, share };
}

/**
 * Whether the numbers off the coarse step lie next to it, as around clumps narrower than a step, rather than anywhere.
 */
function isClump(adjacent: number, off: number, factor: number): boolean {
  return adjacent > 0.5 * (1 + 2 / (factor - 1)) * off;
}

/**
 * Returns the effective number of values in a class: all values if equally frequent, about one if one value has most
 * rows.
 */
function effectiveCount({ values, counts }: Counts, remainder: number, multiple: number): number {
  let sum = 0;
  let squares = 0;
  values.forEach((value, i) => {
    if (remainderOf(value, multiple) !== remainder) return;
    sum += counts[i];
    squares += counts[i] * counts[i];
  });
  return (sum * sum) / squares;
}

/** Converts a multiple to the data's units, exactly as written: 0.2, not 0.2 + 10⁻¹⁷. */
function inDataUnits(multiple: number, { exponent }: Grid): number {
  return Number(`${multiple}e${exponent}`);
}
