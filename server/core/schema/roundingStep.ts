/**
 * The step to which a column's numbers are written, found from the numbers themselves: 0.2 where all are multiples of
 * 0.2, as an instrument's scale has them, also where these begin elsewhere (0.5, 1.5, 2.5: step 1).
 *
 * Few numbers that lie elsewhere, a hundredth of all, are taken as wrong or as written by other hands.
 */

export interface Step {
  /** In the data's units. */
  readonly step: number;
  /** A coarser step to which a good part of the numbers is written; left out where there is none. */
  readonly coarse?: CoarseStep;
}

export interface CoarseStep {
  readonly step: number;
  /** Of all numbers: those that are written to it, without those that lie on it by chance. */
  readonly share: number;
}

/** More numbers tell no more of a step, and take time. */
const MOST_READ = 1_000;
const LEAST_READ = 10;
/** Numbers with more significant digits are computed, not written. */
const MOST_DIGITS = 12;
/** So many of all numbers may lie off the step, … */
const WILD = 0.01;
/** … and so many of those that do not have the most frequent value: where 99 % are 0, the others have the say. */
const WILD_AMONG_OTHERS = 0.2;
/** Distinct values are all on a coarser step by chance once in so many times at most. */
const AGAINST_CHANCE = 16;
/** By these a step is made coarser: tens come first, since people count by them. */
const FACTORS = [10, 5, 2, 3, 7, 11, 13];
/** Coarser steps that a part of the numbers may have, as multiples of the step. */
const COARSER = [2, 3, 4, 5, 6, 10, 12, 15, 20, 25, 30, 50, 60, 100];
/** A coarse step is told of if so many of all numbers are written to it, … */
const LEAST_SHARE = 0.25;
/** … if they are so many standard deviations above chance, … */
const CLEARLY = 5;
/** … and lie on so many values, those of a few rows counted less; a column with many zeros has but one. */
const LEAST_VALUES = 3.5;
/** Of factors this small neighbours tell nothing, and more values are asked for. */
const SMALL_FACTOR = 3;
const LEAST_VALUES_OF_SMALL = 6;
/** Of more distinct numbers than this share of all there is none. */
const MOST_DISTINCT = 0.9;
/** Of two coarse steps the larger one is taken, if it has nearly as many numbers. */
const NEARLY = 0.9;

/** Numbers as multiples of a power of ten. */
interface Grid {
  /** NaN for those that are no multiple of it, or are too far off to tell. */
  readonly multiples: Float64Array;
  readonly exponent: number;
}

/**
 * The step to which numbers are written; undefined where there is none: of fewer than ten numbers, of one value alone,
 * and of numbers with so many digits that nobody wrote them.
 *
 * @param sample in the data's units, NaN where missing; of many numbers some, evenly spaced, are read
 */
export function stepOf(sample: Float64Array): Step | undefined {
  const numbers = someOf(sample);
  if (numbers.length < LEAST_READ || numbers.every((number) => number === numbers[0])) return undefined;
  const grid = gridOf(numbers);
  if (grid === undefined) return undefined;
  const counted = countsOf(grid.multiples);
  if (counted.values.length < 2) return undefined;
  const multiple = multipleOf(counted, numbers.length);
  // Where hardly any number is there twice no part of them is heaped.
  const coarse =
    counted.values.length > MOST_DISTINCT * numbers.length ? undefined : coarserThan(multiple, counted, numbers.length);
  const step = inUnits(multiple, grid);
  return coarse === undefined
    ? { step }
    : { step, coarse: { step: inUnits(coarse.multiple, grid), share: coarse.share } };
}

/** The step by which ties are judged: the coarse one, if a good part of the numbers is written to it. */
export function likelihoodStep({ step, coarse }: Step): number {
  return coarse?.step ?? step;
}

/** A step in words: "written to 1, 60 % of it to 5". */
export function stepInWords({ step, coarse }: Step): string {
  return (
    'written to ' +
    `${step}${coarse === undefined ? '' : `, ${Math.round(100 * coarse.share)} % of it to ${coarse.step}`}`
  );
}

function someOf(sample: Float64Array): Float64Array {
  const stride = Math.max(1, Math.ceil(sample.length / MOST_READ));
  const some: number[] = [];
  for (let i = 0; i < sample.length; i += stride) if (Number.isFinite(sample[i])) some.push(sample[i]);
  return Float64Array.from(some);
}

/** A number as people write it: digits × 10^exponent, without zeros at the end. */
interface Written {
  readonly digits: number;
  readonly exponent: number;
}

/** By the shortest decimal that is read as the number; undefined where that has too many digits. */
function writtenOf(number: number): Written | undefined {
  const text = number.toExponential();
  const e = text.indexOf('e');
  const digits = text.slice(0, e).replace('.', '');
  const count = number < 0 ? digits.length - 1 : digits.length;
  return count > MOST_DIGITS
    ? undefined
    : { digits: Number(digits), exponent: Number(text.slice(e + 1)) - (count - 1) };
}

