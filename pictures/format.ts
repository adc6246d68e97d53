/** Number formats of the panel: a decimal point as in the file, narrow blanks between thousands. */
import { percentage } from '../server/protocol/shares';

const NARROW_BLANK = '\u202f';
const MINUS = '\u2212';
/** Number of decimals above which an exponent is used. */
const MOST_DECIMALS = 9;
const MOST_WHOLE_DIGITS = 12;

/** Writes the numbers of one row of a table, so that they can be compared digit by digit. */
export type Writer = (value: number) => string;

export function count(value: number): string {
  return withThousandsBlanks(value.toFixed(0));
}

/** Formats NLML and related values, in nats: two decimals, with thousands separated. */
export function nats(value: number): string {
  return Math.abs(value) >= 1e12 ? withMinus(value.toExponential(3)) : withThousandsBlanks(value.toFixed(2));
}

export function percent(share: number): string {
  return percentage(share, 1, NARROW_BLANK);
}

/** Formats a tail probability. @example `0.03`, `2e-6` */
export function probability(value: number): string {
  if (value < 1e-300) return '<1e-300';
  return value >= 0.001 ? String(Number(value.toPrecision(2))) : value.toExponential(0);
}

export function seconds(value: number): string {
  if (value < 0.01) return `${Math.max(1, Math.round(1000 * value))}${NARROW_BLANK}ms`;
  return `${value.toFixed(value < 10 ? 2 : 0)}${NARROW_BLANK}s`;
}

/**
 * Returns a format with a resolution of about a hundredth of `scale`, such as a standard deviation or the width of an
 * interval.
 * @param scale where 0 or less, the size of the numbers decides
 * @param largest the largest absolute value to write
 */
export function writerFor(scale: number, largest: number): Writer {
  const unit = scale > 0 ? scale : Math.max(largest, Number.MIN_VALUE) / 100;
  const decimals = Math.max(0, 1 - Math.floor(Math.log10(unit)));
  const whole = largest > 0 ? Math.floor(Math.log10(largest)) + 1 : 1;
  if (decimals <= MOST_DECIMALS && whole <= MOST_WHOLE_DIGITS) return (value) => withMinus(value.toFixed(decimals));
  return (value) => {
    if (value === 0) return '0';
    const digits = Math.floor(Math.log10(Math.abs(value))) - Math.floor(Math.log10(unit)) + 1;
    return withMinus(value.toExponential(Math.min(15, Math.max(1, digits))).replace('e+', 'e'));
  };
}

function withThousandsBlanks(digits: string): string {
  const [whole = '', fraction] = digits.split('.');
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, NARROW_BLANK);
  return withMinus(fraction === undefined ? groups : `${groups}.${fraction}`);
}

/** Replaces the hyphen by a minus sign, and removes the sign of zero. */
function withMinus(digits: string): string {
  return digits.replace(/^-(?=[0.]*$)/, '').replace(/^-/, MINUS);
}
