/** Cells that are told as wrong, as far as they are kept. */
import type { BadCell } from './encode';
import type { Values } from './values/columnValues';
import type { ColumnSchema } from '../infer';

/** The first bad cells, and how many there are. */
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

  /** What says more of a cell than that it is no number stands in its place. */
  putFor(bad: readonly BadCell[]): void {
    const better = new Set(bad.map(({ row, column }) => `${row} ${column}`));
    const left = this.first.filter(({ row, column }) => !better.has(`${row} ${column}`));
    this.count -= this.first.length - left.length;
    this.first.splice(0, Infinity, ...left);
    this.addAll(bad);
  }

  /** Of one cause one finding: what else is told of these cells of a row is gone. */
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

/** The columns of which a finding speaks. */
export function coveredBy({ column, moved }: BadCell): readonly number[] {
  return moved === undefined || moved.cells.length === 0 ? [column] : moved.cells.map((own) => own.column);
}
