/** Ends statements of a database, and then the program, when the user interrupts it. */
import { printableLine } from '../../../words/printable';
import { FitProblem } from '../../../words/fitProblem';
import { UsageError } from '../../usageError';

/** Exit status of a program that the signal SIGINT ends. */
const INTERRUPTED = 130;

/**
 * Runs work on a table under a signal that SIGINT aborts. An interruption prints one line and sets the exit status; a
 * second one ends the process at once.
 *
 * @throws UsageError that names the table, if `work` throws a FitProblem
 */
export async function interruptible(file: string, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const stopping = new AbortController();
  const stop = (): void => {
    if (stopping.signal.aborted) process.exit(INTERRUPTED);
    stopping.abort();
  };
  process.on('SIGINT', stop);
  try {
    await work(stopping.signal);
  } catch (error) {
    if (!stopping.signal.aborted)
      throw error instanceof FitProblem ? new UsageError(`${file}: ${error.message}`) : error;
    process.stderr.write(`mixture-lens: ${printableLine(`${file}: interrupted`)}\n`);
    process.exitCode = INTERRUPTED;
  } finally {
    process.off('SIGINT', stop);
  }
}
