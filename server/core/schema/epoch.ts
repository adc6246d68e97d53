/**
 * Columns of numbers that are moments: seconds or milliseconds since 1970, or since 1582 as in SPSS. They make no
 * clusters.
 */
import { say } from '../../../language/language';
import { quantile } from '../numeric/robust';
import type { DateColumn } from './dates/dateColumns';

interface Epoch {
  readonly form: string;
  /** Numbers of the years 1990 and 2040; 1900 and 2050 for SPSS, since no other numbers lie in its range. */
  readonly from: number;
  readonly to: number;
  /** Whether the column's name must confirm the epoch, since other numbers are as large. */
  readonly needsName: boolean;
}

const EPOCHS: readonly Epoch[] = [
  { form: 'seconds since 1970', from: 631_152_000, to: 2_208_988_800, needsName: true },
  { form: 'milliseconds since 1970', from: 631_152_000_000, to: 2_208_988_800_000, needsName: false },
  { form: 'seconds since 1582', from: 10_010_304_000, to: 14_746_752_000, needsName: true },
];
const TIME_NAME =
  /(^|[^a-z])(?:unix|epoch|time|timestamp|stamp|date|day|ts|at|on|created|updated|modified|seen|begin|start|end|utc)(?:$|[^a-z])|(?:time|date|stamp|epoch|At)$/i;
/** Minimum share of numbers in the range; the rest are wrong. */
const LEAST_SHARE_IN_RANGE = 0.95;
const LEAST_NUMBERS = 10;
/** Maximum relative width of their range: moments of one file lie closer together than other numbers of this size. */
const MOST_RELATIVE_WIDTH = 0.2;

/**
 * Returns the form of moments that the numbers have; undefined if they are not moments.
 *
 * @param sample of the column's numbers
 */
export function epochOf(name: string, sample: Float64Array): string | undefined {
  if (sample.length < LEAST_NUMBERS) return undefined;
  return EPOCHS.find(
    (epoch) => (!epoch.needsName || TIME_NAME.test(name)) && areMostlyIn(epoch, sample) && isNarrow(sample),
  )?.form;
}

/** Whether enough numbers are in the range of an epoch. Ends at the first few others, which most columns begin with. */
function areMostlyIn({ from, to }: Epoch, sample: Float64Array): boolean {
  const least = LEAST_SHARE_IN_RANGE * sample.length;
  let others = 0;
  for (const x of sample) {
    if (x >= from && x <= to && Number.isInteger(x)) continue;
    if (sample.length - ++others < least) return false;
  }
  return true;
}

function isNarrow(sample: Float64Array): boolean {
  const sorted = sample.slice().sort();
  return quantile(sorted, 0.95) - quantile(sorted, 0.05) <= MOST_RELATIVE_WIDTH * quantile(sorted, 0.5);
}

/** Returns the form of moments in words. */
export function epochWords(form: string): string {
  if (form === 'milliseconds since 1970') return say('milliseconds since 1970');
  return form === 'seconds since 1582' ? say('seconds since 1582') : say('seconds since 1970');
}

/** Whether dates are written as numbers of an epoch. */
export function isEpoch({ form }: Pick<DateColumn, 'form'>): boolean {
  return EPOCHS.some((epoch) => epoch.form === form);
}
