/** Exemptions: what the rest of the column or the row says in favour of a cell that the mixture finds unlikely. */
import type { JudgingMixture } from '../judgingMixture';
import { correlatedTail, deviationOf, type Correlation } from './correlations';
import { crossingTail } from './crossings';
import { heavyTailOf } from './heavyTails';

/** A cell of a row, as far as exemptions need it. */
export interface ExemptCell {
  readonly column: number;
  /** Tail probability under the mixture. */
  readonly tail: number;
  /** Returns p(k | the row's other sound cells); the caller may overwrite it later. */
  readonly weights: () => Float64Array;
  /** Returns the distance from the nearest component, in standard deviations. */
  readonly distance: () => number;
  /** The row's values; NaN where missing. */
  readonly row: ArrayLike<number>;
}

export interface Exemption {
  /** Tail probability with the exemptions: at least the mixture's own. */
  readonly tail: number;
  /** Whether the cell's column has a heavy tail or a heap there, or the cell is exempt for another reason. */
  readonly isExempt: boolean;
}

/** Tail probability above which further exemptions make no difference. */
const LARGE_TAIL = 0.01;

/** Raises a cell's tail probability to that of its column's heavy tail, heap, correlation or crossing. */
export function withExemptions(judging: JudgingMixture, cell: ExemptCell): Exemption {
  const { column, tail, row, distance, weights } = cell;
  const heavy = judging.heavyTails[column];
  const value = row[column];
  const heapShare = judging.heaps[column]?.find((heap) => heap.value === value)?.share ?? 0;
  const ofColumn = Math.max(tail, heavy === undefined ? 0 : heavyTailOf(heavy, distance()), heapShare);
  const correlation = judging.correlations[column];
  const crossing = judging.crossings[column];
  const mayNeed = ofColumn < LARGE_TAIL && value === value;
  const ofRow = Math.max(
    mayNeed && correlation !== undefined ? givenCorrelated(judging, cell, correlation) : 0,
    mayNeed && crossing !== undefined ? crossingTail(crossing, judging, column, value, weights()) : 0,
  );
  return { tail: Math.max(ofColumn, ofRow), isExempt: heavy !== undefined || heapShare > 0 || ofRow > ofColumn };
}

/** Returns the tail probability of a cell given the correlated cell of its row, under all components. */
function givenCorrelated(
  { mixture }: JudgingMixture,
  { column, row, weights }: ExemptCell,
  correlation: Correlation,
): number {
  return weights().reduce(
    (sum, weight, j) =>
      sum +
      weight *
        correlatedTail(
          correlation,
          deviationOf(mixture, column, j, row[column]),
          deviationOf(mixture, correlation.column, j, row[correlation.column]),
        ),
    0,
  );
}
