/** Paths of files on disk: where they lead, whether two lead to one file, and the columns of the file there. */
import { statSync, type BigIntStats } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beginningOf } from '../core/csv/stream/beginning';
import type { DialectOverrides } from '../core/csv/dialect/dialect';
import type { FileStamp } from '../formats/table/readTable';
import { FileSource } from './fileSource';

/** Returns the path of a file on a disk of this machine; undefined if the URI names none. */
export function pathOf(uri: string): string | undefined {
  if (!/^file:/i.test(uri)) return undefined;
  try {
    const path = fileURLToPath(uri);
    return path.includes('\0') ? undefined : path;
  } catch {
    // The URI names another machine, or has characters that no name can have.
    return undefined;
  }
}

/**
 * Returns the URI of a file below a folder, with the folder as the client spells it. Names are encoded as VS Code
 * encodes them, which is all that RFC 3986 reserves.
 *
 * @param path path below the folder, with slashes
 */
export function uriBelow(folderUri: string, path: string): string {
  const names = path.split('/').map(encodeName).join('/');
  return folderUri.endsWith('/') ? folderUri + names : `${folderUri}/${names}`;
}

function encodeName(name: string): string {
  const encodeCharacter = (character: string): string =>
    `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  // Windows has names with half of a pair of surrogates.
  return encodeURIComponent(name.replace(/\p{Surrogate}/gu, '\uFFFD')).replace(/[!'()*]/g, encodeCharacter);
}

/** Whether a file exists; true for a file that is not on disk, which cannot be checked. */
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

/** Returns the stamp of a file; undefined if no such file is on disk. */
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

/** Returns the names of a file's columns. @throws FitProblem in one line that does not name the file */
export function columnsOnDisk(path: string, overrides: DialectOverrides): readonly string[] {
  const source = FileSource.openFile(path);
  try {
    return source.read(() => beginningOf(source, overrides).columns);
  } finally {
    source.close();
  }
}

/** Returns a text that is the same for all paths to a file, including links. */
export function fileIdentity(path: string): string {
  const stats = statOf(path);
  return stats?.isFile() === true ? `${stats.dev}:${stats.ino}` : resolve(path);
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
