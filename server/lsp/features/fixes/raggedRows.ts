/** Fixes for rows with too few or too many cells: one row, or all that are ragged in the same way. */
import { CodeActionKind, type CodeAction, type Diagnostic, type TextEdit } from 'vscode-languageserver';
import { problemsOf, type PatchedTable } from '../../../core/csv/table/patched';
import { dividedAnew, isOfRow, type RaggedProblem } from '../../../core/csv/table/ragged';
import type { LiveText } from '../../../files/open/liveText';
import { toRange } from '../../../files/open/positions';
import { grouped } from '../../../words/numbers';

export interface RaggedInput {
  readonly uri: string;
  readonly version: number;
  readonly text: Pick<LiveText, 'positionAt' | 'offsetAt' | 'slice'>;
  readonly patched: PatchedTable;
  readonly diagnostic: Diagnostic;
}

/** None where the row is no longer ragged, and after a quote that is never closed. */
export function mendRagged(input: RaggedInput): readonly CodeAction[] {
  const { patched, text, diagnostic } = input;
  const { problems, problemCount } = problemsOf(patched);
  const unclosed = problems.find(({ code }) => code === 'quote.unclosed')?.start ?? Infinity;
  const ragged = problems.filter((problem): problem is RaggedProblem => isOfRow(problem) && problem.end < unclosed);
  const at = text.offsetAt(diagnostic.range.start);
  const own = ragged.find(({ code, start }) => code === diagnostic.code && start === at);
  if (own === undefined) return [];
  const alike = ragged.filter(({ code, message }) => code === own.code && message === own.message);
  const which = problemCount > problems.length ? `the first ${grouped(alike.length)}` : `all ${grouped(alike.length)}`;
  return [...mended(input, [own], ''), ...(alike.length > 1 ? mended(input, alike, ` in ${which} such rows`) : [])];
}

function mended(
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
  where: string,
): readonly CodeAction[] {
  const width = columns.length;
  const edits = rows.flatMap((row): TextEdit[] => {
    const before = text.slice(row.start, row.end);
    const newText =
      row.code === 'delimiter.mixed'
        ? dividedAnew(before, dialect, row.cells, width)
        : row.cells > width
          ? ''
          : dialect.delimiter.repeat(width - row.cells);
    return newText === undefined ? [] : [{ range: toRange(text, row), newText }];
  });
  // Any number of blanks divides two cells, so blanks cannot make an empty cell.
  if (edits.length < rows.length || (dialect.delimiter.startsWith(' ') && rows[0].cells < width)) return [];
  return [
    {
      title: `${titleOf(rows[0], width)}${where}`,
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnostic],
      isPreferred: rows.length === 1 && rows[0].cells <= width,
      edit: { documentChanges: [{ textDocument: { uri, version }, edits }] },
    },
  ];
}

function titleOf({ code, cells }: RaggedProblem, width: number): string {
  if (code === 'delimiter.mixed') return "Divide by the table's delimiter";
  return cells < width ? 'Add the missing delimiters' : 'Remove the surplus cells';
}
