/** Columns out of a model file that are several of the model: each of their parts stands by itself. */
import { ownPart, WEEKDAYS } from '../../core/schema/dates/dateParts';
import type { DateColumn } from '../../core/schema/dates/dateColumns';
import type { ColumnSchema } from '../../core/schema/infer';
import { PART_KINDS, partName, type ColumnPart } from '../../core/schema/encoding/parts';
import { ZERO_LEVELS } from '../../core/schema/encoding/zeros';
import { choiceOf, fieldOf, fieldsOf, numberOf, textOf, type JsonFields } from '../jsonFields';
import { printable } from '../../words/printable';
import { FitProblem } from '../../words/fitProblem';

/** A column with what its fields say of its dates, and which part of itself it is; the same where they say nothing. */
export function withOwnPart(column: ColumnSchema, fields: JsonFields): ColumnSchema {
  const dates = datesOf(fields);
  const dated = dates === undefined ? column : { ...column, dates };
  if (column.kind === 'ignored' || fieldOf(fields, 'part') === undefined) {
    if (dates !== undefined && column.kind !== 'ignored')
      throw new FitProblem(`${fields.owner} dates that take part must have a "part".`);
    return dated;
  }
  const part: ColumnPart = { ...partOf(column, fields), isOwn: true };
  const own = dates === undefined ? 'amount' : ownPart(dates.form);
  if (part.of !== own) throw new FitProblem(`${fields.owner} "part" must be "${own}".`);
  return { ...dated, levels: [], parts: [part] };
}

function datesOf(fields: JsonFields): DateColumn | undefined {
  if (fieldOf(fields, 'dates') === undefined) return undefined;
  const given = fieldsOf(fieldOf(fields, 'dates'), fields.owner, '"dates"');
  const ends =
    fieldOf(given, 'from') === undefined
      ? { from: -Infinity, to: Infinity }
      : { from: numberOf(given, 'from'), to: numberOf(given, 'to') };
  return {
    form: textOf(given, 'form'),
    ...ends,
    ...(fieldOf(given, 'notBefore') !== undefined && { notBefore: textOf(given, 'notBefore') }),
  };
}

/** A column with one part more. */
export function withFurtherPart(
  column: ColumnSchema | undefined,
  part: Pick<ColumnSchema, 'name' | 'kind' | 'levels' | 'reason'>,
  fields: JsonFields,
): ColumnSchema {
  const of = textOf(fields, 'of');
  const parts = column?.parts ?? [];
  if (column === undefined || column.name !== of || (column.dates ?? parts.at(0)) === undefined)
    throw new FitProblem(`${fields.owner} it must stand behind the column "${printable(of)}", of which it is a part.`);
  const own = partOf(part, fields);
  if ((column.dates === undefined) !== (own.of === 'zero'))
    throw new FitProblem(`${fields.owner} "part" is none of ${column.dates === undefined ? 'numbers' : 'dates'}.`);
  if (partName(of, own) !== part.name)
    throw new FitProblem(`${fields.owner} its name must be "${printable(partName(of, own))}".`);
  return { ...column, parts: [...parts, own] };
}

const LEVELS: Readonly<Partial<Record<ColumnPart['of'], readonly string[]>>> = { weekday: WEEKDAYS, zero: ZERO_LEVELS };

function partOf(
  { kind, levels, reason }: Pick<ColumnSchema, 'kind' | 'levels' | 'reason'>,
  fields: JsonFields,
): ColumnPart {
  const of = choiceOf(fields, 'part', ['day', 'hour', 'weekday', 'amount', 'zero'] as const);
  if (kind === 'ignored' || !PART_KINDS[of].includes(kind))
    throw new FitProblem(`${fields.owner} "kind" must be "${PART_KINDS[of].join('" or "')}".`);
  const wanted = LEVELS[of] ?? [];
  if (levels.join() !== wanted.join()) throw new FitProblem(`${fields.owner} "levels" must be ${wanted.join(', ')}.`);
  return { of, kind, levels, reason, ...(of === 'hour' && { cut: numberOf(fields, 'cut', 0) }) };
}
