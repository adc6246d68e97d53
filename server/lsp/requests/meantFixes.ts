/** Quick fixes that write the meant value of an unlikely cell, the likeliest first. */
import type { CodeAction, TextEdit } from 'vscode-languageserver';
import type { RowPlace } from '../../core/csv/table/patched';
import { cellRange } from '../../core/csv/table/table';
import type { FittedModel } from '../../core/judging/fittedModel';
import { judgeRow } from '../../core/judging/rowJudgement';
import { encodeRow } from '../../core/schema/encoding/encode';
import { usedColumns } from '../../core/schema/encoding/usedColumns';
import { meantOf, type MeantCell, type MeantText } from '../../core/slips/meantCell';
import { reasonWords } from '../../words/meantWords';
import { asCell } from '../../pipeline/fixing/cellForms';
import { toRange, type Positions } from '../../files/open/positions';
import { plainLine } from '../../words/markup';
import { grouped } from '../../words/numbers';
import { rowAmongOthers } from '../../core/slips/writtenRow';

export interface MeantPlace {
  readonly uri: string;
  readonly version: number;
  readonly text: Positions;
  readonly model: FittedModel;
}

/** An unlikely cell: the position of its row, and its column among the model's. */
export interface UnlikelyCell {
  readonly place: RowPlace;
  readonly column: number;
}

/** Causes that several cells of a column may share; the meant value is found for each cell separately. */
const COMMON: ReadonlySet<MeantText['kind']> = new Set<MeantText['kind']>([
  'tens',
  'unit',
  'sign',
  'markLost',
  'markMoved',
  'thousands',
  'code',
]);
/** Maximum number of cells that are searched for a shared cause. */
const MOST_ALIKE = 300;

/**
 * Fixes with the meant values, the likeliest marked as preferred if it is reported; and fixes for all cells of the
 * column with a shared cause.
 */
export function meantFixes(
  at: MeantPlace,
  cell: UnlikelyCell,
  isFirst: boolean,
  others: readonly UnlikelyCell[],
): readonly CodeAction[] {
  const { told, further } = meantAt(at.model, cell);
  const isTold = told.length === 1;
  const own = [...told, ...further].flatMap((meant, rank) =>
    replacement(at, cell, meant, isFirst && isTold && rank === 0),
  );
  const alike = isTold && COMMON.has(told[0].kind) ? allAlike(at, cell, told[0], others) : [];
  return [...own.slice(0, 1), ...alike, ...own.slice(1)];
}

/** Empties the cell. */
export function emptied(
  { uri, version, text, model }: MeantPlace,
  { place: { table, row, offset }, column }: UnlikelyCell,
): readonly CodeAction[] {
  const { index, name } = usedColumns(model.schema)[column];
  const range = cellRange(table, row, index);
  if (range === undefined) return [];
  return [
    {
      title: plainLine(['Make the cell empty (', { data: name }, ')']),
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
  cell: UnlikelyCell,
  meant: MeantText,
  isPreferred: boolean,
): readonly CodeAction[] {
  const { uri, version, model } = at;
  const edit = editOf(at, cell, meant);
  // The fix that empties the cell already removes a code for a missing value.
  if (edit === undefined) return [];
  const { table, row } = cell.place;
  const { name, index } = usedColumns(model.schema)[cell.column];
  const range = cellRange(table, row, index);
  const before = range === undefined ? '' : table.scan.text.slice(range.start, range.end).trim();
  const instead: readonly (string | { readonly data: string })[] =
    meant.text === ''
      ? ['Make ', { data: before }, ' empty: ']
      : ['Replace ', { data: before }, ' with ', { data: meant.text ?? '' }, ': '];
  return [
    {
      title: plainLine([...instead, ...reasonWords(meant), ' (', { data: name }, ')']),
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
    meant.text === '' ? '' : asCell(meant.text, table.scan.text.slice(range.start, range.end), table.dialect);
  return { range: toRange(text, range, offset), newText };
}

function allAlike(
  at: MeantPlace,
  cell: UnlikelyCell,
  { kind, detail }: MeantText,
  others: readonly UnlikelyCell[],
): readonly CodeAction[] {
  const edits = others
    .filter(({ column }) => column === cell.column)
    .slice(0, MOST_ALIKE)
    .flatMap((other): TextEdit[] => {
      const { told } = meantAt(at.model, other);
      const isSame =
        told.length === 1 &&
        told[0].kind === kind &&
        (kind === 'markMoved' || kind === 'code' || told[0].detail === detail);
      const edit = isSame ? editOf(at, other, told[0]) : undefined;
      return edit === undefined ? [] : [edit];
    });
  if (edits.length < 2) return [];
  const { name } = usedColumns(at.model.schema)[cell.column];
  return [
    {
      title: plainLine([
        `Correct all ${grouped(edits.length)} cells of this kind: `,
        ...reasonWords({ kind, text: '', probability: 1, ...(detail !== undefined && { detail }) }),
        ' (',
        { data: name },
        ')',
      ]),
      edit: { documentChanges: [{ textDocument: { uri: at.uri, version: at.version }, edits }] },
    },
  ];
}
