/**
 * Files of text that are read at once, such as models and sidecars. Their names come out of folders that anybody may
 * have filled: pipes and devices, which may have no end or keep whoever opens them waiting, are not read, and of no
 * file more than it can be.
 */
import { constants, readFileSync } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { FitProblem } from '../words/fitProblem';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file; check the path',
  EISDIR: 'this is a folder; name a file in it',
  EACCES: 'no permission to read it; check its rights',
  EPERM: 'no permission to read it; check its rights',
  ENOTDIR: 'a part of the path is no folder; check the path',
  ELOOP: 'too many links on the way; check the path',
  ENAMETOOLONG: 'no file can have a name so long; check the path',
};

/** What is neither a file nor a folder. */
const NO_FILE = 'this is a pipe or a device, which may have no end; put a file in its place';

/** How many bytes such files may have. */
export const MOST_BYTES = {
  /** Of rows that were marked one by one. */
  sidecar: 2 ** 26,
  /** Eleven for each row that was fitted; a string holds no more. */
  model: 2 ** 29 - 2 ** 16,
} as const;

/** Nobody waits for the other end of a pipe that has taken the place of a file. Windows has no such flag. */
export const WITHOUT_WAITING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Why a file cannot be read, and what to do about it. */
export function reasonOf(error: unknown): string {
  if (error instanceof FitProblem) return error.message;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return REASONS[code] ?? `cannot be read (${code || String(error)})`;
}

/** @throws FitProblem where it is none @param what tells of a file */
export function requireFile(what: { isFile(): boolean; isDirectory(): boolean }): void {
  if (!what.isFile()) throw new FitProblem(what.isDirectory() ? REASONS.EISDIR : NO_FILE);
}

/**
 * The whole text, in the encoding that a byte order mark names.
 *
 * @param most bytes that it may have
 * @returns undefined where there is no such file
 * @throws FitProblem that does not name the file
 */
export async function readTextFile(file: string, most: number): Promise<string | undefined> {
  try {
    // Some devices do something when they are opened.
    requireFile(await stat(file));
    const handle = await open(file, WITHOUT_WAITING);
    try {
      return decoded(await bytesOf(handle, most));
    } finally {
      await handle.close();
    }
  } catch (error) {
    // There is none of a name that is too long, either.
    if (['ENOENT', 'ENAMETOOLONG'].includes(String((error as NodeJS.ErrnoException).code))) return undefined;
    throw new FitProblem(reasonOf(error));
  }
}

async function bytesOf(handle: FileHandle, most: number): Promise<Buffer> {
  const found = await handle.stat();
  requireFile(found);
  // One byte more shows that the file has ended; files of the system have more bytes than they say.
  let bytes = Buffer.allocUnsafeSlow(Math.min(found.size, most) + 1);
  for (let length = 0; found.size <= most;) {
    const { bytesRead } = await handle.read(bytes, length, bytes.length - length, null);
    if (bytesRead === 0) return bytes.subarray(0, length);
    length += bytesRead;
    if (length > most) break;
    if (length === bytes.length) bytes = Buffer.concat([bytes], Math.min(2 * length, most + 1));
  }
  throw new FitProblem(
    `larger than the ${Math.round(most / 2 ** 20)} MB that such a file can have; put the right one in its place`,
  );
}

function decoded(bytes: Buffer): string {
  return new TextDecoder(wideEncoding(bytes) ?? 'utf-8').decode(bytes);
}

/** UTF-16, where a byte order mark says so. */
export function wideEncoding(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : undefined;
}

/** The lines of a document that belongs to the program; none where it was installed without its documents. */
export function linesOfFile(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/);
  } catch {
    return [];
  }
}
