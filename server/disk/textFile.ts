/**
 * Reads whole text files, such as models and sidecars. Their folders are not trusted: pipes and devices, which may have
 * no end or block the reader, are refused, and so are files that are too large.
 */
import { constants, readFileSync } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { say } from '../../language/language';
import { FitProblem } from '../words/fitProblem';

/** Maximum sizes of such files, in bytes. */
export const MOST_BYTES = {
  /** Maximum size of a sidecar, whose rows are marked one by one. */
  sidecar: 2 ** 26,
  /** The size of the largest string, with room to spare. */
  model: 2 ** 29 - 2 ** 16,
} as const;

/** Flags that do not block if a pipe has taken the place of a file. Windows has no `O_NONBLOCK`. */
export const WITHOUT_WAITING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Returns why a file cannot be read, and what to do about it. */
export function reasonOf(error: unknown): string {
  if (error instanceof FitProblem) return error.message;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  switch (code) {
    case 'ENOENT':
      return say('no such file; check the path');
    case 'EISDIR':
      return folderWords();
    case 'EACCES':
    case 'EPERM':
      return say('permission denied; check the permissions of the file');
    case 'ENOTDIR':
      return say('a part of the path is not a folder; check the path');
    case 'ELOOP':
      return say('too many links in the path; check the path');
    case 'ENAMETOOLONG':
      return say('the name of the file is too long; check the path');
    default:
      return say('cannot be read ({error})', { error: code || String(error) });
  }
}

function folderWords(): string {
  return say('this is a folder; name a file in it');
}

/** Requires a regular file. @throws FitProblem that does not name it */
export function requireFile(facts: { isFile(): boolean; isDirectory(): boolean }): void {
  if (facts.isFile()) return;
  throw new FitProblem(
    facts.isDirectory()
      ? folderWords()
      : say('this is a pipe or a device, which may have no end; put a file in its place'),
  );
}

/**
 * Returns the whole text of a file, in the encoding that a byte order mark names, or UTF-8.
 *
 * @param maxBytes maximum size of the file in bytes
 * @returns undefined if the file does not exist
 * @throws FitProblem that does not name the file
 */
export async function readTextFile(file: string, maxBytes: number): Promise<string | undefined> {
  try {
    // Opening some devices has side effects.
    requireFile(await stat(file));
    const handle = await open(file, WITHOUT_WAITING);
    try {
      return decoded(await readBytes(handle, maxBytes));
    } finally {
      await handle.close();
    }
  } catch (error) {
    // A file whose name is too long does not exist, either.
    if (['ENOENT', 'ENAMETOOLONG'].includes(String((error as NodeJS.ErrnoException).code))) return undefined;
    throw new FitProblem(reasonOf(error));
  }
}

async function readBytes(handle: FileHandle, maxBytes: number): Promise<Buffer> {
  const stats = await handle.stat();
  requireFile(stats);
  // One byte more shows whether the file has ended; system files have more bytes than their size says.
  let bytes = Buffer.allocUnsafeSlow(Math.min(stats.size, maxBytes) + 1);
  for (let length = 0; stats.size <= maxBytes;) {
    const { bytesRead } = await handle.read(bytes, length, bytes.length - length, null);
    if (bytesRead === 0) return bytes.subarray(0, length);
    length += bytesRead;
    if (length > maxBytes) break;
    if (length === bytes.length) bytes = Buffer.concat([bytes], Math.min(2 * length, maxBytes + 1));
  }
  throw new FitProblem(
    say('larger than {megabytes} MB, the limit for such a file; put the right file in its place', {
      megabytes: Math.round(maxBytes / 2 ** 20),
    }),
  );
}

function decoded(bytes: Buffer): string {
  return new TextDecoder(wideEncoding(bytes) ?? 'utf-8').decode(bytes);
}

/** Returns the form of UTF-16 that a byte order mark names; undefined without such a mark. */
export function wideEncoding(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : undefined;
}

/** Returns the lines of a document of the product; none if the product was installed without its documents. */
export function linesOfFile(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/);
  } catch {
    return [];
  }
}
