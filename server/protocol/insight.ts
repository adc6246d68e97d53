/**
 * The wire of the pictures: what a panel asks of a fitted model and its rows, and what it is answered. Everything is
 * summed up where the rows are; only what is drawn is sent. Numbers of a logarithmic column are natural logarithms
 * (`isLogarithm`).
 */

import type { DatePartName } from './report/dateWords';

export type InsightQuestion =
  /** How much each column says of the cluster. */
  | { readonly kind: 'separation' }
  | { readonly kind: 'distribution'; readonly column: string }
  | { readonly kind: 'certainty' }
  /** A column that was left out of the fit, against the clusters. */
  | { readonly kind: 'crossTable'; readonly column: string }
  /** Two columns of numbers. */
  | { readonly kind: 'pair'; readonly x: string; readonly y: string }
  /** The rows that a part of a picture stands for; the first one told is number `from` of them. */
  | { readonly kind: 'rows'; readonly where: RowFilter; readonly from: number }
  /** A row by its number in the pictures, or by the line of the file, counted from 1, on which it begins. */
  | { readonly kind: 'row'; readonly row?: number | undefined; readonly line?: number | undefined };

export type RowFilter =
  /**
   * Bins of the column's histogram, the last one included; −1 is what lies below all of them, their number what lies
   * above.
   */
  | { readonly of: 'bins'; readonly column: string; readonly from: number; readonly to: number }
  | { readonly of: 'level'; readonly column: string; readonly level: string }
  | { readonly of: 'missing'; readonly column: string }
  /** Bins of the largest posterior, the last one included. */
  | { readonly of: 'certainty'; readonly from: number; readonly to: number }
  /** Unclear rows: the likeliest cluster and the second likeliest. */
  | { readonly of: 'between'; readonly first: number; readonly second: number }
  /** Label of a column that was left out, and likeliest cluster. */
  | { readonly of: 'label'; readonly column: string; readonly label: string; readonly cluster: number };

export type InsightAnswer =
  | SeparationAnswer
  | DistributionAnswer
  | CertaintyAnswer
  | CrossTableAnswer
  | PairAnswer
  | RowsAnswer
  | RowAnswer
  /** Nothing is known, and why, in words for a person. */
  | { readonly kind: 'none'; readonly why: string };

export interface SeparationAnswer {
  readonly kind: 'separation';
  /** Mutual information with the cluster in nats, by column, the largest first. */
  readonly columns: readonly { readonly name: string; readonly information: number }[];
  /** What there is to know of the cluster: its entropy in nats. */
  readonly entropy: number;
}

export interface DistributionAnswer {
  readonly kind: 'distribution';
  readonly column: string;
  /** Rows without a value, each as often as it counts. */
  readonly missing: number;
  /** Rows with a bound in the place of a number, such as "<0.05", likewise; left out where there are none. */
  readonly bounded?: number;
  readonly numbers?: {
    readonly isLogarithm: boolean;
    /** Of dates: whether numbers are days since 1970-01-01 or hours. */
    readonly part?: DatePartName;
    readonly first: number;
    readonly width: number;
    readonly counts: readonly number[];
    readonly below: number;
    readonly above: number;
    readonly grid: readonly number[];
    /** By cluster and place of the grid: cells expected in a bin around it. */
    readonly expected: readonly (readonly number[])[];
  };
  /** The commonest first; by cluster, each row in the measure of its posterior. */
  readonly levels?: readonly { readonly level: string; readonly counts: readonly number[] }[];
  /** Levels that are not told. */
  readonly otherLevels?: number;
}

export interface CertaintyAnswer {
  readonly kind: 'certainty';
  /** Rows by largest posterior, in equal bins from 0 to 1. */
  readonly histogram: readonly number[];
  readonly unclearBelow: number;
  readonly unclear: number;
  /** Share of rows that is expected to be in another cluster than the likeliest. */
  readonly expectedError: number;
  /** By likeliest and second likeliest cluster: unclear rows. */
  readonly between: readonly (readonly number[])[];
  /** By likeliest cluster and cluster: rows that are expected to be of it. */
  readonly confusion: readonly (readonly number[])[];
  /** Columns that were left out of the fit and have few enough distinct values to be set against the clusters. */
  readonly labels: readonly string[];
}

export interface CrossTableAnswer {
  readonly kind: 'crossTable';
  readonly column: string;
  /** The commonest first; by likeliest cluster. */
  readonly labels: readonly { readonly label: string; readonly counts: readonly number[] }[];
  readonly missing: number;
  readonly adjustedRand: number;
  readonly mutualInformation: number;
  readonly normalisedInformation: number;
}

export interface PairAxis {
  readonly column: string;
  readonly isLogarithm: boolean;
  /** Of dates: whether numbers are days since 1970-01-01 or hours. */
  readonly part?: DatePartName;
  /** What is drawn; wild values lie beyond it. */
  readonly range: readonly [number, number];
}

export interface PairAnswer {
  readonly kind: 'pair';
  readonly x: PairAxis;
  readonly y: PairAxis;
  /** Rows with both cells, of which `points` are all or a seeded sample with every unlikely row. */
  readonly available: number;
  readonly points: readonly PairPoint[];
  /** By cluster: where 95 % of its rows are expected. */
  readonly ellipses: readonly { readonly x: number; readonly y: number; readonly rx: number; readonly ry: number }[];
}

export interface PairPoint {
  readonly row: number;
  readonly x: number;
  readonly y: number;
  /** The likeliest. */
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
  /** Null where there is none. */
  readonly row: RowView | null;
}

/** A row as a person sees it. */
export interface RowView {
  /** Data row, from 0, of the rows that the pictures are of. */
  readonly row: number;
  /** Line of the file as it is now, from 1; null where the row was edited away. */
  readonly line: number | null;
  readonly posterior: readonly number[];
  readonly tail: number;
  readonly isUnlikely: boolean;
  /** By column of the file. */
  readonly cells: readonly string[];
  /**
   * By name of a column of the model: its number, or its level's; null where missing, or a bound. Only where one row
   * was asked for.
   */
  readonly values?: Readonly<Record<string, number | string | null>>;
}
