/**
 * Which cells a document's diagnostics name: the guilty ones of unlikely rows, and those that are wrong whatever the
 * model says.
 */
import type { UnlikelyRow } from '../../core/judging/suspects';
import type { BadCell } from '../../core/schema/encoding/encode';

/** Those that are wrong whatever the model says. */
class ToldCells {
  private version: number | undefined;
  private cells: readonly BadCell[] = [];

  /** @param cells of that version of the document */
  keep(version: number, cells: readonly BadCell[]): void {
    this.version = version;
    this.cells = cells;
  }

  /** None where those of another version were told last. */
  of(version: number): readonly BadCell[] {
    return version === this.version ? this.cells : [];
  }
}

export class GuiltyCells {
  readonly wrong = new ToldCells();
  private version: number | undefined;
  private columns: ReadonlyMap<number, readonly number[]> = new Map();

  /** @param unlikely rows of that version of the document */
  keep(version: number, unlikely: readonly UnlikelyRow[]): void {
    this.version = version;
    this.columns = new Map(unlikely.map(({ row, columns }) => [row, columns]));
  }

  /** Columns of a row's guilty cells, among the model's; undefined where the row is no finding of that version. */
  of(version: number, row: number): readonly number[] | undefined {
    return version === this.version ? this.columns.get(row) : undefined;
  }

  /** The guilty cells of all rows of that version. */
  all(version: number): readonly { readonly row: number; readonly column: number }[] {
    return version === this.version
      ? [...this.columns].flatMap(([row, columns]) => columns.map((column) => ({ row, column })))
      : [];
  }
}
