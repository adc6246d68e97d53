/** Columns of texts that take no part, of whose cells something is known all the same. */
import type { TypedColumn } from '../../csv/columns/typedColumn';
import type { Values } from '../encoding/values/columnValues';
import { isOnlyDepending } from './depending';
import type { ColumnSchema, Schema } from '../infer';
import { levelValues } from '../encoding/values/levelValues';
import { isPatterned, patternCells } from './patterned';

/** Whether a column takes no part since all its cells say the same, but for slips. */
export function isOnlySpelt({ kind, spelling }: Pick<ColumnSchema, 'kind' | 'spelling'>): boolean {
  return kind === 'ignored' && spelling !== undefined;
}

/** Whether a column takes no part and is read for what is at home in it, or to compare rows. */
export function isOnlyWords({ kind, vocabulary, isCompared, parts, dates, sequence, relation }: ColumnSchema): boolean {
  return (
    kind === 'ignored' &&
    (vocabulary ?? isCompared) !== undefined &&
    [parts, dates, sequence, relation].every((own) => own === undefined)
  );
}

/** Those whose cells are checked one by one. */
export function checkedTextColumns(schema: Schema): Schema {
  return schema.filter((column) => isPatterned(column) || isOnlySpelt(column));
}

/** These, and those that are read for their keys or for what other cells say. */
export function textColumns(schema: Schema): Schema {
  return schema.filter(
    (own) =>
      isPatterned(own) ||
      isOnlySpelt(own) ||
      isOnlyDepending(own) ||
      isOnlyWords(own) ||
      (own.key !== undefined && own.kind === 'ignored'),
  );
}

/** What is wrong with the cells of such a column, the first `most` of them. */
export function textCells(column: ColumnSchema, typed: TypedColumn, most: number): Pick<Values, 'bad' | 'badCount'> {
  if (isOnlySpelt(column)) {
    // What is no slip may be right: the column takes no part.
    const bad = levelValues(column, typed, most).bad.filter(({ code }) => code === 'cell.misspelt');
    return { bad, badCount: bad.length };
  }
  return isPatterned(column) ? patternCells(column, typed, most) : { bad: [], badCount: 0 };
}
