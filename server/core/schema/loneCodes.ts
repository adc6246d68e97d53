/**
 * Codes for missing that occur in a cell or two, where the distribution of a column is so wide that it would hold them:
 * -999 and 99999 among amounts from 0.5 to 90,000.
 */
import { plainSums } from './encoding/columnSums';
import type { TypedColumn } from '../csv/columns/typedColumn';
import { robustSpread } from '../numeric/robust';

/** Maximum number of cells that hold the code; repeated ones are found in any column. */
const MOST_CELLS = 2;
/** Minimum number of other numbers, and of distinct ones. */
const LEAST_OTHERS = 50;
const LEAST_DISTINCT = 20;
/** Codes below columns that have no other negative number, and beyond all other numbers. */
const NEGATIVE_CODE = /^-(?:9+|8{2,}|1)$/;
const GREATEST_CODE = /^9{3,}$/;
/** Distance in robust standard deviations beyond which the model finds a number without a rule. */
const FAR_DEVIATIONS = 8;
/** Minimum ratio of the code to the greatest other number, unless the others have decimals, which the code lacks. */
const LEAST_RATIO = 1.1;
const LEAST_FRACTION_SHARE = 0.5;
/** Share of the others at the lower end, and multiple of its width from which a negative code is apart from them. */
const LOW_SHARE = 0.05;
const LEAST_LOW_WIDTHS = 3;

/**
 * Finds the codes of a column that occur in a cell or two, ascending.
 *
 * @param scale of the column's distribution: the logarithm for a lognormal
 */
export function loneCodes(
  { numbers, extent = plainSums.extent(numbers) }: Pick<TypedColumn, 'numbers' | 'extent'>,
  scale: (x: number) => number,
): readonly number[] {
  const { least, greatest } = extent;
  const candidates = [
    ...(NEGATIVE_CODE.test(String(least)) ? [least] : []),
    ...(GREATEST_CODE.test(String(greatest)) ? [greatest] : []),
  ];
  if (candidates.length === 0) return [];
  const others = numbers.filter((x) => x === x && !candidates.includes(x)).sort();
  if (others.length < LEAST_OTHERS || new Set(others).size < LEAST_DISTINCT) return [];
  return candidates.filter(
    (code) =>
      numbers.reduce((count, x) => (x === code ? count + 1 : count), 0) <= MOST_CELLS &&
      (code < 0 ? isBelow(code, others) : isBeyond(code, others)) &&
      !isFar(code, others, scale),
  );
}

/** Whether a negative number is apart from others that are never negative. @param others ascending */
function isBelow(code: number, others: Float64Array): boolean {
  return (
    others[0] >= 0 && others[0] - code > LEAST_LOW_WIDTHS * (others[Math.floor(LOW_SHARE * others.length)] - others[0])
  );
}

/** Whether a number of nines is greater than all others, and written unlike them or apart from them. */
function isBeyond(code: number, others: Float64Array): boolean {
  const fractions = others.reduce((count, x) => (Number.isInteger(x) ? count : count + 1), 0);
  return (
    code > others[others.length - 1] &&
    (fractions >= LEAST_FRACTION_SHARE * others.length || code > LEAST_RATIO * others[others.length - 1])
  );
}

/**
 * Whether a number is so far from the others that it is unlikely under any distribution that fits them.
 *
 * @param others ascending
 * @param scale increasing
 */
function isFar(code: number, others: Float64Array, scale: (x: number) => number): boolean {
  if (!(scale(code) === scale(code))) return true;
  const { median, sd } = robustSpread(others.map(scale).filter(Number.isFinite));
  return sd > 0 && Math.abs(scale(code) - median) > FAR_DEVIATIONS * sd;
}
