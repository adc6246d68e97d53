/**
 * Dates and times as people and programs write them. A single cell does not reveal which of two numbers is the day: the
 * numbers are read in their order, and the column decides.
 */

/** A date with the order of its parts still open: in the form "A/B/YYYY" the day may stand first or second. */
export interface WrittenDate {
  /** Form of the text: "YYYY-MM-DD", "A/B/YYYY", "D Month YYYY", "hh:mm", or a date followed by " hh:mm". */
  readonly form: string;
  /**
   * Year, then the two other numbers in the order of the text, as decimal digits YYYYAABB, times 86,400 plus the
   * seconds of the day.
   */
  readonly raw: number;
}

/** Form of a time without a date. */
export const CLOCK_FORM = 'hh:mm';

/** First letters of the names of months in English, German, French and Spanish. */
export const MONTHS: readonly (readonly string[])[] = [
  ['jan', 'ene', 'jän'],
  ['feb', 'fév', 'fev'],
  ['mar', 'mär', 'mrz', 'maer'],
  ['apr', 'avr', 'abr'],
  ['may', 'mai'],
  ['jun', 'juin'],
  ['jul', 'juil'],
  ['aug', 'aoû', 'aou', 'ago'],
  ['sep', 'set'],
  ['oct', 'okt'],
  ['nov'],
  ['dec', 'dez', 'déc', 'dic'],
];
/** Offset from UTC, at most 14 hours. */
const OFFSET = String.raw`[+-](?:0\d|1[0-4])(?::?[0-5]\d)?`;
/** Names of time zones, an offset, JavaScript's zone in parentheses, and the German o'clock. */
export const ZONE = String.raw`\s?(?:Z|UTC|GMT|BST|IST|JST|[ACEMP][SD]T|(?:[CEW]ES?|AE[SD])T|MES?Z)?(?:${OFFSET})?(?:\s\([^()]*\))?(?:\s?Uhr)?`;
const timeWith = (mark: string): string =>
  String.raw`(?<hours>\d{1,2})(?<colon>${mark})(?<minutes>\d{2})(?:\k<colon>(?<seconds>\d{2})(?:[.,]\d+)?)?(?:\s?(?<half>[AaPp])\.?[Mm]\.?)?`;
/** A time after a date may use points, which would make it a number if it stood alone. */
const TIME = timeWith('[:.]') + ZONE;
const TIME_AFTER_DATE = String.raw`(?:(?:T|,?\s+)${TIME})?$`;
const YEAR_FIRST = new RegExp(
  String.raw`^(?<year>\d{4})(?<mark>[-/.])(?<a>\d{1,2})\k<mark>(?<b>\d{1,2})${TIME_AFTER_DATE}`,
  'u',
);
const YEAR_LAST = new RegExp(
  String.raw`^(?<a>\d{1,2})(?<mark>[-/.])(?<b>\d{1,2})\k<mark>(?<year>\d{4}|\d{2})${TIME_AFTER_DATE}`,
  'u',
);
const DAY_MONTH = new RegExp(
  String.raw`^(?<day>\d{1,2})\.?[-\s/]?(?<name>\p{L}{3,10})\.?[-\s/,]*(?<year>\d{4}|\d{2})(?:(?:[T:]|,?\s+)${TIME})?$`,
  'u',
);
const MONTH_DAY = new RegExp(
  String.raw`^(?<name>\p{L}{3,10})\.?[-\s](?<day>\d{1,2})(?:st|nd|rd|th)?,?\s(?<year>\d{4})${TIME_AFTER_DATE}`,
  'u',
);
const YEAR_MONTH = /^(?<year>\d{4})(?<mark>[-/])(?<a>0[1-9]|1[0-2])$/u;
/** Form of C's asctime(): the year comes last. */
const YEAR_AT_END = new RegExp(
  String.raw`^(?<name>\p{L}{3,10})\s+(?<day>\d{1,2})\s+${TIME}\s(?<year>\d{4})${ZONE}$`,
  'u',
);
const COMPACT = new RegExp(
  String.raw`^(?<year>\d{4})(?<a>\d{2})(?<b>\d{2})T(?<hours>\d{2})(?<minutes>\d{2})(?<seconds>\d{2})?(?:[.,]\d+)?(?:Z|${OFFSET})?$`,
  'u',
);
const CLOCK = new RegExp(`^${timeWith(':')}${ZONE}$`, 'u');
const WEEKDAY = new RegExp(
  `^(?:${[
    'mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?',
    'mo(?:ntag)?|di(?:enstag)?|mi(?:ttwoch)?|do(?:nnerstag)?|fr(?:eitag)?|sa(?:mstag)?|so(?:nntag)?',
    'lun(?:di|es)?|mar(?:di|tes)?|mer(?:credi)?|mié(?:rcoles)?|jeu(?:di)?|jue(?:ves)?|ven(?:dredi)?|vie(?:rnes)?|sam(?:edi)?|sáb(?:ado)?|dim(?:anche)?|dom(?:ingo)?',
  ].join('|')})\\.?,?\\s+(?=[\\p{L}\\d])`,
  'iu',
);
const LONGEST_DATE = 72;
const SHORTEST_DATE = 4;
const SECONDS_OF_DAY = 86_400;
/** Two-digit year from which years belong to the last century (POSIX). */
const LAST_CENTURY = 69;

