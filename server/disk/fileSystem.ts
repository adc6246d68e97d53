/**
 * The file system as the product writes to it. Every write goes through this interface, so that tests can let any step
 * fail, stop or go unrecorded.
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

/** What a new file takes over from the one that it replaces. */
export type FileFacts = Pick<Stats, 'mode' | 'uid' | 'gid' | 'mtimeMs' | 'isFile' | 'isDirectory'>;

/** A file that is open for writing. */
export interface OpenFile {
  /** Writes all of the bytes. */
  write(bytes: Uint8Array): Promise<void>;
  /** Takes over owner and mode, as far as this user and this disk allow it. */
  resemble(other: FileFacts): Promise<void>;
  /** The bytes outlive a power failure from here on. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Methods reject with the errors of Node, which have a `code`. */
export interface FileSystem {
  /** This process among those that write to the same disk. */
  readonly process: { readonly id: number; readonly host: string; readonly isRunning: (id: number) => boolean };
  /** A short text that no other call gives. */
  unique(): string;
  /** Milliseconds on a clock that nobody sets. */
  now(): number;
  wait(milliseconds: number): Promise<void>;
  /** @param flags `wx` makes a new file, `a` appends to one that is there */
  open(path: string, flags: 'wx' | 'a', mode?: number): Promise<OpenFile>;
  rename(from: string, to: string): Promise<void>;
  /** Copies to a name that is free. */
  copy(from: string, to: string): Promise<void>;
  /** Files that are not there are no error. */
  remove(path: string): Promise<void>;
  makeFolder(path: string): Promise<void>;
  /** The names in a folder outlive a power failure from here on. */
  syncFolder(path: string): Promise<void>;
  /** Sets the time of the last change to now. */
  touch(path: string): Promise<void>;
  /** Of what a path leads to; undefined where there is nothing. */
  stat(path: string): Promise<FileFacts | undefined>;
  requireWritable(path: string): Promise<void>;
  /** Undefined where the path is no link. */
  readLink(path: string): Promise<string | undefined>;
  realPath(path: string): Promise<string>;
  names(folder: string): Promise<readonly string[]>;
  /** The first bytes of a short file as text; undefined where there is none. */
  readShort(path: string): Promise<string | undefined>;
}

/** Bytes of a short file. */
const SHORT = 4096;
/** Some file systems have nothing to make durable, or no way to ask for it. */
const NO_SYNC = ['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];
/** Windows and some network drives do not open folders. */
const NO_FOLDER_SYNC = [...NO_SYNC, 'EPERM', 'EACCES', 'EISDIR', 'EBADF'];
/** Virus scanners and indexers on Windows hold a file for a moment. */
const WINDOWS_BUSY = ['EPERM', 'EACCES', 'EBUSY'];
const WINDOWS_TRIES = 10;

/** The code of an error of the file system; empty for other errors. */
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
  rename: (from, to) => patiently(() => rename(from, to)),
  copy: (from, to) => copyFile(from, to, constants.COPYFILE_EXCL),
  remove: (path) => patiently(() => rm(path, { force: true })),
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
      // Only few may give files away, and some disks have no owners or modes.
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
    // It runs for somebody else.
    return codeOf(error) === 'EPERM';
  }
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function patiently(work: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (process.platform !== 'win32' || !WINDOWS_BUSY.includes(codeOf(error)) || tries === WINDOWS_TRIES) throw error;
      await wait(10 * tries);
    }
  }
}

/** The outcome, or undefined if the work fails with one of these codes. */
export async function unless<T>(codes: readonly string[], work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (codes.includes(codeOf(error))) return undefined;
    throw error;
  }
}
