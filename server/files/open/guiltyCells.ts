/**
 * Cells that a document's diagnostics name: guilty cells of unlikely rows, and cells that are wrong whatever the model
 * says.
 */
import type { UnlikelyRow } from '../../core/judging/suspects';
import type { BadCell } from '../../core/schema/encoding/encode';

/** Cells that are wrong whatever the model says. */
class ToldCells {
  private version: number | undefined;
  private cells: readonly BadCell[] = [];

  /** @param cells of this version of the document */
  keep(version: number, cells: readonly BadCell[]): void {
    this.version = version;
    this.cells = cells;
  }

  /** Empty if another version was reported last. */
  of(version: number): readonly BadCell[] {
    return version === this.version ? this.cells : [];
  }
}

export class GuiltyCells {
  readonly wrong = new ToldCells();
  private version: number | undefined;
  private columns: ReadonlyMap<number, readonly number[]> = new Map();

  /** @param unlikely rows of this version of the document */
  keep(version: number, unlikely: readonly UnlikelyRow[]): void {
    this.version = version;
    this.columns = new Map(unlikely.map(({ row, columns }) => [row, columns]));
  }

  /** Columns of a row's guilty cells, among the model's; undefined where the row is no finding of this version. */
  of(version: number, row: number): readonly number[] | undefined {
    return version === this.version ? this.columns.get(row) : undefined;
  }

  /** Guilty cells of all rows of this version. */
  all(version: number): readonly { readonly row: number; readonly column: number }[] {
    return version === this.version
      ? [...this.columns].flatMap(([row, columns]) => columns.map((column) => ({ row, column })))
      : [];
  }
}
