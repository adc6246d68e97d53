/** Data of the page that shows a comparison: texts that are ready to be shown, and the numbers of its pictures. */
import type { NumberHistogram } from '../report/comparisonReports';
import type { DatePartName } from '../report/dateWords';

/** Rows of a table in words. */
type Rows = readonly (readonly string[])[];

/** A part of a column, or the column as a whole. */
export interface ComparedPart {
  /** Name of the part, such as "hour"; '' for the column as a whole. */
  readonly title: string;
  readonly part?: DatePartName;
  readonly histogram?: NumberHistogram;
  /** Shares of levels in A and B, the largest difference first. */
  readonly levels?: readonly { readonly level: string; readonly shares: readonly [number, number] }[];
  /** Mean, standard deviation or shares, each of A and of B. */
  readonly numbers: Rows;
}

export interface ComparedColumnPage {
  readonly name: string;
  readonly isDifferent: boolean;
  /** Changes from A to B in words; '' without any. */
  readonly words: string;
  readonly parts: readonly ComparedPart[];
}

export interface ComparisonPage {
  /** Names of A and B. */
  readonly names: readonly [string, string];
  /** Whether the tables differ, and in what. */
  readonly answer: string;
  /** By how much they differ. */
  readonly amount: string;
  /** The tables, and what the p-values rest on. */
  readonly basis: readonly string[];
  readonly structure: readonly string[];
  readonly columnHeads: readonly string[];
  /** Columns, the largest share first. */
  readonly columnRows: Rows;
  readonly columns: readonly ComparedColumnPage[];
  /** Columns without a difference, and those that are not compared. */
  readonly otherColumns: readonly string[];
  readonly clusterHeads: readonly string[];
  readonly clusterRows: Rows;
  /** Shares of the clusters in A and B; empty where there is only one. */
  readonly clusterShares: readonly (readonly [number, number])[];
  readonly clusterLines: readonly string[];
  readonly lossHeads: readonly string[];
  readonly lossRows: Rows;
  readonly lossLine: string;
  /** Number of rows of B that are unlikely under the model of A, in words. */
  readonly unlikely: string;
  /** Line, p-value and most surprising cell of each. */
  readonly unlikelyRows: Rows;
  readonly notes: readonly string[];
  /** URI of B, to whose lines the page may link in the editor. */
  readonly linkTo?: string;
}
