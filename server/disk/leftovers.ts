/**
 * Temporary files that exist only while another file is written. They are removed when the write ends, when a signal
 * ends the process, or, after a crash, when a later process writes into the same folder.
 */
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import type { FileSystem } from './fileSystem';

/** Number of characters of a file's name in its temporary names: few enough that no disk finds them too long. */
const SHOWN = 40;
const DAY_MILLISECONDS = 24 * 3600 * 1000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Captures the digest of the host and the id of the process that made the file. */
const UNFINISHED = /^\..*-([0-9a-f]{8})-(\d+)-[0-9a-z]+\.unfinished$/s;

const present = new Set<string>();

/**
 * Returns the path of a hidden temporary file beside a file. On disks that ignore case, names that differ only in case
 * share it.
 */
export function besideName(path: string, suffix: string): string {
  const name = basename(path);
  return join(dirname(path), `.${name.slice(0, SHOWN)}-${digest(name.toLowerCase())}${suffix}`);
}

/** Returns a path for a file until it is finished; no other process or call gets the same. */
export function unfinishedName(path: string, fs: FileSystem): string {
  return besideName(path, `-${digest(fs.process.host)}-${fs.process.id}-${fs.unique()}.unfinished`);
}

/** Removes from a folder the unfinished files of processes that have ended. */
export const sweepUnfinished = sweeper(UNFINISHED, async (path, fs) => {
  if (await isLeftover(path, fs)) await fs.remove(path);
});

/**
 * Returns a function that clears up a folder. It visits each folder once and never fails: leftovers do no harm, and the
 * write that follows reports any problem with the folder.
 *
 * @param pattern matches the names of files to handle
 * @param clearFile handles one file, which may belong to a running process
 */
export function sweeper(
  pattern: RegExp,
  clearFile: (path: string, fs: FileSystem) => Promise<void>,
): (folder: string, fs: FileSystem) => Promise<void> {
  const swept = new WeakMap<FileSystem, Set<string>>();
  return async (folder, fs) => {
    const sweptFolders = swept.get(fs) ?? new Set();
    swept.set(fs, sweptFolders);
    if (sweptFolders.has(folder)) return;
    sweptFolders.add(folder);
    try {
      for (const name of await fs.names(folder)) if (pattern.test(name)) await clearFile(join(folder, name), fs);
    } catch {
      // The next process that writes into this folder tries again.
    }
  };
}

/** Runs the work; if the process ends in the meantime, also by a signal, the file is removed. */
export async function whileThere<T>(path: string, work: () => Promise<T>): Promise<T> {
  if (present.size === 0) listen();
  present.add(path);
  try {
    return await work();
  } finally {
    present.delete(path);
    if (present.size === 0) unlisten();
  }
}

/**
 * Whether an unfinished file is a leftover: its process has ended, or it is a day old, since processes of other
 * machines cannot be checked.
 */
async function isLeftover(path: string, fs: FileSystem): Promise<boolean> {
  const [, host = '', id = ''] = UNFINISHED.exec(basename(path)) ?? [];
  if (host === digest(fs.process.host) && Number(id) !== fs.process.id && !fs.process.isRunning(Number(id)))
    return true;
  const stats = await fs.stat(path);
  return stats !== undefined && Date.now() - stats.mtimeMs > DAY_MILLISECONDS;
}

function listen(): void {
  process.on('exit', clear);
  if (isMainThread) for (const signal of SIGNALS) process.on(signal, end);
}

function unlisten(): void {
  process.off('exit', clear);
  for (const signal of SIGNALS) process.off(signal, end);
}

function clear(): void {
  for (const path of present) {
    try {
      rmSync(path, { force: true });
    } catch {
      // The next process that writes there tries again.
    }
  }
}

/** Ends the process as the signal would have ended it. */
function end(signal: NodeJS.Signals): void {
  clear();
  unlisten();
  process.kill(process.pid, signal);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
