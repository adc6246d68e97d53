/** Which columns of a table take part, and which are looked at though they take none. */
import type { FamilyName } from '../../families/registry';
import type { DateColumn } from '../dates/dateColumns';
import type { ColumnSchema, Schema } from '../infer';
import { partName, type ColumnPart } from './parts';
import type { Sequence } from '../relations/sequence';

/** A column that is used: its kind is a family. */
export interface UsedColumn extends ColumnSchema {
  readonly kind: FamilyName;
  /** What of the table's column this is, where not all of it. Several may have the same `index`. */
  readonly part?: ColumnPart;
}

/** The columns that take part, in the order of the model; of a column of dates each part by itself. */
export function usedColumns(schema: Schema): readonly UsedColumn[] {
  return describedColumns(schema).filter(isUsed);
}

function isUsed(column: ColumnSchema): column is UsedColumn {
  return column.kind !== 'ignored';
}

/** The columns of a table, each followed by what of it takes part beside it. */
export function describedColumns(schema: Schema): readonly (ColumnSchema | UsedColumn)[] {
  if (schema.every(({ parts }) => parts === undefined)) return schema;
  return schema.flatMap((column) => {
    const { parts } = column;
    if (parts === undefined) return [column];
    const own = parts.map((part) => partOf(column, part));
    return column.kind === 'ignored' ? [column, ...own] : own;
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

/** Whether anything of a column takes part. */
export function takesPart({ kind, parts }: ColumnSchema): boolean {
  return kind !== 'ignored' || parts !== undefined;
}

/** A column that is looked at though it takes no part. */
export type DatedColumn = ColumnSchema & { readonly dates: DateColumn };

export function isDated(column: ColumnSchema): column is DatedColumn {
  return column.dates !== undefined;
}

/** Columns that count on from row to row. */
export type SequenceColumn = ColumnSchema & { readonly sequence: Sequence };

export function isSequence(column: ColumnSchema): column is SequenceColumn {
  return column.sequence !== undefined;
}
