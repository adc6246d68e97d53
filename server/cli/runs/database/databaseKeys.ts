/** Columns of `--key` in a database. */
import { FitProblem } from '../../../words/fitProblem';
import { printable } from '../../../words/printable';

/** Requires that the table has the columns. @throws FitProblem that does not name the table */
export function requireKeys(keys: readonly string[], columns: readonly string[]): void {
  const unknown = keys.find((key) => !columns.includes(key));
  if (unknown !== undefined) throw new FitProblem(`--key: there is no column "${printable(unknown)}"`);
}
