/** Converts a column as read to its values in the matrix, and lists the cells that it cannot read. */
import { BAD_CELL_LIMIT } from '../../../csv/columns/limits';
import type { NumberExtent, TypedColumn } from '../../../csv/columns/typedColumn';
import type { Family } from '../../../families/family';
import { families } from '../../../families/registry';
import type { Bounds } from '../../../data/cellBounds';
import { encodeBounds } from '../columnBounds';
import { numbersOfPart, partReader } from './partValues';
import { levelValues } from './levelValues';
import { withPatterns } from '../../texts/patterned';
import type { UsedColumn } from '../usedColumns';
import type { Variant } from '../encode';
import type { BadCell } from '../badCell';

/** Values of a column, and the faults of its cells. */
export interface Values {
  readonly values: Float64Array;
  readonly bounds?: Bounds;
  /** Extent of the values, if known. */
  readonly extent?: NumberExtent;
  /** The first cells that the column cannot read. */
  readonly bad: readonly Pick<BadCell, 'code' | 'row' | 'meant'>[];
  readonly badCount: number;
  /** Variant spellings of levels. */
  readonly variants?: readonly Omit<Variant, 'column'>[];
}

export function valuesOf(column: UsedColumn, typed: TypedColumn, maxBadCells: number): Values {
  if (column.dates !== undefined) return { values: typed.numbers.map(partReader(column)), bad: [], badCount: 0 };
  if (column.part !== undefined) return numbersOfPart(column, typed);
  return families[column.kind].reads === 'level'
    ? withPatterns(column, typed, levelValues(column, typed, maxBadCells), maxBadCells)
    : numberValues(families[column.kind], typed, column.codes);
}

/** Faults of numbers that need no further checks. */
export function numberFaults({ unreadableRows, unreadableCount }: TypedColumn): Pick<Values, 'bad' | 'badCount'> {
  return { bad: unreadableRows.map((row) => ({ code: 'cell.bad-number', row })), badCount: unreadableCount };
}

function numberValues(
  family: Family,
  { rows, numbers: values, unreadableRows, unreadableCount, extent, bounds }: TypedColumn,
  codes: readonly number[] = [],
): Values {
  const { encode: encoded, isAsRead = false } = family;
  if (codes.length > 0) for (let row = 0; row < rows; row++) if (codes.includes(values[row])) values[row] = NaN;
  const unsuitable: number[] = [];
  let unsuitableCount = 0;
  for (let row = 0; !isAsRead && row < rows; row++) {
    const number = values[row];
    const value = encoded(number);
    values[row] = value;
    if (value !== value && number === number && unsuitableCount++ < BAD_CELL_LIMIT) unsuitable.push(row);
  }
  const { impossible, ...bounded } = encodeBounds(family, bounds);
  const bad = [
    ...unreadableRows.map((row) => ({ code: 'cell.bad-number' as const, row })),
    ...[...unsuitable, ...impossible].map((row) => ({ code: 'cell.unsuitable-number' as const, row })),
  ];
  return {
    values,
    ...bounded,
    bad: bad.sort((a, b) => a.row - b.row),
    badCount: unreadableCount + unsuitableCount + impossible.length,
    ...(isAsRead && codes.length === 0 && { extent }),
  };
}
