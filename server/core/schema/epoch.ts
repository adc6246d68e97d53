/**
 * Columns of numbers that are moments: seconds or milliseconds since 1970, or since 1582 as in SPSS. They make no
 * clusters.
 */
import type { DateColumn } from './dates/dateColumns';

interface Epoch {
  readonly form: string;
  /** Numbers of the years 1990 and 2040; 1900 and 2050 for SPSS, since no other numbers lie in its range. */
  readonly from: number;
  readonly to: number;
  /** Whether the column's name must confirm it, since other numbers are as large. */
  readonly needsName: boolean;
}

const EPOCHS: readonly Epoch[] = [
  { form: 'seconds since 1970', from: 631_152_000, to: 2_208_988_800, needsName: true },
  { form: 'milliseconds since 1970', from: 631_152_000_000, to: 2_208_988_800_000, needsName: false },
  { form: 'seconds since 1582', from: 10_010_304_000, to: 14_746_752_000, needsName: true },
];
const NAME =
  /(^|[^a-z])(?:unix|epoch|time|timestamp|stamp|date|day|ts|at|on|created|updated|modified|seen|begin|start|end|utc)(?:$|[^a-z])|(?:time|date|stamp|epoch|At)$/i;
/** Minimum share of the numbers in the range; the rest is wrong. */
const LEAST_WITHIN = 0.95;
const LEAST = 10;
/** Maximum relative width of their range: moments of one file lie closer together than other numbers of this size. */
const NARROW = 0.2;

/**
 * Form of moments that the numbers have; undefined if they are not moments.
 *
 * @param sample of the column's numbers
 */
export function epochOf(name: string, sample: Float64Array): string | undefined {
  if (sample.length < LEAST) return undefined;
  const sorted = sample.slice().sort();
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))];
  return EPOCHS.find(({ from, to, needsName }) => {
    const within = sample.filter((x) => x >= from && x <= to && Number.isInteger(x)).length;
    const isNarrow = at(0.95) - at(0.05) <= NARROW * at(0.5);
    return within >= LEAST_WITHIN * sample.length && isNarrow && (!needsName || NAME.test(name));
  })?.form;
}

/** Whether dates are written as such numbers. */
export function isEpoch({ form }: Pick<DateColumn, 'form'>): boolean {
  return EPOCHS.some((epoch) => epoch.form === form);
}
