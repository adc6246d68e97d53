/** Files that are written, and why one could not be. */
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { FitProblem } from './problem';

/** Each piece is written before the next is made. @throws whatever the file system or the pieces throw */
export function writePieces(path: string, pieces: Iterable<string>): void {
  const file = openSync(path, 'w');
  try {
    for (const piece of pieces) writeFileSync(file, piece);
  } finally {
    closeSync(file);
  }
}

/** @param error of the file system */
export function unwritable(path: string, error: unknown): FitProblem {
  return new FitProblem(`${path} cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)}); check the folder and its rights.`);
}
