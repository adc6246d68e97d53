/** Faults of a file that do not depend on a model: its structure, and cells that their columns cannot read. */
import { CodeActionKind, type CodeAction, type Diagnostic, type Range } from 'vscode-languageserver';
import { say, sayParts } from '../../../../language/language';
import { placeOfRow, rangeAfter, type PatchedTable, type Problems } from '../../../core/csv/table/patched';
import { isRowProblem } from '../../../core/csv/table/ragged';
import { cellRange, cellText, rowRange, type PassedRange } from '../../../core/csv/table/table';
import type { AlikeRow } from '../../../core/duplicates/duplicateRows';
import { meantTextOf } from '../../../core/schema/dates/meantDate';
import type { SequenceBreak } from '../../../core/schema/encoding/encode';
import type { BadCell } from '../../../core/schema/encoding/badCell';
import type { DuplicateKey } from '../../../core/schema/texts/tableKeys';
import type { Schema } from '../../../core/schema/infer';
import {
  complaintOf,
  complaintOfAlike,
  complaintOfBreak,
  complaintOfDuplicate,
  complaintWithOutcome,
} from '../../../words/complaints/complaint';
import type { LiveText } from '../../../files/open/liveText';
import { codeSeverity, diagnosticSeverity } from '../../diagnostics/severities';
import type { CausedDiagnostic } from '../../diagnostics/oneCause';
import { severityOfBreak } from '../../../protocol/report/findingCodes';
import { isObject } from '../../../protocol/guards/guards';
import { toRange, type Positions } from '../../../files/open/positions';
import { plainLine, type Data, type MarkupLine } from '../../../words/markup';
import { cellSource, numberInCellForm } from '../../../pipeline/fixing/cellForms';

/** Makes diagnostics for the problems of the scanner and the table, in order. */
export function structureDiagnostics(text: Positions, { problems }: Problems): CausedDiagnostic[] {
  return problems.map((problem) => {
    const { code, start, end, message } = problem;
    const range = toRange(text, { start, end });
    const diagnostic = { range, severity: codeSeverity(code), source: 'mixture-lens', code, message };
    return isRowProblem(problem)
      ? { diagnostic, cause: `${code} ${message}`, like: say('This row, too.') }
      : { diagnostic };
  });
}

/**
 * Reports the number of skipped lines on the first one, and the number of totals on the first total: nothing is skipped
 * silently.
 */
export function passedOverDiagnostics(text: Positions, patched: PatchedTable): readonly Diagnostic[] {
  const {
    base: { passedOver, totals },
  } = patched;
  const noteOn = (
    lines: PassedRange | undefined,
    code: 'line.passed-over' | 'line.total',
    message: (count: number) => string,
  ): readonly Diagnostic[] => {
    const first = lines && rangeAfter(patched, lines.first);
    return lines === undefined || first === undefined
      ? []
      : [
          {
            range: toRange(text, first),
            severity: codeSeverity(code),
            source: 'mixture-lens',
            code,
            message: message(lines.count),
          },
        ];
  };
  return [
    ...noteOn(passedOver, 'line.passed-over', (count) =>
      count === 1
        ? say('This line is not a row of the table; it is skipped.')
        : say('This line and {count, number} more are not rows of the table; they are skipped.', { count: count - 1 }),
    ),
    ...noteOn(totals, 'line.total', (count) =>
      count === 1
        ? say(
            'This line is a total of the rows above it; it takes no part in the fit, and its numbers are not checked.',
          )
        : say(
            'This line and {count, number} more are totals of the rows above them; they take no part in the fit, and their numbers are not checked.',
            { count: count - 1 },
          ),
    ),
  ];
}

/** Character beyond the end of any line. */
const BEYOND_LINE_END = 2 ** 31 - 1;

/** Makes a diagnostic with the reason why the text could not be fitted, on its first line. */
export function refusalDiagnostic(why: string, text: Pick<LiveText, 'positionAt' | 'offsetAt'>): Diagnostic {
  const range = {
    start: { line: 0, character: 0 },
    end: text.positionAt(text.offsetAt({ line: 0, character: BEYOND_LINE_END })),
  };
  const code = 'fit.impossible';
  return { range, severity: codeSeverity(code), source: 'mixture-lens', code, message: why };
}

