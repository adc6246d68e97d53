/** Rows that are marked as expected, kept in a sidecar beside each file on disk. */
import { FitProblem } from '../words/problem';
import { parseSidecar, SIDECAR_SUFFIX, sidecarText, withExpected, type ExpectedRow } from '../formats/sidecar';
import { MOST_BYTES, readTextFile, reasonOf } from './textFile';
import { writeFile } from './writeFiles';
import { pathOf } from './paths';

/** What is marked for a file; files that are not on disk have no sidecar. @throws FitProblem where it cannot be read */
export async function markedRows(uri: string): Promise<readonly ExpectedRow[]> {
  const file = sidecarOf(uri);
  return file === undefined ? [] : read(file);
}

/** Marks one more row. Returns all that are. @throws FitProblem where that cannot be kept */
export async function markExpected(uri: string, row: ExpectedRow): Promise<readonly ExpectedRow[]> {
  const file = sidecarOf(uri);
  if (file === undefined)
    throw new FitProblem('Save the file to a disk first: what is marked as expected is kept beside it.');
  // Read anew: somebody else may have written to it, or a checkout have brought another one.
  const rows = withExpected(await read(file), row);
  await writeFile(file, [sidecarText(rows)]);
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
  let text: string | undefined;
  try {
    text = await readTextFile(file, MOST_BYTES.sidecar);
  } catch (error) {
    throw new FitProblem(`${file}: ${reasonOf(error)}.`);
  }
  return text === undefined ? [] : parseSidecar(text, file);
}
