/** Parts of dates in the form in which people write them. */
import { say } from '../../../language/language';
import type { ColumnReport } from './report';

export type DatePartName = 'day' | 'hour' | 'weekday';
/** Parts of numbers: amounts above zero and whether a number is zero; or sizes of amounts of either sign, and signs. */
export type NumberPartName = 'amount' | 'zero' | 'size' | 'sign';

/** Returns the date part of a column; undefined where it is not a part of dates. */
export function datePartOf({ part }: Pick<ColumnReport, 'part'>): DatePartName | undefined {
  return part === 'day' || part === 'hour' || part === 'weekday' ? part : undefined;
}

const MINUTES = 24 * 60;
const MILLISECONDS_OF_DAY = 86_400_000;
/** First and last day of the years 1 to 9999; ISO 8601 needs signs for others. */
const FIRST_DAY = -719_162;
const LAST_DAY = 2_932_896;

/**
 * Formats a day or an hour.
 *
 * @param value days since 1970-01-01, or hours, which may lie beyond midnight
 * @param spread in the same unit: days that differ by less than two are shown with hours
 * @example partText('day', 18690, 30) === '2021-03-04', partText('hour', 25.5) === '01:30'
 */
export function partText(part: DatePartName, value: number, spread = Infinity): string {
  if (part === 'hour') {
    const minutes = ((Math.round(value * 60) % MINUTES) + MINUTES) % MINUTES;
    return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  }
  if (!(value >= FIRST_DAY && value <= LAST_DAY))
    return say('{count} days since 1970', { count: value.toPrecision(6) });
  const isFine = spread < 2;
  const [date, time] = new Date(Math.round(value * MILLISECONDS_OF_DAY)).toISOString().split('T');
  return isFine
    ? `${date} ${time.slice(0, 5)}`
    : new Date(Math.round(value) * MILLISECONDS_OF_DAY).toISOString().slice(0, date.length);
}

/**
 * Formats a spread of days or hours. @example partSpread('day', 31.4) === '31 days', partSpread('hour', 0.5) === '30
 * min'
 */
export function partSpread(part: DatePartName, spread: number): string {
  const hours = part === 'hour' ? spread : 24 * spread;
  if (hours >= 48) return say('{count} days', { count: digits(hours / 24) });
  return hours >= 1 ? say('{count} h', { count: digits(hours) }) : say('{count} min', { count: digits(hours * 60) });
}

function digits(value: number): string {
  return value >= 10 ? String(Math.round(value)) : String(Number(value.toPrecision(2)));
}

/** Returns the date parts of the columns that are parts of dates, by name. */
export function datePartsOf(columns: readonly ColumnReport[]): ReadonlyMap<string, DatePartName> {
  return new Map(
    columns.flatMap((column) => {
      const part = datePartOf(column);
      return part === undefined ? [] : [[column.name, part] as const];
    }),
  );
}
