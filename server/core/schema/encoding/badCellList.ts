/** List of wrong cells, up to a limit. */
import type { BadCell } from './badCell';
import type { Values } from './values/columnValues';
import type { ColumnSchema } from '../infer';

/** The first bad cells, and the number of all bad cells. */
export class BadCellList {
  readonly first: BadCell[] = [];
  count = 0;

  constructor(private readonly limit: number) {}

  add({ index }: ColumnSchema, bad: Values['bad'], count: number): void {
    this.addAll(
      bad.map((cell) => ({ ...cell, column: index })),
      count,
    );
  }

  /** Adds bad cells in place of less specific findings about these cells. */
  replaceCells(bad: readonly BadCell[]): void {
    const replaced = new Set(bad.map(({ row, column }) => `${row} ${column}`));
    const remaining = this.first.filter(({ row, column }) => !replaced.has(`${row} ${column}`));
    this.count -= this.first.length - remaining.length;
    this.first.splice(0, Infinity, ...remaining);
    this.addAll(bad);
  }

  /** Replaces other findings about the cells of a move, so that one cause gives one finding. */
  replaceMoved(moved: readonly BadCell[]): void {
    const covered = new Set(moved.flatMap((cell) => coveredColumns(cell).map((column) => `${cell.row} ${column}`)));
    const remaining = this.first.filter(
      (cell) => !coveredColumns(cell).some((column) => covered.has(`${cell.row} ${column}`)),
    );
    this.count -= this.first.length - remaining.length;
    this.first.splice(0, Infinity, ...remaining);
    this.addAll(moved);
  }

  addAll(bad: readonly BadCell[], count = bad.length): void {
    this.count += count;
    for (const cell of bad) if (this.first.length < this.limit) this.first.push(cell);
  }
}

/** Returns the positions of the columns whose cells a finding concerns. */
export function coveredColumns({ column, moved }: BadCell): readonly number[] {
  return moved === undefined || moved.cells.length === 0 ? [column] : moved.cells.map((cell) => cell.column);
}
