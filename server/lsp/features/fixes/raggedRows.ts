/** Fixes for rows with too few or too many cells: for one row, or for all rows with the same fault. */
import { CodeActionKind, type CodeAction, type Diagnostic, type TextEdit } from 'vscode-languageserver';
import { say } from '../../../../language/language';
import { problemsOf, type PatchedTable } from '../../../core/csv/table/patched';
import { redivideRow, isRowProblem, type RaggedProblem } from '../../../core/csv/table/ragged';
import type { LiveText } from '../../../files/open/liveText';
import { toRange } from '../../../files/open/positions';

export interface RaggedInput {
  readonly uri: string;
  readonly version: number;
  readonly text: Pick<LiveText, 'positionAt' | 'offsetAt' | 'slice'>;
  readonly patched: PatchedTable;
  readonly diagnostic: Diagnostic;
}

/** Returns the fixes; none where the row is no longer ragged, and after a quote that is never closed. */
export function mendRagged(input: RaggedInput): readonly CodeAction[] {
  const { patched, text, diagnostic } = input;
  const { problems, problemCount } = problemsOf(patched);
  const unclosed = problems.find(({ code }) => code === 'quote.unclosed')?.start ?? Infinity;
  const ragged = problems.filter(
    (problem): problem is RaggedProblem =>
      isRowProblem(problem) && problem.code !== 'row.empty' && problem.end < unclosed,
  );
  const offset = text.offsetAt(diagnostic.range.start);
  const reportedRow = ragged.find(({ code, start }) => code === diagnostic.code && start === offset);
  if (reportedRow === undefined) return [];
  const alike = ragged.filter(({ code, message }) => code === reportedRow.code && message === reportedRow.message);
  return [
    ...raggedFixes(input, [reportedRow]),
    ...(alike.length > 1 ? raggedFixes(input, alike, problemCount > problems.length ? 'first' : 'all') : []),
  ];
}

function raggedFixes(
  {
    uri,
    version,
    text,
    patched: {
      base: { columns, dialect },
    },
    diagnostic,
  }: RaggedInput,
  rows: readonly RaggedProblem[],
  scope?: 'first' | 'all',
): readonly CodeAction[] {
  const width = columns.length;
  const edits = rows.flatMap((row): TextEdit[] => {
    const before = text.slice(row.start, row.end);
    const newText =
      row.code === 'delimiter.mixed'
        ? redivideRow(before, dialect, row.cells, width)
        : row.cells > width
          ? ''
          : dialect.delimiter.repeat(width - row.cells);
    return newText === undefined ? [] : [{ range: toRange(text, row), newText }];
  });
  // Any number of blanks divides two cells, so added blanks do not add an empty cell.
  if (edits.length < rows.length || (dialect.delimiter.startsWith(' ') && rows[0].cells < width)) return [];
  return [
    {
      title: scope === undefined ? titleOfOne(rows[0], width) : titleOfMany(rows, width, scope),
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnostic],
      isPreferred: rows.length === 1 && rows[0].cells <= width,
      edit: { documentChanges: [{ textDocument: { uri, version }, edits }] },
    },
  ];
}

function titleOfOne({ code, cells }: RaggedProblem, width: number): string {
  if (code === 'delimiter.mixed') return say("Divide by the table's delimiter");
  return cells < width ? say('Add the missing delimiters') : say('Remove the surplus cells');
}

function titleOfMany(
  [{ code, cells }, ...others]: readonly RaggedProblem[],
  width: number,
  scope: 'first' | 'all',
): string {
  const count = others.length + 1;
  if (code === 'delimiter.mixed')
    return say(
      "{scope, select, first {Divide by the table's delimiter in the first {count, number} such rows} other {Divide by the table's delimiter in all {count, number} such rows}}",
      { scope, count },
    );
  return cells < width
    ? say(
        '{scope, select, first {Add the missing delimiters in the first {count, number} such rows} other {Add the missing delimiters in all {count, number} such rows}}',
        { scope, count },
      )
    : say(
        '{scope, select, first {Remove the surplus cells in the first {count, number} such rows} other {Remove the surplus cells in all {count, number} such rows}}',
        { scope, count },
      );
}
