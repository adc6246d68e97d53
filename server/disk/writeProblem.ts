/** Why a file could not be written, and what to do about it. */
import { printablePath } from '../words/printable';
import { FitProblem } from '../words/fitProblem';
import { codeOf } from './fileSystem';

const PERMISSION = 'permission denied; check the permissions of the file and of its folder';
const BUSY = 'another program has the file open; close it there and try again';
const TOO_MANY_OPEN = 'too many files are open; close other programs and try again';

const CAUSES: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; free some space or choose another disk',
  EDQUOT: 'your quota on this disk is used up; free some space or choose another disk',
  EFBIG: 'the file is too large for this disk; choose another disk',
  EACCES: PERMISSION,
  EPERM: PERMISSION,
  EROFS: 'the disk is read-only; choose another disk',
  EISDIR: 'this is a folder; name a file in it',
  ENOENT: 'its folder does not exist; create the folder or check the path',
  ENOTDIR: 'a part of the path is not a folder; check the path',
  ELOOP: 'too many links in the path; check the path',
  ENAMETOOLONG: 'the name of the file is too long; choose a shorter name',
  EBUSY: BUSY,
  ETXTBSY: BUSY,
  EMFILE: TOO_MANY_OPEN,
  ENFILE: TOO_MANY_OPEN,
  EIO: 'the disk reports an error; check the disk or choose another one',
  EPIPE: 'the program that reads it has ended; keep that program open until the end',
  ENXIO: 'no program reads it; start the reading program first',
};

/** Returns the cause, with the code of the error, and the remedy, without a full stop. */
export function writeCause(error: unknown): string {
  const code = codeOf(error);
  const [cause, remedy] = (CAUSES[code] ?? 'the operating system refused it; check the file and its folder').split(
    '; ',
  );
  return `${cause} (${code || String(error)}); ${remedy}`;
}

/**
 * Returns a FitProblem with the cause and the remedy of a file system error. Returns other errors unchanged.
 *
 * @param path of the file that could not be written
 */
export function writeProblem(path: string, error: unknown): unknown {
  return codeOf(error) === ''
    ? error
    : new FitProblem(`${printablePath(path)} cannot be written: ${writeCause(error)}.`);
}
