/** Files that are not open in the editor: they are read in pieces, whatever their length. */
import { access } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beginningOf } from '../core/csv/beginning';
import type { DialectOverrides } from '../core/csv/dialect';
import { FileSource } from '../jobs/fileSource';

export function isFileUri(uri: string): boolean {
  return /^file:/i.test(uri);
}

/** Whether there is such a file; of files elsewhere than on disk, nobody knows, and they are taken to be there. */
export async function isThere(uri: string): Promise<boolean> {
  if (!isFileUri(uri)) return true;
  try {
    await access(fileURLToPath(uri));
    return true;
  } catch {
    return false;
  }
}

/** @throws FitProblem in one line */
export function columnsOnDisk(path: string, overrides: DialectOverrides): readonly string[] {
  const source = FileSource.open(path);
  try {
    return source.read(() => beginningOf(source, overrides).columns);
  } finally {
    source.close();
  }
}
