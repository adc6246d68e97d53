/** Cells in the wrong columns: the fix that moves them back. */
import { CodeActionKind, type CodeAction, type Diagnostic, type TextEdit } from 'vscode-languageserver';
import { placeOfRow, type PatchedTable } from '../../../core/csv/table/patched';
import { cellRange } from '../../../core/csv/table/table';
import type { BadCell } from '../../../core/schema/encoding/encode';
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

/** Moves the source text of every cell, including quotes, into its own column; or empties the reported cell. */
export function mendMoved({ uri, version, text, patched, badCells, diagnostic }: MovedFix): readonly CodeAction[] {
  const { start } = diagnostic.range;
  for (const { row: n, column, moved } of badCells) {
    if (moved === undefined) continue;
    const { table, row, offset } = placeOfRow(patched, n);
    const own = cellRange(table, row, column);
    if (own === undefined) continue;
    const range = toRange(text, own, offset);
    if (range.start.line !== start.line || range.start.character !== start.character) continue;
    const written = (from: number | undefined): string => {
      const place = from === undefined ? undefined : cellRange(table, row, from);
      return place === undefined ? '' : table.scan.text.slice(place.start, place.end);
    };
    const places = moved.cells.map((cell) => ({
      place: cellRange(table, row, cell.column),
      newText: written(cell.from),
    }));
    const edits = places.flatMap(({ place, newText }) =>
      place === undefined ? [] : [{ range: toRange(text, place, offset), newText }],
    );
    const action = (title: string, own: TextEdit[], isPreferred: boolean): CodeAction => ({
      title,
      kind: CodeActionKind.QuickFix,
      isPreferred,
      diagnostics: [diagnostic],
      edit: { documentChanges: [{ textDocument: { uri, version }, edits: own }] },
    });
    const isSingle = moved.sort === 'single';
    const back =
      edits.length === 0 || edits.length < places.length
        ? []
        : [action(plainLine(titleOfMoved(moved, column, table.columns)), edits, !isSingle)];
    const empty = isSingle ? [action('Make the cell empty', [{ range, newText: '' }], false)] : [];
    return [...back, ...empty];
  }
  return [];
}