/** The largest power of ten of which enough numbers are multiples. */
function gridOf(numbers: Float64Array): Grid | undefined {
  const written = Array.from(numbers, writtenOf);
  const exponents = Float64Array.from(written, (one) =>
    one === undefined ? -Infinity : one.digits === 0 ? Infinity : one.exponent,
  );
  const mostFrequent = countsOf(numbers).largest;
  const ascending = exponents.sort();
  // No more than the allowed numbers lie below the exponent that is taken.
  const exponent = ascending[mostOff(numbers.length, mostFrequent)];
  if (!Number.isFinite(exponent)) return undefined;
  const multiples = Float64Array.from(written, (one) => {
    if (one === undefined) return NaN;
    if (one.digits === 0) return 0;
    const multiple = one.exponent < exponent ? NaN : one.digits * 10 ** (one.exponent - exponent);
    return Math.abs(multiple) <= Number.MAX_SAFE_INTEGER ? multiple : NaN;
  });
  return { multiples, exponent };
}

/** Of n numbers, so many may be off a step; n₁ have the most frequent value. */
function mostOff(n: number, mostFrequent: number): number {
  return Math.floor(Math.min(WILD * n, WILD_AMONG_OTHERS * (n - mostFrequent)));
}

interface Counts {
  readonly values: Float64Array;
  readonly counts: Float64Array;
  readonly largest: number;
}

/** Distinct values with their counts; NaN is none. */
function countsOf(numbers: Float64Array): Counts {
  const found = new Map<number, number>();
  for (const number of numbers) if (number === number) found.set(number, (found.get(number) ?? 0) + 1);
  const counts = Float64Array.from(found.values());
  return { values: Float64Array.from(found.keys()), counts, largest: counts.reduce((a, b) => Math.max(a, b), 0) };
}

/** Numbers by their remainder to a multiple of the grid. */
interface Class {
  readonly remainder: number;
  readonly count: number;
  /** The class's values. */
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
 * The largest multiple of the grid on which enough numbers lie, from some offset on. A few distinct values lie on many
 * a multiple by chance: D of them with the probability f^(1 − D).
 */
function multipleOf(counted: Counts, n: number): number {
  const most = mostOff(n, counted.largest);
  let multiple = 1;
  for (const factor of FACTORS) {
    for (;;) {
      const { count, distinct } = largestOf(classesOf(counted, multiple * factor));
      if (n - count > most || factor ** (distinct - 1) < AGAINST_CHANCE) break;
      multiple *= factor;
    }
  }
  return multiple;
}

interface Coarser {
  readonly multiple: number;
  readonly share: number;
}

/** The coarser step that a good part of the numbers has. */
function coarserThan(multiple: number, counted: Counts, n: number): Coarser | undefined {
  const found = COARSER.flatMap((factor) => heapedOn(multiple, factor, counted, n) ?? []);
  const most = found.reduce((share, other) => Math.max(share, other.share), 0);
  return found.findLast(({ share }) => share >= NEARLY * most);
}

/**
 * Whether numbers are heaped on every factor-th multiple: how many more there are than on the multiples beside these,
 * between which a smooth distribution would lie.
 */
function heapedOn(multiple: number, factor: number, counted: Counts, n: number): Coarser | undefined {
  const classes = classesOf(counted, multiple * factor);
  const { remainder, count } = largestOf(classes);
  const countAt = (steps: number): number =>
    classes.get(remainderOf(remainder + steps * multiple, multiple * factor))?.count ?? 0;
  const beside = factor === 2 ? countAt(1) : (countAt(-1) + countAt(1)) / 2;
  const share = (count - beside) / n;
  const chance = 1 / factor;
  if (share < LEAST_SHARE || count - n * chance < CLEARLY * Math.sqrt(n * chance * (1 - chance))) return undefined;
  if (factor > SMALL_FACTOR && isClump(2 * beside, n - count, factor)) return undefined;
  const values = manyOf(counted, remainder, multiple * factor);
  return values < (factor > SMALL_FACTOR ? LEAST_VALUES : LEAST_VALUES_OF_SMALL)
    ? undefined
    : { multiple: multiple * factor, share };
}

/** Whether numbers off the coarse step lie beside it, as around clumps narrower than a step, rather than anywhere. */
function isClump(beside: number, off: number, factor: number): boolean {
  return beside > 0.5 * (1 + 2 / (factor - 1)) * off;
}

/** The number of values in a class: of equally frequent ones all, of one that has most rows hardly more than one. */
function manyOf({ values, counts }: Counts, remainder: number, multiple: number): number {
  let sum = 0;
  let squares = 0;
  values.forEach((value, i) => {
    if (remainderOf(value, multiple) !== remainder) return;
    sum += counts[i];
    squares += counts[i] * counts[i];
  });
  return (sum * sum) / squares;
}

/** As a number that reads as it is written: 0.2, not 0.2 + 10⁻¹⁷. */
function inUnits(multiple: number, { exponent }: Grid): number {
  return Number(`${multiple}e${exponent}`);
}
