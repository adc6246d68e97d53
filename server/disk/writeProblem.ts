/** Why a file could not be written, and what to do about it. */
import { say } from '../../language/language';
import { printablePath } from '../words/printable';
import { FitProblem } from '../words/fitProblem';
import { codeOf } from './fileSystem';

/** Returns the cause, with the code of the error, and the remedy, without a full stop. */
export function writeCause(error: unknown): string {
  const errorCode = codeOf(error);
  const code = errorCode || String(error);
  switch (errorCode) {
    case 'ENOSPC':
      return say('the disk is full ({code}); free some space or choose another disk', { code });
    case 'EDQUOT':
      return say('your quota on this disk is used up ({code}); free some space or choose another disk', { code });
    case 'EFBIG':
      return say('the file is too large for this disk ({code}); choose another disk', { code });
    case 'EACCES':
    case 'EPERM':
      return say('permission denied ({code}); check the permissions of the file and of its folder', { code });
    case 'EROFS':
      return say('the disk is read-only ({code}); choose another disk', { code });
    case 'EIO':
      return say('the disk reports an error ({code}); check the disk or choose another one', { code });
    case 'EBUSY':
    case 'ETXTBSY':
      return say('another program has the file open ({code}); close it there and try again', { code });
    case 'EMFILE':
    case 'ENFILE':
      return say('too many files are open ({code}); close other programs and try again', { code });
    case 'EPIPE':
      return say('the program that reads it has ended ({code}); keep that program open until the end', { code });
    case 'ENXIO':
      return say('no program reads it ({code}); start the reading program first', { code });
    default:
      return pathCause(errorCode, code);
  }
}

/** Returns the cause where it may be the path. @param code text of the error */
function pathCause(errorCode: string, code: string): string {
  switch (errorCode) {
    case 'EISDIR':
      return say('this is a folder ({code}); name a file in it', { code });
    case 'ENOENT':
      return say('its folder does not exist ({code}); create the folder or check the path', { code });
    case 'ENOTDIR':
      return say('a part of the path is not a folder ({code}); check the path', { code });
    case 'ELOOP':
      return say('too many links in the path ({code}); check the path', { code });
    case 'ENAMETOOLONG':
      return say('the name of the file is too long ({code}); choose a shorter name', { code });
    default:
      return say('the operating system refused it ({code}); check the file and its folder', { code });
  }
}

/**
 * Returns a FitProblem with the cause and the remedy of a file system error. Returns other errors unchanged.
 *
 * @param path of the file that could not be written
 */
export function writeProblem(path: string, error: unknown): unknown {
  return codeOf(error) === ''
    ? error
    : new FitProblem(
        say('{path} cannot be written: {cause}.', { path: printablePath(path), cause: writeCause(error) }),
      );
}
