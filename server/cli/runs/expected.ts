/** Reads the rows that are marked as expected in the sidecar of a file. */
import { ExpectedRows } from '../../formats/sidecar';
import { rowsBeside } from '../../disk/sidecarFiles';
import { FitProblem } from '../../words/fitProblem';
import { isAddress } from '../checking/checkFiles';
import { UsageError } from '../usageError';

/**
 * Returns the rows marked as expected beside `file`; none for standard input or without a sidecar.
 *
 * @param printNote called with a line if the sidecar is damaged
 * @throws UsageError if the sidecar cannot be read
 */
export async function expectedBeside(file: string, printNote: (line: string) => void): Promise<ExpectedRows> {
  if (file === '-' || isAddress(file)) return new ExpectedRows([]);
  try {
    const rows = await rowsBeside(file, printNote);
    return new ExpectedRows(rows);
  } catch (error) {
    throw error instanceof FitProblem ? new UsageError(error.message) : error;
  }
}
