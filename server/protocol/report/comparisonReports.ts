/**
 * The wire of the comparison of two tables A and B: the one JSON object of `mixture-lens compare --json`. Natural
 * logarithms and the data's own units throughout.
 */
import type { Component, Estimate, Kind } from '../options';
import type { DatePartName, NumberPartName } from './dateWords';
import type { HeldOutReason } from '../reportJson';
import type { RowFinding } from './report';

/** Number of permutations for p-values. */
export const DEFAULT_PERMUTATIONS = 1999;
/** Minimum number of permutations for a p-value below 0.001. */
export const FEWEST_PERMUTATIONS = 999;
/** Maximum number of permutations: one number for each is held by column and cluster. */
export const MOST_PERMUTATIONS = 1_000_000;
/** Level of significance of the words; p-values themselves are in the report. */
const SIGNIFICANCE = 0.05;

/** Whether a p-value counts as a difference in words. */
export function isDifferent({ p }: { readonly p: number }): boolean {
  return p < SIGNIFICANCE;
}

/** Sort of most cells of a column. */
export type ColumnSort = 'numbers' | 'text' | 'dates';

export interface ComparedTable {
  readonly rows: number;
  /** Number of components of its mixture. */
  readonly k: number;
}

/** Differences that need no statistics. */
export interface StructureChanges {
  readonly onlyInA: readonly string[];
  readonly onlyInB: readonly string[];
  /** Columns of another sort in B, which are not compared further. */
  readonly sorts: readonly { readonly column: string; readonly a: ColumnSort; readonly b: ColumnSort }[];
  readonly levels: readonly LevelChange[];
  /** Whether the common columns are in another order; no difference by itself. */
  readonly isReordered: boolean;
}

/** Levels of a column that only one table has. */
export interface LevelChange {
  readonly column: string;
  /** Levels of A that are too common to be absent from B by chance, with their number of cells. */
  readonly onlyInA: readonly { readonly level: string; readonly count: number }[];
  readonly onlyInB: readonly { readonly level: string; readonly count: number }[];
}

/** Results of a permutation test. */
export interface TestReport {
  /** p-value corrected for all tests of its table. */
  readonly p: number;
  /** p-value of this test alone. */
  readonly rawP: number;
  /** Statistic, in standard deviations of its permutation distribution about the mean. */
  readonly evidence: number;
}

/** A loss between the mixtures of A and B, with its level for tables of one source. */
export interface LossReport {
  /** Null where it is infinite. */
  readonly value: number | null;
  /** Standard error of the draws; 0 where the value is exact. */
  readonly standardError: number;
  /** Mean and standard deviation of the loss between tables of one source, as large as these; null where infinite. */
  readonly equal: { readonly mean: number | null; readonly sd: number | null };
}

/** One part of a column, or the column as a whole, in both tables. */
export interface PartComparison {
  readonly name: string;
  readonly kind: Kind;
  readonly part?: DatePartName | NumberPartName;
  readonly unit?: string;
  /** Means and standard deviations of the numbers of A and B, without those far from all others. */
  readonly mean?: readonly [number, number];
  readonly sd?: readonly [number, number];
  readonly histogram?: NumberHistogram;
  /** Shares of levels among the observed cells of A and B, the largest difference first. */
  readonly levels?: readonly { readonly level: string; readonly shares: readonly [number, number] }[];
}

/** Shares of the numbers of A and B over the same bins, among the cells of each table that are numbers. */
export interface NumberHistogram {
  /** Whether the bins are in natural logarithms of the data. */
  readonly isLogarithm: boolean;
  /** Bin i holds first + i × width ≤ v < first + (i + 1) × width. */
  readonly first: number;
  readonly width: number;
  readonly shares: readonly [readonly number[], readonly number[]];
  /** Shares below and above all bins. */
  readonly below: readonly [number, number];
  readonly above: readonly [number, number];
}

