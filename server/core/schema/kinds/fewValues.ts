/**
 * Columns of numbers with few distinct values, which are labels rather: integers, and sizes such as 8.4, 12, 16.9 and
 * 32.
 */
import type { Survey } from '../survey';

/** Integers with more distinct values are measured or counted, not labels; twelve months are the most usual labels. */
export const MOST_INTEGER_LEVELS = 12;
/** A scale has a value at most of its steps; among sizes so many times as many steps are empty. */
const STEPS_PER_SIZE = 3;

/** Why numbers are labels; undefined where they are none. @param seesSizes whether numbers that are not whole may be */
export function labelsWord(
  {
    observed,
    values,
    distinctNumbers,
    integers,
    sample,
    unit,
  }: Pick<Survey, 'observed' | 'values' | 'distinctNumbers' | 'integers' | 'sample' | 'unit'>,
  seesSizes: boolean,
): string | undefined {
  const most = Math.min(MOST_INTEGER_LEVELS, Math.sqrt(observed));
  if (integers && (unit ?? '') === '')
    return values.length <= most ? `integers with only ${values.length} distinct values` : undefined;
  return seesSizes && distinctNumbers <= most && (integers || areSizes(sample))
    ? `numbers with only ${distinctNumbers} distinct values, far apart`
    : undefined;
}

function areSizes(numbers: Float64Array): boolean {
  const sizes = Float64Array.from(new Set(numbers)).sort();
  const gap = sizes.reduce((least, size, i) => (i === 0 ? least : Math.min(least, size - sizes[i - 1])), Infinity);
  return (sizes[sizes.length - 1] - sizes[0]) / gap >= STEPS_PER_SIZE * (sizes.length - 1);
}
