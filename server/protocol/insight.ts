/**
 * The wire of the pictures: questions of a panel about a fitted model and its rows, and the answers. Everything is
 * aggregated where the rows are; only what is drawn is sent. Numbers of a logarithmic column are natural logarithms
 * (`isLogarithm`).
 */

import type { DatePartName } from './report/dateWords';

export type InsightQuestion =
  /** Information of each column about the cluster. */
  | { readonly kind: 'separation' }
  | { readonly kind: 'distribution'; readonly column: string }
  | { readonly kind: 'certainty' }
  /** A column that was left out of the fit, tabulated against the clusters. */
  | { readonly kind: 'crossTable'; readonly column: string }
  /** Two columns of numbers. */
  | { readonly kind: 'pair'; readonly x: string; readonly y: string }
  /** The rows of a part of a picture, beginning with number `from` of them. */
  | { readonly kind: 'rows'; readonly where: RowFilter; readonly from: number }
  /** A row by its number in the pictures, or by the line of the file, counted from 1, on which it begins. */
  | { readonly kind: 'row'; readonly row?: number | undefined; readonly line?: number | undefined };

export type RowFilter =
  /**
   * Bins of the column's histogram, including the last one; −1 stands for values below all of them, their number for
   * values above.
   */
  | { readonly of: 'bins'; readonly column: string; readonly from: number; readonly to: number }
  | { readonly of: 'level'; readonly column: string; readonly level: string }
  | { readonly of: 'missing'; readonly column: string }
  /** Bins of the largest posterior, including the last one. */
  | { readonly of: 'certainty'; readonly from: number; readonly to: number }
  /** Unclear rows by the likeliest cluster and the second likeliest. */
  | { readonly of: 'between'; readonly first: number; readonly second: number }
  /** Rows by the label in a column that was left out, and the likeliest cluster. */
  | { readonly of: 'label'; readonly column: string; readonly label: string; readonly cluster: number };

export type InsightAnswer =
  | SeparationAnswer
  | DistributionAnswer
  | CertaintyAnswer
  | CrossTableAnswer
  | PairAnswer
  | RowsAnswer
  | RowAnswer
  /** No answer, with the reason in words for the user. */
  | { readonly kind: 'none'; readonly why: string };

export interface SeparationAnswer {
  readonly kind: 'separation';
  /** Mutual information with the cluster in nats, by column, the largest first. */
  readonly columns: readonly { readonly name: string; readonly information: number }[];
  /** Maximum information about the cluster: its entropy in nats. */
  readonly entropy: number;
}

export interface DistributionAnswer {
  readonly kind: 'distribution';
  readonly column: string;
  /** Number of rows without a value, each as often as it counts. */
  readonly missing: number;
  /** Number of rows with a bound instead of a number, such as "<0.05", each as often as it counts; left out if zero. */
  readonly bounded?: number;
  readonly numbers?: {
    readonly isLogarithm: boolean;
    /** For dates: whether numbers are days since 1970-01-01 or hours. */
    readonly part?: DatePartName;
    readonly first: number;
    readonly width: number;
    readonly counts: readonly number[];
    readonly below: number;
    readonly above: number;
    readonly grid: readonly number[];
    /** Expected number of cells in a bin around each position of the grid, by cluster. */
    readonly expected: readonly (readonly number[])[];
  };
  /** Levels, the commonest first, with counts by cluster; each row counts in proportion to its posterior. */
  readonly levels?: readonly { readonly level: string; readonly counts: readonly number[] }[];
  /** Number of levels that are not listed. */
  readonly otherLevels?: number;
}

export interface CertaintyAnswer {
  readonly kind: 'certainty';
  /** Number of rows by largest posterior, in equal bins from 0 to 1. */
  readonly histogram: readonly number[];
  readonly unclearBelow: number;
  readonly unclear: number;
  /** Expected share of rows in another cluster than the likeliest. */
  readonly expectedError: number;
  /** Number of unclear rows by likeliest and second likeliest cluster. */
  readonly between: readonly (readonly number[])[];
  /** Expected number of rows that belong to each cluster, by likeliest cluster and cluster. */
  readonly confusion: readonly (readonly number[])[];
  /** Columns that were left out of the fit and have few enough distinct values to be tabulated against the clusters. */
  readonly labels: readonly string[];
}

export interface CrossTableAnswer {
  readonly kind: 'crossTable';
  readonly column: string;
  /** Labels, the commonest first, with counts by likeliest cluster. */
  readonly labels: readonly { readonly label: string; readonly counts: readonly number[] }[];
  readonly missing: number;
  readonly adjustedRand: number;
  readonly mutualInformation: number;
  readonly normalisedInformation: number;
}

export interface PairAxis {
  readonly column: string;
  readonly isLogarithm: boolean;
  /** For dates: whether numbers are days since 1970-01-01 or hours. */
  readonly part?: DatePartName;
  /** Drawn range; wild values lie beyond it. */
  readonly range: readonly [number, number];
}

export interface PairAnswer {
  readonly kind: 'pair';
  readonly x: PairAxis;
  readonly y: PairAxis;
  /** Number of rows with both cells; `points` are all of them, or a seeded sample with every unlikely row. */
  readonly available: number;
  readonly points: readonly PairPoint[];
  /** Ellipse of each cluster that holds 95 % of its rows. */
  readonly ellipses: readonly { readonly x: number; readonly y: number; readonly rx: number; readonly ry: number }[];
}

export interface PairPoint {
  readonly row: number;
  /** Line of the file on which the row begins, from 1; null for a row that was edited or deleted since the fit. */
  readonly line: number | null;
  readonly x: number;
  readonly y: number;
  /** The likeliest cluster. */
  readonly cluster: number;
  readonly posterior: number;
  readonly isUnlikely?: true;
}

export interface RowsAnswer {
  readonly kind: 'rows';
  readonly total: number;
  readonly from: number;
  readonly rows: readonly RowView[];
}

export interface RowAnswer {
  readonly kind: 'row';
  /** Null where there is no such row. */
  readonly row: RowView | null;
}

/** A row for display. */
export interface RowView {
  /** Index of the data row, from 0, among the rows of the pictures. */
  readonly row: number;
  /** Current line of the row in the file, from 1; null where the row was edited away. */
  readonly line: number | null;
  readonly posterior: readonly number[];
  readonly tail: number;
  readonly isUnlikely: boolean;
  /** Cells by column of the file. */
  readonly cells: readonly string[];
  /**
   * Number or level by name of a column of the model; null where missing, or a bound. Only in answers about a single
   * row.
   */
  readonly values?: Readonly<Record<string, number | string | null>>;
}
