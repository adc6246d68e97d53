/**
 * Columns left out as text although they may be meant as numbers: the user must learn that their cells are not checked.
 */
import { say } from '../../../language/language';
import type { Survey } from './survey';

/** Minimum share of cells, and of their characters, that look like numbers. */
const LEAST_SHARE = 0.5;
/** A sign, a currency or a parenthesis may precede the digits. */
const NUMBER_BEGINNING = /^[-+(\u2212$€£¥]?\s?\d/u;
/** Identifiers: codes of digits in groups. */
const CODE = /^\d+(?:[-./ ]\d+){2,}$/u;

/** Returns the share of cells that begin like numbers; undefined if it is less than half, or if the cells are codes. */
export function digitShare({ observed, numbers, values, padded, dates }: Survey): number | undefined {
  if (padded || dates !== undefined || values.length === 0 || observed === 0) return undefined;
  const numberLike = values.filter(
    (text) => NUMBER_BEGINNING.test(text) && !CODE.test(text) && digitsIn(text) >= LEAST_SHARE * text.length,
  ).length;
  const share = Math.max(numbers / observed, numberLike / values.length);
  return share >= LEAST_SHARE ? share : undefined;
}

function digitsIn(text: string): number {
  let count = 0;
  for (const unit of text) if (unit >= '0' && unit <= '9') count++;
  return count;
}

const DECIMAL_COMMA = /^[-+\u2212]?\d+,\d+$/u;
const DECIMAL_POINT = /^[-+\u2212]?\d+\.\d+$/u;
const INTEGER = /^[-+\u2212]?\d+$/u;
/** Minimum number of distinct texts with either decimal mark, and minimum share of texts with one or none. */
const LEAST_TEXTS = 3;
const LEAST_NUMBER_SHARE = 0.95;

/**
 * Returns the reason for leaving out a column of numbers with two decimal marks, such as 3,5 and 3.5; undefined for
 * other columns.
 */
export function mixedMarksReason({ observed, numbers, values }: Survey): string | undefined {
  const [commas, points, integers] = [DECIMAL_COMMA, DECIMAL_POINT, INTEGER].map(
    (form) => values.filter((text) => form.test(text)).length,
  );
  const isMixed =
    Math.min(commas, points) >= LEAST_TEXTS && commas + points + integers >= LEAST_NUMBER_SHARE * values.length;
  return isMixed && numbers > 0 && numbers < observed
    ? say(
        'numbers with two decimal marks: {count, plural, one {# of {all, number} has} other {# of {all, number} have}} another one than the file; write one mark',
        { count: observed - numbers, all: observed },
      )
    : undefined;
}
