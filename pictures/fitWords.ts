/** A fit in words, for the panel and the report. */
import { clauses } from '../language/joins';
import { say } from '../language/language';
import type { FitReport } from '../server/protocol';
import { count } from './format';

/** Describes clusters and rows; rows of a frequency table count more than once. @example `2 clusters in 24 rows` */
export function fitWords({
  k,
  rows,
  rowsFitted = rows,
  totalWeight,
}: Pick<FitReport, 'k' | 'rows' | 'rowsFitted' | 'totalWeight'>): string {
  return totalWeight === rowsFitted
    ? say(
        '{clusters, plural, one {# cluster} other {# clusters}} in {rows, plural, one {{number} row} other {{number} rows}}',
        { clusters: k, rows, number: count(rows) },
      )
    : say(
        '{clusters, plural, one {# cluster} other {# clusters}} in {rows, plural, one {{number} row that counts} other {{number} rows that count}} as {weight}',
        { clusters: k, rows, number: count(rows), weight: count(totalWeight) },
      );
}

/** Describes the findings. @param others faults of the file other than unlikely rows, each in words */
export function foundWords(unlikelyRows: number, others: readonly string[]): string {
  const rows = say('{rows, plural, one {{number} unlikely row} other {{number} unlikely rows}}', {
    rows: unlikelyRows,
    number: count(unlikelyRows),
  });
  return say('{clauses}.', { clauses: clauses([rows, ...others]) });
}

/** Names a method of the search. */
export function methodName(method: FitReport['method']): string {
  return method === 'em' ? say('EM') : say('L-BFGS');
}

/** Describes how the best run ended, as a clause. */
export function endingWords({ reason, iterations }: Pick<FitReport, 'reason' | 'iterations'>): string {
  const number = count(iterations);
  switch (reason) {
    case 'converged':
      return say('converged after {iterations, plural, one {{number} iteration} other {{number} iterations}}', {
        iterations,
        number,
      });
    case 'maxIterations':
      return say(
        'stopped at the limit after {iterations, plural, one {{number} iteration} other {{number} iterations}}',
        { iterations, number },
      );
    case 'cancelled':
      return say('stopped after {iterations, plural, one {{number} iteration} other {{number} iterations}}', {
        iterations,
        number,
      });
    case 'degenerate':
      return say('degenerate after {iterations, plural, one {{number} iteration} other {{number} iterations}}', {
        iterations,
        number,
      });
  }
}
