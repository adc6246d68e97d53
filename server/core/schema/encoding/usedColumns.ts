/** Selects the columns of a table that take part, and those that are only checked. */
import type { FamilyName } from '../../families/registry';
import type { DateColumn } from '../dates/dateColumns';
import type { ColumnSchema, Schema } from '../infer';
import { partName, type ColumnPart } from './parts';
import type { Sequence } from '../relations/sequence';

/** A used column: its kind is a family. */
export interface UsedColumn extends ColumnSchema {
  readonly kind: FamilyName;
  /** Part of the table's column that this is; left out for whole columns. Several columns may share an `index`. */
  readonly part?: ColumnPart;
}

/** Columns that take part, in the order of the model; each part of a column of dates is listed separately. */
export function usedColumns(schema: Schema): readonly UsedColumn[] {
  return describedColumns(schema).filter(isUsed);
}

function isUsed(column: ColumnSchema): column is UsedColumn {
  return column.kind !== 'ignored';
}

/** Columns of a table, each followed by its parts that take part separately. */
export function describedColumns(schema: Schema): readonly (ColumnSchema | UsedColumn)[] {
  if (schema.every(({ parts }) => parts === undefined)) return schema;
  return schema.flatMap((column) => {
    const { parts } = column;
    if (parts === undefined) return [column];
    const partColumns = parts.map((part) => partOf(column, part));
    return column.kind === 'ignored' ? [column, ...partColumns] : partColumns;
  });
}

function partOf(column: ColumnSchema, part: ColumnPart): UsedColumn {
  const { kind, levels, step } = part;
  const reason = part.isOwn === true ? column.reason : part.reason;
  return {
    ...column,
    name: partName(column.name, part),
    kind,
    levels,
    reason,
    part,
    ...(step !== undefined && { step }),
  };
}

/** Whether a column or any of its parts takes part. */
export function takesPart({ kind, parts }: ColumnSchema): boolean {
  return kind !== 'ignored' || parts !== undefined;
}

/** A column of dates; its cells are checked even if it takes no part. */
export type DatedColumn = ColumnSchema & { readonly dates: DateColumn };

export function isDated(column: ColumnSchema): column is DatedColumn {
  return column.dates !== undefined;
}

/** A column whose numbers form a sequence from row to row. */
export type SequenceColumn = ColumnSchema & { readonly sequence: Sequence };

export function isSequence(column: ColumnSchema): column is SequenceColumn {
  return column.sequence !== undefined;
}
