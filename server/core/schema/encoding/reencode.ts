/**
 * Updates the list of bad cells after edits: the bad cells of unchanged rows stay, only patches are read again.
 */
import { rowsAfter, firstRowOf, type PatchedTable } from '../../csv/table/patched';
import { BAD_CELL_LIMIT } from '../../csv/columns/limits';
import { checkedColumns, encode, type Encoded } from './encode';
import type { BadCell } from './badCell';
import type { Schema } from '../infer';

export type BadCells = Pick<Encoded, 'badCells' | 'badCellCount'>;

/**
 * Returns the bad cells of a patched table, by column and row as `encode` gives them. If the base has more bad cells
 * than its list, removed cells are not replaced: only the number of the unlisted cells is known.
 *
 * @param base bad cells of the table before
 * @param parts bad cells of each patch
 */
export function badCellsAfter(
  patched: PatchedTable,
  base: BadCells,
  parts: readonly BadCells[],
  schema: Schema,
): BadCells {
  if (patched.patches.length === 0) return { badCells: base.badCells, badCellCount: base.badCellCount };
  const order = new Map(checkedColumns(schema).map(({ index }, d) => [index, d]));
  // Broken relations come after these, and conflicts with the rest of a row come last.
  const orderOf = ({ column, broken, given, moved }: BadCell): number =>
    moved !== undefined
      ? 3 * schema.length
      : given !== undefined
        ? 2 * schema.length + column
        : broken === undefined
          ? (order.get(column) ?? -1)
          : schema.length + (order.get(broken.follower) ?? 0);
  const rowAfter = rowsAfter(patched);
  const unchanged = base.badCells.flatMap((cell) => {
    const row = rowAfter(cell.row);
    return row < 0 ? [] : [{ ...cell, row }];
  });
  const last = base.badCellCount > base.badCells.length ? base.badCells.at(-1) : undefined;
  const removedCount = last === undefined ? base.badCells.length - unchanged.length : replacedCount(patched, schema);
  const added = parts.flatMap(({ badCells }, i) => {
    const { from } = patched.patches[i];
    const listed = badCells.filter(
      (cell) =>
        last === undefined || orderOf(cell) < orderOf(last) || (orderOf(cell) === orderOf(last) && from <= last.row),
    );
    const first = firstRowOf(patched, i);
    return listed.map((cell) => ({ ...cell, row: first + cell.row }));
  });
  const merged = [...unchanged, ...added].sort((a, b) => orderOf(a) - orderOf(b) || a.row - b.row);
  return {
    badCells: merged.slice(0, BAD_CELL_LIMIT),
    badCellCount: base.badCellCount - removedCount + parts.reduce((sum, { badCellCount }) => sum + badCellCount, 0),
  };
}

/** Counts the bad cells in the replaced rows. */
function replacedCount({ base, patches }: PatchedTable, schema: Schema): number {
  return patches.reduce(
    (sum, { from, to }) =>
      sum + encode({ ...base, rowCount: to - from, rowRecord: base.rowRecord.subarray(from, to) }, schema).badCellCount,
    0,
  );
}