/** Reads a text as a date or time; undefined for other texts. Days that do not exist are read as well. */
export function writtenDate(text: string): WrittenDate | undefined {
  const trimmed = text.trim();
  if (trimmed.length < SHORTEST_DATE || trimmed.length > LONGEST_DATE || !/\d/.test(trimmed)) return undefined;
  const day = WEEKDAY.exec(trimmed)?.[0].length ?? 0;
  // In "mar. 3" only the rest shows whether it is a Tuesday or in March.
  return dateWithoutWeekday(trimmed) ?? (day > 0 ? dateWithoutWeekday(trimmed.slice(day)) : undefined);
}

/** Reads a date without the name of the day before it. */
function dateWithoutWeekday(text: string): WrittenDate | undefined {
  const clock = CLOCK.exec(text)?.groups;
  if (clock !== undefined) return addTime(CLOCK_FORM, 0, clock);
  const first = YEAR_FIRST.exec(text)?.groups;
  if (first !== undefined)
    return composeDate(`YYYY${first.mark}MM${first.mark}DD`, first.year, first.a, first.b, first);
  const last = YEAR_LAST.exec(text)?.groups;
  if (last !== undefined)
    return composeDate(
      `A${last.mark}B${last.mark}${last.year.length === 4 ? 'YYYY' : 'YY'}`,
      last.year,
      last.a,
      last.b,
      last,
    );
  const monthOnly = YEAR_MONTH.exec(text)?.groups;
  if (monthOnly !== undefined) return composeDate(`YYYY${monthOnly.mark}MM`, monthOnly.year, monthOnly.a, '1', {});
  const compact = COMPACT.exec(text)?.groups;
  if (compact !== undefined) return composeDate('YYYYMMDD', compact.year, compact.a, compact.b, compact);
  const named = DAY_MONTH.exec(text)?.groups ?? MONTH_DAY.exec(text)?.groups ?? YEAR_AT_END.exec(text)?.groups;
  const month = named === undefined ? 0 : monthOf(named.name);
  if (named === undefined || month === 0) return undefined;
  return composeDate(/^\d/.test(text) ? 'D Month YYYY' : 'Month D, YYYY', named.year, String(month), named.day, named);
}

const DASH = 0x2d,
  COLON = 0x3a,
  BLANK = 0x20,
  LETTER_T = 0x54,
  ZERO = 0x30;

/**
 * Reads bytes of a plain ISO 8601 date, with or without a time; undefined for any other text, which `writtenDate` may
 * read.
 */
export function isoDate(bytes: Uint8Array, start: number, end: number): WrittenDate | undefined {
  const length = end - start;
  if ((length !== 10 && length !== 16 && length !== 19) || bytes[start + 4] !== DASH || bytes[start + 7] !== DASH)
    return undefined;
  const [century, year, month, day] = [start, start + 2, start + 5, start + 8].map((at) => twoDigits(bytes, at));
  const date = century * 1_000_000 + year * 10_000 + month * 100 + day;
  if (length === 10) return date === date ? { form: 'YYYY-MM-DD', raw: date * SECONDS_OF_DAY } : undefined;
  const mark = bytes[start + 10];
  if (
    (mark !== BLANK && mark !== LETTER_T) ||
    bytes[start + 13] !== COLON ||
    (length === 19 && bytes[start + 16] !== COLON)
  )
    return undefined;
  const [hours, minutes, seconds] = [
    twoDigits(bytes, start + 11),
    twoDigits(bytes, start + 14),
    length === 19 ? twoDigits(bytes, start + 17) : 0,
  ];
  const raw = date * SECONDS_OF_DAY + hours * 3600 + minutes * 60 + seconds;
  return raw === raw && hours <= 24 && minutes <= 59 && seconds <= 60 ? { form: 'YYYY-MM-DD hh:mm', raw } : undefined;
}

