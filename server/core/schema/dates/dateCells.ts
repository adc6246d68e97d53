/** Finds the wrong cells of a column of dates. */
import type { TypedColumn } from '../../csv/columns/typedColumn';
import { rowsBefore, type Dated } from './dateOrder';
import type { Schema } from '../infer';
import { isDated, type DatedColumn } from '../encoding/usedColumns';
import type { Values } from '../encoding/values/columnValues';
import type { ReadColumn } from '../encoding/encode';

/** The column of dates that a column's dates never precede, with its numbers; undefined if there is none. */
export function earlierOf({ dates: { notBefore } }: DatedColumn, schema: Schema, read: ReadColumn): Dated | undefined {
  const column =
    notBefore === undefined ? undefined : schema.find((other) => isDated(other) && other.name === notBefore);
  return column && { column, seconds: read(column).numbers };
}

/** Faults of dates. */
export function datesIn(
  column: DatedColumn,
  { numbers, others, othersCount }: TypedColumn,
  earlier: Dated | undefined,
): Pick<Values, 'bad' | 'badCount'> {
  const { from, to } = column.dates;
  const before = earlier === undefined ? [] : rowsBefore(earlier, { column, seconds: numbers });
  const far: number[] = [];
  numbers.forEach((x, row) => {
    if (x < from || x > to) far.push(row);
  });
  const bad = [
    ...others.map((row) => ({ code: 'cell.bad-date' as const, row })),
    ...far.map((row) => ({ code: 'cell.far-date' as const, row })),
    ...before.map((row) => ({ code: 'cell.date-order' as const, row })),
  ];
  return { bad: bad.sort((a, b) => a.row - b.row), badCount: othersCount + far.length + before.length };
}
