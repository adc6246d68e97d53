/**
 * Columns whose numbers form a sequence: 1, 2, 3 ..., a reading every ten minutes, dates in order. They make no
 * clusters; a break means that a row is missing, is repeated, or has a wrong number.
 */
import { say } from '../../../../language/language';
import { monthsSince1970 } from '../../csv/cells/writtenDate';

export interface Sequence {
  /**
   * Difference between consecutive rows, in the column's units (seconds or months for dates); 0 where rows merely never
   * go back.
   */
  readonly step: number;
  /** Whether the step of dates is a number of months. */
  readonly byMonths?: true;
  /** Whether the dates are last days of months, whatever their length. */
  readonly atEnds?: true;
}

/** A row that does not continue its sequence. */
export interface Break {
  readonly row: number;
  /**
   * `gap`: rows are left out before it. `repetition`: it repeats the row before. `back`: it goes back. `wrong`: it
   * alone is wrong, judged by the rows before and after it.
   */
  readonly sort: 'gap' | 'repetition' | 'back' | 'wrong';
  /**
   * Number before the break, and the number that would continue the sequence. For months, both are months since 1970.
   */
  readonly before: number;
  readonly expected: number;
}

/** Minimum number of rows; fewer form a sequence by chance. */
const LEAST_ROWS = 12;
/** Minimum share of equal steps; for dates in order, of steps that do not go back. */
const LEAST_EQUAL_SHARE = 0.95;
const LEAST_ORDERED_SHARE = 0.98;
const LEAST_ORDERED_ROWS = 30;
/** Number of rows at the beginning from which the step is determined. */
const FIRST_ROWS = 256;
/** Relative rounding error allowed in a fractional step. */
const STEP_TOLERANCE = 1e-6;
const DAY = 86_400;

/** Detects a sequence of numbers. @param numbers NaN where missing */
export function sequenceOf(numbers: Float64Array): Sequence | undefined {
  const step = commonestStep(numbers);
  if (step === undefined || step === 0) return undefined;
  const sequence = { step };
  const maxBreaks = breakLimit(numbers, LEAST_EQUAL_SHARE);
  const breaks = breaksIn(numbers, sequence, maxBreaks);
  return breaks.length <= maxBreaks && !restarts(numbers, breaks) ? sequence : undefined;
}

/** Detects a sequence of converted numbers; the beginning rules it out in most cases. */
function convertedSequence(convert: (number: number) => number, numbers: Float64Array): Sequence | undefined {
  const step = commonestStep(numbers.subarray(0, FIRST_ROWS).map(convert));
  return step === undefined || step === 0 ? undefined : sequenceOf(numbers.map(convert));
}

/** Detects a sequence of dates: days or hours apart, months apart, or merely in order. */
export function dateSequenceOf(seconds: Float64Array): Sequence | undefined {
  const evenlySpaced = sequenceOf(seconds);
  if (evenlySpaced !== undefined) return evenlySpaced;
  const byMonths = convertedSequence(monthsSince1970, seconds);
  if (byMonths !== undefined) return { ...byMonths, byMonths: true };
  const byEnds = convertedSequence(endsSince1970, seconds);
  if (byEnds !== undefined) return { ...byEnds, byMonths: true, atEnds: true };
  const [maxBreaks, ordered] = [breakLimit(seconds, LEAST_ORDERED_SHARE), { step: 0 }];
  const differs = seconds.some((x) => x === x && x !== seconds[0]);
  return seconds.length >= LEAST_ORDERED_ROWS && differs && breaksIn(seconds, ordered, maxBreaks).length <= maxBreaks
    ? ordered
    : undefined;
}

/**
 * Finds the breaks of a sequence. Restarting from the first number is not a break.
 *
 * @param isOfTimes whether numbers are seconds of a clock, which is set forward and back once a year
 */
export function sequenceBreaks(numbers: Float64Array, sequence: Sequence, isOfTimes = false): readonly Break[] {
  const converted =
    sequence.byMonths === true ? numbers.map(sequence.atEnds === true ? endsSince1970 : monthsSince1970) : numbers;
  const first = converted[nextObserved(converted, 0)];
  return breaksIn(converted, sequence).filter(
    ({ row, sort, expected }) =>
      !(sort === 'back' && converted[row] === first) && !(isOfTimes && isClockChange(converted[row], expected)),
  );
}

/** Whether a jump is a clock change: clocks are set by an hour on Sundays in spring and autumn, in the first hours. */
function isClockChange(seconds: number, expected: number): boolean {
  const month = ((Math.floor(monthsSince1970(seconds)) % 12) + 12) % 12;
  const isSunday = (((Math.floor(seconds / DAY) + 4) % 7) + 7) % 7 === 0;
  const hour = Math.floor((((seconds % DAY) + DAY) % DAY) / 3600);
  return Math.abs(seconds - expected) === 3600 && isSunday && hour <= LATEST_CHANGE && CHANGE_MONTHS.includes(month);
}

/** March and April, September to November, counted from 0. */
const CHANGE_MONTHS: readonly number[] = [2, 3, 8, 9, 10];
const LATEST_CHANGE = 4;

