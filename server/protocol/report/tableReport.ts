/** The wire of how a text is read as a table. */
import type { ColumnReport } from './report';

/** How a text is read as a table. */
export interface TableReport {
  readonly rows: number;
  readonly delimiter: string;
  readonly header: boolean;
  readonly decimal: '.' | ',';
  /** How cells are quoted, in words; left out where they are in the usual way, or not at all. */
  readonly quotes?: string;
  /**
   * Lines that are no rows, such as comments, a preamble or a footer: how many, and the first of them; left out where
   * there are none.
   */
  readonly passedOver?: PassedOverLines;
  /** Lines that sum up the rows above them, likewise. */
  readonly totals?: PassedOverLines;
  /** The first of the rows that are not as they should be, or of the quotes; left out where there is none. */
  readonly problem?: { readonly count: number; readonly line: number; readonly message: string };
  readonly columns: readonly ColumnReport[];
}

export interface PassedOverLines {
  readonly count: number;
  /** From 1. */
  readonly line: number;
  readonly text: string;
}
