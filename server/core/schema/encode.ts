/** From table and schema to the matrix that is fitted: each used column becomes numbers, NaN where missing. */
import { cellText, isMissing, type Table } from '../csv/table';
import type { ColumnFacts } from '../families/family';
import { families, type FamilyName } from '../families/registry';
import type { Matrix } from '../matrix';
import { factsOf } from './facts';
import type { ColumnSchema, Schema } from './infer';
import { readNumber } from './survey';

/** No number at all; a number that the column's family cannot hold; a level that the column does not have. */
export type BadCellCode = 'cell.bad-number' | 'cell.unsuitable-number' | 'cell.unknown-level';

/** A cell that has a value which its column cannot read. It counts as missing, and is told. */
export interface BadCell {
  readonly code: BadCellCode;
  readonly row: number;
  /** Position of the column in the table. */
  readonly column: number;
}

export interface Encoded {
  readonly matrix: Matrix;
  /** The first BAD_CELL_LIMIT of them, by column and row. */
  readonly badCells: readonly BadCell[];
  readonly badCellCount: number;
}

export const BAD_CELL_LIMIT = 1000;

/** A column that is used: its kind is a family. */
export interface UsedColumn extends ColumnSchema {
  readonly kind: FamilyName;
}

/** The columns that take part, in the order of the model. */
export function usedColumns(schema: Schema): readonly UsedColumn[] {
  return schema.filter((column): column is UsedColumn => column.kind !== 'ignored');
}

/**
 * @param facts of each used column, when a fitted model's are to be kept; else found from these rows
 * @param rowWeights how often each row counts, where not once
 */
export function encode(table: Table, schema: Schema, facts?: readonly ColumnFacts[], rowWeights?: Float64Array): Encoded {
  const badCells: BadCell[] = [];
  let badCellCount = 0;
  const columns = usedColumns(schema).map((column, d) => {
    const read = reader(table, column);
    const values = new Float64Array(table.rowCount);
    for (let row = 0; row < table.rowCount; row++) {
      const text = cellText(table, row, column.index).trim();
      values[row] = isMissing(table, text) ? NaN : read(text);
      if (!Number.isNaN(values[row]) || isMissing(table, text)) continue;
      if (badCellCount++ < BAD_CELL_LIMIT) badCells.push({ code: badCellCode(table, column, text), row, column: column.index });
    }
    return {
      name: column.name,
      family: column.kind,
      levels: column.levels,
      facts: facts?.[d] ?? factsOf(values, column.levels.length, rowWeights),
      values,
    };
  });
  return { matrix: { rows: table.rowCount, columns, ...(rowWeights !== undefined && { rowWeights }) }, badCells, badCellCount };
}

/** One row of `encode(table, schema, facts)` as a matrix of its own: what a hover needs, without a pass over the others. */
export function encodeRow(table: Table, schema: Schema, facts: readonly ColumnFacts[], row: number): Matrix {
  const columns = usedColumns(schema).map((column, d) => {
    const text = cellText(table, row, column.index).trim();
    const value = isMissing(table, text) ? NaN : reader(table, column)(text);
    return { name: column.name, family: column.kind, levels: column.levels, facts: facts[d], values: Float64Array.of(value) };
  });
  return { rows: 1, columns };
}

/** What is wrong with a text that stands for no value of its column. */
export function badCellCode(table: Table, column: UsedColumn, text: string): BadCellCode {
  if (families[column.kind].reads === 'level') return 'cell.unknown-level';
  return Number.isNaN(readNumber(text.trim(), table.dialect.decimal)) ? 'cell.bad-number' : 'cell.unsuitable-number';
}

/** From a cell's text to its value in the matrix; NaN where the column cannot read it. */
function reader(table: Table, column: UsedColumn): (text: string) => number {
  const family = families[column.kind];
  if (family.reads === 'number') return (text) => family.encode(readNumber(text, table.dialect.decimal));
  const indices = new Map(column.levels.map((level, index) => [level, index]));
  return (text) => indices.get(text) ?? NaN;
}
