/** Columns whose cells are compared between rows. */
import { alikeRows, type AlikeRow, type ComparedColumn } from '../../alike/alikeRows';
import type { TypedColumn } from '../../csv/columns/typedColumn';
import { numbersRows } from './tableKeys';
import type { ColumnSchema, Schema } from '../infer';

/** Of more cells than this no rows are compared, which would keep all of them. */
export const MOST_COMPARED_CELLS = 5_000_000;

/**
 * A copy of its numbers, which may become others, and its texts; none where too many texts differ to be told apart
 * without digits.
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
 * The same columns, marked where their cells are compared: a row that was put in twice may have another number, and
 * what follows from others tells nothing.
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

/** The columns whose cells are compared; none of a table that has too many. */
export function comparedColumns(schema: Schema, rows: number): Schema {
  const own = schema.filter(({ isCompared }) => isCompared === true);
  return rows * own.length > MOST_COMPARED_CELLS ? [] : own;
}

/** The cells of compared columns, kept until all are there. */
export class ComparedCells {
  private readonly kept = new Map<number, ComparedColumn>();
  private readonly wanted: ReadonlySet<number>;

  constructor(schema: Schema) {
    this.wanted = new Set(schema.flatMap(({ index, isCompared }) => (isCompared === true ? [index] : [])));
  }

  /** Takes the cells of a column, before they are changed into what its family needs. */
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
