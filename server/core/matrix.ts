/** The matrix: what schema makes of a table and mixtures are fitted to. */
import type { ColumnFacts } from './families/family';
import type { FamilyName } from './families/registry';

/** One column of data as its family has it (`Family.encode`): numbers, or level indices; NaN is a missing cell. */
export interface MatrixColumn {
  readonly name: string;
  readonly family: FamilyName;
  readonly facts: ColumnFacts;
  /** Names of the level indices; empty for numbers. */
  readonly levels: readonly string[];
  readonly values: Float64Array;
}

/** Columns stored apart, all with the same number of rows. */
export interface Matrix {
  readonly rows: number;
  readonly columns: readonly MatrixColumn[];
}
