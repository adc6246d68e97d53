/** Which cells of a document's unlikely rows are guilty, as its diagnostics name them. */
import type { UnlikelyRow } from '../core/insight/suspects';

export class GuiltyCells {
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
    return version === this.version ? [...this.columns].flatMap(([row, columns]) => columns.map((column) => ({ row, column }))) : [];
  }
}
