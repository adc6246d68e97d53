/** What is wrong with a file whatever its rows mean: its structure, and cells that their columns cannot read. */
import { DiagnosticSeverity, type Diagnostic } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { cellRange, cellText, type Table } from '../../core/csv/table';
import type { BadCell } from '../../core/schema/encode';
import type { Schema } from '../../core/schema/infer';
import { complaintOf } from '../../jobs/complaint';
import { toRange } from '../positions';
import { plainLine, type Line } from '../text/markup';

/** The problems that the scanner and the table found, in their order. */
export function structureDiagnostics(document: TextDocument, table: Table, limit: number): Diagnostic[] {
  return table.problems.slice(0, limit).map(({ code, start, end, message }) => ({
    range: toRange(document, { start, end }),
    // Behind an unclosed quote the whole rest of the file is one cell.
    severity: code === 'quote.unclosed' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    source: 'mixture-lens',
    code,
    message,
  }));
}

/** @param schema by which the cells were read */
export function badCellDiagnostics(document: TextDocument, table: Table, schema: Schema, badCells: readonly BadCell[], limit: number): Diagnostic[] {
  const columns = new Map(schema.map((column) => [column.index, column]));
  return badCells.slice(0, limit).flatMap(({ code, row, column }): Diagnostic[] => {
    const range = cellRange(table, row, column);
    const described = columns.get(column);
    if (range === undefined || described === undefined) return [];
    const { what, remedy } = complaintOf(code, described);
    const words: Line = ['"', { data: cellText(table, row, column).trim() }, '" ', ...what, '; it counts as missing. ', remedy];
    return [{ range: toRange(document, range), severity: DiagnosticSeverity.Warning, source: 'mixture-lens', code, message: plainLine(words) }];
  });
}
