/**
 * The file system that every write goes through. Tests replace it to make any step fail, stop or go unrecorded.
 */
import { randomBytes } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import {
  access,
  copyFile,
  mkdir,
  open,
  readdir,
  readlink,
  realpath,
  rename,
  rm,
  stat,
  utimes,
  type FileHandle,
} from 'node:fs/promises';
import { hostname } from 'node:os';

/** Facts of a file that a new one takes over when it replaces it, or that callers check. */
export type FileFacts = Pick<Stats, 'mode' | 'uid' | 'gid' | 'mtimeMs' | 'isFile' | 'isDirectory'>;

/** A file that is open for writing. */
export interface OpenFile {
  /** Writes all of the bytes. */
  write(bytes: Uint8Array): Promise<void>;
  /** Takes over the owner and mode of another file, as far as the user and the disk permit. */
  resemble(other: FileFacts): Promise<void>;
  /** Makes the bytes written so far survive a power failure. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Methods reject with Node's errors, which have a `code`. */
export interface FileSystem {
  /** Identifies this process among those that write to the same disk. */
  readonly process: { readonly id: number; readonly host: string; readonly isRunning: (id: number) => boolean };
  /** Returns a short text that no other call returns. */
  unique(): string;
  /** Returns the time of a monotonic clock in milliseconds. */
  now(): number;
  wait(milliseconds: number): Promise<void>;
  /** @param flags `wx` creates a new file, `a` appends to an existing one */
  open(path: string, flags: 'wx' | 'a', mode?: number): Promise<OpenFile>;
  rename(from: string, to: string): Promise<void>;
  /** Copies a file; rejects if the target exists. */
  copy(from: string, to: string): Promise<void>;
  /** Removes a file; does nothing if it does not exist. */
  remove(path: string): Promise<void>;
  makeFolder(path: string): Promise<void>;
  /** Makes the names in a folder survive a power failure. */
  syncFolder(path: string): Promise<void>;
  /** Sets the modification time to now. */
  touch(path: string): Promise<void>;
  /** Returns the facts of what a path leads to; undefined if nothing exists there. */
  stat(path: string): Promise<FileFacts | undefined>;
  requireWritable(path: string): Promise<void>;
  /** Returns the target of a link; undefined if the path is not a link. */
  readLink(path: string): Promise<string | undefined>;
  realPath(path: string): Promise<string>;
  names(folder: string): Promise<readonly string[]>;
  /** Returns the first bytes of a short file as text; undefined if it does not exist. */
  readShort(path: string): Promise<string | undefined>;
}

/** Maximum number of bytes that are read of a short file. */
const SHORT = 4096;
/** Error codes of file systems that have nothing to sync, or no way to request it. */
const NO_SYNC = ['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];
/** Error codes of Windows and some network drives, which do not open folders. */
const NO_FOLDER_SYNC = [...NO_SYNC, 'EPERM', 'EACCES', 'EISDIR', 'EBADF'];
/** Error codes on Windows while a virus scanner or an indexer holds a file for a moment. */
const WINDOWS_BUSY = ['EPERM', 'EACCES', 'EBUSY'];
const WINDOWS_TRIES = 10;

/** Returns the code of a file system error; empty for other errors. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** The disks of this machine. */
export const DISK: FileSystem = {
  process: { id: process.pid, host: hostname(), isRunning },
  unique: () => randomBytes(6).toString('hex'),
  now: () => performance.now(),
  wait,
  open: async (path, flags, mode) => openFile(await open(path, flags, mode)),
  rename: (from, to) => retriedWhileBusy(() => rename(from, to)),
  copy: (from, to) => copyFile(from, to, constants.COPYFILE_EXCL),
  remove: (path) => retriedWhileBusy(() => rm(path, { force: true })),
  makeFolder: async (path) => void (await mkdir(path, { recursive: true })),
  syncFolder,
  touch: (path) => utimes(path, new Date(), new Date()),
  stat: (path) => unless(['ENOENT'], stat(path)),
  requireWritable: (path) => access(path, constants.W_OK),
  readLink: (path) => unless(['EINVAL', 'ENOENT', 'ENOTDIR', 'UNKNOWN', 'EACCES', 'EPERM'], readlink(path)),
  realPath: (path) => realpath(path),
  names: (folder) => readdir(folder),
  readShort,
};

function openFile(handle: FileHandle): OpenFile {
  return {
    write: async (bytes) => {
      for (let at = 0; at < bytes.length;) at += (await handle.write(bytes, at, bytes.length - at)).bytesWritten;
    },
    resemble: async ({ mode, uid, gid }) => {
      // Few users may change the owner of a file, and some disks have no owners or modes.
      await handle.chown(uid, gid).catch(() => undefined);
      await handle.chmod(mode & 0o7777).catch(() => undefined);
    },
    sync: async () => void (await unless(NO_SYNC, handle.sync())),
    close: () => handle.close(),
  };
}

async function syncFolder(path: string): Promise<void> {
  const handle = await unless(NO_FOLDER_SYNC, open(path, 'r'));
  if (handle === undefined) return;
  try {
    await unless(NO_FOLDER_SYNC, handle.sync());
  } finally {
    await handle.close();
  }
}

async function readShort(path: string): Promise<string | undefined> {
  const handle = await unless(['ENOENT'], open(path, 'r'));
  if (handle === undefined) return undefined;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(SHORT), 0, SHORT, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

function isRunning(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch (error) {
    // The process runs under another user.
    return codeOf(error) === 'EPERM';
  }
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function retriedWhileBusy(work: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (process.platform !== 'win32' || !WINDOWS_BUSY.includes(codeOf(error)) || tries === WINDOWS_TRIES) throw error;
      await wait(10 * tries);
    }
  }
}

/** Returns the result of the work, or undefined if it fails with one of these codes. */
export async function unless<T>(codes: readonly string[], work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (codes.includes(codeOf(error))) return undefined;
    throw error;
  }
}
