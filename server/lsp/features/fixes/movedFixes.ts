/** Fixes for cells in the wrong columns. */
import { CodeActionKind, type CodeAction, type Diagnostic, type TextEdit } from 'vscode-languageserver';
import { say } from '../../../../language/language';
import { placeOfRow, type PatchedTable } from '../../../core/csv/table/patched';
import { cellRange } from '../../../core/csv/table/table';
import type { BadCell } from '../../../core/schema/encoding/badCell';
import { titleOfMoved } from '../../../words/complaints/movedWords';
import { toRange, type Positions } from '../../../files/open/positions';
import { plainLine } from '../../../words/markup';

export const MISPLACED = 'cell.misplaced';

export interface MovedFix {
  readonly uri: string;
  readonly text: Positions;
  readonly patched: PatchedTable;
  readonly version: number;
  /** Cells reported as wrong. */
  readonly badCells: readonly BadCell[];
  readonly diagnostic: Diagnostic;
}

/**
 * Returns the fixes that move the source text of each cell, including quotes, to its right column, or empty the cell.
 */
export function mendMoved({ uri, version, text, patched, badCells, diagnostic }: MovedFix): readonly CodeAction[] {
  const { start } = diagnostic.range;
  for (const { row: n, column, moved } of badCells) {
    if (moved === undefined) continue;
    const { table, row, offset } = placeOfRow(patched, n);
    const reportedCell = cellRange(table, row, column);
    if (reportedCell === undefined) continue;
    const range = toRange(text, reportedCell, offset);
    if (range.start.line !== start.line || range.start.character !== start.character) continue;
    const sourceText = (from: number | undefined): string => {
      const place = from === undefined ? undefined : cellRange(table, row, from);
      return place === undefined ? '' : table.scan.text.slice(place.start, place.end);
    };
    const places = moved.cells.map((cell) => ({
      place: cellRange(table, row, cell.column),
      newText: sourceText(cell.from),
    }));
    const edits = places.flatMap(({ place, newText }) =>
      place === undefined ? [] : [{ range: toRange(text, place, offset), newText }],
    );
    const action = (title: string, fixEdits: TextEdit[], isPreferred: boolean): CodeAction => ({
      title,
      kind: CodeActionKind.QuickFix,
      isPreferred,
      diagnostics: [diagnostic],
      edit: { documentChanges: [{ textDocument: { uri, version }, edits: fixEdits }] },
    });
    const isSingle = moved.sort === 'single';
    const moveBack =
      edits.length === 0 || edits.length < places.length
        ? []
        : [action(plainLine(titleOfMoved(moved, column, table.columns)), edits, !isSingle)];
    const emptyCell = isSingle ? [action(say('Make the cell empty'), [{ range, newText: '' }], false)] : [];
    return [...moveBack, ...emptyCell];
  }
  return [];
}
