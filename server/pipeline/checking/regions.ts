/** Places of a text as regions of a report, which count from 1. */
import type { Place } from '../../core/csv/stream/cellPlaces';
import type { RowNumbers } from '../../formats/table/readTable';
import type { Region } from '../../protocol/report/checkReport';
import type { Spot } from './drafts';

export function regionOf({ startLine, startUnit, endLine, endUnit }: Place): Region {
  return { startLine: startLine + 1, startColumn: startUnit + 1, endLine: endLine + 1, endColumn: endUnit + 1 };
}

/**
 * Returns the place of a cell by the numbers of its row and its column; a whole row begins at its first column. The
 * lines of a file that is no CSV are known, but not the units.
 */
export function regionInTable(spot: Exclude<Spot, { readonly region: Region }>, numbers: RowNumbers): Region {
  const line = numbers.numberOf('row' in spot ? spot.row : 0);
  const column = numbers.noun === 'line' ? 0 : Math.max(0, ('row' in spot ? spot.column : spot.name) ?? 0);
  return { startLine: line, startColumn: column + 1, endLine: line, endColumn: column + 2 };
}
