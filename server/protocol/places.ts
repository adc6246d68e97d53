/** The wire of rows that the user may want to see. Rows and lines are counted from 0. */

export interface LeastCertainParams {
  readonly uri: string;
  /** The row shown last, after which the next one in order of certainty is requested; the first one where left out. */
  readonly after?: number;
}

export interface LeastCertainRow {
  readonly row: number;
  readonly line: number;
  /** Its likeliest cluster, from 0, and the cluster's posterior. */
  readonly cluster: number;
  /** Name of the cluster, if it has one. */
  readonly name?: string;
  readonly posterior: number;
}

/** A cluster, and the row that is most typical of it. */
export interface TypicalRow {
  /** Index of the cluster, from 0. */
  readonly cluster: number;
  /** Name of the cluster, if the user gave one: report/clusterLook.ts. */
  readonly name?: string;
  readonly colour?: number;
  readonly weight: number;
  /** Number of rows whose likeliest cluster it is. */
  readonly rows: number;
  /** Left out where it has no row. */
  readonly row?: number;
  readonly line?: number;
}

/** Sort of the numbers that name rows in a report: lines of a file, or rows of a table without lines; from 1. */
export type PlaceNoun = 'line' | 'row';

/** A data row, counted from 0, and the line of the file on which it starts, from 1. */
export interface RowPlace {
  readonly row: number;
  readonly line: number;
}
