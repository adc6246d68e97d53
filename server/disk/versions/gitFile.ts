/** Reads a version of a file from git. */
import { execFileSync } from 'node:child_process';
import { basename, dirname } from 'node:path';
import { say } from '../../../language/language';
import { FitProblem } from '../../words/fitProblem';

/** Maximum size of a file, in bytes. */
const MOST_BYTES = 2 ** 31 - 1;
/** Beginning of the text that stands for a file in Git LFS. */
const LFS_POINTER = 'version https://git-lfs.github.com/spec/';

/**
 * Returns the bytes of a file as of a revision.
 *
 * @param file path in a work tree; the file itself need not exist
 * @param revision a name that git knows: HEAD, a branch, a tag, a commit
 * @throws FitProblem that does not name the file
 */
export function bytesInGit(file: string, revision: string): Buffer {
  if (revision === '' || /^-|[:\0]/.test(revision))
    throw new FitProblem(
      say('"{revision}" is no revision; name a commit, a branch or a tag, such as HEAD.', { revision }),
    );
  const name = basename(file);
  try {
    // A path that begins with "./" is relative to the folder in which git runs, and no option.
    const bytes = execFileSync('git', ['--no-pager', 'show', '--no-textconv', `${revision}:./${name}`], {
      cwd: dirname(file),
      maxBuffer: MOST_BYTES,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0' },
    });
    if (bytes.subarray(0, LFS_POINTER.length).toString('latin1') === LFS_POINTER)
      throw new FitProblem(
        say('In {revision} it is stored in Git LFS; write that version to a file and compare that.', { revision }),
      );
    return bytes;
  } catch (error) {
    throw error instanceof FitProblem ? error : new FitProblem(reasonFor(error, revision));
  }
}

/** Returns why git failed, and what to do about it. */
function reasonFor(error: unknown, revision: string): string {
  const { code, stderr } = error as NodeJS.ErrnoException & { readonly stderr?: Buffer };
  if (code === 'ENOENT') return say('git was not found, or the folder of the file; install git or check the path.');
  if (code === 'ENOBUFS')
    return say('larger than 2 GiB in {revision}; write that version to a file and compare that.', { revision });
  const message = stderr?.toString('utf8') ?? String(error);
  if (/not a git repository/.test(message)) return say('not in a git repository; name a file of a work tree.');
  if (/invalid object name|unknown revision|bad revision|ambiguous argument/.test(message))
    return say('git knows no revision "{revision}" here; name a commit, a branch or a tag.', { revision });
  if (/does not exist in|exists on disk, but not in/.test(message))
    return say('not in revision "{revision}"; name a revision that has the file.', { revision });
  return say('git cannot show it in "{revision}" ({problem}).', { revision, problem: message.trim().split('\n')[0] });
}
