/**
 * Values that are repeated far from all others of their column, such as -999: one diagnostic per value, with its fixes.
 */
import { CodeActionKind, DiagnosticSeverity, type CodeAction, type Diagnostic } from 'vscode-languageserver';
import { placeOfRow, type PatchedTable } from '../../../core/csv/table/patched';
import { cellRange, cellText, headerRange, rowRange } from '../../../core/csv/table/table';
import type { RepeatedValue } from '../../../core/schema/encoding/encode';
import { ClientCommand, type FitReport } from '../../../protocol';
import { isObject } from '../../../protocol/guards/guards';
import { toRange, type Positions } from '../../../files/open/positions';
import { plainLine } from '../../../words/markup';
import { counted, grouped, near } from '../../../words/numbers';

export const REPEATED_VALUE = 'column.repeated-value';

/** Maximum number of rows searched for the written forms of a value: -999, -999.0. */
const ROWS_READ = 1000;
const MOST_WAYS = 5;

/**
 * Diagnostic on the column's header; on the first such cell where there is no header.
 * @param report of the fit, which knows the range of the other values; edits do not change it
 */
export function repeatedValueDiagnostic(
  text: Positions,
  patched: PatchedTable,
  repeated: RepeatedValue,
  report: FitReport | undefined,
): Diagnostic {
  const { column, rows } = repeated;
  const [low, high] = rangeOf(report, patched.base.columns[column], repeated);
  const header = headerRange(patched.base, column);
  const { table, row, offset } = placeOfRow(patched, rows[0]);
  const values = writtenIn(patched, repeated);
  const stands = `stands in ${counted(rows.length, 'row')}`;
  // Next to -999 the ends of the range need only enough digits to distinguish them.
  const write = (x: number): string => (Number.isInteger(x) ? grouped(x) : near(x, (high - low) / 10));
  return {
    range:
      header === undefined
        ? toRange(text, cellRange(table, row, column) ?? rowRange(table, row), offset)
        : toRange(text, header),
    severity: DiagnosticSeverity.Warning,
    source: 'mixture-lens',
    code: REPEATED_VALUE,
    message: plainLine([
      { data: values[0] },
      ` ${stands}, far from ${write(low)} to ${write(high)}: a code for missing? It counts as missing in the fit.`,
    ]),
    data: { values },
  };
}

/** A column may have several such values; the range of the others is the same for all of them. */
function rangeOf(report: FitReport | undefined, name: string, { range }: RepeatedValue): RepeatedValue['range'] {
  const found = report?.findings.find((finding) => finding.code === 'column.repeated-value' && finding.column === name);
  return found?.code === 'column.repeated-value' ? found.range : range;
}

/** Source texts of the value in the cells, the first one first. */
function writtenIn(patched: PatchedTable, { column, rows }: RepeatedValue): readonly string[] {
  const found = new Set<string>();
  for (const at of rows.subarray(0, ROWS_READ)) {
    const { table, row } = placeOfRow(patched, at);
    found.add(cellText(table, row, column).trim());
    if (found.size === MOST_WAYS) break;
  }
  return [...found];
}

/** Fixes for the value; none where the client does not support them. */
export function countAsMissing(
  uri: string,
  diagnostic: Diagnostic,
  clientCommands: ReadonlySet<string>,
): readonly CodeAction[] {
  const values = valuesOf(diagnostic);
  if (values.length === 0 || !clientCommands.has(ClientCommand.countAsMissing)) return [];
  const title = plainLine([
    'Count ',
    ...values.flatMap((value, i) => [i === 0 ? '' : ', ', { data: value }]),
    ' as missing in this file',
  ]);
  return [
    {
      title,
      kind: CodeActionKind.QuickFix,
      isPreferred: true,
      diagnostics: [diagnostic],
      command: { title, command: ClientCommand.countAsMissing, arguments: [{ uri, values }] },
    },
  ];
}

/** A client returns what it was sent, and may send anything. */
function valuesOf({ data }: Diagnostic): readonly string[] {
  const values = isObject(data) ? data.values : undefined;
  return Array.isArray(values) ? values.filter((value): value is string => typeof value === 'string') : [];
}
