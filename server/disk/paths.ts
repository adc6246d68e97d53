/** Files that are not open in the editor: they are read in pieces, whatever their length. */
import { access, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beginningOf } from '../core/csv/stream/beginning';
import type { DialectOverrides } from '../core/csv/dialect/dialect';
import type { FileStamp } from '../formats/table/readTable';
import { FileSource } from './fileSource';

/** Of a file on a disk of this machine; undefined where the URI names none. */
export function pathOf(uri: string): string | undefined {
  if (!/^file:/i.test(uri)) return undefined;
  try {
    const path = fileURLToPath(uri);
    return path.includes('\0') ? undefined : path;
  } catch {
    // Of another machine, or with signs that no name has.
    return undefined;
  }
}

/** Whether there is such a file; of files elsewhere than on disk, nobody knows, and they are taken to be there. */
export async function isThere(uri: string): Promise<boolean> {
  const path = pathOf(uri);
  if (path === undefined) return true;
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}

/** Undefined where there is no such file on disk. */
export async function stampOf(uri: string): Promise<FileStamp | undefined> {
  const path = pathOf(uri);
  if (path === undefined) return undefined;
  try {
    const { size, mtimeMs } = await stat(path);
    return { size, written: mtimeMs };
  } catch {
    return undefined;
  }
}

/** @throws FitProblem in one line */
export function columnsOnDisk(path: string, overrides: DialectOverrides): readonly string[] {
  const source = FileSource.openFile(path);
  try {
    return source.read(() => beginningOf(source, overrides).columns);
  } finally {
    source.close();
  }
}
