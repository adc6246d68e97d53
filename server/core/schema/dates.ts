/** Columns of dates and times: they make no clusters, and what is wrong with their cells is seen all the same. */
import type { WrittenDates } from '../csv/cellSorts';
import { CLOCK_FORM } from '../csv/writtenDate';
import { dateSequenceWords, type Sequence } from './sequence';

/** How the dates of a column are written, and between which of them the usual ones lie, in seconds since 1970 (or of the day). */
export interface DateColumn {
  readonly form: string;
  readonly from: number;
  readonly to: number;
}

/** A date is far off beyond so many times the middle half of them (Tukey 1977, "Exploratory Data Analysis": far out), and such dates are few. */
const FAR = 3;
const MOST_FAR = 0.01;
const FEW = 3;
const DAY = 86_400;
/** Quartiles are those of so many rows, evenly spaced. */
const MOST_SORTED = 10_000;

/** @param seconds by row; NaN where there is no date */
export function dateColumn({ form }: WrittenDates, seconds: Float64Array): DateColumn {
  const step = Math.max(1, Math.ceil(seconds.length / MOST_SORTED));
  const sorted = seconds.filter((x, row) => x === x && row % step === 0).sort();
  const quartile = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  const [low, high] = [quartile(0.25), quartile(0.75)];
  const width = Math.max(high - low, form === CLOCK_FORM ? 0 : DAY);
  const [from, to] = [low - FAR * width, high + FAR * width];
  let far = 0;
  for (const x of seconds) if (x < from || x > to) far++;
  const areErrors = form !== CLOCK_FORM && sorted.length > 0 && far <= Math.max(FEW, MOST_FAR * seconds.length);
  return areErrors ? { form, from, to } : { form, from: -Infinity, to: Infinity };
}

/** What a column of dates is, in words. */
export function dateWords({ form, isOrderOpen }: WrittenDates, sequence?: Sequence): string {
  if (form === CLOCK_FORM) return 'times of the day; only their form is looked at';
  const open = isOrderOpen ? ', though no number above 12 tells the day from the month' : '';
  return sequence === undefined ? `dates, ${form}${open}; only their form and far ones are looked at` : `dates, ${form}${open}, ${dateSequenceWords(sequence)}; only their form, their order and far ones are looked at`;
}
