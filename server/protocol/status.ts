/** The wire of what an editor tells of a file at a glance. */
import type { Checked } from './report/checked';

export interface DidJudgeParams {
  readonly uri: string;
  readonly version: number;
  readonly table: TableStatus;
}

/** How a text is read, and by which model its rows are judged. */
export interface TableStatus {
  readonly rows: number;
  readonly columns: number;
  readonly delimiter: string;
  readonly header: boolean;
  readonly decimal: '.' | ',';
  readonly missing: readonly string[];
  /** What separates thousands, '' for nothing, as somebody said; left out where any mark may. */
  readonly thousands?: string;
  /** What cells are quoted by, where it is no quotation mark. */
  readonly quote?: "'";
  /** How many rows name the columns, where there are several. */
  readonly headerRows?: number;
  /** What comments begin with; left out, as all below, where there are none. */
  readonly comment?: string;
  /** Lines above the table, blank ones and comments aside. */
  readonly skipped?: number;
  /** Rows of units or types below the header. */
  readonly unitsRows?: number;
  /** All lines that are no rows, comments and footers included. */
  readonly passedOver?: number;
  /** Left out before a fit. */
  readonly model?: ModelStatus;
}

export interface ModelStatus extends Checked {
  readonly k: number;
  readonly nlmlPerRow: number;
  /** The text changed since the fit, or is read in another way. */
  readonly stale: boolean;
  /** Whether the table has its columns still, so that it can judge rows. */
  readonly suits: boolean;
}