export interface ColumnComparison extends TestReport {
  readonly column: string;
  /** Changes in words, the clearest first. */
  readonly changes: readonly string[];
  /** Shares of missing or unreadable cells in A and B. */
  readonly missing: readonly [number, number];
  readonly parts: readonly PartComparison[];
  /** Absolute loss of the column, from 0 to 2: twice the share of cells that would have to change. */
  readonly absolute: LossReport;
  /** Share in the sum of the columns' symmetric Kullback-Leibler divergences; null where one is infinite. */
  readonly share: number | null;
}

export type ClusterChange = 'new' | 'gone' | 'grown' | 'shrunk' | 'moved' | 'same';

/** A cluster of the rows of both tables together. */
export interface ClusterComparison extends TestReport {
  readonly change: ClusterChange;
  /** Shares of the rows of A and B. */
  readonly shares: readonly [number, number];
  /** Clusters of the tables' own mixtures that hold the same rows, from 0; null for none. */
  readonly inA: number | null;
  readonly inB: number | null;
  readonly columns: Component['columns'];
  /** Columns in which the cluster's rows of A and B have different means, the clearest first. */
  readonly moves: readonly ClusterMove[];
}

/** Means of a column over a cluster's rows of A and B. */
export interface ClusterMove {
  readonly column: string;
  readonly mean: readonly [number, number];
  /** Whether the means are geometric ones, as for a column whose logarithms are modelled. */
  readonly isGeometric?: true;
  readonly p: number;
}

export interface ComparisonReport {
  readonly a: ComparedTable & { readonly isModel: boolean };
  readonly b: ComparedTable;
  readonly seed: number;
  readonly estimate: Estimate;
  /** p-value of the hypothesis that all rows have one source: the smallest of `columns`, `clusters` and `together`. */
  readonly p: number;
  readonly permutations: number;
  /** Numbers of rows of A and B behind the p-values; rows are permuted in groups of this size. */
  readonly tested: { readonly rows: readonly [number, number]; readonly groupSize: number };
  readonly structure: StructureChanges;
  /** Columns of both tables, the clearest difference first. */
  readonly columns: readonly ColumnComparison[];
  /** Columns of both tables that are not compared. */
  readonly notCompared: readonly string[];
  /** Test of the shares of all clusters; left out where there is only one. */
  readonly clusterShares?: TestReport;
  /** Test of how the cells of a row go together; left out where there is only one cluster, or A is a model. */
  readonly together?: TestReport;
  readonly clusters: readonly ClusterComparison[];
  /** Losses between the mixtures; left out where no column has cells in both tables. */
  readonly losses?: {
    /** KL(A‖B) and KL(B‖A) in nats. */
    readonly klForward: LossReport;
    readonly klBackward: LossReport;
    /** ∫|p − q|, from 0 to 2. */
    readonly absolute: LossReport;
    /** ∫(p − q)². */
    readonly squared: LossReport & { readonly log: number | null };
  };
  readonly nlmlPerRow: {
    /** Rows of B under the model of A; null where it is infinite. */
    readonly b: number | null;
    /** Left out for a single row. */
    readonly standardError?: number;
    /** Rows of A that took no part in the fit; null where `aHeldOutReason` says why. */
    readonly aHeldOut: number | null;
    /** Left out where `aHeldOut` is a number. */
    readonly aHeldOutReason?: HeldOutReason;
    /** Rows of A in the fit. */
    readonly aInFit: number;
  };
  /** Rows of B that the model of A calls unlikely: their number, and the least likely of them. */
  readonly unlikely: { readonly count: number; readonly findings: readonly RowFinding[] };
  /** Set where each `line` is the number of a row of B, since B has no lines. */
  readonly counts?: 'row';
  /** Faults of B, one line for each sort. */
  readonly notes: readonly string[];
  readonly seconds: { readonly a: number; readonly b: number; readonly compare: number };
}
