/** Judges a table by a fitted model, or encodes it without one, in steps between which hovers are answered. */
import type { Table } from '../csv/table/table';
import { guiltyCells, surprisingCells, type SurprisingCell } from './surprisingCells';
import { encodeFor, judgedBy, type FittedModel, type JudgedModel } from './fittedModel';
import { judgeRow } from './rowJudgement';
import { weighsRows } from './rejudge';
import type { Matrix } from '../data/matrix';
import { encoding } from '../schema/encoding/encode';
import type { Schema } from '../schema/infer';
import type { BadCells } from '../schema/encoding/reencode';

/** Judges every row from scratch. */
export function* judgeAnew(model: FittedModel, table: Table): Generator<undefined, JudgedModel> {
  // Tables with a column of row weights are small.
  const encoded = weighsRows(model) ? encodeFor(model, table) : yield* encoding(table, model.schema, model.facts);
  return yield* judgedBy(model, encoded);
}

/** Cells of one row as they stand in the matrix, by column of the model. */
export function cellsOfRow({ columns }: Matrix, row: number): Float64Array {
  return Float64Array.from(columns, ({ values }) => values[row]);
}

/** Tail probability below which a cell is named although its row is not a finding. */
const SURPRISING = 0.001;

/**
 * The guilty cells of a row, the guiltiest first.
 * @param matrix that holds the row alone
 * @param columns of the finding; without them, cells that are surprising by themselves are returned
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

/** Cells that their columns cannot read, for a table without a model. */
export function* badCellsOf(table: Table, schema: Schema): Generator<undefined, BadCells> {
  const { badCells, badCellCount } = yield* encoding(table, schema);
  return { badCells, badCellCount };
}
