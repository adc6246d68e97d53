/** Additions of JSON to reports: all findings in one list, and reasons for numbers that JSON lacks. */
import type { Finding, FitReport, ScoreReport, UnreadableCell } from './report/report';

/**
 * Reason why a held-out NLML is null: `infinite`, since a left-out row has density zero under the model of the others;
 * `too-few-rows`, fewer than the five folds; `given-start`, since a fit from given parameters leaves out no row;
 * `model`, since the table is a saved model without rows.
 */
export type HeldOutReason = 'infinite' | 'too-few-rows' | 'given-start' | 'model';

/** A report whose `findings` include the cells that need no model to be wrong, each with its `code`. */
export type JsonReport<R extends FitReport | ScoreReport> = Omit<R, 'findings' | 'unreadable'> & {
  readonly findings: readonly (Finding | UnreadableCell)[];
};

export function jsonReport<R extends FitReport | ScoreReport>({
  findings,
  unreadable = [],
  ...others
}: R): JsonReport<R> {
  return { ...others, findings: [...findings, ...unreadable] };
}
