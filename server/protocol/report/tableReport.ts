/** The wire of the description of a table. */
import type { ColumnReport } from './report';

/** Description of a table: its dialect and its columns. */
export interface TableReport {
  readonly rows: number;
  /** Set where the table is no text, and has neither lines nor a dialect of its own. */
  readonly counts?: 'row';
  readonly delimiter: string;
  readonly header: boolean;
  readonly decimal: '.' | ',';
  /** Quoting of the cells, in words; left out for the usual quoting, or none. */
  readonly quotes?: string;
  /**
   * Number of lines that are no rows, such as comments, a preamble or a footer, and the first of them; left out where
   * there are none.
   */
  readonly passedOver?: PassedOverLines;
  /** Number of lines that sum up the rows above them, and the first of them; left out where there are none. */
  readonly totals?: PassedOverLines;
  /** The first fault of the rows or quotes; left out where there is none. */
  readonly problem?: TableProblem;
  readonly columns: readonly ColumnReport[];
}

/** Faults of rows or quotes: rows of another length than the header's, or quotation marks that are not closed. */
export interface TableProblem {
  /** Number of such faults. */
  readonly count: number;
  /** Line of the first one, from 1. */
  readonly line: number;
  /** Description of the fault, and what to do. */
  readonly message: string;
}

export interface PassedOverLines {
  readonly count: number;
  /** Line number, from 1. */
  readonly line: number;
  readonly text: string;
}

/** A column that is left out though at least half of its cells look like numbers. */
export interface LeftOutFinding {
  readonly code: 'column.left-out';
  readonly column: string;
  /** Share of its cells that begin like numbers. */
  readonly share: number;
  /** Reason why it is left out. */
  readonly reason: string;
}

/** A column that a model checks and of which the table has no cell that the model can judge. */
export interface WithoutCellsFinding {
  readonly code: 'column.left-out';
  readonly column: string;
  readonly isWithoutCells: true;
  /** Reason why it is not checked. */
  readonly reason: string;
}
