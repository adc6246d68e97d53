/** Two tables whose columns are coded alike, and seeded samples of their pooled rows. */
import { boundAt, isObserved } from '../data/cellBounds';
import type { Matrix, MatrixColumn } from '../data/matrix';
import type { WithEngine } from '../mixture/engine';
import type { Random } from '../numeric/random';

/** The first table or the second. */
export type Side = 0 | 1;
export const SIDES: readonly Side[] = [0, 1];

/** A column of both tables. */
export interface ComparedColumn {
  readonly name: string;
  /** Positions of its columns in the matrices: several for a column with parts, none for one that is not encoded. */
  readonly members: readonly number[];
  /**
   * For a column that is not encoded: 1 by row of each table where the cell is missing; left out where this is unknown.
   */
  readonly gaps?: readonly [Uint8Array, Uint8Array];
}

/** Two tables whose matrices have the same columns: names, families, levels. */
export interface TablePair {
  readonly matrices: readonly [Matrix & WithEngine, Matrix & WithEngine];
  readonly columns: readonly ComparedColumn[];
}

export function rowsOf({ matrices }: TablePair, side: Side): number {
  return matrices[side].rows;
}

/** Value of a cell for ranks: a bound ranks at its limit. NaN where the cell is missing. */
export function rankedValue({ values, bounds }: MatrixColumn, row: number): number {
  const value = values[row];
  return value === value || bounds === undefined ? value : (boundAt(bounds, row)?.limit ?? NaN);
}

/** Counts the cells of each level of a column. */
export function levelCounts({ values, levels }: MatrixColumn): Float64Array {
  const counts = new Float64Array(levels.length);
  for (const value of values) if (value === value) counts[value]++;
  return counts;
}

/** Whether a row has no cell in any part of a column. */
export function isGap({ matrices }: TablePair, { members, gaps }: ComparedColumn, side: Side, row: number): boolean {
  if (members.length === 0) return gaps?.[side][row] === 1;
  const { columns } = matrices[side];
  return members.every((d) => !isObserved(columns[d], row));
}

/** Counts the rows of each table without a cell in a column; undefined where this is unknown. */
export function countGaps(pair: TablePair, column: ComparedColumn): readonly [number, number] | undefined {
  if (column.members.length === 0 && column.gaps === undefined) return undefined;
  const counts: [number, number] = [0, 0];
  for (const side of SIDES) {
    for (let row = 0; row < rowsOf(pair, side); row++) if (isGap(pair, column, side, row)) counts[side]++;
  }
  return counts;
}

/** Rows drawn from both tables together. */
export interface PooledRow {
  readonly side: Side;
  readonly row: number;
}

/** Draws rows of the pool without replacement, in random order; all rows if they are no more. */
export function drawPooled(pair: TablePair, count: number, random: Random): readonly PooledRow[] {
  const first = rowsOf(pair, 0);
  const indices = shuffledRows(first + rowsOf(pair, 1), count, random);
  return Array.from(indices, (index) =>
    index < first ? { side: 0 as const, row: index } : { side: 1 as const, row: index - first },
  );
}

/** Draws `count` of the indices below `rows` without replacement, in random order (Fisher & Yates). */
export function shuffledRows(rows: number, count: number, random: Random): Uint32Array {
  const indices = Uint32Array.from({ length: rows }, (_, i) => i);
  const drawn = Math.min(rows, count);
  for (let i = 0; i < drawn; i++) {
    const at = i + Math.floor(random() * (rows - i));
    const index = indices[i];
    indices[i] = indices[at];
    indices[at] = index;
  }
  return indices.subarray(0, drawn);
}
