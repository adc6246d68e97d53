/**
 * What the commands share of speaking to the outside: notes, files, the clock, and problems in the words of usage
 * errors.
 */
import { FitProblem } from '../words/problem';
import { printableLine } from '../words/printable';
import { writePieces } from '../disk/writeFiles';
import { UsageError } from './usageError';

/** Tells lines about a file on standard error, or nothing when quiet. */
export function teller(file: string, quiet: boolean | undefined): (line: string) => void {
  return quiet === true
    ? () => undefined
    : (line) => process.stderr.write(`mixture-lens: ${printableLine(`${file}: ${line}`)}\n`);
}

/**
 * @param content a text, or its pieces
 * @throws UsageError
 */
export function writeFile(file: string, content: string | Iterable<string | Uint8Array>): void {
  try {
    writePieces(file, typeof content === 'string' ? [content] : content);
  } catch (error) {
    if (error instanceof FitProblem) throw error;
    throw new UsageError(
      `${file}: cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)}); ` +
        'check the folder and its rights',
    );
  }
}

/** Does something with a file, whose name then stands before what is wrong with it. */
export function about<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof FitProblem) throw new UsageError(`${file}: ${error.message}`);
    throw error;
  }
}

export function seconds(): number {
  return performance.now() / 1000;
}
