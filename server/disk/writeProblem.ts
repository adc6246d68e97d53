/** Why a file could not be written, and what to do about it. */
import { printablePath } from '../words/printable';
import { FitProblem } from '../words/fitProblem';
import { codeOf } from './fileSystem';

const PERMISSION = 'this user has no permission to write it; check the rights of the file and of its folder';
const BUSY = 'another program holds it; close it there and try again';
const TOO_MANY_OPEN = 'too many files are open; close other programs and try again';

const CAUSES: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; free some space or choose another disk',
  EDQUOT: 'your quota on this disk is used up; free some space or choose another disk',
  EFBIG: 'the file is larger than this disk takes; choose another disk',
  EACCES: PERMISSION,
  EPERM: PERMISSION,
  EROFS: 'the disk is read-only; choose another disk',
  EISDIR: 'this is a folder; name a file in it',
  ENOENT: 'its folder does not exist; make the folder or check the path',
  ENOTDIR: 'a part of the path is no folder; check the path',
  ELOOP: 'too many links on the way; check the path',
  ENAMETOOLONG: 'no file can have a name so long; choose a shorter name',
  EBUSY: BUSY,
  ETXTBSY: BUSY,
  EMFILE: TOO_MANY_OPEN,
  ENFILE: TOO_MANY_OPEN,
  EIO: 'the disk does not work as it should; check the disk or choose another one',
  EPIPE: 'its reader has gone; keep the reader open until the end',
  ENXIO: 'nothing reads it; open the reader first',
};

/** The cause, with the code of the file system, and the remedy, without an end mark. */
export function writeCause(error: unknown): string {
  const code = codeOf(error);
  const [cause, remedy] = (CAUSES[code] ?? 'the system refuses; check the file and its folder').split('; ');
  return `${cause} (${code || String(error)}); ${remedy}`;
}

/**
 * The problem that a person can mend. Errors that are none of the file system come back as they are.
 *
 * @param path of the file that was to be written
 */
export function writeProblem(path: string, error: unknown): unknown {
  return codeOf(error) === ''
    ? error
    : new FitProblem(`${printablePath(path)} cannot be written: ${writeCause(error)}.`);
}
