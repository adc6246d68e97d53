/** A table as a fitted model, or none, sees it, worked out in steps between which hovers are answered. */
import type { Table } from '../csv/table/table';
import { guiltyCells, surprisingCells, type SurprisingCell } from './surprisingCells';
import { encodeFor, judge, withPatternsOf, type FittedModel, type Judgement } from './fittedModel';
import { judgeRow } from './rowJudgement';
import { weighsRows } from './rejudge';
import type { Matrix } from '../data/matrix';
import { encoding } from '../schema/encoding/encode';
import type { Schema } from '../schema/infer';
import type { BadCells } from '../schema/encoding/reencode';

/** Judges every row anew. */
export function* judgeAnew(
  model: FittedModel,
  table: Table,
): Generator<undefined, { readonly model: FittedModel; readonly judgement: Judgement }> {
  // Tables of which a column says how often each row counts are small.
  const encoded = weighsRows(model) ? encodeFor(model, table) : yield* encoding(table, model.schema, model.facts);
  const informed = yield* withPatternsOf(model, encoded.matrix);
  return { model: informed, judgement: yield* judge(informed, encoded) };
}

/** The cells of one row as the model reads them. */
export function cellsOfRow({ columns }: Matrix, row: number): Float64Array {
  return Float64Array.from(columns, ({ values }) => values[row]);
}

/** Cells below this tail probability are named where their row is no finding. */
const SURPRISING = 0.001;

/**
 * The guilty cells of a row, the guiltiest first.
 * @param matrix of this row alone
 * @param columns of the finding; without one, cells that are surprising by themselves
 */
export function guiltyIn(
  model: FittedModel,
  matrix: Matrix,
  columns: readonly number[] | undefined,
): readonly SurprisingCell[] {
  const { cells } = judgeRow(model, matrix, 0);
  return columns === undefined
    ? surprisingCells(cells).filter(({ tail }) => tail < SURPRISING)
    : guiltyCells(cells, columns);
}

/** Cells that their columns cannot read, where there is no model yet. */
export function* badCellsOf(table: Table, schema: Schema): Generator<undefined, BadCells> {
  const { badCells, badCellCount } = yield* encoding(table, schema);
  return { badCells, badCellCount };
}
