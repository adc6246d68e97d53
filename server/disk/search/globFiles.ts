/** Patterns of file names, for shells that do not expand them. */
import { readdirSync, statSync, type Dirent } from 'node:fs';
import picomatch from 'picomatch';
import { SIDECAR_SUFFIX } from '../../formats/sidecar';
import { FitProblem } from '../../words/fitProblem';
import { printablePath } from '../../words/printable';
import { reasonOf } from '../textFile';
import { PACKAGES } from './tablesBelow';

/** A pattern with a part that begins with a dot. */
const NAMES_HIDDEN = /(^|[/{,(|])\./;

/**
 * Returns the files that an argument names: the file itself, or all that match a pattern, in the order of their names.
 * A pattern matches no sidecars, no hidden files, no packages unless it names their folder, and nothing behind links to
 * folders.
 *
 * @returns undefined for a pattern that matches no file
 * @throws FitProblem that names a folder that cannot be read
 */
export function filesNamedBy(argument: string): readonly string[] | undefined {
  const { base, glob, isGlob = false } = isThere(argument) ? {} : picomatch.scan(argument, { nonegate: true });
  if (!isGlob || base === undefined || glob === undefined) return [argument];
  const matches = picomatch(glob, { nonegate: true });
  const depth = glob.includes('**') ? Infinity : glob.split('/').length;
  const isWalked = (name: string): boolean =>
    (!name.startsWith('.') || NAMES_HIDDEN.test(glob)) && (argument.includes(PACKAGES) || name !== PACKAGES);
  const found = [...filesUnder(base, '', depth, isWalked)].filter(
    (file) => matches(file) && !file.endsWith(SIDECAR_SUFFIX),
  );
  return found.length === 0 ? undefined : found.sort().map((file) => joined(base, file));
}

/** Yields the paths of files below a folder, relative to `base`, in any order. */
function* filesUnder(
  base: string,
  folder: string,
  depth: number,
  isWalked: (folderName: string) => boolean,
): Generator<string, undefined> {
  for (const entry of entriesOf(joined(base, folder))) {
    const path = joined(folder, entry.name);
    if (entry.isDirectory()) {
      if (depth > 1 && isWalked(entry.name)) yield* filesUnder(base, path, depth - 1, isWalked);
    } else if (entry.isFile() || (entry.isSymbolicLink() && isFile(joined(base, path)))) yield path;
  }
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder === '' ? '.' : folder, { withFileTypes: true });
  } catch (error) {
    // A folder that is not there has no files.
    if (!isThere(folder)) return [];
    throw new FitProblem(`${printablePath(folder)}: ${reasonOf(error)}`);
  }
}

function joined(folder: string, name: string): string {
  return folder === '' || name === '' || folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`;
}

function isThere(path: string): boolean {
  return statOf(path) !== undefined;
}

function isFile(path: string): boolean {
  return statOf(path)?.isFile() === true;
}

function statOf(path: string): ReturnType<typeof statSync> {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
