/**
 * Columns of numbers that are moments: seconds or milliseconds since 1970, or since 1582 as SPSS has them. They make no
 * clusters.
 */
import type { DateColumn } from './dates/dateColumns';

interface Epoch {
  readonly form: string;
  /** The numbers of the years 1990 and 2040; of SPSS 1900 and 2050, of which no other numbers are. */
  readonly from: number;
  readonly to: number;
  /** Whether a name must speak for it, since other numbers are as large. */
  readonly needsName: boolean;
}

const EPOCHS: readonly Epoch[] = [
  { form: 'seconds since 1970', from: 631_152_000, to: 2_208_988_800, needsName: true },
  { form: 'milliseconds since 1970', from: 631_152_000_000, to: 2_208_988_800_000, needsName: false },
  { form: 'seconds since 1582', from: 10_010_304_000, to: 14_746_752_000, needsName: true },
];
const NAME =
  /(^|[^a-z])(?:unix|epoch|time|timestamp|stamp|date|day|ts|at|on|created|updated|modified|seen|begin|start|end|utc)(?:$|[^a-z])|(?:time|date|stamp|epoch|At)$/i;
/** So many of the numbers are in the range; others are wrong. */
const LEAST_WITHIN = 0.95;
const LEAST = 10;
/** Moments of one file lie closer together than other numbers of that order. */
const NARROW = 0.2;

/**
 * How numbers are moments; undefined where they are none.
 *
 * @param sample of its numbers
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
