/** Ordinary rows similar to an unlikely one, as examples of its correct form. */
import { encodeRow } from '../schema/encoding/encode';
import { usedColumns } from '../schema/encoding/usedColumns';
import type { Table } from '../csv/table/table';
import type { FittedModel, Judgement } from '../judging/fittedModel';

/** Maximum number of evenly spaced rows that are compared; all rows of a short table. */
const MOST_COMPARED_ROWS = 2000;
/**
 * Squared distances between cells, in squared standard deviations: for different levels, and where either is missing.
 */
const OTHER_LEVEL_DISTANCE = 2;
const UNKNOWN_DISTANCE = 1;

/** Rows of a table that are not unlikely, encoded for the model. */
export interface OrdinaryRows {
  /** Row indices in the table, ascending. */
  readonly rows: readonly number[];
  /** Cells, row-major: row i starts at i × columns; NaN where missing. */
  readonly cells: Float64Array;
}

/** Collects ordinary rows. Yields now and then. */
export function* ordinaryRows(
  model: FittedModel,
  table: Table,
  { tail, unlikely: findings }: Pick<Judgement, 'tail' | 'unlikely'>,
): Generator<undefined, OrdinaryRows> {
  const unlikely = new Set(findings.map(({ row }) => row));
  const step = Math.max(1, Math.ceil(tail.length / MOST_COMPARED_ROWS));
  const rows: number[] = [];
  for (let row = 0; row < tail.length; row += step) if (!unlikely.has(row)) rows.push(row);
  const width = usedColumns(model.schema).length;
  const cells = new Float64Array(rows.length * width);
  for (const [i, row] of rows.entries()) {
    encodeRow(table, model.schema, model.facts, row).columns.forEach(
      ({ values }, d) => (cells[i * width + d] = values[0]),
    );
    yield undefined;
  }
  return { rows, cells };
}

/**
 * Finds the rows most similar to a row in its innocent cells, the most similar first.
 *
 * @param cells of the row, as encoded in the matrix
 * @param guilty columns of the model that are ignored
 */
export function similarRows(
  { schema, facts }: FittedModel,
  { rows, cells: ordinaryCells }: OrdinaryRows,
  cells: Float64Array,
  guilty: ReadonlySet<number>,
  count: number,
): readonly number[] {
  const isLevel = usedColumns(schema).map(({ levels }) => levels.length > 0);
  const innocent = isLevel.flatMap((_, d) => (guilty.has(d) ? [] : [d]));
  const distance = rows.map((_, i) => {
    let sum = 0;
    for (const d of innocent) {
      const difference = ordinaryCells[i * cells.length + d] - cells[d];
      if (difference !== difference) sum += UNKNOWN_DISTANCE;
      else if (isLevel[d]) sum += difference === 0 ? 0 : OTHER_LEVEL_DISTANCE;
      else sum += (difference / facts[d].sd) ** 2;
    }
    return sum;
  });
  return Array.from(rows.keys())
    .sort((a, b) => distance[a] - distance[b] || a - b)
    .slice(0, count)
    .map((i) => rows[i]);
}
