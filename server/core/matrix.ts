/** The matrix: what schema makes of a table and mixtures are fitted to. */
import type { ColumnFacts } from './families/family';
import type { FamilyName } from './families/registry';

/** Rows as numbers and nothing more, which is all that a mixture needs to score them. Columns stored apart, NaN where missing. */
export interface Cells {
  readonly rows: number;
  readonly columns: readonly { readonly values: Float64Array }[];
}

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
export interface Matrix extends Cells {
  readonly columns: readonly MatrixColumn[];
}
