/**
 * Removal of suspects that other cells of their row settle: a cell reported by a dependency needs no second finding,
 * and a cell confirmed by a dependency is right however rare it is.
 */
import { coveredColumns } from '../schema/encoding/badCellList';
import type { Encoded } from '../schema/encoding/encode';
import { usedColumns } from '../schema/encoding/usedColumns';
import type { Schema } from '../schema/infer';
import { SuspectList, WHOLE_ROW, type Suspects } from './falseDiscovery';

/** Removes these cells from the suspects, and the whole-row suspects of rows that contain such cells. */
export function withoutSettled(
  suspects: Suspects,
  { badCells, confirms }: Pick<Encoded, 'badCells' | 'confirms'>,
  schema: Schema,
): Suspects {
  const { rows, columns, tails, distances } = suspects;
  const reportedCells = new Set(
    badCells
      .filter(({ given, moved }) => (given ?? moved) !== undefined)
      .flatMap((cell) => coveredColumns(cell).map((column) => `${cell.row} ${column}`)),
  );
  if (confirms === undefined && reportedCells.size === 0) return suspects;
  const places = usedColumns(schema).map(({ index }) => index);
  const isSettled = Array.from(
    rows,
    (row, i) =>
      columns[i] !== WHOLE_ROW &&
      (confirms?.(row, places[columns[i]]) === true || reportedCells.has(`${row} ${places[columns[i]]}`)),
  );
  if (!isSettled.includes(true)) return suspects;
  const explained = new Set(rows.filter((_, i) => isSettled[i]));
  const remaining = new SuspectList();
  rows.forEach((row, i) => {
    if (!isSettled[i] && (columns[i] !== WHOLE_ROW || !explained.has(row)))
      remaining.add(row, columns[i], tails[i], distances[i]);
  });
  return remaining.sorted();
}
