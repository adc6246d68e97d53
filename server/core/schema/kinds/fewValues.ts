/** Columns of numbers with few distinct values, which are labels: integers, and sizes such as 8.4, 12, 16.9 and 32. */
import type { Survey } from '../survey';

/**
 * Maximum number of distinct integers that are labels rather than measurements or counts; twelve months are the most
 * usual labels.
 */
export const MOST_INTEGER_LEVELS = 12;
/** Steps per distinct size from which numbers are sizes: a scale has a value at most of its steps. */
const STEPS_PER_SIZE = 3;

/**
 * Returns the reason why numbers are labels; undefined if they are not.
 *
 * @param seesSizes whether fractions may be labels
 */
export function labelReason(
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
  const maxLevels = Math.min(MOST_INTEGER_LEVELS, Math.sqrt(observed));
  if (integers && (unit ?? '') === '')
    return values.length <= maxLevels ? `integers with only ${values.length} distinct values` : undefined;
  return seesSizes && distinctNumbers <= maxLevels && (integers || areSizes(sample))
    ? `numbers with only ${distinctNumbers} distinct values, far apart`
    : undefined;
}

function areSizes(numbers: Float64Array): boolean {
  const sizes = Float64Array.from(new Set(numbers)).sort();
  const gap = sizes.reduce((least, size, i) => (i === 0 ? least : Math.min(least, size - sizes[i - 1])), Infinity);
  return (sizes[sizes.length - 1] - sizes[0]) / gap >= STEPS_PER_SIZE * (sizes.length - 1);
}
