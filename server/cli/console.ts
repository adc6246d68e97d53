/**
 * Input and output that the commands share: notes, output files, the clock, and problems as usage errors.
 */
import { FitProblem } from '../words/fitProblem';
import { writeFile, type Piece } from '../disk/writeFiles';
import { printableLine } from '../words/printable';
import { UsageError } from './usageError';

/** Returns a function that prints a line about a file to standard error, or nothing if `quiet`. */
export function notePrinter(file: string, quiet: boolean | undefined): (line: string) => void {
  return quiet === true
    ? () => undefined
    : (line) => process.stderr.write(`mixture-lens: ${printableLine(`${file}: ${line}`)}\n`);
}

/**
 * Writes an output file.
 *
 * @param input name of the file that the pieces are made from; it precedes the message of a problem with that file
 * @throws UsageError if the input cannot be read or the output cannot be written
 */
export async function writeOutput(file: string, input: string, pieces: Iterable<Piece>): Promise<void> {
  try {
    await writeFile(file, piecesAbout(input, pieces));
  } catch (error) {
    throw error instanceof FitProblem ? new UsageError(error.message) : error;
  }
}

function* piecesAbout(file: string, pieces: Iterable<Piece>): Generator<Piece, undefined> {
  try {
    yield* pieces;
  } catch (error) {
    throw withFileName(file, error);
  }
}

/** Runs `work` on a file. @throws UsageError that names the file, if `work` throws a FitProblem */
export function about<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw withFileName(file, error);
  }
}

function withFileName(file: string, error: unknown): unknown {
  return error instanceof FitProblem ? new UsageError(`${file}: ${error.message}`) : error;
}

export function seconds(): number {
  return performance.now() / 1000;
}
