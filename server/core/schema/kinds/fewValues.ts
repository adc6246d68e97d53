/** Columns of numbers with few distinct values, which are labels: integers, and sizes such as 8.4, 12, 16.9 and 32. */
import { say } from '../../../../language/language';
import type { Survey } from '../survey';

/**
 * Maximum number of distinct integers that are labels rather than measurements or counts; twelve months are the most
 * usual labels.
 */
export const MOST_INTEGER_LEVELS = 12;
/** Maximum number of distinct integers that are labels beside short names, and minimum number of cells of either. */
const MOST_NUMBERED_LEVELS = 40;
const LEAST_CELLS_PER_LEVEL = 5;
/** Minimum ratio of the cells of a name to those of an integer, on average, and maximum number of other texts. */
const LEAST_NAME_RATIO = 0.5;
const MOST_OTHER_TEXTS = 5;
const SHORT_NAME = /^\p{L}{1,3}$/u;
/** Steps per distinct size from which numbers are sizes: a scale has a value at most of its steps. */
const STEPS_PER_SIZE = 3;

type SurveyedValues = Pick<
  Survey,
  'observed' | 'numbers' | 'bounded' | 'values' | 'distinctNumbers' | 'integers' | 'least' | 'sample' | 'unit'
>;

/**
 * Returns the reason why numbers are labels; undefined if they are not.
 *
 * @param seesSizes whether fractions may be labels
 */
export function labelReason(survey: SurveyedValues, seesSizes: boolean): string | undefined {
  const { observed, values, distinctNumbers, integers, sample, unit } = survey;
  const maxLevels = Math.min(MOST_INTEGER_LEVELS, Math.sqrt(observed));
  if (integers && (unit ?? '') === '') {
    if (values.length <= maxLevels)
      return say('integers with only {count, plural, one {# distinct value} other {# distinct values}}', {
        count: values.length,
      });
    return areNamedOrNumbered(survey)
      ? say('integers and names, {count, plural, one {# of them} other {# of them}}', { count: values.length })
      : undefined;
  }
  return seesSizes && distinctNumbers <= maxLevels && (integers || areSizes(sample))
    ? say('numbers with only {count, plural, one {# distinct value} other {# distinct values}}, far apart', {
        count: distinctNumbers,
      })
    : undefined;
}

/** Whether integers are labels among other labels, as chromosomes are: 1 to 22, X and Y, all about equally frequent. */
function areNamedOrNumbered({ values, distinctNumbers, numbers, observed, bounded, least }: SurveyedValues): boolean {
  const texts = values.filter((text) => Number.isNaN(Number(text)));
  const names = texts.filter((text) => SHORT_NAME.test(text)).length;
  const [numberCells, nameCells] = [numbers / distinctNumbers, (observed - numbers - bounded) / names];
  return (
    names > 0 &&
    texts.length - names <= MOST_OTHER_TEXTS &&
    distinctNumbers <= MOST_NUMBERED_LEVELS &&
    least >= 0 &&
    Math.min(numberCells, nameCells) >= LEAST_CELLS_PER_LEVEL &&
    nameCells >= LEAST_NAME_RATIO * numberCells
  );
}

function areSizes(numbers: Float64Array): boolean {
  const sizes = Float64Array.from(new Set(numbers)).sort();
  const gap = sizes.reduce((least, size, i) => (i === 0 ? least : Math.min(least, size - sizes[i - 1])), Infinity);
  return (sizes[sizes.length - 1] - sizes[0]) / gap >= STEPS_PER_SIZE * (sizes.length - 1);
}
