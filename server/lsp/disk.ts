/** Files that are not open in the editor. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { FitProblem } from '../jobs/problem';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'There is no such file; check the path.',
  EISDIR: 'It is a folder; name a CSV file.',
  EACCES: 'It may not be read; check its permissions.',
  EPERM: 'It may not be read; check its permissions.',
  ERR_STRING_TOO_LONG: 'It is too large to be read as a whole.',
  ERR_FS_FILE_TOO_LARGE: 'It is too large to be read as a whole.',
};

export function isFileUri(uri: string): boolean {
  return /^file:/i.test(uri);
}

/** @throws FitProblem in one line that names the file */
export async function readFileUri(uri: string): Promise<string> {
  try {
    return await readFile(fileURLToPath(uri), 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new FitProblem(`${uri} cannot be read. ${REASONS[code] ?? (error instanceof Error ? error.message : String(error))}`);
  }
}
