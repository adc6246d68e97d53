/** The judgement of a table by a fitted model, in steps between which hovers are answered. */
import type { Table } from '../csv/table/table';
import { guiltyCells, surprisingCells, type SurprisingCell } from './surprisingCells';
import { encodeFor, judgeEncoded, type FittedModel, type JudgedModel } from './fittedModel';
import { judgeRow } from './rowJudgement';
import { weighsRows } from './rejudge';
import type { Matrix } from '../data/matrix';
import { encodeSteps } from '../schema/encoding/encode';
import type { Schema } from '../schema/infer';
import type { BadCells } from '../schema/encoding/reencode';

/** Judges every row from scratch. */
export function* judgeAllRows(model: FittedModel, table: Table): Generator<undefined, JudgedModel> {
  // Tables with a column of row weights are small.
  const encoded = weighsRows(model) ? encodeFor(model, table) : yield* encodeSteps(table, model.schema, model.facts);
  return yield* judgeEncoded(model, encoded);
}

/** Returns the cells of one row as they are in the matrix, by column of the model. */
export function cellsOfRow({ columns }: Matrix, row: number): Float64Array {
  return Float64Array.from(columns, ({ values }) => values[row]);
}

/** Tail probability below which a cell is named although its row is not a finding. */
const SURPRISING_BELOW = 0.001;

/**
 * Returns the guilty cells of a row, the guiltiest first.
 * @param matrix that holds the row alone
 * @param columns of the finding; without them, cells that are surprising by themselves are returned
 */
export function guiltyCellsOfRow(
  model: FittedModel,
  matrix: Matrix,
  columns: readonly number[] | undefined,
): readonly SurprisingCell[] {
  const { cells } = judgeRow(model, matrix, 0);
  return columns === undefined
    ? surprisingCells(cells).filter(({ tail }) => tail < SURPRISING_BELOW)
    : guiltyCells(cells, columns);
}

/** Finds the cells that are unreadable for their columns, for a table without a model. */
export function* badCellsOf(table: Table, schema: Schema): Generator<undefined, BadCells> {
  const { badCells, badCellCount } = yield* encodeSteps(table, schema);
  return { badCells, badCellCount };
}