/** Makes diagnostics for cells that their columns cannot read. @param schema schema by which the cells were read */
export function badCellDiagnostics(
  positions: Positions,
  patched: PatchedTable,
  schema: Schema,
  badCells: readonly BadCell[],
): CausedDiagnostic[] {
  return badCells.flatMap((cell): CausedDiagnostic[] => {
    const { code, column, broken, given, moved } = cell;
    const { table, row, offset } = placeOfRow(patched, cell.row);
    const range = cellRange(table, row, column);
    const text = cellText(table, row, column).trim();
    const complaint = complaintOf(cell, schema, text);
    const meant = meantTextOf(cell, schema, text);
    if (range === undefined || complaint === undefined) return [];
    const { what, remedy } = complaint;
    const message = faultLine(text, complaintWithOutcome(complaint), remedy);
    const diagnostic = {
      range: toRange(positions, range, offset),
      severity: codeSeverity(code),
      source: 'mixture-lens',
      code,
      message,
    };
    // Each row with moved cells needs a separate fix.
    if (moved !== undefined) return [{ diagnostic }];
    // Each number that does not follow from others needs a separate fix.
    if (broken !== undefined)
      return [
        {
          diagnostic: { ...diagnostic, data: { text, instead: numberInCellForm(broken.expected, table, row, column) } },
        },
      ];
    const like = tooWords(text);
    if (code === 'cell.pattern' && meant === undefined)
      return [{ diagnostic: { ...diagnostic, data: { column } }, cause: plainLine([`${column} `, ...what]), like }];
    if (meant !== undefined) {
      const instead = cellSource(meant, table.scan.text.slice(range.start, range.end), table.dialect);
      const sort = given === undefined ? `${column} misspelt ` : `${column} depends ${meant} `;
      // Dates in one other form share their cause, misspelt words only with equal ones.
      const cause =
        code === 'cell.bad-date' || code === 'cell.blanks'
          ? plainLine([`${column} `, ...what]).replaceAll(meant, '')
          : plainLine([sort, { data: text }]);
      return [{ diagnostic: { ...diagnostic, data: { column, meant, instead } }, cause, like }];
    }
    // An unknown label shares its cause only with equal labels.
    const cause = plainLine([`${column} `, ...what, ...(code === 'cell.unknown-level' ? [' ', { data: text }] : [])]);
    return [{ diagnostic, cause, like }];
  });
}

/** Returns the message about a faulty cell. @param complaint continues after the cell */
function faultLine(text: string, complaint: MarkupLine, remedy: string): string {
  return plainLine(
    sayParts<MarkupLine | Data>('"{cell}" {complaint}. {remedy}', { cell: { data: text }, complaint, remedy }).flat(),
  );
}

/** Describes a further cell of one cause. @param text of the cell */
function tooWords(text: string): string {
  return plainLine(sayParts('"{cell}", too.', { cell: { data: text } }));
}

export const OUT_OF_SEQUENCE = 'cell.out-of-sequence';

/** Makes diagnostics for breaks of sequences. Those of one sort share a cause, unless each has a fix of its own. */
export function sequenceDiagnostics(
  positions: Positions,
  patched: PatchedTable,
  schema: Schema,
  breaks: readonly SequenceBreak[],
): CausedDiagnostic[] {
  return breaks.flatMap((sequenceBreak): CausedDiagnostic[] => {
    const { sort } = sequenceBreak;
    const { table, row, offset } = placeOfRow(patched, sequenceBreak.row);
    const range = cellRange(table, row, sequenceBreak.column);
    const column = schema.find(({ index }) => index === sequenceBreak.column);
    if (range === undefined || column === undefined) return [];
    const text = cellText(table, row, sequenceBreak.column).trim();
    const { what, remedy } = complaintOfBreak(sequenceBreak, column);
    const diagnostic = {
      range: toRange(positions, range, offset),
      severity: diagnosticSeverity(severityOfBreak(sort === 'gap')),
      source: 'mixture-lens',
      code: OUT_OF_SEQUENCE,
      message: faultLine(text, what, remedy),
    };
    if (sort !== 'wrong' || column.dates !== undefined)
      return [{ diagnostic, cause: `${column.index} ${sort}`, like: tooWords(text) }];
    const instead = numberInCellForm(Number(sequenceBreak.expected.toPrecision(12)), table, row, sequenceBreak.column);
    return [{ diagnostic: { ...diagnostic, data: { text, instead } } }];
  });
}

