/** The wire of a check of all tables below a folder. */

/** Outcome of the check of one table. Lines count from 1. */
export interface CheckedTable {
  readonly uri: string;
  /** Path below the folder, with slashes. */
  readonly path: string;
  /** Number of rows of data; 0 where the table could not be fitted. */
  readonly rows: number;
  /** Number of unlikely rows. */
  readonly unlikely: number;
  /** Number of cells that cannot be read or do not add up. */
  readonly unreadable: number;
  /** Number of faulty rows and quotation marks. */
  readonly faults: number;
  /** Number of findings about several rows: codes for missing, variant spellings, small groups. */
  readonly others: number;
  /** Line of the first finding; left out where there is none. */
  readonly line?: number;
  /** Reason why the table could not be fitted, in one line; left out where it could. */
  readonly problem?: string;
}

/** A file or folder that was passed over, and why. */
export interface SkippedPath {
  readonly path: string;
  readonly reason: string;
}

export interface FolderReport {
  /** Tables that were checked, those with the most findings first. */
  readonly tables: readonly CheckedTable[];
  readonly skipped: readonly SkippedPath[];
}

/** News during a check: one more table is done. */
export interface DidCheckTableParams {
  /** The folder. */
  readonly uri: string;
  readonly table: CheckedTable;
  readonly done: number;
  readonly total: number;
}

/** Returns the number of findings in a table. */
export function findingCount({ unlikely, unreadable, faults, others }: CheckedTable): number {
  return unlikely + unreadable + faults + others;
}

/** Sorts tables by how much is wrong: the most findings first, then those that could not be fitted, then by path. */
export function byFindings(tables: readonly CheckedTable[]): readonly CheckedTable[] {
  return [...tables].sort(
    (a, b) =>
      findingCount(b) - findingCount(a) ||
      Number(b.problem !== undefined) - Number(a.problem !== undefined) ||
      (a.path < b.path ? -1 : a.path > b.path ? 1 : 0),
  );
}
