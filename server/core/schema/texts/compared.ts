/** Columns whose cells are compared between rows. */
import { alikeRows, type AlikeRow, type ComparedColumn } from '../../alike/alikeRows';
import type { TypedColumn } from '../../csv/columns/typedColumn';
import { numbersRows } from './tableKeys';
import type { ColumnSchema, Schema } from '../infer';

/** Maximum number of cells that are kept to compare rows. */
export const MOST_COMPARED_CELLS = 5_000_000;

/**
 * Copies a column's numbers, which may be overwritten later, and its texts; undefined where too many texts differ to
 * distinguish them without digits.
 */
export function comparedOf(
  { index }: Pick<ColumnSchema, 'index'>,
  { rows, places, values, gathered, numbers, othersCount }: TypedColumn,
): readonly ComparedColumn[] {
  if (places !== undefined) {
    const isNumber = values.map((text) => text !== '' && !Number.isNaN(Number(text)));
    return [
      {
        index,
        cells: places.subarray(0, rows),
        isMissing: (cell) => cell === 0,
        textAt: (row) => (isNumber[places[row] - 1] ? undefined : values[places[row] - 1]),
      },
    ];
  }
  const isMissing = (cell: number): boolean => cell !== cell;
  if (gathered !== undefined) return [{ index, cells: gathered.hashes, isMissing, textAt: () => undefined }];
  return othersCount > 0 && numbers.length < rows
    ? []
    : [{ index, cells: numbers.slice(0, rows), isMissing, textAt: () => undefined }];
}

/**
 * Marks the columns whose cells are compared: a row that was entered twice may have another number, and columns that
 * follow from others add nothing.
 */
export function withCompared(schema: Schema, isWanted: (column: ColumnSchema) => boolean): Schema {
  return schema.map((column) => {
    const { key, sequence, relation, weighsRows, name, kind, reason } = column;
    const isOther =
      [key, sequence, relation, weighsRows].some((own) => own !== undefined) ||
      (kind === 'ignored' && (NUMBERING.test(reason) || numbersRows(name)));
    return isOther || !isWanted(column) ? column : { ...column, isCompared: true as const };
  });
}

const NUMBERING = /^(?:numbers the rows|identifies the rows: its name|every cell is missing|has one distinct value)/;

/** Columns whose cells are compared; none for a table that has too many cells. */
export function comparedColumns(schema: Schema, rows: number): Schema {
  const own = schema.filter(({ isCompared }) => isCompared === true);
  return rows * own.length > MOST_COMPARED_CELLS ? [] : own;
}

/** Cells of compared columns, kept until all are read. */
export class ComparedCells {
  private readonly kept = new Map<number, ComparedColumn>();
  private readonly wanted: ReadonlySet<number>;

  constructor(schema: Schema) {
    this.wanted = new Set(schema.flatMap(({ index, isCompared }) => (isCompared === true ? [index] : [])));
  }

  /** Stores the cells of a column before they are converted for its family. */
  keep({ index }: Pick<ColumnSchema, 'index'>, typed: TypedColumn): void {
    if (!this.wanted.has(index) || this.kept.has(index) || typed.rows * this.wanted.size > MOST_COMPARED_CELLS) return;
    for (const own of comparedOf({ index }, typed)) this.kept.set(index, own);
  }

  found(rows: number): readonly AlikeRow[] {
    return alikeRows(
      [...this.kept.values()].sort((a, b) => a.index - b.index),
      rows,
    );
  }
}
