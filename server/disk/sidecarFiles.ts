/** Rows that are marked as expected, kept in a sidecar beside each file on disk. */
import { say } from '../../language/language';
import { printablePath } from '../words/printable';
import { FitProblem } from '../words/fitProblem';
import { parseSidecar, SIDECAR_SUFFIX, sidecarText, withExpected, type ExpectedRow } from '../formats/sidecar';
import { changing, type LockedFile } from './fileLock';
import { codeOf, DISK, type FileSystem } from './fileSystem';
import { pathOf } from './paths';
import { MOST_BYTES, readTextFile, reasonOf } from './textFile';
import { replaceFile } from './writeFiles';
import { writeProblem } from './writeProblem';

/** Writes a line to the log. */
type Log = (line: string) => void;

/** Sidecars whose damage has been reported in the log. */
const reported = new Set<string>();

/**
 * Returns the rows that are marked for a file; none for a file that is not on disk. Of a damaged sidecar, returns the
 * rows that are intact.
 *
 * @param log receives a line if the sidecar is damaged, once
 * @throws FitProblem if the sidecar cannot be read
 */
export async function markedRows(uri: string, log: Log): Promise<readonly ExpectedRow[]> {
  const path = pathOf(uri);
  return path === undefined ? [] : rowsBeside(path, log);
}

/** Returns the rows that are marked for the file at a path. @throws FitProblem if the sidecar cannot be read */
export async function rowsBeside(path: string, log: Log): Promise<readonly ExpectedRow[]> {
  const file = path + SIDECAR_SUFFIX;
  const { rows, damage } = await read(file, file);
  if (damage === undefined) reported.delete(file);
  else if (!reported.has(file)) {
    reported.add(file);
    log(`${damage.words} The next row that is marked as expected repairs it.`);
  }
  return rows;
}

/**
 * Marks one more row and returns all marked rows. Rows that are marked at the same time, also by other processes, are
 * not lost. The content of a damaged sidecar is kept beside it.
 *
 * @param log receives a line if the sidecar was damaged
 * @throws FitProblem if the row cannot be stored
 */
export async function markExpected(
  uri: string,
  row: ExpectedRow,
  log: Log,
  fs: FileSystem = DISK,
): Promise<readonly ExpectedRow[]> {
  const path = pathOf(uri);
  if (path === undefined)
    throw new FitProblem(say('Save the file to disk first: rows marked as expected are stored beside it.'));
  const sidecar = path + SIDECAR_SUFFIX;
  try {
    return await changing(sidecar, (file) => withOneMore(file, sidecar, row, log, fs), fs);
  } catch (error) {
    throw writeProblem(sidecar, error);
  }
}

/** Returns the URI of the file that a sidecar belongs to; undefined if this is not a sidecar. */
export function fileOfSidecar(uri: string): string | undefined {
  return uri.endsWith(SIDECAR_SUFFIX) ? uri.slice(0, -SIDECAR_SUFFIX.length) : undefined;
}

/** @param name path of the sidecar for messages */
async function withOneMore(
  { path, requireHeld }: LockedFile,
  name: string,
  row: ExpectedRow,
  log: Log,
  fs: FileSystem,
): Promise<readonly ExpectedRow[]> {
  // Read again: another process may have written it, or a checkout may have replaced it.
  const { rows: before, damage } = await read(path, name);
  const backup = damage?.hasContent === true ? await copyOf(path, fs) : undefined;
  const rows = withExpected(before, row);
  await replaceFile(path, [sidecarText(rows)], { fs, beforeRename: requireHeld });
  reported.delete(name);
  if (damage !== undefined)
    log(
      `${damage.words} It has been rewritten${backup === undefined ? '' : `; the damaged file is kept as ${printablePath(backup)}`}.`,
    );
  return rows;
}

/** Copies a file to an unused name beside it, and returns the path of the copy. */
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

/** Reads a sidecar; it has no rows if it does not exist. @throws FitProblem that names it */
async function read(file: string, name: string): Promise<ReturnType<typeof parseSidecar>> {
  let text: string | undefined;
  try {
    text = await readTextFile(file, MOST_BYTES.sidecar);
  } catch (error) {
    throw new FitProblem(say('{path}: {reason}.', { path: printablePath(name), reason: reasonOf(error) }));
  }
  return text === undefined ? { rows: [] } : parseSidecar(text, printablePath(name));
}
