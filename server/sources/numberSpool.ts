/** Numbers in a temporary file, which loses its name as soon as it is open, so that nothing is left behind. */
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { FitProblem } from '../words/fitProblem';
import { spoolProblem } from './csvCells';
import { makePrivateFolder } from './privateFolder';

/** A file of doubles in the byte order of the machine. */
export class NumberSpool {
  private end = 0;

  private constructor(private readonly handle: number) {}

  /** Opens a new file, which no other user can read. @throws FitProblem */
  static open(): NumberSpool {
    const folder = makePrivateFolder();
    try {
      return new NumberSpool(openSync(join(folder.path, 'numbers'), 'wx+', 0o600));
    } catch (error) {
      throw spoolProblem(error);
    } finally {
      folder.remove();
    }
  }

  /** Adds numbers behind all others. @throws FitProblem where the disk is full */
  add(numbers: Float64Array): void {
    const bytes = bytesOf(numbers);
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(this.handle, bytes, at, bytes.length - at, this.end + at);
    } catch (error) {
      throw spoolProblem(error);
    }
    this.end += bytes.length;
  }

  /** Fills an array with the numbers from an index on. @throws FitProblem where there are fewer */
  read(into: Float64Array, from: number): void {
    const bytes = bytesOf(into);
    for (let at = 0; at < bytes.length;) {
      const count = readSync(this.handle, bytes, at, bytes.length - at, 8 * from + at);
      if (count === 0) throw new FitProblem('the temporary copy of the table ends too early; try again');
      at += count;
    }
  }

  close(): void {
    closeSync(this.handle);
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
