/** Number formats for means and standard deviations of a column. */
import { datePartOf, partSpread, partText } from '../server/protocol/report/dateWords';
import type { ColumnReport } from '../server/protocol';
import { writerFor, type Writer } from './format';

export interface Writers {
  readonly mean: Writer;
  readonly sd: Writer;
}

/** @param numeric the column's parameters by cluster */
export function writersOf(
  column: Pick<ColumnReport, 'part'>,
  numeric: readonly { readonly mean: number; readonly sd: number }[],
): Writers {
  const part = datePartOf(column);
  const least = Math.min(...numeric.map(({ sd }) => sd));
  if (part !== undefined) return { mean: (x) => partText(part, x, least), sd: (x) => partSpread(part, x) };
  const write = writerFor(least, Math.max(...numeric.map(({ mean, sd }) => Math.abs(mean) + sd)));
  return { mean: write, sd: write };
}
