/** Reads whole text files, such as a model or the parameters of `--start`. */
import { FitProblem } from '../words/fitProblem';
import { MOST_BYTES, readTextFile } from '../disk/textFile';
import { UsageError } from './usageError';

/** Returns the text of a file. @throws UsageError that names the file, also if it does not exist */
export async function readText(file: string): Promise<string> {
  const text = await readTextIfThere(file, MOST_BYTES.model);
  if (text === undefined) throw new UsageError(`${file}: no such file; check the path`);
  return text;
}

/** Returns the text of a file; undefined if it does not exist. @throws UsageError that names the file */
async function readTextIfThere(file: string, mostBytes: number): Promise<string | undefined> {
  try {
    return await readTextFile(file, mostBytes);
  } catch (error) {
    throw error instanceof FitProblem ? new UsageError(`${file}: ${error.message}`) : error;
  }
}
