/**
 * Columns that are left out as text although they may be meant as numbers: nothing in them is looked at, which must be
 * said.
 */
import type { Survey } from './survey';

/** So much of the cells, and of their characters, looks like numbers. */
const LEAST = 0.5;
/** A sign, a currency or a parenthesis may stand before the digits. */
const BEGINNING = /^[-+(\u2212$€£¥]?\s?\d/u;
/** Identifiers: codes of digits in groups. */
const CODE = /^\d+(?:[-./ ]\d+){2,}$/u;

/**
 * The share of the cells that begin as numbers do; undefined where that is less than half of them, or they are codes.
 */
export function digitShare({ observed, numbers, values, padded, dates }: Survey): number | undefined {
  if (padded || dates !== undefined || values.length === 0 || observed === 0) return undefined;
  const some = values.filter(
    (text) => BEGINNING.test(text) && !CODE.test(text) && digitsIn(text) >= LEAST * text.length,
  ).length;
  const share = Math.max(numbers / observed, some / values.length);
  return share >= LEAST ? share : undefined;
}

function digitsIn(text: string): number {
  let count = 0;
  for (const unit of text) if (unit >= '0' && unit <= '9') count++;
  return count;
}
