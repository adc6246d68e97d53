/** Reads the patterns of a column's texts from a model file. */
import { DAMAGE_SORTS } from '../../core/patterns/damage';
import type { DigitRanges, DigitRun } from '../../core/patterns/digitRuns';
import type { Forms } from '../../core/patterns/forms';
import type { WordTexts } from '../../core/patterns/letterless';
import type { RequiredMark } from '../../core/patterns/marks';
import type { Patterns } from '../../core/patterns/patterns';
import { MOST_COMMON_SHAPES } from '../../core/patterns/separate';
import { LEVELS } from '../../core/patterns/shape';
import {
  choiceOf,
  distinctTextsOf,
  fieldOf,
  fieldsOf,
  listOf,
  numberOf,
  textOf,
  integerOf,
  type JsonFields,
} from '../jsonFields';
import { FitProblem } from '../../words/fitProblem';

const MOST_ENTRIES = 100;

/** Reads the patterns of a column of texts. */
export function patternsOf(column: JsonFields): { readonly patterns?: Patterns } {
  if (fieldOf(column, 'patterns') === undefined) return {};
  const patterns = nestedFields(column, fieldOf(column, 'patterns'), 'patterns');
  const usual =
    fieldOf(patterns, 'usual') === undefined ? undefined : distinctTextsOf(patterns, 'usual', 1, DAMAGE_SORTS.length);
  const unknown = usual?.find((sort) => DAMAGE_SORTS.every((damageSort) => damageSort !== sort));
  if (unknown !== undefined)
    throw new FitProblem(`${patterns.owner} "usual" must be some of ${DAMAGE_SORTS.join(', ')}.`);
  const marks = fieldOf(patterns, 'marks') === undefined ? undefined : nestedFieldsList(patterns, 'marks').map(markOf);
  return {
    patterns: {
      texts: integerOf(patterns, 'texts', 1),
      cells: integerOf(patterns, 'cells', 1),
      ...(usual !== undefined && { usual: DAMAGE_SORTS.filter((sort) => usual.includes(sort)) }),
      ...(fieldOf(patterns, 'forms') !== undefined && {
        forms: formsOf(nestedFields(patterns, fieldOf(patterns, 'forms'), 'forms')),
      }),
      ...(marks !== undefined && { marks }),
      ...(fieldOf(patterns, 'words') !== undefined && {
        words: wordsOf(nestedFields(patterns, fieldOf(patterns, 'words'), 'words')),
      }),
    },
  };
}

function nestedFields({ owner }: JsonFields, value: unknown, name: string): JsonFields {
  return { ...fieldsOf(value, owner, `"${name}"`), owner: `${owner} ${name}` };
}

function nestedFieldsList(fields: JsonFields, name: string): readonly JsonFields[] {
  const list = listOf(fields, name);
  if (list.length > MOST_ENTRIES) throw new FitProblem(`${fields.owner} "${name}" must be ${MOST_ENTRIES} at most.`);
  return list.map((value) => nestedFields(fields, value, name));
}

function markOf(fields: JsonFields): RequiredMark {
  const mark = textOf(fields, 'mark');
  const counts = listOf(fields, 'counts');
  const isCount = (count: unknown): count is number => Number.isSafeInteger(count) && Number(count) > 0;
  if (mark === '' || mark.length > 2 || counts.length === 0 || counts.length > MOST_ENTRIES || !counts.every(isCount))
    throw new FitProblem(
      `${fields.owner} must be a mark and the whole numbers from 1 that say how often texts have it.`,
    );
  return { mark, counts };
}

function formsOf(fields: JsonFields): Forms {
  return {
    level: choiceOf(fields, 'level', LEVELS),
    shapes: distinctTextsOf(fields, 'shapes', 1, MOST_COMMON_SHAPES),
    cells: integerOf(fields, 'cells', 1),
    example: textOf(fields, 'example'),
    isNear: fieldOf(fields, 'isNear') === true,
    ranges: nestedFieldsList(fields, 'ranges').map(rangesOf),
  };
}

function wordsOf(fields: JsonFields): WordTexts {
  return {
    cells: integerOf(fields, 'cells', 1),
    ...(fieldOf(fields, 'haveDigits') === true && { haveDigits: true as const }),
  };
}

function rangesOf(fields: JsonFields): DigitRanges {
  return {
    shape: textOf(fields, 'shape'),
    texts: integerOf(fields, 'texts', 1),
    runs: nestedFieldsList(fields, 'runs').map(runOf),
  };
}

function runOf(fields: JsonFields): DigitRun {
  const shortest = integerOf(fields, 'shortest', 1);
  return {
    shortest,
    longest: integerOf(fields, 'longest', shortest),
    least: numberOf(fields, 'least'),
    greatest: numberOf(fields, 'greatest'),
    isPadded: fieldOf(fields, 'isPadded') === true,
  };
}
