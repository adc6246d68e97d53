/** List of wrong cells, up to a limit. */
import type { BadCell } from './encode';
import type { Values } from './values/columnValues';
import type { ColumnSchema } from '../infer';

/** The first bad cells, and the count of all of them. */
export class BadCellList {
  readonly first: BadCell[] = [];
  count = 0;

  constructor(private readonly most: number) {}

  add({ index }: ColumnSchema, bad: Values['bad'], count: number): void {
    this.addAll(
      bad.map((cell) => ({ ...cell, column: index })),
      count,
    );
  }

  /** Adds bad cells, and removes less specific findings about these cells. */
  putFor(bad: readonly BadCell[]): void {
    const better = new Set(bad.map(({ row, column }) => `${row} ${column}`));
    const left = this.first.filter(({ row, column }) => !better.has(`${row} ${column}`));
    this.count -= this.first.length - left.length;
    this.first.splice(0, Infinity, ...left);
    this.addAll(bad);
  }

  /** Replaces other findings about the cells of a move, so that one cause gives one finding. */
  putForRows(moved: readonly BadCell[]): void {
    const covered = new Set(moved.flatMap((cell) => coveredBy(cell).map((column) => `${cell.row} ${column}`)));
    const left = this.first.filter((cell) => !coveredBy(cell).some((column) => covered.has(`${cell.row} ${column}`)));
    this.count -= this.first.length - left.length;
    this.first.splice(0, Infinity, ...left);
    this.addAll(moved);
  }

  addAll(bad: readonly BadCell[], count = bad.length): void {
    this.count += count;
    for (const cell of bad) if (this.first.length < this.most) this.first.push(cell);
  }
}

/** Positions of the columns that a finding is about. */
export function coveredBy({ column, moved }: BadCell): readonly number[] {
  return moved === undefined || moved.cells.length === 0 ? [column] : moved.cells.map((own) => own.column);
}
