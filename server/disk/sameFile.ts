/** Whether two paths lead to one file. */
import { statSync, type BigIntStats } from 'node:fs';
import { resolve } from 'node:path';

/** The same for all names of one file, links included. */
export function fileIdentity(path: string): string {
  const found = statOf(path);
  return found?.isFile() === true ? `${found.dev}:${found.ino}` : resolve(path);
}

function statOf(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true });
  } catch {
    // Whatever is the matter with it is told when it is read or written.
    return undefined;
  }
}

export function isSameFile(a: string, b: string): boolean {
  return fileIdentity(a) === fileIdentity(b);
}
