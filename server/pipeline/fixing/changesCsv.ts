/** Writes the changes of a fix as plain CSV. */
import { withoutFormula } from '../../core/csv/cells/formula';
import { csvLine } from '../../formats/table/plainCsv';
import type { Change } from './fixCells';

const HEADER = ['line', 'column', 'before', 'after', 'code', 'reason'];

/** First line of every list of changes. */
export const CHANGES_HEADER = HEADER.join(',');

/**
 * Yields a header, and a line per change. @param escapeFormulas whether cells that spreadsheets would read as formulas
 * get a leading apostrophe
 */
export function* changesCsv(changes: readonly Change[], escapeFormulas: boolean): Generator<string, undefined> {
  const cell = (text: string): string => (escapeFormulas ? withoutFormula(text) : text);
  yield csvLine(HEADER);
  for (const { line, column, before, after, code, reason } of changes)
    yield csvLine([String(line), cell(column), cell(before), cell(after), code, reason]);
}
