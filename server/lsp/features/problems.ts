/** What is wrong with a file whatever its rows mean: its structure, and cells that their columns cannot read. */
import { DiagnosticSeverity, type Diagnostic } from 'vscode-languageserver';
import { placeOfRow, rangeAfter, type PatchedTable, type Problems } from '../../core/csv/patched';
import { isOfRow } from '../../core/csv/ragged';
import { cellRange, cellText } from '../../core/csv/table';
import type { BadCell } from '../../core/schema/encode';
import type { Schema } from '../../core/schema/infer';
import { complaintOf } from '../../jobs/complaint';
import type { LiveText } from '../liveText';
import type { Caused } from '../oneCause';
import { toRange, type Positions } from '../positions';
import { plainLine, type Line } from '../text/markup';

/** The problems that the scanner and the table found, in their order. */
export function structureDiagnostics(text: Positions, { problems }: Problems): Caused[] {
  return problems.map((problem) => {
    const { code, start, end, message } = problem;
    // Behind an unclosed quote the whole rest of the file is one cell.
    const severity = code === 'quote.unclosed' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning;
    const diagnostic = { range: toRange(text, { start, end }), severity, source: 'mixture-lens', code, message };
    return isOfRow(problem) ? { diagnostic, cause: `${code} ${message}`, like: 'This row, too.' } : { diagnostic };
  });
}

/** On the first line that is no row, how many there are: nothing is passed over in silence. */
export function passedOverDiagnostic(text: Positions, patched: PatchedTable): readonly Diagnostic[] {
  const { base: { passedOver } } = patched;
  const first = passedOver && rangeAfter(patched, passedOver.first);
  if (passedOver === undefined || first === undefined) return [];
  const { count } = passedOver;
  const message = count === 1 ? 'This line is no row of the table; it is passed over.' : `This line and ${count - 1} more are no rows of the table; they are passed over.`;
  return [{ range: toRange(text, first), severity: DiagnosticSeverity.Hint, source: 'mixture-lens', code: 'line.passed-over', message }];
}

/** Beyond the end of any line. */
const FAR = 2 ** 31 - 1;

/** Why the text could not be fitted, on its first line. */
export function refusalDiagnostic(why: string, text: Pick<LiveText, 'positionAt' | 'offsetAt'>): Diagnostic {
  const range = { start: { line: 0, character: 0 }, end: text.positionAt(text.offsetAt({ line: 0, character: FAR })) };
  return { range, severity: DiagnosticSeverity.Warning, source: 'mixture-lens', code: 'fit.impossible', message: why };
}

/** @param schema by which the cells were read */
export function badCellDiagnostics(positions: Positions, patched: PatchedTable, schema: Schema, badCells: readonly BadCell[]): Caused[] {
  const columns = new Map(schema.map((column) => [column.index, column]));
  return badCells.flatMap(({ code, row: at, column }): Caused[] => {
    const { table, row, offset } = placeOfRow(patched, at);
    const range = cellRange(table, row, column);
    const described = columns.get(column);
    if (range === undefined || described === undefined) return [];
    const text = cellText(table, row, column).trim();
    const { what, outcome, remedy } = complaintOf(code, described, text);
    const words: Line = ['"', { data: text }, '" ', ...what, `${outcome}. `, remedy];
    // A label that the fit did not have is like itself alone.
    const cause = plainLine([`${column} `, ...what, ...(code === 'cell.unknown-level' ? [' ', { data: text }] : [])]);
    return [{
      diagnostic: { range: toRange(positions, range, offset), severity: DiagnosticSeverity.Warning, source: 'mixture-lens', code, message: plainLine(words) },
      cause, like: plainLine(['"', { data: text }, '", too.']),
    }];
  });
}
