/** Readers of the single fields of a column in a model file. */
import type { ColumnFacts } from '../../core/families/family';
import { families } from '../../core/families/registry';
import type { MatrixColumn } from '../../core/data/matrix';
import type { ColumnSchema } from '../../core/schema/infer';
import { MOST_LEVELS } from '../../core/schema/survey';
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

/** Owner of the fields in messages about the whole file. */
export const OWNER = "The model's";

/** A column that the model uses, with its fields in the file. */
export interface Column extends Omit<MatrixColumn, 'values'> {
  readonly fields: JsonFields;
}

/** Reads the levels of a column. An ignored column has levels only as the targets of its spelling. */
export function levelsOf(column: JsonFields, kind: ColumnSchema['kind']): readonly string[] {
  if (kind === 'ignored')
    return fieldOf(column, 'spelling') === undefined ? [] : distinctTextsOf(column, 'levels', 1, MOST_LEVELS);
  return families[kind].reads === 'number' ? [] : distinctTextsOf(column, 'levels', 2, MOST_LEVELS);
}

/** Reads the number of cells that hold bounds. */
export function boundedOf(column: JsonFields, rows: number): Pick<ColumnSchema, 'bounded'> {
  return fieldOf(column, 'bounded') === undefined ? {} : { bounded: integerOf(column, 'bounded', 1, rows) };
}

/** Reads the repeated values that count as missing. */
export function codesOf(column: JsonFields): Pick<ColumnSchema, 'codes' | 'topCode'> {
  if (fieldOf(column, 'codes') === undefined) return {};
  const codes = listOf(column, 'codes');
  if (!codes.every((code): code is number => typeof code === 'number' && Number.isFinite(code)))
    throw new FitProblem(`${column.owner} "codes" must be numbers.`);
  return { codes, ...(fieldOf(column, 'topCode') !== undefined && { topCode: numberOf(column, 'topCode') }) };
}

/** Maximum number of odd marks of a column. */
const MOST_MARKS = 2;

/** Reads what is odd in the writing of cells of a column of texts: blanks at their ends, and marks for missing. */
export function writingOf(column: JsonFields): Pick<ColumnSchema, 'isTrimmed' | 'oddMarks'> {
  return {
    ...(fieldOf(column, 'isTrimmed') === true && { isTrimmed: true as const }),
    ...(fieldOf(column, 'oddMarks') !== undefined && { oddMarks: distinctTextsOf(column, 'oddMarks', 1, MOST_MARKS) }),
  };
}

/** Reads the relation of a column that follows from others. */
export function relationOf(column: JsonFields): Pick<ColumnSchema, 'relation'> {
  if (fieldOf(column, 'relation') === undefined) return {};
  const relation = { ...fieldsOf(fieldOf(column, 'relation'), column.owner, '"relation"'), owner: column.owner };
  const form = choiceOf(relation, 'form', ['linear', 'product'] as const);
  const of = distinctTextsOf(relation, 'of', 1, MOST_LEVELS);
  const factors = Array.from(numbersOf(relation, 'factors', form === 'linear' ? of.length : 1));
  const usual = listOf(relation, 'usual').map(
    (_, i, ranges) =>
      Array.from(numbersOf({ ...relation, object: { range: ranges[i] } }, 'range', 2)) as [number, number],
  );
  if (usual.length !== of.length + 1)
    throw new FitProblem(`${column.owner} relation "usual" must be ${of.length + 1} ranges.`);
  return {
    relation: {
      form,
      ...(form === 'product' && fieldOf(relation, 'rate') !== undefined && { rate: numberOf(relation, 'rate') }),
      of,
      factors,
      constant: numberOf(relation, 'constant'),
      tolerance: numberOf(relation, 'tolerance', -Number.MIN_VALUE),
      usual,
    },
  };
}

export function sequenceOf(column: JsonFields): Pick<ColumnSchema, 'sequence'> {
  if (fieldOf(column, 'sequence') === undefined) return {};
  const sequence = fieldsOf(fieldOf(column, 'sequence'), column.owner, '"sequence"');
  return {
    sequence: {
      step: numberOf(sequence, 'step'),
      ...(fieldOf(sequence, 'byMonths') === true && {
        byMonths: true,
        ...(fieldOf(sequence, 'atEnds') === true && { atEnds: true }),
      }),
    },
  };
}

/** Reads the key of a column that identifies its rows. Only an ignored column can have texts as keys. */
export function keyOf(column: JsonFields, kind: ColumnSchema['kind']): Pick<ColumnSchema, 'key'> {
  if (fieldOf(column, 'key') === undefined) return {};
  if (kind !== 'ignored' && families[kind].reads !== 'number')
    throw new FitProblem(`${column.owner} a column of levels is no "key".`);
  return {
    key: choiceOf(column, 'key', kind === 'ignored' ? (['texts', 'numbers'] as const) : (['numbers'] as const)),
  };
}

export function unitOf(column: JsonFields): Pick<ColumnSchema, 'unit'> {
  return fieldOf(column, 'unit') === undefined ? {} : { unit: textOf(column, 'unit') };
}

export function readFacts(column: JsonFields, totalWeight: number, levels: number): ColumnFacts {
  const facts = fieldsOf(fieldOf(column, 'facts'), column.owner, '"facts"');
  const observed = numberOf(facts, 'observed', 0);
  if (observed > totalWeight * (1 + Number.EPSILON))
    throw new FitProblem(`${column.owner} has more "observed" cells than there are rows.`);
  const spread =
    levels > 0
      ? { mean: 0, sd: 1 }
      : {
          mean: numberOf(facts, 'mean'),
          sd: numberOf(facts, 'sd', 0),
          ...(fieldOf(facts, 'step') !== undefined && { step: numberOf(facts, 'step', 0) }),
        };
  return { observed, missing: totalWeight - observed, levels, ...spread };
}

export function numbersOf(fields: JsonFields, name: string, count: number): Float64Array {
  const values = listOf(fields, name);
  if (
    values.length !== count ||
    !values.every((value): value is number => typeof value === 'number' && Number.isFinite(value))
  ) {
    throw new FitProblem(`${fields.owner} "${name}" must be ${count} numbers.`);
  }
  return Float64Array.from(values);
}
