/** Columns whose cells are compared between rows. */
import { alikeRows, type AlikeRow, type ComparedColumn } from '../../duplicates/duplicateRows';
import { firstRows } from '../../csv/columns/firstRows';
import type { TypedColumn } from '../../csv/columns/typedColumn';
import { numbersRows } from './tableKeys';
import type { ColumnSchema, Schema } from '../infer';

/** Maximum number of cells that are stored to compare rows. */
const MOST_COMPARED_CELLS = 5_000_000;

/**
 * Copies a column's numbers, which may be overwritten later, and its texts; empty where too many texts differ to
 * distinguish them without digits.
 */
function toCompared(
  { index }: Pick<ColumnSchema, 'index'>,
  { rows, places, values, gathered, numbers, unreadableCount }: TypedColumn,
): readonly ComparedColumn[] {
  if (places !== undefined) {
    const isNumber = values.map((text) => text !== '' && !Number.isNaN(Number(text)));
    return [
      {
        index,
        cells: firstRows(places, rows),
        isMissing: (cell) => cell === 0,
        textAt: (row) => (isNumber[places[row] - 1] ? undefined : values[places[row] - 1]),
      },
    ];
  }
  const isMissing = (cell: number): boolean => cell !== cell;
  if (gathered !== undefined) return [{ index, cells: gathered.hashes, isMissing, textAt: () => undefined }];
  return unreadableCount > 0 && numbers.length < rows
    ? []
    : [{ index, cells: numbers.slice(0, rows), isMissing, textAt: () => undefined }];
}

/**
 * Marks the columns whose cells are compared: a row that was entered twice may have another number, and columns that
 * follow from others add nothing.
 */
export function withCompared(schema: Schema, isComparable: (column: ColumnSchema) => boolean): Schema {
  return schema.map((column) => {
    const { key, sequence, relation, weighsRows, name, kind } = column;
    const isExempt =
      [key, sequence, relation, weighsRows].some((role) => role !== undefined) ||
      (kind === 'ignored' && numbersRows(name));
    return isExempt || !isComparable(column) ? column : { isCompared: true as const, ...column };
  });
}

/** Returns the columns whose cells are compared; none for a table that has too many cells. */
export function comparedColumns(schema: Schema, rows: number): Schema {
  const compared = schema.filter(({ isCompared }) => isCompared === true);
  return rows * compared.length > MOST_COMPARED_CELLS ? [] : compared;
}

/** Cells of compared columns, stored until all are read. */
export class ComparedCells {
  private readonly columns = new Map<number, ComparedColumn>();
  private readonly comparedIndices: ReadonlySet<number>;

  constructor(schema: Schema) {
    this.comparedIndices = new Set(schema.flatMap(({ index, isCompared }) => (isCompared === true ? [index] : [])));
  }

  /** Stores the cells of a column before they are converted for its family. */
  store({ index }: Pick<ColumnSchema, 'index'>, typed: TypedColumn): void {
    if (
      !this.comparedIndices.has(index) ||
      this.columns.has(index) ||
      typed.rows * this.comparedIndices.size > MOST_COMPARED_CELLS
    )
      return;
    for (const column of toCompared({ index }, typed)) this.columns.set(index, column);
  }

  alikeRows(rows: number): readonly AlikeRow[] {
    return alikeRows(
      [...this.columns.values()].sort((a, b) => a.index - b.index),
      rows,
    );
  }
}
