/** Sorts of numbers, as the reason for a column's kind names them. */
import { say } from '../../../../language/language';

export type NumbersSort = 'numbers' | 'counts' | 'positive' | 'skewed';

/** @param unit "kg"; '' for thousands marks or signs; undefined for plain numbers */
export function numbersWords(sort: NumbersSort, unit?: string): string {
  if (unit === undefined)
    return say('{sort, select, counts {counts} positive {positive} skewed {positive and skewed} other {numbers}}', {
      sort,
    });
  return unit === ''
    ? say(
        '{sort, select, counts {counts with thousands marks or signs} positive {positive with thousands marks or signs} skewed {positive and skewed with thousands marks or signs} other {numbers with thousands marks or signs}}',
        { sort },
      )
    : say(
        '{sort, select, counts {counts in "{unit}"} positive {positive in "{unit}"} skewed {positive and skewed in "{unit}"} other {numbers in "{unit}"}}',
        { sort, unit },
      );
}
