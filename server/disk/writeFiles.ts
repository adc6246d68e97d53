/** Files that are written, and why one could not be. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { open, rename, rm, writeFile } from 'node:fs/promises';
import { FitProblem } from '../words/problem';

/** Of a UTF-16 unit in UTF-8. */
const MOST_BYTES_OF_UNIT = 3;

/** Each piece is written before the next is made. @throws whatever the file system or the pieces throw */
export function writePieces(path: string, pieces: Iterable<string | Uint8Array>): void {
  const file = openSync(path, 'w');
  try {
    // One buffer for all of them: those of their own would be there until they are collected.
    let bytes = Buffer.alloc(0);
    for (const piece of pieces) {
      if (typeof piece !== 'string') {
        writeAll(file, piece, piece.length);
        continue;
      }
      const most = MOST_BYTES_OF_UNIT * piece.length;
      if (most > bytes.length) bytes = Buffer.allocUnsafeSlow(most);
      const length = bytes.write(piece);
      writeAll(file, bytes, length);
    }
  } finally {
    closeSync(file);
  }
}

function writeAll(file: number, bytes: Uint8Array, length: number): void {
  for (let at = 0; at < length;) at += writeSync(file, bytes, at, length - at);
}

/** Puts a whole new file in the place of one: nobody ever reads half of it. */
export async function replaceFile(path: string, pieces: Iterable<string>): Promise<void> {
  const unfinished = `${path}~`;
  // What has that name by chance or design, such as a link, is not written to.
  await rm(unfinished, { force: true });
  await writeFile(unfinished, pieces, { flag: 'wx' });
  await rename(unfinished, path);
}

/**
 * Writes pieces one after the other, with a pause after each.
 * @throws FitProblem
 */
export async function writeInSteps(path: string, pieces: Iterable<string>, pause: () => Promise<void>): Promise<void> {
  try {
    const file = await open(path, 'w');
    try {
      for (const piece of pieces) {
        await writeFile(file, piece);
        await pause();
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** @param error of the file system */
export function unwritable(path: string, error: unknown): FitProblem {
  return new FitProblem(
    `${path} cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)}); ` +
      'check the folder and its rights.',
  );
}
