/** The rows that are marked as expected beside a file. */
import { ExpectedRows } from '../../formats/sidecar';
import { rowsBeside } from '../../disk/sidecarFiles';
import { FitProblem } from '../../words/fitProblem';
import { UsageError } from '../usageError';

/**
 * @param tell is given a line where the sidecar is damaged
 * @throws UsageError where there is a sidecar that cannot be read
 */
export async function expectedBeside(file: string, tell: (line: string) => void): Promise<ExpectedRows> {
  if (file === '-') return new ExpectedRows([]);
  try {
    const rows = await rowsBeside(file, tell);
    return new ExpectedRows(rows);
  } catch (error) {
    throw error instanceof FitProblem ? new UsageError(error.message) : error;
  }
}
