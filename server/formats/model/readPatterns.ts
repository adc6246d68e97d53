/** How the texts of a column are written, out of a model file. */
import { DAMAGE_SORTS } from '../../core/patterns/damage';
import type { DigitRanges, DigitRun } from '../../core/patterns/digitRuns';
import type { Forms } from '../../core/patterns/forms';
import type { RequiredMark } from '../../core/patterns/marks';
import type { Patterns } from '../../core/patterns/patterns';
import { MOST_COMMON } from '../../core/patterns/separate';
import { LEVELS } from '../../core/patterns/shape';
import {
  choiceOf,
  distinctTextsOf,
  fieldOf,
  fieldsOf,
  listOf,
  numberOf,
  textOf,
  wholeOf,
  type JsonFields,
} from '../jsonFields';
import { FitProblem } from '../../words/fitProblem';

const MOST_LISTED = 100;

/** Of a column of texts. */
export function patternsOf(column: JsonFields): { readonly patterns?: Patterns } {
  if (fieldOf(column, 'patterns') === undefined) return {};
  const given = within(column, fieldOf(column, 'patterns'), 'patterns');
  const usual =
    fieldOf(given, 'usual') === undefined ? undefined : distinctTextsOf(given, 'usual', 1, DAMAGE_SORTS.length);
  const unknown = usual?.find((sort) => DAMAGE_SORTS.every((own) => own !== sort));
  if (unknown !== undefined) throw new FitProblem(`${given.owner} "usual" must be some of ${DAMAGE_SORTS.join(', ')}.`);
  const marks = fieldOf(given, 'marks') === undefined ? undefined : listed(given, 'marks').map(markOf);
  return {
    patterns: {
      texts: wholeOf(given, 'texts', 1),
      cells: wholeOf(given, 'cells', 1),
      ...(usual !== undefined && { usual: DAMAGE_SORTS.filter((sort) => usual.includes(sort)) }),
      ...(fieldOf(given, 'forms') !== undefined && { forms: formsOf(within(given, fieldOf(given, 'forms'), 'forms')) }),
      ...(marks !== undefined && { marks }),
    },
  };
}

function within({ owner }: JsonFields, value: unknown, name: string): JsonFields {
  return { ...fieldsOf(value, owner, `"${name}"`), owner: `${owner} ${name}` };
}

function listed(fields: JsonFields, name: string): readonly JsonFields[] {
  const list = listOf(fields, name);
  if (list.length > MOST_LISTED) throw new FitProblem(`${fields.owner} "${name}" must be ${MOST_LISTED} at most.`);
  return list.map((value) => within(fields, value, name));
}

function markOf(fields: JsonFields): RequiredMark {
  const mark = textOf(fields, 'mark');
  const counts = listOf(fields, 'counts');
  const isCount = (count: unknown): count is number => Number.isSafeInteger(count) && Number(count) > 0;
  if (mark === '' || mark.length > 2 || counts.length === 0 || counts.length > MOST_LISTED || !counts.every(isCount))
    throw new FitProblem(
      `${fields.owner} must be a mark and the whole numbers from 1 that say how often texts have it.`,
    );
  return { mark, counts };
}

function formsOf(fields: JsonFields): Forms {
  return {
    level: choiceOf(fields, 'level', LEVELS),
    shapes: distinctTextsOf(fields, 'shapes', 1, MOST_COMMON),
    cells: wholeOf(fields, 'cells', 1),
    example: textOf(fields, 'example'),
    isNear: fieldOf(fields, 'isNear') === true,
    ranges: listed(fields, 'ranges').map(rangesOf),
  };
}

function rangesOf(fields: JsonFields): DigitRanges {
  return {
    shape: textOf(fields, 'shape'),
    texts: wholeOf(fields, 'texts', 1),
    runs: listed(fields, 'runs').map(runOf),
  };
}

function runOf(fields: JsonFields): DigitRun {
  const shortest = wholeOf(fields, 'shortest', 1);
  return {
    shortest,
    longest: wholeOf(fields, 'longest', shortest),
    least: numberOf(fields, 'least'),
    greatest: numberOf(fields, 'greatest'),
    isPadded: fieldOf(fields, 'isPadded') === true,
  };
}