/** Reads two digits; NaN for other bytes. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const [a, b] = [bytes[at] - ZERO, bytes[at + 1] - ZERO];
  return a >>> 0 <= 9 && b >>> 0 <= 9 ? 10 * a + b : NaN;
}

function monthOf(name: string): number {
  const lowerCase = name.toLowerCase();
  return MONTHS.findIndex((names) => names.some((prefix) => lowerCase.startsWith(prefix))) + 1;
}

type Groups = Readonly<Record<string, string | undefined>>;

function composeDate(form: string, year: string, a: string, b: string, groups: Groups): WrittenDate | undefined {
  const full = year.length === 4 ? Number(year) : Number(year) + (Number(year) < LAST_CENTURY ? 2000 : 1900);
  const date = full * 10_000 + Number(a) * 100 + Number(b);
  return groups.hours === undefined ? { form, raw: date * SECONDS_OF_DAY } : addTime(`${form} hh:mm`, date, groups);
}

function addTime(form: string, date: number, { hours, minutes, seconds, half }: Groups): WrittenDate | undefined {
  const [h, m, s] = [Number(hours), Number(minutes), Number(seconds ?? 0)];
  const hourOfDay = half === undefined ? h : (h % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  // The hour 24 and leap seconds occur in files.
  if (hourOfDay > 24 || m > 59 || s > 60) return undefined;
  return { form, raw: date * SECONDS_OF_DAY + hourOfDay * 3600 + m * 60 + s };
}

/** Order of day and month in an ambiguous form. */
export type DateOrder = 'dayFirst' | 'monthFirst';

/** Whether the order of a form is undecided. */
export function isOpenForm(form: string): boolean {
  return form.startsWith('A');
}

/** Writes the order of the parts into a form. @example orderedForm('A/B/YYYY', 'dayFirst') === 'DD/MM/YYYY' */
export function orderedForm(form: string, order: DateOrder): string {
  return isOpenForm(form)
    ? form.replace('A', order === 'dayFirst' ? 'DD' : 'MM').replace('B', order === 'dayFirst' ? 'MM' : 'DD')
    : form;
}

/**
 * Returns the seconds since 1970, or of the day for a time alone; NaN where the day does not exist.
 *
 * @param form as returned by `orderedForm`
 */
export function secondsOf(raw: number, form: string): number {
  const seconds = raw % SECONDS_OF_DAY;
  if (form === CLOCK_FORM) return raw;
  const date = (raw - seconds) / SECONDS_OF_DAY;
  const year = Math.floor(date / 10_000);
  const a = Math.floor(date / 100) % 100;
  const b = date % 100;
  const isDayFirst = form.startsWith('DD');
  const month = isDayFirst ? b : a;
  const day = isDayFirst ? a : b;
  const isCalendarDay = month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
  return isCalendarDay ? daysSince1970(year, month, day) * SECONDS_OF_DAY + seconds : NaN;
}

function daysIn(year: number, month: number): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Counts days in the proleptic Gregorian calendar: years that begin in March have their leap day at the end. */
function daysSince1970(year: number, month: number, day: number): number {
  const [y, m] = month > 2 ? [year, month - 3] : [year - 1, month + 9];
  const dayOfYear = Math.floor((153 * m + 2) / 5) + day - 1;
  return 365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + dayOfYear - 719_468;
}

/** Returns the day of the calendar. @param days since 1970-01-01 */
export function calendarDay(days: number): { readonly year: number; readonly month: number; readonly day: number } {
  // 400 years have 146,097 days; the average year leads to the right year or the one after it.
  let year = 1970 + Math.floor((days * 400) / 146_097);
  if (daysSince1970(year, 1, 1) > days) year--;
  else if (daysSince1970(year + 1, 1, 1) <= days) year++;
  let month = 12;
  while (month > 1 && daysSince1970(year, month, 1) > days) month--;
  return { year, month, day: days - daysSince1970(year, month, 1) + 1 };
}

