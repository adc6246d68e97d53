/** Chooses how a column of known kind is read: as levels, numbers, dates or texts. */
import type { ColumnRequest } from '../../../csv/columns/typedColumn';
import { families } from '../../../families/registry';
import { isEpoch } from '../../epoch';
import type { ColumnSchema } from '../../infer';
import { isPatterned } from '../../texts/patterned';
import { isConstantSpelling, isOnlyWords, isOnlyWritten } from '../../texts/textCells';

/** Returns what to read of a column whose kind is known. */
export function columnRequest(column: ColumnSchema): ColumnRequest {
  if (isReadAsTexts(column)) return 'texts';
  if (column.dates !== undefined) return isEpoch(column.dates) ? 'numbers' : { dates: column.dates.form };
  if (column.kind === 'ignored' && column.depends !== undefined && column.depends.areNumbers !== true)
    return { levels: column.depends.texts };
  if (column.kind !== 'ignored' && families[column.kind].reads === 'level')
    return column.spelling === undefined ? column.levels : { levels: column.levels };
  return column.unit === undefined ? 'numbers' : { unit: column.unit };
}

/** Whether the cells of a column are compared as they are written. */
function isReadAsTexts(column: ColumnSchema): boolean {
  return (
    (isOnlyWritten(column) && column.depends === undefined) ||
    isPatterned(column) ||
    isConstantSpelling(column) ||
    isOnlyWords(column) ||
    column.key === 'texts'
  );
}
