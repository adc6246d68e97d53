/** Compares paths: whether two of them lead to the same file. */
import { statSync, type BigIntStats } from 'node:fs';
import { resolve } from 'node:path';

/** Returns a text that is the same for all paths to a file, including links. */
export function fileIdentity(path: string): string {
  const found = statOf(path);
  return found?.isFile() === true ? `${found.dev}:${found.ino}` : resolve(path);
}

function statOf(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true });
  } catch {
    // Reading or writing the file will report the problem.
    return undefined;
  }
}

export function isSameFile(a: string, b: string): boolean {
  return fileIdentity(a) === fileIdentity(b);
}
