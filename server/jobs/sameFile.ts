/** Whether two paths lead to one file. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';

/** The same for all names of one file, links included. */
export function fileIdentity(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false, bigint: true });
  return found?.isFile() === true ? `${found.dev}:${found.ino}` : resolve(path);
}

export function isSameFile(a: string, b: string): boolean {
  return fileIdentity(a) === fileIdentity(b);
}
