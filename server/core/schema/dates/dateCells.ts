/** Finds the wrong cells of a column of dates. */
import type { TypedColumn } from '../../csv/columns/typedColumn';
import { rowsOutOfOrder, type DatesOfColumn } from './dateOrder';
import type { Schema } from '../infer';
import { isDated, type DatedColumn } from '../encoding/usedColumns';
import type { Values } from '../encoding/values/columnValues';
import type { ReadColumn } from '../encoding/encode';

/** Returns the column of dates that a column's dates never precede, with its numbers; undefined if there is none. */
export function earlierColumn(
  { dates: { notBefore } }: DatedColumn,
  schema: Schema,
  read: ReadColumn,
): DatesOfColumn | undefined {
  const column =
    notBefore === undefined
      ? undefined
      : schema.find((candidate) => isDated(candidate) && candidate.name === notBefore);
  return column && { column, seconds: read(column).numbers };
}

/** Finds the faults of a column of dates. */
export function dateFaults(
  column: DatedColumn,
  { numbers, unreadableRows, unreadableCount }: TypedColumn,
  earlier: DatesOfColumn | undefined,
): Pick<Values, 'bad' | 'badCount'> {
  const { from, to } = column.dates;
  const earlyRows = earlier === undefined ? [] : rowsOutOfOrder(earlier, { column, seconds: numbers });
  const farRows: number[] = [];
  numbers.forEach((x, row) => {
    if (x < from || x > to) farRows.push(row);
  });
  const bad = [
    ...unreadableRows.map((row) => ({ code: 'cell.bad-date' as const, row })),
    ...farRows.map((row) => ({ code: 'cell.far-date' as const, row })),
    ...earlyRows.map((row) => ({ code: 'cell.date-order' as const, row })),
  ];
  return { bad: bad.sort((a, b) => a.row - b.row), badCount: unreadableCount + farRows.length + earlyRows.length };
}
