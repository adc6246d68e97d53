/** Number formats for means and standard deviations of a column. */
import { datePartOf, partSpread, partText } from '../server/protocol/report/dateWords';
import type { ColumnReport } from '../server/protocol';
import { writerFor, type Writer } from './format';

export interface Writers {
  readonly mean: Writer;
  readonly sd: Writer;
}

/** Returns the formats of a column. @param numeric the column's parameters by cluster */
export function writersOf(
  column: Pick<ColumnReport, 'part'>,
  numeric: readonly { readonly mean: number; readonly sd: number }[],
): Writers {
  const part = datePartOf(column);
  const leastSd = Math.min(...numeric.map(({ sd }) => sd));
  if (part !== undefined) return { mean: (x) => partText(part, x, leastSd), sd: (x) => partSpread(part, x) };
  const write = writerFor(leastSd, Math.max(...numeric.map(({ mean, sd }) => Math.abs(mean) + sd)));
  return { mean: write, sd: write };
}
