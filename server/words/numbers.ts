/** Numbers for readers, with significant digits only. */
import { catalogueInUse, say } from '../../language/language';
import { roundToSpread } from './roundToSpread';
import { percentage } from '../protocol/shares';
import { inUnit } from '../protocol/report/units';

export { roundToSpread };

/** Width of a bar in eighths, enough to compare posteriors at a glance. */
const BAR_CELLS = 8;

/** Ratio of the ends of an interval above which each end is rounded to its own precision. */
const WIDE_RATIO = 20;

/**
 * Returns the expected value with its interval: all numbers are rounded to the same place, unless they are of different
 * orders of magnitude; the ends of counts are whole.
 * @example expectedWithInterval(4312.7, [3604.2, 5051]) === '4310 (3600 to 5050)', expectedWithInterval(3.4, [0, 8])
 * === '3.4 (0 to 8)', expectedWithInterval(7.39, [0.0198, 50.4]) === '7.4 (0.020 to 50)'
 */
export function expectedWithInterval(mean: number, interval: readonly [number, number], unit?: string): string {
  const { mean: expected, low, high } = expectedParts(mean, interval);
  return say('{expected} ({low} to {high})', { expected: inUnit(expected, unit), low, high });
}

/** Returns the expected value and the ends of its interval one by one, so that a unit can stand between them. */
export function expectedParts(
  mean: number,
  [low, high]: readonly [number, number],
): { readonly mean: string; readonly low: string; readonly high: string } {
  const spread = (high - low) / 2;
  const isWide = low > 0 && high > WIDE_RATIO * low;
  const write = (value: number): string => roundToSpread(value, isWide ? Math.min(spread, Math.abs(value)) : spread);
  const end = (value: number): string =>
    Number.isInteger(value) ? roundToSpread(value, Math.max(spread, 10)) : write(value);
  return { mean: write(mean), low: end(low), high: end(high) };
}

/** Formats a share as a percentage. @example percent(0.934) === '93 %', percent(0.9999) === '>99 %' */
export function percent(share: number): string {
  return percentage(share);
}

/**
 * Formats a share that may be small as a percentage. @example finePercent(0.0062) === '0.6 %', finePercent(0.0002) ===
 * '<0.1 %', finePercent(0.25) === '25 %'
 */
export function finePercent(share: number): string {
  return percentage(share, share < 0.0995 ? 1 : 0);
}

/** Draws a share as a bar of characters. @example bar(0.6) === '█████░░░' */
export function bar(share: number): string {
  const full = Math.min(BAR_CELLS, Math.max(0, Math.round(share * BAR_CELLS)));
  return '█'.repeat(full) + '░'.repeat(BAR_CELLS - full);
}

/** Eighths of a line's height; an empty bin stays blank. */
const HEIGHTS = '▁▂▃▄▅▆▇█';

/** Draws counts as a histogram in one line. @example sparkline([1, 4, 0, 8]) === '▁▄ █' (with a no-break space) */
export function sparkline(counts: readonly number[]): string {
  const largestCount = Math.max(...counts);
  return counts
    .map((count) => (count === 0 ? '\u00a0' : HEIGHTS[Math.ceil((count / largestCount) * HEIGHTS.length) - 1]))
    .join('');
}

/** Formats a tail probability for a diagnostic. @example probability(0.0000021) === 'p = 2e-6' */
export function probability(p: number): string {
  if (p < 1e-12) return 'p < 1e-12';
  if (p < 0.001) return `p = ${p.toExponential(0)}`;
  return `p = ${Number(p.toPrecision(2))}`;
}

/** Describes a tail probability in words. @example rarity(0.34) === 'about 1 in 3 rows are this unlikely' */
export function rarity(p: number): string {
  if (p < 1e-12) return say('fewer than 1 in 10¹² rows are this unlikely');
  const oneIn = p > 0.1 ? Math.round(1 / p) : Number((1 / p).toPrecision(2));
  if (p < 0.5) return say('about 1 in {count, number} rows are this unlikely', { count: oneIn });
  const tenths = Math.round(p * 10);
  return tenths >= 10
    ? say('nearly all rows are this unlikely')
    : say('about {count} in 10 rows are this unlikely', { count: tenths });
}

/** Formats a log density. @example logDensity(-14.234) === '−14.2' */
export function logDensity(value: number): string {
  if (value === -Infinity) return '−∞';
  const shown = Math.abs(value) >= 1e6 ? value.toExponential(1) : value.toFixed(1);
  return shown.replace('-', '−');
}

/** Groups the digits of a whole number, as in the reader's language. @example groupDigits(400000) === '400,000' */
export function groupDigits(value: number): string {
  return value.toLocaleString(catalogueInUse().language);
}

/** Returns a count with its noun. @example counted(1, 'row') === '1 row', counted(1200, 'row') === '1,200 rows' */
export function counted(count: number, noun: string): string {
  return `${groupDigits(count)} ${noun}${count === 1 ? '' : 's'}`;
}
