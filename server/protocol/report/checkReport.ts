/** The wire of `mixture-lens check --format json`: findings with exact places, and what was checked of each file. */
import type { FindingCode, Severity } from './findingCodes';
import type { UncheckedColumn } from './report';

/**
 * Stretch of a file; lines and UTF-16 units are counted from 1, and the end is the unit behind the stretch. For a table
 * that is no text, lines are rows, and units are columns of the table.
 */
export interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface CheckFinding {
  readonly code: FindingCode;
  /** Severity; never a hint, since hints are notes. */
  readonly severity: Exclude<Severity, 'hint'>;
  /** One line, without control characters. */
  readonly message: string;
  readonly region: Region;
  /** Column of the table; left out for findings of rows, quotes and groups. */
  readonly column?: string;
  /** Source text of the cell; left out where no single cell is wrong. */
  readonly value?: string;
  /** Texts of the requested key columns, by their names; left out for findings of no single row. */
  readonly key?: Readonly<Record<string, string>>;
  /** Further places, with what is to be said of each. */
  readonly related: readonly { readonly region: Region; readonly message: string }[];
  /** Hash of the code, the column and the content of the cell or row, without its line. */
  readonly fingerprint: string;
}

/** Result for a file that was checked. */
export interface CheckedFile {
  readonly file: string;
  readonly rows: number;
  /** Set where the lines of regions are rows, and their units columns, since the table is no text. */
  readonly counts?: 'row';
  /** Findings that the baseline does not hold, by their places. */
  readonly findings: readonly CheckFinding[];
  /** Number of further findings that the baseline holds. */
  readonly known: number;
  /** Number of further unlikely rows that are marked as expected; left out if zero. */
  readonly expectedRows?: number;
  /** Number of columns of the table, and of those that were checked. */
  readonly columns: number;
  readonly checked: number;
  readonly unchecked: readonly UncheckedColumn[];
  /** Notes on the reading of the file and on lines that are no rows, one line each. */
  readonly notes: readonly string[];
}

/** Result for a file that cannot be read, fitted, or judged by the model. */
export interface UncheckedFile {
  readonly file: string;
  /** Cause and remedy in one line. */
  readonly problem: string;
}

export type FileCheck = CheckedFile | UncheckedFile;

/** The one JSON object of `mixture-lens check --format json`. */
export interface CheckReport {
  /** Version of the program. */
  readonly engine: string;
  /** Model file, if one was given. */
  readonly model?: string;
  readonly files: readonly FileCheck[];
}

/** Whether a file was checked. */
export function isChecked(file: FileCheck): file is CheckedFile {
  return !('problem' in file);
}
