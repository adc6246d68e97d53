/**
 * The judged rows of a table, with access to their texts: from the editor, or from a file that is read in pieces.
 */
import { pickedBounds } from '../core/data/cellBounds';
import type { TypedColumn } from '../core/csv/columns/typedColumn';
import { cellText, type Table } from '../core/csv/table/table';
import { readColumn } from '../core/csv/table/tableColumn';
import type { FittedModel, Judgement } from '../core/judging/fittedModel';
import type { Matrix, MatrixColumn } from '../core/data/matrix';
import { encode } from '../core/schema/encoding/encode';
import { usedColumns } from '../core/schema/encoding/usedColumns';
import { rowWeightsOf } from '../core/schema/encoding/rowWeights';
import { rowTexts, type Reading } from '../formats/table/readTable';

/**
 * A column as texts: the index of each row in `values`, as in `TypedColumn.places`; left out where there are too many
 * texts.
 */
export type Labels = Pick<TypedColumn, 'values' | 'places'>;

/** A table with the judgement of its rows, about which questions are answered. */
export interface JudgedTable extends JudgedCells {
  readonly judgement: Judgement;
  /** Rows reported as unlikely. */
  readonly unlikely: ReadonlySet<number>;
  /** Returns the texts and positions of some rows. */
  readonly readRows: (rows: readonly number[]) => RowReader;
  /** Returns the row that begins on a line of the file, counted from 1. */
  readonly rowOn: (line: number) => number | undefined;
}

export interface RowReader {
  /** Decoded text of a cell, not trimmed; '' when the row is too short. */
  readonly textOf: (row: number, column: number) => string;
  /** Line of the file on which a row begins, from 1; null for a row that no longer exists. */
  readonly lineOf: (row: number) => number | null;
}

/** Cells of a table, encoded for a model. */
export interface JudgedCells {
  readonly model: FittedModel;
  /** Names of the table's columns. */
  readonly columns: readonly string[];
  /** Row weights; undefined where each row counts once. */
  readonly weights: () => Float64Array | undefined;
  /** Returns a column, by its position in the model. */
  readonly column: (at: number) => MatrixColumn;
  /** Returns all columns of the model, with the cells of one row alone. */
  readonly row: (row: number) => readonly MatrixColumn[];
  /** Returns a column that the model leaves out, by its position in the table. */
  readonly labels: (index: number) => Labels;
}

/** Returns the cells of a table, read on demand. */
export function cellsOfTable(table: Table, model: FittedModel): JudgedCells {
  const { schema, facts } = model;
  return {
    model,
    columns: table.columns,
    weights: () => weightsOf({ table, model }),
    column: (at) => readMatrixColumn(table, model, at),
    row: (row) =>
      encode({ ...table, rowCount: 1, rowRecord: table.rowRecord.subarray(row, row + 1) }, schema, facts).matrix
        .columns,
    labels: (index) => readColumn(table, index, 'texts'),
  };
}

/** Reads a column; all parts of a column of dates are read, as they share its cells. */
function readMatrixColumn(table: Table, { schema, facts }: FittedModel, at: number): MatrixColumn {
  const used = usedColumns(schema);
  const { index, name } = used[at];
  const { matrix } = encode(
    table,
    schema.filter((column) => column.index === index),
    facts.filter((_, d) => used[d].index === index),
  );
  return matrix.columns[matrix.columns.findIndex((column) => column.name === name)];
}

/** Returns a reader of rows of an open table. @param lineOf returns the current line of a row */
export function tableRowReader(table: Table, lineOf: RowReader['lineOf']): JudgedTable['readRows'] {
  return () => ({ textOf: (row, column) => cellText(table, row, column), lineOf });
}

export function cellsOfMatrix(
  matrix: Matrix,
  model: FittedModel,
  columns: readonly string[],
  labels: JudgedCells['labels'],
): JudgedCells {
  return {
    model,
    columns,
    labels,
    weights: () => matrix.rowWeights,
    column: (at) => matrix.columns[at],
    row: (row) =>
      matrix.columns.map(({ bounds, ...column }) => ({
        ...column,
        values: column.values.subarray(row, row + 1),
        ...pickedBounds(bounds, Uint32Array.of(row)),
      })),
  };
}

/** Returns a reader of rows of a file, which reads the file again on each call. */
export function fileRowReader(reading: Reading): JudgedTable['readRows'] {
  return (rows) => {
    const texts = rowTexts(reading, rows);
    return { textOf: (row, column) => texts.textOf(row, column), lineOf: (row) => texts.lineOf(row) + 1 };
  };
}

/** Returns the row weights; undefined where each row counts once. */
export function weightsOf({
  table,
  model: { schema },
}: {
  readonly table: Table;
  readonly model: FittedModel;
}): Float64Array | undefined {
  const weightColumn = schema.find(({ weighsRows }) => weighsRows === true);
  const weights = weightColumn && rowWeightsOf(table, weightColumn.index);
  return typeof weights === 'string' ? undefined : weights;
}
