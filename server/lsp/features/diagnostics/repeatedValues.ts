/**
 * Diagnostics for values that are repeated far from all others of their column, such as -999: one per value, with
 * fixes.
 */
import { CodeActionKind, type CodeAction, type Diagnostic } from 'vscode-languageserver';
import { enumeratedParts } from '../../../../language/joins';
import { sayParts } from '../../../../language/language';
import { placeOfRow, type PatchedTable } from '../../../core/csv/table/patched';
import { cellRange, cellText, headerRange, rowRange } from '../../../core/csv/table/table';
import type { RepeatedValue } from '../../../core/schema/encoding/encode';
import { ClientCommand, type FitReport } from '../../../protocol';
import { isRepeatedValue } from '../../../protocol/report/checked';
import { codeSeverity } from '../../diagnostics/severities';
import { isObject } from '../../../protocol/guards/guards';
import { toRange, type Positions } from '../../../files/open/positions';
import { plainLine } from '../../../words/markup';
import { groupDigits, roundToSpread } from '../../../words/numbers';

export const REPEATED_VALUE = 'column.repeated-value';
const TOP_CODE = 'column.top-code';

/** Maximum number of rows that are searched for source texts of a value, such as -999 and -999.0. */
const MOST_ROWS_READ = 1000;
/** Maximum number of source texts of a value. */
const MOST_FORMS = 5;

/**
 * Makes a diagnostic on the column's header; on the first such cell where there is no header.
 * @param report report of the fit, whose range of the other values is used; edits do not change it
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
  const values = sourceTexts(patched, repeated);
  const code = repeated.isTop === true ? TOP_CODE : REPEATED_VALUE;
  // Next to -999 the ends of the range need only enough digits to distinguish them.
  const write = (x: number): string => (Number.isInteger(x) ? groupDigits(x) : roundToSpread(x, (high - low) / 10));
  const parts = { value: { data: values[0] }, count: rows.length, low: write(low), high: write(high) };
  return {
    range:
      header === undefined
        ? toRange(text, cellRange(table, row, column) ?? rowRange(table, row), offset)
        : toRange(text, header),
    severity: codeSeverity(code),
    source: 'mixture-lens',
    code,
    message: plainLine(
      repeated.isTop === true
        ? sayParts(
            '{value} stands in {count, plural, one {# row} other {# rows}}, above {low} to {high}: perhaps it means this much or more. It takes no part in the fit.',
            parts,
          )
        : sayParts(
            '{value} stands in {count, plural, one {# row} other {# rows}}, far from {low} to {high}: a code for missing? It counts as missing in the fit.',
            parts,
          ),
    ),
    data: { values },
  };
}

/** Returns the range of the other values, which is the same for all repeated values of a column. */
function rangeOf(report: FitReport | undefined, name: string, { range }: RepeatedValue): RepeatedValue['range'] {
  const match = report?.findings.filter(isRepeatedValue).find((finding) => finding.column === name);
  return match?.range ?? range;
}

/** Returns the source texts of the value, in the order of the rows. */
function sourceTexts(patched: PatchedTable, { column, rows }: RepeatedValue): readonly string[] {
  const texts = new Set<string>();
  for (const at of rows.subarray(0, MOST_ROWS_READ)) {
    const { table, row } = placeOfRow(patched, at);
    texts.add(cellText(table, row, column).trim());
    if (texts.size === MOST_FORMS) break;
  }
  return [...texts];
}

/** Returns the fix for the value; none where the client does not support it. */
export function countAsMissing(
  uri: string,
  diagnostic: Diagnostic,
  clientCommands: ReadonlySet<string>,
): readonly CodeAction[] {
  const values = valuesOf(diagnostic);
  if (values.length === 0 || !clientCommands.has(ClientCommand.countAsMissing)) return [];
  const title = plainLine(
    sayParts('Count {values} as missing in this file', {
      values: enumeratedParts(values.map((value) => [{ data: value }])),
    }).flat(),
  );
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

/** Validates the data of a diagnostic, which come back from the client and may hold anything. */
function valuesOf({ data }: Diagnostic): readonly string[] {
  const values = isObject(data) ? data.values : undefined;
  return Array.isArray(values) ? values.filter((value): value is string => typeof value === 'string') : [];
}
