/** Rows that are marked as expected, kept in a sidecar beside each file on disk. */
import { printablePath } from '../words/printable';
import { FitProblem } from '../words/fitProblem';
import { parseSidecar, SIDECAR_SUFFIX, sidecarText, withExpected, type ExpectedRow } from '../formats/sidecar';
import { changing, type LockedFile } from './fileLock';
import { codeOf, DISK, type FileSystem } from './fileSystem';
import { pathOf } from './paths';
import { MOST_BYTES, readTextFile, reasonOf } from './textFile';
import { replaceFile } from './writeFiles';
import { writeProblem } from './writeProblem';

/** Is given lines for the log. */
type Tell = (line: string) => void;

/** Sidecars whose damage is known to whoever reads the log. */
const told = new Set<string>();

/**
 * What is marked for a file; files that are not on disk have no sidecar. Of a damaged one, the rows that are whole.
 *
 * @param tell is given a line where a sidecar is damaged, once
 * @throws FitProblem where it cannot be read
 */
export async function markedRows(uri: string, tell: Tell): Promise<readonly ExpectedRow[]> {
  const path = pathOf(uri);
  return path === undefined ? [] : rowsBeside(path, tell);
}

/** The same for the path of a file. @throws FitProblem where the sidecar cannot be read */
export async function rowsBeside(path: string, tell: Tell): Promise<readonly ExpectedRow[]> {
  const file = path + SIDECAR_SUFFIX;
  const { rows, damage } = await read(file, file);
  if (damage === undefined) told.delete(file);
  else if (!told.has(file)) {
    told.add(file);
    tell(`${damage.words} The next row that is marked as expected mends it.`);
  }
  return rows;
}

/**
 * Marks one more row; of several at once, also by several programs, none is lost. Returns all that are marked. What was
 * in a damaged sidecar is kept beside it.
 *
 * @param tell is given a line where a sidecar was damaged
 * @throws FitProblem where that cannot be kept
 */
export async function markExpected(
  uri: string,
  row: ExpectedRow,
  tell: Tell,
  fs: FileSystem = DISK,
): Promise<readonly ExpectedRow[]> {
  const path = pathOf(uri);
  if (path === undefined)
    throw new FitProblem('Save the file to a disk first: what is marked as expected is kept beside it.');
  const sidecar = path + SIDECAR_SUFFIX;
  try {
    return await changing(sidecar, (file) => withOneMore(file, sidecar, row, tell, fs), fs);
  } catch (error) {
    throw writeProblem(sidecar, error);
  }
}

/** The file whose sidecar this is, if it is one. */
export function fileOfSidecar(uri: string): string | undefined {
  return uri.endsWith(SIDECAR_SUFFIX) ? uri.slice(0, -SIDECAR_SUFFIX.length) : undefined;
}

/** @param name of the sidecar, as messages have it */
async function withOneMore(
  { path, requireHeld }: LockedFile,
  name: string,
  row: ExpectedRow,
  tell: Tell,
  fs: FileSystem,
): Promise<readonly ExpectedRow[]> {
  // Read anew: somebody else may have written to it, or a checkout have brought another one.
  const { rows: before, damage } = await read(path, name);
  const kept = damage?.hasContent === true ? await copyOf(path, fs) : undefined;
  const rows = withExpected(before, row);
  await replaceFile(path, [sidecarText(rows)], { fs, beforeRename: requireHeld });
  told.delete(name);
  if (damage !== undefined)
    tell(
      `${damage.words} It is written anew${kept === undefined ? '' : `; the damaged one is kept as ${printablePath(kept)}`}.`,
    );
  return rows;
}

/** Copies a file beside itself, under a name that is free. Returns its path. */
async function copyOf(path: string, fs: FileSystem): Promise<string> {
  for (let number = 1; ; number++) {
    const copy = `${path}.damaged${number === 1 ? '' : `-${number}`}`;
    try {
      await fs.copy(path, copy);
      return copy;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
  }
}

/** @throws FitProblem that names it */
async function read(file: string, name: string): Promise<ReturnType<typeof parseSidecar>> {
  let text: string | undefined;
  try {
    text = await readTextFile(file, MOST_BYTES.sidecar);
  } catch (error) {
    throw new FitProblem(`${printablePath(name)}: ${reasonOf(error)}.`);
  }
  return text === undefined ? { rows: [] } : parseSidecar(text, printablePath(name));
}
