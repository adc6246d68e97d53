/** Files below granted folders: the only ones that a program may read for others, such as agents. */
import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, parse, relative, resolve, sep } from 'node:path';
import type { FileStamp } from '../../formats/table/readTable';
import { FitProblem } from '../../words/fitProblem';
import { printable } from '../../words/printable';
import { pathOf } from '../paths';
import { reasonOf, requireFile } from '../textFile';

/** A regular file below a granted folder, without symbolic links in its path. */
export interface GrantedFile {
  readonly path: string;
  readonly stamp: FileStamp;
}

/** Longest path or name in a message, in characters. */
const LONGEST_NAME = 200;
/** Maximum number of folders named in a message. */
const MOST_FOLDERS = 5;

/**
 * Checks that a path leads to a regular file below one of the granted folders, also once its links are resolved.
 *
 * @param requested a path, or a `file:` URI; a relative path counts from each folder in turn
 * @param folders absolute paths
 * @throws FitProblem in one line that names the file and the folders
 */
export async function grantedFile(requested: string, folders: readonly string[]): Promise<GrantedFile> {
  const path = plainPath(requested);
  const roots = await rootsOf(folders);
  const candidates = isAbsolute(path) ? [resolve(path)] : folders.map((folder) => resolve(folder, path));
  // A path outside is refused before the disk is asked, so that the answer does not show what exists there.
  const inside = candidates.filter((candidate) => roots.some((root) => isBelow(candidate, root)));
  if (inside.length === 0) throw outside(requested, folders);
  let problem: unknown;
  for (const candidate of inside) {
    try {
      return await checkedFile(candidate, requested, folders, roots);
    } catch (error) {
      problem ??= error;
    }
  }
  throw problem instanceof FitProblem
    ? problem
    : new FitProblem(`${quoted(requested)}: ${reasonOf(problem)}; ${folderWords(folders)}`);
}

/** Whether a file is still the granted one: neither another one nor changed, and no link on its path. */
export async function isStillGranted({ path, stamp: { size, written } }: GrantedFile): Promise<boolean> {
  try {
    const now = await stat(path);
    return now.isFile() && now.size === size && now.mtimeMs === written && (await realpath(path)) === path;
  } catch {
    return false;
  }
}

/** Whether a file beside a granted one may be read: it leads nowhere else. True where it does not exist. */
export async function isPlain(path: string): Promise<boolean> {
  try {
    return (await realpath(path)) === path;
  } catch {
    return true;
  }
}

export async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

/** Describes the granted folders, as the end of a sentence. */
export function folderWords(folders: readonly string[]): string {
  if (folders.length === 0)
    return 'no folder is granted: grant one in the client, or start the server with --root FOLDER';
  const named = folders.slice(0, MOST_FOLDERS).map((folder) => quoted(folder));
  const more = folders.length > MOST_FOLDERS ? ` and ${folders.length - MOST_FOLDERS} more` : '';
  return `the granted ${folders.length === 1 ? 'folder is' : 'folders are'} ${named.join(', ')}${more}`;
}

/** Whether a folder holds all of a disk, which nobody grants by starting a program there. */
export function isWholeDisk(folder: string): boolean {
  return parse(folder).root === folder;
}

/** Returns the path that a client names. @throws FitProblem for a URI of another scheme, and for an unsafe path */
function plainPath(requested: string): string {
  const path = /^(?:file:|[a-z][a-z0-9+.-]+:\/\/)/i.test(requested) ? pathOf(requested) : requested;
  if (path === undefined)
    throw new FitProblem(`${quoted(requested)} is not a file on this machine; name a path or a file: URI`);
  if (path.trim() === '' || path.includes('\0'))
    throw new FitProblem(`${quoted(requested)} is not a path; name a file below a granted folder`);
  if (path.split(/[\\/]/).includes('..'))
    throw new FitProblem(`${quoted(requested)} has a ".." in it; name the file without`);
  // On Windows, such paths name other machines and devices.
  if (sep === '\\' && /^[\\/]{2}/.test(path))
    throw new FitProblem(`${quoted(requested)} is not a file on this machine; name a path or a file: URI`);
  return path;
}

/** A granted folder, as given and without links. */
interface Root {
  readonly given: string;
  readonly real: string;
}

/** Returns the folders that exist. */
async function rootsOf(folders: readonly string[]): Promise<readonly Root[]> {
  const roots = await Promise.all(
    folders.map(async (folder) => {
      const given = resolve(folder);
      return { given, real: await realpath(given).catch(() => undefined) };
    }),
  );
  return roots.flatMap(({ given, real }) => (real === undefined ? [] : [{ given, real }]));
}

function isBelow(path: string, { given, real }: Root): boolean {
  return [given, real].some((root) => isInFolder(path, root));
}

function isInFolder(path: string, folder: string): boolean {
  const rest = relative(folder, path);
  return rest !== '' && rest !== '..' && !rest.startsWith(`..${sep}`) && !isAbsolute(rest);
}

async function checkedFile(
  candidate: string,
  requested: string,
  folders: readonly string[],
  roots: readonly Root[],
): Promise<GrantedFile> {
  const path = await realpath(candidate);
  if (!roots.some(({ real }) => isInFolder(path, real))) throw outside(requested, folders);
  const facts = await stat(path);
  try {
    requireFile(facts);
  } catch (error) {
    throw new FitProblem(`${quoted(requested)}: ${reasonOf(error)}`);
  }
  return { path, stamp: { size: facts.size, written: facts.mtimeMs } };
}

function outside(requested: string, folders: readonly string[]): FitProblem {
  return new FitProblem(
    folders.length === 0
      ? `${quoted(requested)} cannot be read: ${folderWords(folders)}`
      : `${quoted(requested)} is outside the granted folders and cannot be read; ${folderWords(folders)}`,
  );
}

function quoted(path: string): string {
  return JSON.stringify(printable(path, LONGEST_NAME));
}
