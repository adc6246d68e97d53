/** Reads columns that have several parts in the model; each part is an entry of its own in the model file. */
import { representativePart, WEEKDAYS } from '../../core/schema/dates/dateParts';
import type { DateColumn } from '../../core/schema/dates/dateColumns';
import type { ColumnSchema } from '../../core/schema/infer';
import { isNumberPart, PART_KINDS, partName, type ColumnPart } from '../../core/schema/encoding/parts';
import { SIGN_LEVELS } from '../../core/schema/encoding/signedAmounts';
import { ZERO_LEVELS } from '../../core/schema/encoding/zeros';
import { choiceOf, fieldOf, fieldsOf, integerOf, numberOf, textOf, type JsonFields } from '../jsonFields';
import { printable } from '../../words/printable';
import { FitProblem } from '../../words/fitProblem';

/** Returns a column with the dates and the first part that its fields describe; unchanged if they describe none. */
export function withOwnPart(column: ColumnSchema, fields: JsonFields): ColumnSchema {
  const dates = datesOf(fields);
  const columnWithDates = dates === undefined ? column : { ...column, dates };
  if (column.kind === 'ignored' || fieldOf(fields, 'part') === undefined) {
    if (dates !== undefined && column.kind !== 'ignored')
      throw new FitProblem(`${fields.owner} dates that take part must have a "part".`);
    return columnWithDates;
  }
  const part: ColumnPart = { ...partOf(column, fields), isOwn: true };
  const requiredPart = dates === undefined ? (part.of === 'size' ? 'size' : 'amount') : representativePart(dates.form);
  if (part.of !== requiredPart) throw new FitProblem(`${fields.owner} "part" must be "${requiredPart}".`);
  return { ...columnWithDates, levels: [], parts: [part] };
}

function datesOf(fields: JsonFields): DateColumn | undefined {
  if (fieldOf(fields, 'dates') === undefined) return undefined;
  const dates = fieldsOf(fieldOf(fields, 'dates'), fields.owner, '"dates"');
  const ends =
    fieldOf(dates, 'from') === undefined
      ? { from: -Infinity, to: Infinity }
      : { from: numberOf(dates, 'from'), to: numberOf(dates, 'to') };
  return {
    form: textOf(dates, 'form'),
    ...ends,
    ...(fieldOf(dates, 'notBefore') !== undefined && { notBefore: textOf(dates, 'notBefore') }),
  };
}

/** Returns a column with a further part. */
export function withFurtherPart(
  column: ColumnSchema | undefined,
  part: Pick<ColumnSchema, 'name' | 'kind' | 'levels' | 'reason'>,
  fields: JsonFields,
): ColumnSchema {
  const of = textOf(fields, 'of');
  const parts = column?.parts ?? [];
  if (column === undefined || column.name !== of || (column.dates ?? parts.at(0)) === undefined)
    throw new FitProblem(`${fields.owner} it must stand behind the column "${printable(of)}", of which it is a part.`);
  const furtherPart = partOf(part, fields);
  const ofNumbers = parts.at(0)?.of === 'size' ? 'sign' : 'zero';
  if (column.dates === undefined ? furtherPart.of !== ofNumbers : isNumberPart(furtherPart.of))
    throw new FitProblem(`${fields.owner} "part" is none of ${column.dates === undefined ? 'numbers' : 'dates'}.`);
  if (partName(of, furtherPart) !== part.name)
    throw new FitProblem(`${fields.owner} its name must be "${printable(partName(of, furtherPart))}".`);
  return { ...column, parts: [...parts, furtherPart] };
}

const PART_LEVELS: Readonly<Partial<Record<ColumnPart['of'], readonly string[]>>> = {
  weekday: WEEKDAYS,
  zero: ZERO_LEVELS,
  sign: SIGN_LEVELS,
};

function partOf(
  { kind, levels, reason }: Pick<ColumnSchema, 'kind' | 'levels' | 'reason'>,
  fields: JsonFields,
): ColumnPart {
  const of = choiceOf(fields, 'part', ['day', 'hour', 'weekday', 'amount', 'zero', 'size', 'sign'] as const);
  if (kind === 'ignored' || !PART_KINDS[of].includes(kind))
    throw new FitProblem(`${fields.owner} "kind" must be "${PART_KINDS[of].join('" or "')}".`);
  const requiredLevels = PART_LEVELS[of] ?? [];
  if (levels.join() !== requiredLevels.join())
    throw new FitProblem(`${fields.owner} "levels" must be ${requiredLevels.join(', ')}.`);
  return { of, kind, levels, reason, ...(of === 'hour' && { cut: integerOf(fields, 'cut', 0, 23) }) };
}
