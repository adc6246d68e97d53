/** Columns of dates out of a model file, which have each of their parts by itself. */
import { ownPart, partName, WEEKDAYS, type DatePart } from '../core/schema/dateParts';
import type { DateColumn } from '../core/schema/dates';
import type { ColumnSchema } from '../core/schema/infer';
import { choiceOf, fieldOf, fieldsOf, numberOf, textOf, type Fields } from './jsonFields';
import { printable } from './printable';
import { FitProblem } from './problem';

/** A column with what its fields say of dates; the same where they say nothing. */
export function withDates(column: ColumnSchema, fields: Fields): ColumnSchema {
  if (fieldOf(fields, 'dates') === undefined) return column;
  const given = fieldsOf(fieldOf(fields, 'dates'), fields.owner, '"dates"');
  const ends = fieldOf(given, 'from') === undefined ? { from: -Infinity, to: Infinity } : { from: numberOf(given, 'from'), to: numberOf(given, 'to') };
  const dates: DateColumn = { form: textOf(given, 'form'), ...ends };
  if (column.kind === 'ignored') return { ...column, dates };
  const part = partOf(column, fields);
  if (part.of !== ownPart(dates.form)) throw new FitProblem(`${fields.owner} "part" must be "${ownPart(dates.form)}".`);
  return { ...column, levels: [], dates: { ...dates, parts: [part] } };
}

/** A column of dates with one part more. */
export function withFurtherPart(column: ColumnSchema | undefined, part: Pick<ColumnSchema, 'name' | 'kind' | 'levels' | 'reason'>, fields: Fields): ColumnSchema {
  const of = textOf(fields, 'of');
  if (column?.dates === undefined || column.name !== of) throw new FitProblem(`${fields.owner} it must stand behind the column of dates "${printable(of)}", of which it is a part.`);
  const { dates } = column;
  const own = partOf(part, fields);
  if (partName(of, dates.form, own) !== part.name) throw new FitProblem(`${fields.owner} its name must be "${printable(partName(of, dates.form, own))}".`);
  return { ...column, dates: { ...dates, parts: [...(dates.parts ?? []), own] } };
}

function partOf({ kind, levels, reason }: Pick<ColumnSchema, 'kind' | 'levels' | 'reason'>, fields: Fields): DatePart {
  const of = choiceOf(fields, 'part', ['day', 'hour', 'weekday'] as const);
  const isOfLevels = of === 'weekday';
  if (kind !== (isOfLevels ? 'categorical' : 'normal')) throw new FitProblem(`${fields.owner} "kind" must be "${isOfLevels ? 'categorical' : 'normal'}".`);
  if (isOfLevels && levels.join() !== WEEKDAYS.join()) throw new FitProblem(`${fields.owner} "levels" must be the days from Monday to Sunday.`);
  const cut = of === 'hour' ? { cut: numberOf(fields, 'cut', 0) } : {};
  return { of, kind, levels, reason, ...cut };
}
