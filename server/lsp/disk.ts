/** Files that are not open in the editor: they are read in pieces, whatever their length. */
import { beginningOf } from '../core/csv/beginning';
import type { DialectOverrides } from '../core/csv/dialect';
import { FileSource } from '../jobs/fileSource';

export function isFileUri(uri: string): boolean {
  return /^file:/i.test(uri);
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
