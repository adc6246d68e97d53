/**
 * Columns that count on from row to row: 1, 2, 3 ..., a reading every ten minutes, dates in order. They make no
 * clusters; a break means that a row is missing, is repeated, or has a wrong number.
 */
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

/** A place where a sequence does not count on. */
export interface Break {
  readonly row: number;
  /**
   * `gap`: rows are left out before it. `repetition`: it repeats the row before. `back`: it goes back. `wrong`: it
   * alone is wrong, judged by the rows before and after it.
   */
  readonly sort: 'gap' | 'repetition' | 'back' | 'wrong';
  /** Number before the break, and the number that would count on. For months, both are months since 1970. */
  readonly before: number;
  readonly expected: number;
}

/** Minimum number of rows; fewer count on by chance. */
const LEAST_ROWS = 12;
/** Minimum share of equal steps; for dates in order, of steps that do not go back. */
const LEAST_ALIKE = 0.95;
const LEAST_IN_ORDER = 0.98;
const LEAST_ROWS_IN_ORDER = 30;
/** Number of rows at the beginning from which the step is determined. */
const BEGINNING = 256;
/** Relative rounding error allowed in a fractional step. */
const ROUGHLY = 1e-6;
const DAY = 86_400;

/** Detects a sequence of numbers. @param numbers NaN where missing */
export function sequenceOf(numbers: Float64Array): Sequence | undefined {
  const step = commonestStep(numbers);
  if (step === undefined || step === 0) return undefined;
  const sequence = { step };
  const most = mostBreaks(numbers, LEAST_ALIKE);
  const breaks = breaksIn(numbers, sequence, most);
  return breaks.length <= most && !beginsAnew(numbers, breaks) ? sequence : undefined;
}

/** Detects a sequence of converted numbers; the beginning rules it out in most cases. */
function sequenceBy(made: (number: number) => number, numbers: Float64Array): Sequence | undefined {
  const step = commonestStep(numbers.subarray(0, BEGINNING).map(made));
  return step === undefined || step === 0 ? undefined : sequenceOf(numbers.map(made));
}

/** Detects a sequence of dates: days or hours apart, months apart, or merely in order. */
export function dateSequenceOf(seconds: Float64Array): Sequence | undefined {
  const even = sequenceOf(seconds);
  if (even !== undefined) return even;
  const byMonths = sequenceBy(monthsSince1970, seconds);
  if (byMonths !== undefined) return { ...byMonths, byMonths: true };
  const byEnds = sequenceBy(endsSince1970, seconds);
  if (byEnds !== undefined) return { ...byEnds, byMonths: true, atEnds: true };
  const [most, inOrder] = [mostBreaks(seconds, LEAST_IN_ORDER), { step: 0 }];
  const differs = seconds.some((x) => x === x && x !== seconds[0]);
  return seconds.length >= LEAST_ROWS_IN_ORDER && differs && breaksIn(seconds, inOrder, most).length <= most
    ? inOrder
    : undefined;
}

/**
 * Breaks of a sequence. Restarting from the first number is not a break.
 *
 * @param isOfTimes whether numbers are seconds of a clock, which is set forward and back once a year
 */
export function sequenceBreaks(numbers: Float64Array, sequence: Sequence, isOfTimes = false): readonly Break[] {
  const counted =
    sequence.byMonths === true ? numbers.map(sequence.atEnds === true ? endsSince1970 : monthsSince1970) : numbers;
  const first = counted[nextObserved(counted, 0)];
  return breaksIn(counted, sequence).filter(
    ({ row, sort, expected }) =>
      !(sort === 'back' && counted[row] === first) && !(isOfTimes && isClockChange(counted[row], expected)),
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

/** Months since 1970, of dates that are last days of months. */
function endsSince1970(seconds: number): number {
  const months = monthsSince1970(seconds);
  const isLast = Math.floor(monthsSince1970(seconds + DAY)) > Math.floor(months);
  return isLast ? Math.floor(months) + (30 + (((seconds % DAY) + DAY) % DAY) / DAY) / 32 : months;
}

function mostBreaks(numbers: Float64Array, share: number): number {
  return Math.max(1, (1 - share) * numbers.length);
}

/** Step between most neighbours at the beginning, if it is frequent enough. */
function commonestStep(all: Float64Array): number | undefined {
  const numbers = all.subarray(0, BEGINNING);
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
  return Math.abs(a - b) <= ROUGHLY * Math.abs(b);
}

/** Description of a column of numbers that count on. */
export function sequenceWords({ step }: Sequence): string {
  return step === 1 ? 'numbers the rows' : `counts on by ${Number(step.toPrecision(6))} from row to row`;
}

/** Description of a column of dates that count on. */
export function dateSequenceWords({ step, byMonths, atEnds }: Sequence): string {
  return step === 0
    ? 'in order'
    : `${atEnds === true ? 'ends of months, ' : ''}${intervalWords(Math.abs(step), byMonths)} apart`;
}

const UNITS: readonly (readonly [number, string])[] = [
  [DAY, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
];

/** @example intervalWords(172800) === '2 days' */
export function intervalWords(step: number, byMonths?: boolean): string {
  const [size, unit] = byMonths === true ? [1, 'month'] : (UNITS.find(([own]) => step % own === 0) ?? [1, 'second']);
  const count = Math.round((1000 * step) / size) / 1000;
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** Whether the column goes back to its first number again and again: a sequence for each of several things. */
function beginsAnew(numbers: Float64Array, breaks: readonly Break[]): boolean {
  const backs = breaks.filter(({ sort }) => sort === 'back');
  return backs.length > 1 && backs.every(({ row }) => numbers[row] === numbers[backs[0].row]);
}

/** @param most number of breaks at which counting can stop */
function breaksIn(numbers: Float64Array, { step }: Sequence, most = Infinity): readonly Break[] {
  const breaks: Break[] = [];
  const first = nextObserved(numbers, 0);
  let [earlier, before] = [-1, first];
  for (let row = nextObserved(numbers, before + 1); row < numbers.length && breaks.length <= most;) {
    const next = nextObserved(numbers, row + 1);
    const found = breakAt(numbers, step, before, row, next);
    const isTooLate = step === 0 && found?.sort === 'back' && earlier >= 0 && numbers[row] >= numbers[earlier];
    // Among dates in order, the one that is too late is wrong, not those after it.
    if (isTooLate) breaks.push({ row: before, sort: 'wrong', before: numbers[earlier], expected: numbers[earlier] });
    else if (found !== undefined) breaks.push(found);
    // The row after a wrong number counts on from the row before it.
    if (found?.sort !== 'wrong') {
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

/** @param before the observed row before; `next` is the one after, which may be beyond the end */
function breakAt(numbers: Float64Array, step: number, before: number, row: number, next: number): Break | undefined {
  const [last, own] = [numbers[before], numbers[row]];
  const expected = last + step * (row - before);
  const goesOn = (from: number, to: number): boolean =>
    step === 0 ? numbers[to] >= numbers[from] : isSame((numbers[to] - numbers[from]) / (to - from), step);
  if (goesOn(before, row)) return undefined;
  const found = (sort: Break['sort']): Break => ({ row, sort, before: last, expected });
  if (next < numbers.length && goesOn(before, next)) return found('wrong');
  if (own === last) return found('repetition');
  return found((own - last) * (step || 1) < 0 ? 'back' : 'gap');
}
