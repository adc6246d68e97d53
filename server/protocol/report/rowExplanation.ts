/** The wire of the explanation of one row: each of its cells beside the value that the model expects. */
import type { CellFinding, RowFinding } from './report';

export interface RowExplanation {
  /** Index of the data row, from 0. */
  readonly row: number;
  /** Line of the file on which the row starts, from 1. */
  readonly line: number;
  /** Code of the finding about the row; left out where nothing is reported. */
  readonly code?: RowFinding['code'];
  /** The user's reason why the row is expected, perhaps empty; left out where the row is not marked. */
  readonly expectedReason?: string;
  /** Tail probability of the row under the common components, with all its cells as they are. */
  readonly tail: number;
  /** Natural logarithm. */
  readonly logDensity: number;
  /** Posterior by cluster, given the cells that are not blamed. */
  readonly posterior: readonly number[];
  /** Cells of the columns that take part in the model, in its order. */
  readonly cells: readonly ExplainedCell[];
  /** Cells of the other columns, in the order of the file. */
  readonly others: readonly { readonly column: string; readonly value: string }[];
}

export interface ExplainedCell extends Omit<CellFinding, 'tail'> {
  /** Tail probability of the cell given the row's other cells; null where it is missing, or a bound. */
  readonly tail: number | null;
  /** Whether a finding blames the cell. */
  readonly isBlamed: boolean;
}
