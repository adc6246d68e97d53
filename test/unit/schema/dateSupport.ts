/** Dates for the tests of date parts. */
import { normalDeviate, seededRandom, type Random } from '../../../server/core/numeric/random';
import { partValue } from '../../../server/core/schema/dates/dateParts';
import type { PipelineOutput } from '../../../server/pipeline/fitTable';
import type { FitOptions } from '../../../server/protocol';
import { fitText } from '../../support/fitText';

export const DAY = 86_400;

export const pad = (value: number): string => String(value).padStart(2, '0');

export const isoOf = (seconds: number): string =>
  new Date(1000 * Math.round(seconds)).toISOString().slice(0, 16).replace('T', ' ');

/** Draws times at office hours of working days within a year, in random order. */
export const officeHours = (random: Random) => (): number => {
  const day = 19_000 + Math.floor(365 * random());
  const isWeekend = partValue({ of: 'weekday' }, day * DAY) >= 5;
  return ((isWeekend ? day - 2 : day) + (13 + 2 * normalDeviate(random)) / 24) * DAY;
};

/** Returns a table of orders by day in spring and by night in summer, with some missing and wrong cells. */
export function orders(format: (seconds: number) => string = isoOf): string {
  const random = seededRandom(9);
  const rows = Array.from({ length: 400 }, (_, n) => {
    const g = n % 2;
    const day = Math.round(19_000 + 120 * g + 12 * normalDeviate(random));
    const seconds = day * DAY + 3600 * (13 + 10.5 * g + 1.5 * normalDeviate(random));
    return `${n % 23 === 4 ? '' : format(seconds)},${(20 + 10 * g + 2 * normalDeviate(random)).toFixed(1)},${'AB'[n % 3 === 0 ? 1 : 0]}`;
  });
  rows[100] = `${format(19_001 * DAY + 3600 * 4.5)},20.5,A`;
  rows[201] = `${format(22_500 * DAY + 3600 * 22)},31.5,A`;
  rows[300] = `31.02.2022,20.5,A`;
  return `ordered,price,shop\n${rows.join('\n')}\n`;
}

/** Fits a table with the seed 1. */
export const fit = (text: string, options: FitOptions = {}): PipelineOutput => fitText(text, { seed: 1, ...options });
