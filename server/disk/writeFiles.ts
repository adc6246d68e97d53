/**
 * Writes files atomically, and is the only way to write them: at any moment, also after a power failure, a file is
 * either the old one or the whole new one.
 */
import { basename, dirname, join, resolve } from 'node:path';
import { DISK, type FileFacts, type FileSystem, type OpenFile } from './fileSystem';
import { sweepUnfinished, unfinishedName, whileThere } from './leftovers';
import { writeProblem } from './writeProblem';

export type Piece = string | Uint8Array;

export interface WriteSettings {
  readonly fs?: FileSystem;
  /** Runs right before the new file replaces the old one, which stays if this rejects. */
  readonly beforeRename?: () => Promise<void>;
}

/** Number of UTF-16 units that are encoded at a time. */
const UNITS = 2 ** 14;
/** Number of bytes that are written at a time. */
const BYTES = 2 ** 18;
const MOST_BYTES_OF_UNIT = 3;
const MOST_LINKS = 40;
/** Paths of what a process already has open; no reader would see a new file in their place. */
const OPEN_ALREADY = /^\/dev\/(std(in|out|err)$|fd\/)|^\/proc\/|^\\\\\.\\/;

/** Target of a path. */
export interface Destination {
  /** Path with all links resolved. */
  readonly path: string;
  /** Facts of the existing file. */
  readonly facts: FileFacts | undefined;
  /** Whether it is a pipe, a device or an open file, which is written to instead of replaced. */
  readonly isStream: boolean;
}

/**
 * Writes a file. The pieces go into a temporary file beside it as they are made; it replaces the old one once the disk
 * has all of it. Links, pipes and devices are written through, not replaced.
 *
 * @throws FitProblem that names the file, the cause and the remedy; whatever the pieces throw. The old file then stays
 */
export async function writeFile(path: string, pieces: Iterable<Piece>, settings: WriteSettings = {}): Promise<void> {
  try {
    await replaceFile(path, pieces, settings);
  } catch (error) {
    throw writeProblem(path, error);
  }
}

/** Writes a file like `writeFile`, but throws the unchanged errors of the file system. */
export async function replaceFile(
  path: string,
  pieces: Iterable<Piece>,
  { fs = DISK, beforeRename }: WriteSettings = {},
): Promise<void> {
  const { path: file, facts, isStream } = await destinationOf(path, fs);
  if (isStream) return writeInto(await fs.open(file, 'a'), pieces);
  // With the permissions of the folder alone, a read-only file could be replaced.
  if (facts !== undefined) await fs.requireWritable(file);
  await sweepUnfinished(dirname(file), fs);
  const unfinished = unfinishedName(file, fs);
  await whileThere(unfinished, async () => {
    const out = await fs.open(unfinished, 'wx', facts === undefined ? 0o666 : facts.mode & 0o777);
    try {
      await writeInto(out, pieces, async () => {
        if (facts !== undefined) await out.resemble(facts);
        await out.sync();
      });
      await beforeRename?.();
      await fs.rename(unfinished, file);
    } catch (error) {
      // The cause of the failure matters more than an error while clearing up.
      await fs.remove(unfinished).catch(() => undefined);
      throw error;
    }
  });
  await fs.syncFolder(dirname(file));
}

/** Follows links to the end, also to a file that does not exist yet. @throws the errors of the file system */
export async function destinationOf(path: string, fs: FileSystem = DISK): Promise<Destination> {
  const facts = await fs.stat(path);
  if (facts?.isDirectory() === true) throw Object.assign(new Error(`${path} is a folder`), { code: 'EISDIR' });
  let at = resolve(path);
  for (let links = 0; links < MOST_LINKS; links++) {
    if (OPEN_ALREADY.test(at) || facts?.isFile() === false) return { path: at, facts, isStream: true };
    const folder = await fs.realPath(dirname(at));
    const link = await fs.readLink(at);
    if (link === undefined) return { path: join(folder, basename(at)), facts, isStream: false };
    at = resolve(folder, link);
  }
  throw Object.assign(new Error(`${path} has too many links`), { code: 'ELOOP' });
}

/**
 * Writes the pieces and closes the file, also after an error.
 *
 * @param end runs after the last piece, before the file is closed
 */
export async function writeInto(
  file: OpenFile,
  pieces: Iterable<Piece>,
  end: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  try {
    // All pieces share one buffer: separate ones would take memory until they are collected.
    const bytes = Buffer.allocUnsafeSlow(BYTES);
    let length = 0;
    const flush = async (): Promise<void> => {
      if (length > 0) await file.write(bytes.subarray(0, length));
      length = 0;
    };
    for (const piece of pieces) {
      if (typeof piece === 'string') {
        for (const part of parts(piece)) {
          if (length + MOST_BYTES_OF_UNIT * part.length > BYTES) await flush();
          length += bytes.write(part, length);
        }
      } else {
        if (length + piece.length > BYTES) await flush();
        if (piece.length > BYTES) await file.write(piece);
        else {
          bytes.set(piece, length);
          length += piece.length;
        }
      }
    }
    await flush();
    await end();
  } catch (error) {
    await file.close().catch(() => undefined);
    throw error;
  }
  // Some network drives report only here that they are full.
  await file.close();
}

/** Yields a text in parts of at most `UNITS` that do not split characters. */
function* parts(text: string): Generator<string, undefined> {
  for (let at = 0; at < text.length;) {
    const end = at + UNITS;
    const within = end < text.length && /[\ud800-\udbff]/.test(text[end - 1]) && /[\udc00-\udfff]/.test(text[end]);
    const part = text.slice(at, within ? end - 1 : end);
    yield part;
    at += part.length;
  }
}
