/**
 * Parts of dates in a model: the position in time, and the hour and the weekday where these are informative. Each is a
 * column of the model with an ordinary family: days and hours are normal, weekdays are levels.
 */
import { say } from '../../../../language/language';
import { CLOCK_FORM, orderedForm, secondsOf, writtenDate } from '../../csv/cells/writtenDate';
import { quantile } from '../../numeric/robust';
import type { ColumnPart, DatePartName } from '../encoding/parts';
import { columnMixture } from '../kinds/columnMixture';
import { likelihoodStep, stepOf } from '../roundingStep';

/**
 * Weekdays by index. The list is always complete, so that a weekday that a file lacks is improbable rather than an
 * unknown level.
 */
export const WEEKDAYS: readonly string[] = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
];

const DAY = 86_400;
const HOUR = 3600;
const HOURS = 24;
/** Index of the weekday of 1970-01-01, a Thursday. */
const FIRST_WEEKDAY = 3;
/** Forms without days; their weekday is the weekday of the first of the month. */
const MONTHS_ALONE = /^YYYY[-/]MM$/;
/** Minimum number of dates; fewer do not show their distribution. */
const LEAST_DATES = 30;
/** Maximum number of evenly spaced rows that are examined. */
const MOST_SAMPLED_ROWS = 10_000;

/** Returns the part that represents a column of this form. */
export function representativePart(form: string): DatePartName {
  return form === CLOCK_FORM ? 'hour' : 'day';
}

/** Computes the value of a part of a date. @param seconds since 1970, or of the day; NaN where there is no date */
export function partValue({ of, cut = 0 }: Pick<ColumnPart, 'of' | 'cut'>, seconds: number): number {
  if (of === 'day') return seconds / DAY;
  if (of === 'weekday') return modulo(Math.floor(seconds / DAY) + FIRST_WEEKDAY, WEEKDAYS.length);
  return cut + modulo(seconds / HOUR - cut, HOURS);
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}

/** Converts the text of a date to seconds; NaN where the text is no date of this form. */
export function secondsIn(text: string, form: string): number {
  const written = writtenDate(text);
  return written !== undefined && orderedForm(written.form, form.startsWith('MM') ? 'monthFirst' : 'dayFirst') === form
    ? secondsOf(written.raw, form)
    : NaN;
}

/**
 * Selects the informative parts.
 *
 * @param seconds NaN where there is no date
 * @param isInOrder whether rows follow each other in time, so that the position in time adds no information
 */
export function informativeParts(form: string, seconds: Float64Array, isInOrder: boolean): readonly ColumnPart[] {
  const spacing = Math.max(1, Math.ceil(seconds.length / MOST_SAMPLED_ROWS));
  const dates = seconds.filter((x, row) => x === x && row % spacing === 0);
  if (dates.length < LEAST_DATES) return [];
  if (form === CLOCK_FORM) return hourPart(dates, true).map((part) => ({ ...part, isOwn: true }));
  return [
    ...(isInOrder || !areClumped(dates) ? [] : [dayPart(say('dates, {form}', { form }), dates)]),
    ...(form.endsWith(CLOCK_FORM) ? hourPart(dates, false) : []),
    ...(MONTHS_ALONE.test(form) ? [] : weekdayPart(dates)),
  ];
}

/** Makes a part that the user requested. */
export function requestedPart(form: string, of: DatePartName, seconds: Float64Array): ColumnPart {
  const reason = say('chosen by hand');
  if (of === 'weekday') return { of, kind: 'categorical', levels: WEEKDAYS, reason };
  return of === 'day'
    ? dayPart(reason, seconds)
    : {
        of,
        ...(of === representativePart(form) && { isOwn: true }),
        kind: 'normal',
        levels: [],
        reason,
        cut: quietHours(countsByHour(seconds)).middle,
        ...stepField(seconds, HOUR),
      };
}

function dayPart(reason: string, dates: Float64Array): ColumnPart {
  return { of: 'day', isOwn: true, kind: 'normal', levels: [], reason, ...stepField(dates, DAY) };
}

/** Finds the step to which dates are written, in units of `unit` seconds. */
function stepField(dates: Float64Array, unit: number): Pick<ColumnPart, 'step'> {
  const step = stepOf(dates);
  return step === undefined ? {} : { step: likelihoodStep(step) / unit };
}

/**
 * Distance of the distribution of dates from a uniform one (Kolmogorov 1933) above which they lie in clumps: an
 * absolute one, and a multiple of 1/√n that chance exceeds once in a hundred times…
 */
const LEAST_DISTANCE = 0.1;
const CRITICAL_DISTANCE = 1.63;
/**
 * …and maximum number of normals that describe them. Dates that grow more frequent need ever more normals, which are no
 * clusters.
 */
const MOST_CLUMPS = 3;
const MOST_MIXED_DATES = 500;
/** Share of dates at either end that may be far off. */
const END_SHARE = 0.01;

