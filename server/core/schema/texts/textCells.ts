/** Columns of texts that take no part but whose cells are checked. */
import type { TypedColumn } from '../../csv/columns/typedColumn';
import type { Values } from '../encoding/values/columnValues';
import { isOnlyDepending } from './depending';
import type { ColumnSchema, Schema } from '../infer';
import { levelValues } from '../encoding/values/levelValues';
import { isPatterned, patternCells } from './patterned';

/** Whether a column takes no part because all its cells are equal, except for slips. */
export function isConstantSpelling({ kind, spelling }: Pick<ColumnSchema, 'kind' | 'spelling'>): boolean {
  return kind === 'ignored' && spelling !== undefined;
}

/** Whether a column takes no part and is read only for its vocabulary, or to compare rows. */
export function isOnlyWords({ kind, vocabulary, isCompared, parts, dates, sequence, relation }: ColumnSchema): boolean {
  return (
    kind === 'ignored' &&
    (vocabulary ?? isCompared) !== undefined &&
    [parts, dates, sequence, relation].every((role) => role === undefined)
  );
}

/** Whether a column takes no part and is checked for blanks at the ends of its cells, or for marks for missing. */
export function isOnlyWritten({ kind, isTrimmed, oddMarks }: ColumnSchema): boolean {
  return kind === 'ignored' && (isTrimmed ?? oddMarks) !== undefined;
}

/** Returns the columns whose cells are checked one by one. */
export function checkedTextColumns(schema: Schema): Schema {
  return schema.filter((column) => isPatterned(column) || isConstantSpelling(column) || isOnlyWritten(column));
}

/** Returns the columns whose cells are checked one by one, or read for keys, dependencies or vocabularies. */
export function textColumns(schema: Schema): Schema {
  return schema.filter(
    (column) =>
      isPatterned(column) ||
      isConstantSpelling(column) ||
      isOnlyWritten(column) ||
      isOnlyDepending(column) ||
      isOnlyWords(column) ||
      (column.key !== undefined && column.kind === 'ignored'),
  );
}

/** Finds the faults of the cells of such a column, at most `maxBadCells`. */
export function textCells(
  column: ColumnSchema,
  typed: TypedColumn,
  maxBadCells: number,
): Pick<Values, 'bad' | 'badCount'> {
  if (isConstantSpelling(column)) {
    // Texts that are no slips may be right: the column takes no part.
    const bad = levelValues(column, typed, maxBadCells).bad.filter(({ code }) => code === 'cell.misspelt');
    return { bad, badCount: bad.length };
  }
  return isPatterned(column) ? patternCells(column, typed, maxBadCells) : { bad: [], badCount: 0 };
}