/** Returns the months since 1970, with the day and time as a fraction: a month has 32 days here. */
export function monthsSince1970(seconds: number): number {
  const { year, month } = calendarDay(Math.floor(seconds / SECONDS_OF_DAY));
  return 12 * (year - 1970) + month - 1 + (seconds / SECONDS_OF_DAY - daysSince1970(year, month, 1)) / 32;
}

/**
 * Maximum share of exceptions: steps back among dates in order, or other days among dates on one day of the month.
 */
const MOST_EXCEPTION_SHARE = 0.02;
/** Ratio of the steps back in the wrong order to those in the right one above which the rows decide. */
const STEPS_BACK_RATIO = 4;
/** Minimum number of distinct months of dates that fall on one day of the month. */
const LEAST_DISTINCT_MONTHS = 10;

/** Number of dates above which a number above twelve may be an error, and maximum share of such errors, or one. */
const FEW_DATES = 12;
const MOST_WRONG_SHARE = 0.02;

/**
 * Finds the order that raw dates share: by the numbers above twelve or, where there are hardly any, by the rows: dates
 * in order, or one day of many months. Undefined where nothing decides.
 *
 * @param raw by row
 */
export function sharedOrder(raw: Float64Array): DateOrder | undefined {
  const orders = { dayFirst: 0, monthFirst: 0 };
  for (const date of raw) {
    const order = onlyOrder(date);
    if (order !== undefined) orders[order]++;
  }
  const decided = orders.dayFirst + orders.monthFirst;
  const isOpen = decided === 0 || (raw.length > FEW_DATES && decided <= Math.max(1, MOST_WRONG_SHARE * raw.length));
  const byRows = isOpen
    ? orderByRows(decided === 0 ? raw : raw.filter((date) => onlyOrder(date) === undefined))
    : undefined;
  return byRows ?? (decided === 0 ? undefined : orders.monthFirst > orders.dayFirst ? 'monthFirst' : 'dayFirst');
}

/** Counts the distinct values, and the values other than the commonest one. */
function variety(values: readonly number[]): { readonly count: number; readonly exceptions: number } {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return { count: counts.size, exceptions: values.length - Math.max(0, ...counts.values()) };
}

function orderByRows(raw: Float64Array): DateOrder | undefined {
  const dates = Array.from(raw, (date) => Math.floor(date / SECONDS_OF_DAY));
  const [first, second] = [
    variety(dates.map((date) => Math.floor(date / 100) % 100)),
    variety(dates.map((date) => date % 100)),
  ];
  const exceptionLimit = Math.max(1, MOST_EXCEPTION_SHARE * raw.length);
  const hasYears = variety(dates.map((date) => Math.floor(date / 10_000))).count > 1;
  if (
    hasYears &&
    first.exceptions <= exceptionLimit &&
    second.count >= LEAST_DISTINCT_MONTHS &&
    second.exceptions > exceptionLimit
  )
    return 'dayFirst';
  if (
    hasYears &&
    second.exceptions <= exceptionLimit &&
    first.count >= LEAST_DISTINCT_MONTHS &&
    first.exceptions > exceptionLimit
  )
    return 'monthFirst';
  // The newest date may stand first.
  const countBreaks = (form: string): number => {
    const steps = Array.from(raw.subarray(1), (date, row) =>
      Math.sign(secondsOf(date, form) - secondsOf(raw[row], form)),
    );
    return Math.min(steps.filter((step) => step < 0).length, steps.filter((step) => step > 0).length);
  };
  const [dayFirst, monthFirst] = [countBreaks('DD'), countBreaks('MM')];
  if (dayFirst <= exceptionLimit && monthFirst > STEPS_BACK_RATIO * Math.max(1, dayFirst)) return 'dayFirst';
  return monthFirst <= exceptionLimit && dayFirst > STEPS_BACK_RATIO * Math.max(1, monthFirst)
    ? 'monthFirst'
    : undefined;
}

/** Returns the only possible order of a raw date; undefined where both orders are possible, or neither. */
export function onlyOrder(raw: number): DateOrder | undefined {
  const date = Math.floor(raw / SECONDS_OF_DAY);
  const [a, b] = [Math.floor(date / 100) % 100, date % 100];
  if (a > 12 === b > 12) return undefined;
  return a > 12 ? 'dayFirst' : 'monthFirst';
}