/** Makes diagnostics for repeated cells in columns that identify their rows. */
export function duplicateDiagnostics(
  positions: Positions,
  patched: PatchedTable,
  schema: Schema,
  duplicates: readonly DuplicateKey[],
  limit: number,
): Diagnostic[] {
  return duplicates.slice(0, limit).flatMap((duplicate): Diagnostic[] => {
    const { table, row, offset } = placeOfRow(patched, duplicate.row);
    const range = cellRange(table, row, duplicate.column);
    const column = schema.find(({ index }) => index === duplicate.column);
    if (range === undefined || column === undefined) return [];
    const first = placeOfRow(patched, duplicate.first);
    const { start } = toRange(positions, rowRange(first.table, first.row), first.offset);
    const { what, remedy } = complaintOfDuplicate(duplicate, column, start.line + 1);
    return [
      {
        range: toRange(positions, range, offset),
        severity: codeSeverity('cell.duplicate-key'),
        source: 'mixture-lens',
        code: 'cell.duplicate-key',
        message: faultLine(cellText(table, row, duplicate.column).trim(), what, remedy),
      },
    ];
  });
}

/** A text with its table, and the address to which links lead. */
export interface LinkedTable {
  readonly uri: string;
  readonly text: Positions;
  readonly patched: PatchedTable;
}

/** Makes diagnostics for rows that repeat earlier ones. Exact repetitions share one, with links to the others. */
export function alikeDiagnostics(
  { uri, text, patched }: LinkedTable,
  alike: readonly AlikeRow[],
  limit: number,
  hasRelated: boolean,
): Diagnostic[] {
  const rangeOf = (n: number): Range => {
    const { table, row, offset } = placeOfRow(patched, n);
    return toRange(text, rowRange(table, row), offset);
  };
  return alike.slice(0, limit).map((alikeRow): Diagnostic => {
    const first = rangeOf(alikeRow.first);
    const { what, remedy } = complaintOfAlike(alikeRow, patched.base.columns, first.start.line + 1);
    const relatedRows = [
      [alikeRow.first, say('This row says it first.')] as const,
      ...(alikeRow.more ?? []).slice(0, MOST_RELATED).map(([row]) => [row, say('This row, too.')] as const),
    ];
    return {
      range: rangeOf(alikeRow.row),
      severity: codeSeverity(alikeRow.code),
      source: 'mixture-lens',
      code: alikeRow.code,
      message: plainLine(sayParts('This row {complaint}. {remedy}', { complaint: what, remedy }).flat()),
      ...(hasRelated && {
        relatedInformation: relatedRows.map(([row, message]) => ({ location: { uri, range: rangeOf(row) }, message })),
      }),
    };
  });
}

/** Maximum number of related places of a diagnostic. */
const MOST_RELATED = 50;

export const BROKEN_RELATION = 'cell.broken-relation';

/**
 * Returns the fix that writes the number that other cells imply. The data of the diagnostic come back from the client
 * and may hold anything.
 */
export function putExpected(uri: string, version: number, diagnostic: Diagnostic): readonly CodeAction[] {
  const { text, instead } = isObject(diagnostic.data) ? diagnostic.data : {};
  if (typeof text !== 'string' || typeof instead !== 'string') return [];
  return [
    {
      title: plainLine(sayParts('Replace {cell} with {instead}', { cell: { data: text }, instead: { data: instead } })),
      kind: CodeActionKind.QuickFix,
      isPreferred: true,
      diagnostics: [diagnostic],
      edit: {
        documentChanges: [{ textDocument: { uri, version }, edits: [{ range: diagnostic.range, newText: instead }] }],
      },
    },
  ];
}
