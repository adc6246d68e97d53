/**
 * Cells that others of their row settle are no suspects: what a dependency tells needs no second finding, and what it
 * confirms is right however rare it is.
 */
import { coveredBy } from '../schema/encoding/badCellList';
import type { Encoded } from '../schema/encoding/encode';
import { usedColumns } from '../schema/encoding/usedColumns';
import type { Schema } from '../schema/infer';
import { SuspectList, WHOLE_ROW, type Suspects } from './suspects';

/** The same without these cells, and without rows as a whole that have some. */
export function withoutSettled(
  suspects: Suspects,
  { badCells, confirms }: Pick<Encoded, 'badCells' | 'confirms'>,
  schema: Schema,
): Suspects {
  const { rows, columns, tails, distances } = suspects;
  const told = new Set(
    badCells
      .filter(({ given, moved }) => (given ?? moved) !== undefined)
      .flatMap((cell) => coveredBy(cell).map((column) => `${cell.row} ${column}`)),
  );
  if (confirms === undefined && told.size === 0) return suspects;
  const places = usedColumns(schema).map(({ index }) => index);
  const isSettled = Array.from(
    rows,
    (row, i) =>
      columns[i] !== WHOLE_ROW &&
      (confirms?.(row, places[columns[i]]) === true || told.has(`${row} ${places[columns[i]]}`)),
  );
  if (!isSettled.includes(true)) return suspects;
  const explained = new Set(rows.filter((_, i) => isSettled[i]));
  const left = new SuspectList();
  rows.forEach((row, i) => {
    if (!isSettled[i] && (columns[i] !== WHOLE_ROW || !explained.has(row)))
      left.add(row, columns[i], tails[i], distances[i]);
  });
  return left.sorted();
}
