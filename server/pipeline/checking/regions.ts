/** Places of a text as regions of a report, which count from 1. */
import type { Place } from '../../core/csv/stream/cellPlaces';
import type { Region } from '../../protocol/report/checkReport';

export function regionOf({ startLine, startUnit, endLine, endUnit }: Place): Region {
  return { startLine: startLine + 1, startColumn: startUnit + 1, endLine: endLine + 1, endColumn: endUnit + 1 };
}
