/** Keys among the columns of a table, and their cells that repeat an earlier cell. */
import type { TypedColumn } from '../../csv/columns/typedColumn';
import { BAD_CELL_LIMIT } from '../../csv/columns/limits';
import type { ColumnSchema, Schema } from '../infer';
import { keyCells, type FoundKey, type Key } from '../../keys/key';
import { areFewRepeats, repeatsIn, type Repeat } from '../../keys/repeats';

export type KeyColumn = ColumnSchema & { readonly key: Key };

function isKeyColumn(column: ColumnSchema): column is KeyColumn {
  return column.key !== undefined;
}

export function keyColumns(schema: Schema): readonly KeyColumn[] {
  return schema.filter(isKeyColumn);
}

/** A cell of a key that repeats an earlier row. */
export interface DuplicateKey extends Repeat {
  /** Position of the column in the table. */
  readonly column: number;
  /** Number of cells of the column that occur in one row only. */
  readonly single: number;
}

/**
 * Finds the repeated cells of a key; none where too many repeat for a key, which can happen in a new file with the same
 * columns.
 */
export function duplicatesOf({ index }: ColumnSchema, cells: Float64Array): readonly DuplicateKey[] {
  const repeats = repeatsIn(cells);
  if (repeats.length === 0) return [];
  const count = cells.reduce((sum, cell) => (cell === cell ? sum + 1 : sum), 0);
  if (!areFewRepeats(repeats.length, count)) return [];
  const single = count - repeats.length - new Set(repeats.map(({ first }) => first)).size;
  return repeats.slice(0, BAD_CELL_LIMIT).map((repeat) => ({ ...repeat, column: index, single }));
}

/** Finds the repeated cells of a column; none for a column that is no key. */
export function duplicatesIn(column: ColumnSchema, typed: TypedColumn): readonly DuplicateKey[] {
  return isKeyColumn(column) ? duplicatesOf(column, keyCells(column.key, typed)) : [];
}

/** Names of columns that number the rows. */
const ROW_NAMES = /^(?:|#|rownames?|rows?|index|unnamed: ?0)$/i;

export function numbersRows(name: string): boolean {
  // R reads an empty name as X.
  return name === 'X' || ROW_NAMES.test(name.trim());
}

/**
 * Marks the keys among the columns. A key that may refer to another table counts only if no key precedes it, since the
 * key of the table itself comes first.
 *
 * @param keys by position in the table
 */
export function withKeys(schema: Schema, keys: ReadonlyMap<number, FoundKey>): Schema {
  let hasKey = false;
  return schema.map((column) => {
    const { name, index, relation, parts, sequence, dates } = column;
    const foundKey = keys.get(index);
    const isKey =
      foundKey !== undefined &&
      [relation, parts, sequence, dates].every((role) => role === undefined) &&
      !(foundKey.mayRefer && hasKey);
    hasKey ||= isKey || (sequence !== undefined && !numbersRows(name));
    return isKey ? { ...column, key: foundKey.key } : column;
  });
}
