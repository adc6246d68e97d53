/**
 * Cells that a document's diagnostics name: guilty cells of unlikely rows, and cells that are wrong independent of a
 * model.
 */
import type { UnlikelyRow } from '../../core/judging/falseDiscovery';
import type { BadCell } from '../../core/schema/encoding/badCell';

/** Cells that are wrong independent of a model. */
class WrongCells {
  private version: number | undefined;
  private cells: readonly BadCell[] = [];

  /** Replaces the cells. @param cells cells of this version of the document */
  set(version: number, cells: readonly BadCell[]): void {
    this.version = version;
    this.cells = cells;
  }

  /** Returns the cells of this version; empty if another version was reported last. */
  cellsOf(version: number): readonly BadCell[] {
    return version === this.version ? this.cells : [];
  }
}

export class GuiltyCells {
  readonly wrong = new WrongCells();
  private version: number | undefined;
  private columns: ReadonlyMap<number, readonly number[]> = new Map();

  /** Replaces the guilty cells. @param unlikely rows of this version of the document */
  set(version: number, unlikely: readonly UnlikelyRow[]): void {
    this.version = version;
    this.columns = new Map(unlikely.map(({ row, columns }) => [row, columns]));
  }

  /**
   * Returns the columns of a row's guilty cells, as indices of the model's columns; undefined where the row is not a
   * finding of this version.
   */
  columnsOf(version: number, row: number): readonly number[] | undefined {
    return version === this.version ? this.columns.get(row) : undefined;
  }

  /** Returns the guilty cells of all rows of this version. */
  allCells(version: number): readonly { readonly row: number; readonly column: number }[] {
    return version === this.version
      ? [...this.columns].flatMap(([row, columns]) => columns.map((column) => ({ row, column })))
      : [];
  }
}
