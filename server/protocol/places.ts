/** The wire of rows that a person may want to look at. Rows and lines are counted from 0. */

export interface LeastCertainParams {
  readonly uri: string;
  /**
   * The row that was looked at last: the next one in order of certainty is wanted. The first one where it is left out.
   */
  readonly after?: number;
}

export interface LeastCertainRow {
  readonly row: number;
  readonly line: number;
  /** Its likeliest cluster, from 0, and how likely that is. */
  readonly cluster: number;
  /** That of the cluster, where it has one. */
  readonly name?: string;
  readonly posterior: number;
}

/** A cluster, and the row that is most like it. */
export interface TypicalRow {
  /** From 0. */
  readonly cluster: number;
  /** Of the cluster, where a person gave it any: protocol/clusters.ts. */
  readonly name?: string;
  readonly colour?: number;
  readonly weight: number;
  /** So many rows are likeliest of this cluster. */
  readonly rows: number;
  /** Left out where it has no row. */
  readonly row?: number;
  readonly line?: number;
}
