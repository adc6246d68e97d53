/** The list of changes that a fix made, as plain CSV. */
import { withoutFormula } from '../../core/csv/cells/formula';
import { csvLine } from '../../formats/table/plainCsv';
import type { Change } from './fixCells';

/**
 * A header, and a line for each change. @param escapeFormulas cells that spreadsheets would take for formulas get an
 * apostrophe before them
 */
export function* changesCsv(changes: readonly Change[], escapeFormulas: boolean): Generator<string, undefined> {
  const cell = (text: string): string => (escapeFormulas ? withoutFormula(text) : text);
  yield csvLine(['line', 'column', 'before', 'after', 'code', 'reason']);
  for (const { line, column, before, after, code, reason } of changes)
    yield csvLine([String(line), cell(column), cell(before), cell(after), code, reason]);
}
