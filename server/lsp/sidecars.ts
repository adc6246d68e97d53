/** Rows that are marked as expected, kept in a sidecar beside each file on disk. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { FitProblem } from '../jobs/problem';
import { parseSidecar, SIDECAR_SUFFIX, sidecarText, withExpected, type ExpectedRow } from '../jobs/sidecar';
import { unwritable } from '../jobs/writing';
import { pathOf } from './disk';

/** What is marked for a file; files that are not on disk have no sidecar. @throws FitProblem where it cannot be read */
export async function markedRows(uri: string): Promise<readonly ExpectedRow[]> {
  const file = sidecarOf(uri);
  return file === undefined ? [] : read(file);
}

/** Marks one more row. Returns all that are. @throws FitProblem where that cannot be kept */
export async function markExpected(uri: string, row: ExpectedRow): Promise<readonly ExpectedRow[]> {
  const file = sidecarOf(uri);
  if (file === undefined) throw new FitProblem('Save the file to a disk first: what is marked as expected is kept beside it.');
  // Read anew: somebody else may have written to it, or a checkout have brought another one.
  const rows = withExpected(await read(file), row);
  try {
    // A whole new file in its place: nobody ever reads half of one.
    await writeFile(`${file}~`, sidecarText(rows));
    await rename(`${file}~`, file);
  } catch (error) {
    throw unwritable(file, error);
  }
  return rows;
}

/** The file whose sidecar this is, if it is one. */
export function fileOfSidecar(uri: string): string | undefined {
  return uri.endsWith(SIDECAR_SUFFIX) ? uri.slice(0, -SIDECAR_SUFFIX.length) : undefined;
}

function sidecarOf(uri: string): string | undefined {
  const path = pathOf(uri);
  return path === undefined ? undefined : path + SIDECAR_SUFFIX;
}

async function read(file: string): Promise<readonly ExpectedRow[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw new FitProblem(`${file} cannot be read (${codeOf(error)}); check its rights.`);
  }
  return parseSidecar(text, file);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
