/**
 * What the commands share of speaking to the outside: notes, files, the clock, and problems in the words of usage
 * errors.
 */
import { FitProblem } from '../words/fitProblem';
import { writeFile, type Piece } from '../disk/writeFiles';
import { printableLine } from '../words/printable';
import { UsageError } from './usageError';

/** Tells lines about a file on standard error, or nothing when quiet. */
export function teller(file: string, quiet: boolean | undefined): (line: string) => void {
  return quiet === true
    ? () => undefined
    : (line) => process.stderr.write(`mixture-lens: ${printableLine(`${file}: ${line}`)}\n`);
}

/**
 * Writes the file that an option names.
 *
 * @param input the file from which the pieces are made: its name stands before what is wrong with it
 * @throws UsageError
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
    throw named(file, error);
  }
}

/** Does something with a file, whose name then stands before what is wrong with it. */
export function about<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw named(file, error);
  }
}

function named(file: string, error: unknown): unknown {
  return error instanceof FitProblem ? new UsageError(`${file}: ${error.message}`) : error;
}

export function seconds(): number {
  return performance.now() / 1000;
}
