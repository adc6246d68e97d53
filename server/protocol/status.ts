/** The wire of an editor's summary of a file. */
import type { Coverage } from './report/checked';

export interface DidJudgeParams {
  readonly uri: string;
  readonly version: number;
  readonly table: TableStatus;
}

/** Dialect and size of a table, and the model by which its rows are judged. */
export interface TableStatus {
  readonly rows: number;
  readonly columns: number;
  readonly delimiter: string;
  readonly header: boolean;
  readonly decimal: '.' | ',';
  readonly missing: readonly string[];
  /** Mark between thousands, '' for none, as the user chose; left out where any mark is allowed. */
  readonly thousands?: string;
  /** Quote of cells, if it is no quotation mark. */
  readonly quote?: "'";
  /** Number of rows that name the columns, if there are several. */
  readonly headerRows?: number;
  /** Prefix of comments; left out, like all properties below, where there are none. */
  readonly comment?: string;
  /** Number of lines above the table, without blank ones and comments. */
  readonly skipped?: number;
  /** Number of rows of units or types below the header. */
  readonly unitsRows?: number;
  /** Number of all lines that are no rows, including comments and footers. */
  readonly passedOver?: number;
  /** The model; left out before a fit. */
  readonly model?: ModelStatus;
}

export interface ModelStatus extends Coverage {
  readonly k: number;
  readonly nlmlPerRow: number;
  /** Whether the text changed since the fit, or is read in another way. */
  readonly stale: boolean;
  /** Whether the table still has the model's columns, so that the model can judge rows. */
  readonly suits: boolean;
}
