/** A fitted model and the text as it stands now, which need not be the text that was fitted. */
import type { Table } from '../core/csv/table';
import { judge, withPatternsOf, type FittedModel, type Judgement } from '../core/insight/fitted';
import { encode, usedColumns, type BadCell, type Encoded } from '../core/schema/encode';
import type { Schema } from '../core/schema/infer';

/** Judges every row anew, in steps between which hovers are answered. */
export function* judgeAnew(model: FittedModel, table: Table): Generator<undefined, { model: FittedModel; judgement: Judgement }> {
  const encoded = yield* encodeInSteps(table, model.schema, model.facts);
  const informed = yield* withPatternsOf(model, encoded.matrix);
  return { model: informed, judgement: yield* judge(informed, encoded) };
}

/** Cells that their columns cannot read, where there is no model yet. */
export function* badCellsOf(table: Table, schema: Schema): Generator<undefined, BadCells> {
  const { badCells, badCellCount } = yield* encodeInSteps(table, schema);
  return { badCells, badCellCount };
}

export interface BadCells {
  readonly badCells: readonly BadCell[];
  readonly badCellCount: number;
}

/** `encode`, a column at a time. */
function* encodeInSteps(table: Table, schema: Schema, facts?: FittedModel['facts']): Generator<undefined, Encoded> {
  const parts: Encoded[] = [];
  for (const [d, column] of usedColumns(schema).entries()) {
    parts.push(encode(table, [column], facts && [facts[d]]));
    yield undefined;
  }
  return {
    matrix: { rows: table.rowCount, columns: parts.flatMap(({ matrix }) => matrix.columns) },
    badCells: parts.flatMap(({ badCells }) => badCells),
    badCellCount: parts.reduce((sum, { badCellCount }) => sum + badCellCount, 0),
  };
}
