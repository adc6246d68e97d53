/** A table as a fitted model, or none, sees it, worked out in steps between which hovers are answered. */
import type { Table } from '../core/csv/table';
import { guiltyCells, surprisingCells, type SurprisingCell } from '../core/insight/findings';
import { encodeFor, judge, judgeRow, withPatternsOf, type FittedModel, type Judgement } from '../core/insight/fitted';
import { weighsRows } from '../core/insight/rejudge';
import type { Matrix } from '../core/matrix';
import { encode, usedColumns, type Encoded } from '../core/schema/encode';
import { inferSchema, type ColumnSchema, type Schema, type SchemaOverrides } from '../core/schema/infer';
import type { BadCells } from '../core/schema/reencode';

/** Judges every row anew. */
export function* judgeAnew(model: FittedModel, table: Table): Generator<undefined, { readonly model: FittedModel; readonly judgement: Judgement }> {
  // Tables of which a column says how often each row counts are small.
  const encoded = weighsRows(model) ? encodeFor(model, table) : yield* encodeInSteps(table, model.schema, model.facts);
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
export function guiltyIn(model: FittedModel, matrix: Matrix, columns: readonly number[] | undefined): readonly SurprisingCell[] {
  const { cells } = judgeRow(model, matrix, 0);
  return columns === undefined ? surprisingCells(cells).filter(({ tail }) => tail < SURPRISING) : guiltyCells(cells, columns);
}

/** Cells that their columns cannot read, where there is no model yet. */
export function* badCellsOf(table: Table, schema: Schema): Generator<undefined, BadCells> {
  const { badCells, badCellCount } = yield* encodeInSteps(table, schema);
  return { badCells, badCellCount };
}

/** `inferSchema`, a column at a time. */
export function* schemaOf(table: Table, overrides: SchemaOverrides): Generator<undefined, Schema> {
  const schema: ColumnSchema[] = [];
  for (const [index, name] of table.columns.entries()) {
    // Columns are judged apart, so of a table in whose list only one stands that one is inferred.
    const alone: string[] = [];
    alone[index] = name;
    schema.push(inferSchema({ ...table, columns: alone }, overrides)[index]);
    yield undefined;
  }
  return schema;
}

/** `encode`, a column at a time. */
export function* encodeInSteps(table: Table, schema: Schema, facts?: FittedModel['facts']): Generator<undefined, Encoded> {
  const parts: Encoded[] = [];
  for (const [d, column] of usedColumns(schema).entries()) {
    parts.push(encode(table, [column], facts && [facts[d]]));
    yield undefined;
  }
  return {
    matrix: { rows: table.rowCount, columns: parts.flatMap(({ matrix }) => matrix.columns) },
    repeated: parts.flatMap(({ repeated }) => repeated),
    badCells: parts.flatMap(({ badCells }) => badCells),
    badCellCount: parts.reduce((sum, { badCellCount }) => sum + badCellCount, 0),
  };
}