/** Converts seconds to months since 1970, for dates that are last days of months. */
function endsSince1970(seconds: number): number {
  const months = monthsSince1970(seconds);
  const isLast = Math.floor(monthsSince1970(seconds + DAY)) > Math.floor(months);
  return isLast ? Math.floor(months) + (30 + (((seconds % DAY) + DAY) % DAY) / DAY) / 32 : months;
}

function breakLimit(numbers: Float64Array, share: number): number {
  return Math.max(1, (1 - share) * numbers.length);
}

/** Returns the step between most neighbours at the beginning, if it is frequent enough. */
function commonestStep(column: Float64Array): number | undefined {
  const numbers = column.subarray(0, FIRST_ROWS);
  const steps: number[] = [];
  for (let row = 1; row < numbers.length; row++) {
    const step = numbers[row] - numbers[row - 1];
    if (step === step) steps.push(step);
  }
  if (steps.length < LEAST_ROWS - 1) return undefined;
  const middle = Float64Array.from(steps).sort()[steps.length >> 1];
  return steps.filter((step) => isSame(step, middle)).length >= steps.length / 2 ? middle : undefined;
}

function isSame(a: number, b: number): boolean {
  return Math.abs(a - b) <= STEP_TOLERANCE * Math.abs(b);
}

/** Describes a sequence of numbers. */
export function sequenceWords({ step }: Sequence): string {
  return step === 1
    ? say('numbers the rows')
    : say('changes by {step} from row to row', { step: String(Number(step.toPrecision(6))) });
}

/** Describes a sequence of dates. */
export function dateSequenceWords({ step, byMonths, atEnds }: Sequence): string {
  if (step === 0) return say('in order');
  const interval = intervalWords(Math.abs(step), byMonths);
  return atEnds === true
    ? say('ends of months, {interval} apart', { interval })
    : say('{interval} apart', { interval });
}

const UNITS: readonly (readonly [number, string])[] = [
  [DAY, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
];

/** @example intervalWords(172800) === '2 days' */
export function intervalWords(step: number, byMonths?: boolean): string {
  const [size, unit] =
    byMonths === true ? [1, 'month'] : (UNITS.find(([unitSize]) => step % unitSize === 0) ?? [1, 'second']);
  const count = Math.round((1000 * step) / size) / 1000;
  return say(
    '{unit, select, month {{count, plural, one {# month} other {# months}}} day {{count, plural, one {# day} other {# days}}} hour {{count, plural, one {# hour} other {# hours}}} minute {{count, plural, one {# minute} other {# minutes}}} other {{count, plural, one {# second} other {# seconds}}}}',
    { unit, count },
  );
}

/** Whether the column goes back to its first number repeatedly: a sequence for each of several things. */
function restarts(numbers: Float64Array, breaks: readonly Break[]): boolean {
  const backs = breaks.filter(({ sort }) => sort === 'back');
  return backs.length > 1 && backs.every(({ row }) => numbers[row] === numbers[backs[0].row]);
}

/** @param maxBreaks number of breaks at which counting can stop */
function breaksIn(numbers: Float64Array, { step }: Sequence, maxBreaks = Infinity): readonly Break[] {
  const breaks: Break[] = [];
  const first = nextObserved(numbers, 0);
  let [earlier, before] = [-1, first];
  for (let row = nextObserved(numbers, before + 1); row < numbers.length && breaks.length <= maxBreaks;) {
    const next = nextObserved(numbers, row + 1);
    const breakHere = breakAt(numbers, step, before, row, next);
    const isTooLate = step === 0 && breakHere?.sort === 'back' && earlier >= 0 && numbers[row] >= numbers[earlier];
    // Among dates in order, the one that is too late is wrong, not those after it.
    if (isTooLate) breaks.push({ row: before, sort: 'wrong', before: numbers[earlier], expected: numbers[earlier] });
    else if (breakHere !== undefined) breaks.push(breakHere);
    // The row after a wrong number continues the sequence of the row before it.
    if (breakHere?.sort !== 'wrong') {
      if (!isTooLate) earlier = before;
      before = row;
    }
    row = next;
  }
  return breaks;
}

function nextObserved(numbers: Float64Array, from: number): number {
  let row = from;
  while (row < numbers.length && numbers[row] !== numbers[row]) row++;
  return row;
}

/** @param before the previous observed row; `next` is the next one, which may be beyond the end */
function breakAt(numbers: Float64Array, step: number, before: number, row: number, next: number): Break | undefined {
  const [previous, current] = [numbers[before], numbers[row]];
  const expected = previous + step * (row - before);
  const continues = (from: number, to: number): boolean =>
    step === 0 ? numbers[to] >= numbers[from] : isSame((numbers[to] - numbers[from]) / (to - from), step);
  if (continues(before, row)) return undefined;
  const breakOf = (sort: Break['sort']): Break => ({ row, sort, before: previous, expected });
  if (next < numbers.length && continues(before, next)) return breakOf('wrong');
  if (current === previous) return breakOf('repetition');
  return breakOf((current - previous) * (step || 1) < 0 ? 'back' : 'gap');
}
