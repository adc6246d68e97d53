/** Reads a file of text at once, such as a model or a start. */
import { FitProblem } from '../words/fitProblem';
import { MOST_BYTES, readTextFile } from '../disk/textFile';
import { UsageError } from './usageError';

/** @throws UsageError that names the file */
export async function readText(file: string): Promise<string> {
  const text = await readTextIfThere(file, MOST_BYTES.model);
  if (text === undefined) throw new UsageError(`${file}: no such file; check the path`);
  return text;
}

/** Undefined where there is no such file. @throws UsageError that names the file */
export async function readTextIfThere(file: string, mostBytes: number): Promise<string | undefined> {
  try {
    return await readTextFile(file, mostBytes);
  } catch (error) {
    throw error instanceof FitProblem ? new UsageError(`${file}: ${error.message}`) : error;
  }
}
