/** Number of rows, in words: rows of a frequency table stand for more than themselves. */
import type { FitReport } from '../server/protocol';
import { count, counted } from './format';

/** Describes the number of rows. @example `24 rows that count as 2 201` */
export function rowsWords({
  rows,
  rowsFitted = rows,
  totalWeight,
}: Pick<FitReport, 'rows' | 'rowsFitted' | 'totalWeight'>): string {
  const rowCountWords = counted(rows, 'row');
  return totalWeight === rowsFitted
    ? rowCountWords
    : `${rowCountWords} that ${rows === 1 ? 'counts' : 'count'} as ${count(totalWeight)}`;
}
