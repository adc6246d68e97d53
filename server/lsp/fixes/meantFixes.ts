/** Quick fixes that write the meant value of an unlikely cell, the likeliest first. */
import type { CodeAction, TextEdit } from 'vscode-languageserver';
import { sayParts } from '../../../language/language';
import type { RowPlace } from '../../core/csv/table/patched';
import { cellRange } from '../../core/csv/table/table';
import type { FittedModel } from '../../core/judging/fittedModel';
import { judgeRow } from '../../core/judging/rowJudgement';
import { encodeRow } from '../../core/schema/encoding/encode';
import { usedColumns } from '../../core/schema/encoding/usedColumns';
import { meantOf, type MeantCell, type MeantText } from '../../core/slips/meantCell';
import { reasonWords } from '../../words/meantWords';
import { cellSource } from '../../pipeline/fixing/cellForms';
import { toRange, type Positions } from '../../files/open/positions';
import { plainLine } from '../../words/markup';
import { rowAmongOthers } from '../../core/slips/tableRowTexts';

export interface MeantPlace {
  readonly uri: string;
  readonly version: number;
  readonly text: Positions;
  readonly model: FittedModel;
}

/** An unlikely cell: the position of its row, and the index of its column in the model. */
export interface UnlikelyCell {
  readonly place: RowPlace;
  readonly column: number;
}

/** Causes that several cells of a column may share. The meant value is determined for each cell separately. */
const SHARED_CAUSES: ReadonlySet<MeantText['kind']> = new Set<MeantText['kind']>([
  'tens',
  'unit',
  'sign',
  'markLost',
  'markMoved',
  'thousands',
  'code',
]);
/** Maximum number of cells that are searched for a shared cause. */
const MOST_SHARED_CELLS = 300;

/**
 * Returns fixes with the meant values, the likeliest marked as preferred if it is reported; and a fix for all cells of
 * the column with the same cause.
 */
export function meantFixes(
  at: MeantPlace,
  cell: UnlikelyCell,
  isFirst: boolean,
  guiltyCells: readonly UnlikelyCell[],
): readonly CodeAction[] {
  const { reported, further } = meantAt(at.model, cell);
  const isReported = reported.length === 1;
  const cellFixes = [...reported, ...further].flatMap((meant, rank) =>
    replacement(at, cell, meant, isFirst && isReported && rank === 0),
  );
  const columnFixes =
    isReported && SHARED_CAUSES.has(reported[0].kind) ? sharedCauseFixes(at, cell, reported[0], guiltyCells) : [];
  return [...cellFixes.slice(0, 1), ...columnFixes, ...cellFixes.slice(1)];
}

/** Returns the fix that empties the cell. */
export function emptyCellFix(
  { uri, version, text, model }: MeantPlace,
  { place: { table, row, offset }, column }: UnlikelyCell,
): readonly CodeAction[] {
  const { index, name } = usedColumns(model.schema)[column];
  const range = cellRange(table, row, index);
  if (range === undefined) return [];
  return [
    {
      title: plainLine(sayParts('Make the cell empty ({column})', { column: { data: name } })),
      edit: {
        documentChanges: [
          { textDocument: { uri, version }, edits: [{ range: toRange(text, range, offset), newText: '' }] },
        ],
      },
    },
  ];
}

function meantAt(model: FittedModel, { place: { table, row }, column }: UnlikelyCell): MeantCell {
  const { cells } = judgeRow(model, encodeRow(table, model.schema, model.facts, row), 0);
  return meantOf(model, cells, column, rowAmongOthers(table, row));
}

function replacement(
  at: MeantPlace,
  unlikely: UnlikelyCell,
  meant: MeantText,
  isPreferred: boolean,
): readonly CodeAction[] {
  const { uri, version, model } = at;
  const edit = editOf(at, unlikely, meant);
  // Without a text there is no edit: the fix that empties the cell already removes a code for a missing value.
  if (edit === undefined) return [];
  const { table, row } = unlikely.place;
  const { name, index } = usedColumns(model.schema)[unlikely.column];
  const range = cellRange(table, row, index);
  const before = range === undefined ? '' : table.scan.text.slice(range.start, range.end).trim();
  const [cell, reason, column] = [{ data: before }, reasonWords(meant), { data: name }];
  return [
    {
      title: plainLine(
        meant.text === ''
          ? sayParts('Make {cell} empty: {reason} ({column})', { cell, reason, column }).flat()
          : sayParts('Replace {cell} with {meant}: {reason} ({column})', {
              cell,
              meant: { data: meant.text ?? '' },
              reason,
              column,
            }).flat(),
      ),
      ...(isPreferred && { isPreferred }),
      edit: { documentChanges: [{ textDocument: { uri, version }, edits: [edit] }] },
    },
  ];
}

function editOf(
  { text, model }: MeantPlace,
  { place: { table, row, offset }, column }: UnlikelyCell,
  meant: MeantText,
): TextEdit | undefined {
  const range = cellRange(table, row, usedColumns(model.schema)[column].index);
  if (range === undefined || meant.text === undefined) return undefined;
  const newText =
    meant.text === '' ? '' : cellSource(meant.text, table.scan.text.slice(range.start, range.end), table.dialect);
  return { range: toRange(text, range, offset), newText };
}

function sharedCauseFixes(
  at: MeantPlace,
  cell: UnlikelyCell,
  { kind, detail }: MeantText,
  guiltyCells: readonly UnlikelyCell[],
): readonly CodeAction[] {
  const edits = guiltyCells
    .filter(({ column }) => column === cell.column)
    .slice(0, MOST_SHARED_CELLS)
    .flatMap((other): TextEdit[] => {
      const { reported } = meantAt(at.model, other);
      const hasSameCause =
        reported.length === 1 &&
        reported[0].kind === kind &&
        (kind === 'markMoved' || kind === 'code' || reported[0].detail === detail);
      const edit = hasSameCause ? editOf(at, other, reported[0]) : undefined;
      return edit === undefined ? [] : [edit];
    });
  if (edits.length < 2) return [];
  const { name } = usedColumns(at.model.schema)[cell.column];
  return [
    {
      title: plainLine(
        sayParts('Correct all {count, number} cells of this kind: {reason} ({column})', {
          count: edits.length,
          reason: reasonWords({ kind, text: '', probability: 1, ...(detail !== undefined && { detail }) }),
          column: { data: name },
        }).flat(),
      ),
      edit: { documentChanges: [{ textDocument: { uri: at.uri, version: at.version }, edits }] },
    },
  ];
}