function areClumped(dates: Float64Array): boolean {
  const sorted = dates.slice().sort();
  const [low, high] = [quantile(sorted, END_SHARE), quantile(sorted, 1 - END_SHARE)];
  if (low === high) return false;
  const distances = sorted.map((x, i) =>
    Math.abs((i + 0.5) / sorted.length - Math.min(1, Math.max(0, (x - low) / (high - low)))),
  );
  const distance = distances.reduce((a, b) => Math.max(a, b));
  if (distance <= Math.max(LEAST_DISTANCE, CRITICAL_DISTANCE / Math.sqrt(sorted.length))) return false;
  const count = Math.min(MOST_MIXED_DATES, sorted.length);
  const sample = Float64Array.from({ length: count }, (_, i) => quantile(sorted, (i + 0.5) / count));
  return columnMixture(sample, MOST_CLUMPS + 1).k <= MOST_CLUMPS;
}

/** Number of consecutive quiet hours at which the day is cut, and their maximum share of all times. */
const QUIET_HOURS = 4;
const MOST_QUIET_SHARE = 0.02;
/** Minimum number of distinct days: within a few days hours and dates have the same information. */
const LEAST_DAYS = 7;
/** Maximum share of equal times: a more frequent time, such as midnight, represents a missing one. */
const MOST_EQUAL_SHARE = 0.5;

/** @param areClocks whether times are without a day */
function hourPart(dates: Float64Array, areClocks: boolean): readonly ColumnPart[] {
  const { share, middle } = quietHours(countsByHour(dates));
  if (
    share > MOST_QUIET_SHARE ||
    shareOfCommonestTime(dates) > MOST_EQUAL_SHARE ||
    (!areClocks && dayCount(dates) < LEAST_DAYS)
  )
    return [];
  const from = `${String(middle).padStart(2, '0')}:00`;
  return [
    {
      of: 'hour',
      kind: 'normal',
      levels: [],
      reason: areClocks
        ? say('times of the day, from {from} on', { from })
        : say('hours of the dates, from {from} on', { from }),
      cut: middle,
      ...stepField(dates, HOUR),
    },
  ];
}

function countsByHour(dates: Float64Array): Float64Array {
  const counts = new Float64Array(HOURS);
  for (const x of dates) if (x === x) counts[Math.floor(modulo(x / HOUR, HOURS))]++;
  return counts;
}

/**
 * Finds the quietest consecutive hours: the middle of the longest run of equally quiet windows, and their share of all
 * times.
 */
function quietHours(counts: Float64Array): { readonly share: number; readonly middle: number } {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const shares = Array.from(
    counts,
    (_, hour) =>
      Array.from({ length: QUIET_HOURS }, (__, i) => counts[(hour + i) % HOURS]).reduce(
        (sum, count) => sum + count,
        0,
      ) / total,
  );
  const share = Math.min(...shares);
  const isQuietest = (hour: number): boolean => shares[modulo(hour, HOURS)] === share;
  let [from, length] = [0, 0];
  for (let hour = 0; hour < HOURS; hour++) {
    let run = 0;
    if (isQuietest(hour) && !isQuietest(hour - 1)) while (run < HOURS && isQuietest(hour + run)) run++;
    if (run > length) [from, length] = [hour, run];
  }
  return { share, middle: Math.floor(from + (length - 1 + QUIET_HOURS) / 2) % HOURS };
}

function dayCount(dates: Float64Array): number {
  return new Set(dates.map((x) => Math.floor(x / DAY))).size;
}

function shareOfCommonestTime(dates: Float64Array): number {
  const counts = new Map<number, number>();
  for (const x of dates) counts.set(modulo(x, DAY), (counts.get(modulo(x, DAY)) ?? 0) + 1);
  return Math.max(...counts.values()) / dates.length;
}

/**
 * Critical values of χ² by number of weekdays, which uniform weekdays exceed once in a thousand times, and ratio of the
 * rarest to the commonest above which weekdays count as uniform.
 */
const CHI_SQUARE: readonly number[] = [0, 0, 10.83, 13.82, 16.27, 18.47, 20.52, 22.46];
const LEAST_UNIFORM_RATIO = 2 / 3;

/** Makes the weekday a part; none where the weekdays that occur are equally frequent. */
function weekdayPart(dates: Float64Array): readonly ColumnPart[] {
  const counts = new Float64Array(WEEKDAYS.length);
  for (const x of dates) counts[partValue({ of: 'weekday' }, x)]++;
  const occurring = counts.filter((count) => count > 0);
  const expected = dates.length / occurring.length;
  const chiSquare = occurring.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  const isEven =
    occurring.length < 2 ||
    chiSquare <= CHI_SQUARE[occurring.length] ||
    Math.min(...occurring) > LEAST_UNIFORM_RATIO * Math.max(...occurring);
  return isEven ? [] : [{ of: 'weekday', kind: 'categorical', levels: WEEKDAYS, reason: say('weekdays of the dates') }];
}
