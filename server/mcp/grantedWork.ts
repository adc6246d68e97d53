/** Work on granted files: keys by which it is shared, checks before and after it, and why it did not end. */
import { basename } from 'node:path';
import { isPlain, isStillGranted, type GrantedFile } from '../disk/access/grantedFile';
import { rowsBeside } from '../disk/sidecarFiles';
import { SIDECAR_SUFFIX, type ExpectedRow } from '../formats/sidecar';
import type { FitOptions } from '../protocol';
import { FitProblem } from '../words/fitProblem';
import { printablePath } from '../words/printable';
import { quoted } from './answers/dataText';
import type { CANCELLED } from './sharedJobs';

/** A call that was cancelled: nobody waits for its answer. */
export class CallCancelled extends Error {}

/** @throws FitProblem with the reason why work did not end, CallCancelled */
export function unfinished(
  { path }: GrantedFile,
  end: typeof CANCELLED | { readonly state: 'failed'; readonly message: string },
): never {
  if (end.state === 'cancelled') throw new CallCancelled();
  // The name of a file is quoted: it may say anything.
  const prefix = `${printablePath(path)}: `;
  const reason = end.message.startsWith(prefix) ? end.message.slice(prefix.length) : end.message;
  throw new FitProblem(`${quoted(basename(path))}: ${reason}`);
}

/** Key of a fit: the file and the options, in any order. */
export function keyOf({ path }: GrantedFile, options: FitOptions): string {
  return JSON.stringify([path, Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

/** Key of work on a file as it is now. */
export function stampedKey(file: GrantedFile, options: FitOptions): string {
  return JSON.stringify([keyOf(file, options), file.stamp]);
}

export function isSameStamp({ size, written }: GrantedFile['stamp'], { stamp }: GrantedFile): boolean {
  return stamp.size === size && stamp.written === written;
}

/** @throws FitProblem if the file that was read may not be the granted one */
export async function requireUnchanged(file: GrantedFile): Promise<void> {
  if (!(await isStillGranted(file)))
    throw new FitProblem(`${quoted(basename(file.path))} changed while it was read; call the tool again`);
}

/** Reads the rows that are marked as expected beside a file. @param log takes a line for the log */
export async function expectedRowsOf(
  { path }: GrantedFile,
  log: (line: string) => void,
): Promise<readonly ExpectedRow[]> {
  if (await isPlain(path + SIDECAR_SUFFIX)) return rowsBeside(path, log);
  log(`${quoted(path + SIDECAR_SUFFIX)} is a link and is not read`);
  return [];
}
