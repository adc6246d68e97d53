/** Ends statements of a database, and then the program, when the user interrupts it. */
import { printableLine } from '../../../words/printable';
import { FitProblem } from '../../../words/fitProblem';
import { UsageError } from '../../usageError';

/** Exit status by the signal that ends the program. */
const EXIT_STATUS = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Runs work on a table under a signal that SIGINT and SIGTERM abort. An interruption prints one line and sets the exit
 * status; a second one ends the process at once.
 *
 * @param remedy returns how to go on after an interruption; undefined if there is no way
 * @throws UsageError that names the table, if `work` throws a FitProblem
 */
export async function interruptible(
  file: string,
  work: (signal: AbortSignal) => Promise<void>,
  remedy: () => string | undefined = () => undefined,
): Promise<void> {
  const stopping = new AbortController();
  let status = 0;
  const stop = (name: NodeJS.Signals): void => {
    if (stopping.signal.aborted) process.exit(status);
    status = EXIT_STATUS[name as keyof typeof EXIT_STATUS];
    stopping.abort();
  };
  const names = Object.keys(EXIT_STATUS);
  for (const name of names) process.on(name, stop);
  try {
    await work(stopping.signal);
  } catch (error) {
    if (!stopping.signal.aborted)
      throw error instanceof FitProblem ? new UsageError(`${file}: ${error.message}`) : error;
    const way = remedy();
    const line = `${file}: interrupted${way === undefined ? '' : `; ${way}`}`;
    process.stderr.write(`mixture-lens: ${printableLine(line)}\n`);
    process.exitCode = status;
  } finally {
    for (const name of names) process.off(name, stop);
  }
}
