/** Fixes for an unlikely row: code actions on its diagnostic. */
import { CodeActionKind, type CodeAction, type Command, type Diagnostic, type TextEdit } from 'vscode-languageserver';
import { say, sayParts } from '../../../../language/language';
import type { RowPlace } from '../../../core/csv/table/patched';
import { cellRange, type Table } from '../../../core/csv/table/table';
import type { Prediction } from '../../../core/families/family';
import { families } from '../../../core/families/registry';
import { likelyLevels, type SurprisingCell } from '../../../core/judging/surprisingCells';
import type { FittedModel } from '../../../core/judging/fittedModel';
import { encodeRow } from '../../../core/schema/encoding/encode';
import { usedColumns, type UsedColumn } from '../../../core/schema/encoding/usedColumns';
import { ClientCommand, ServerCommand } from '../../../protocol';
import { guiltyCellsOfRow } from '../../../core/judging/judgeTable';
import { emptyCellFix, meantFixes, type UnlikelyCell } from '../../fixes/meantFixes';
import { toRange, type Positions } from '../../../files/open/positions';
import { plainLine } from '../../../words/markup';
import { groupDigits, roundToSpread } from '../../../words/numbers';
import { cellSource, numberInColumnForm } from '../../../pipeline/fixing/cellForms';

export interface UnlikelyRowFixInput {
  readonly uri: string;
  readonly version: number;
  readonly text: Positions;
  /** Position of the unlikely row. */
  readonly place: RowPlace;
  /** Index of the data row, from 0. */
  readonly row: number;
  readonly model: FittedModel;
  /**
   * Columns of the finding's guilty cells, as indices of the model's columns; undefined where the finding is outdated.
   */
  readonly guilty: readonly number[] | undefined;
  readonly diagnostic: Diagnostic;
  /** Guilty cells of all findings. */
  readonly guiltyCells: readonly UnlikelyCell[];
  /** Commands that the client itself executes; it can show dialogs and views that the server cannot. */
  readonly clientCommands: ReadonlySet<string>;
}

/** Maximum number of cells for which fixes are offered. */
const MOST_CELLS = 3;

export function unlikelyRowFixes(input: UnlikelyRowFixInput): readonly CodeAction[] {
  const {
    model,
    place: { table, row },
  } = input;
  const guilty = guiltyCellsOfRow(model, encodeRow(table, model.schema, model.facts, row), input.guilty).slice(
    0,
    MOST_CELLS,
  );
  const cells = guilty.map(({ column }): UnlikelyCell => ({ place: input.place, column }));
  const meant = cells.flatMap((cell, rank) => meantFixes(input, cell, rank === 0, input.guiltyCells));
  const [first] = cells;
  const empty = first === undefined || isEmptied(input, first, meant) ? [] : emptyCellFix(input, first);
  // The expected value comes last, since nobody meant to write exactly this value.
  const expected = guilty
    .flatMap((cell) => replacement(input, cell))
    .filter((fix) => !meant.some(({ edit }) => JSON.stringify(edit) === JSON.stringify(fix.edit)));
  return [...meant, ...empty, ...commandFixes(input, guilty), ...expected].map((action) => ({
    kind: CodeActionKind.QuickFix,
    diagnostics: [input.diagnostic],
    ...action,
  }));
}

function replacement(
  { uri, version, text, place: { table, row, offset }, model }: UnlikelyRowFixInput,
  { column, prediction }: SurprisingCell,
): readonly CodeAction[] {
  const described = usedColumns(model.schema)[column];
  const range = cellRange(table, row, described.index);
  // A weekday or an hour does not determine a date.
  if (range === undefined || described.part !== undefined) return [];
  const before = table.scan.text.slice(range.start, range.end);
  const value = expectedText(described, prediction, table, row);
  const edit: TextEdit = { range: toRange(text, range, offset), newText: cellSource(value, before, table.dialect) };
  return [
    {
      title: plainLine(
        sayParts('Replace {cell} with the expected {value} ({column})', {
          cell: { data: before.trim() },
          value: { data: value },
          column: { data: described.name },
        }),
      ),
      edit: { documentChanges: [{ textDocument: { uri, version }, edits: [edit] }] },
    },
  ];
}

/** Whether one of these fixes already empties the cell. */
function isEmptied(
  { text, place: { table, row, offset }, model }: UnlikelyRowFixInput,
  { column }: UnlikelyCell,
  fixes: readonly CodeAction[],
): boolean {
  const range = cellRange(table, row, usedColumns(model.schema)[column].index);
  const cellRangeJson = range === undefined ? undefined : JSON.stringify(toRange(text, range, offset));
  return fixes.some(({ edit }) =>
    edit?.documentChanges?.some(
      (change) =>
        'edits' in change &&
        change.edits.length === 1 &&
        change.edits.some(
          (textEdit) =>
            'newText' in textEdit && textEdit.newText === '' && JSON.stringify(textEdit.range) === cellRangeJson,
        ),
    ),
  );
}

/**
 * Returns the likeliest level; or the mean in the form of the column's numbers, with the digits that its interval
 * justifies. Counts are whole.
 */
function expectedText({ kind, levels, index }: UsedColumn, prediction: Prediction, table: Table, row: number): string {
  if (prediction.of === 'level') return levels[likelyLevels(prediction.probabilities)[0]];
  const {
    mean,
    interval: [low, high],
  } = prediction;
  const isWhole = Number.isNaN(families[kind].encode(0.5));
  const number = isWhole ? String(Math.round(mean)) : roundToSpread(mean, (high - low) / 2);
  return numberInColumnForm(number, table, row, index, isWhole);
}

function commandFixes(
  { uri, row, diagnostic, model, clientCommands }: UnlikelyRowFixInput,
  guilty: readonly SurprisingCell[],
): readonly CodeAction[] {
  const line = groupDigits(diagnostic.range.start.line + 1);
  const commandFix = (
    title: string,
    client: string,
    server: string | undefined,
    argument: object,
  ): readonly CodeAction[] => {
    const command = clientCommands.has(client) ? client : server;
    return command === undefined
      ? []
      : [{ title, command: { title, command, arguments: [{ uri, ...argument }] } satisfies Command }];
  };
  const columns = usedColumns(model.schema);
  // A model needs at least one column.
  const blamedColumns = columns.length > 1 ? guilty.slice(0, 1).map(({ column }) => columns[column].name) : [];
  return [
    ...commandFix(say('Mark line {line} as expected', { line }), ClientCommand.markExpected, ServerCommand.expect, {
      row,
    }),
    ...commandFix(say('Show rows like this one'), ClientCommand.showSimilarRows, undefined, { row }),
    ...commandFix(
      say('Fit again without line {line}', { line }),
      ClientCommand.refitWithout,
      ServerCommand.refitWithout,
      { row },
    ),
    ...blamedColumns.flatMap((column) =>
      commandFix(
        plainLine(sayParts('Fit again without the column {column}', { column: { data: column } })),
        ClientCommand.refitWithout,
        ServerCommand.refitWithout,
        { column },
      ),
    ),
  ];
}
