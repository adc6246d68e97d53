/**
 * Files that exist only while another one is written. They go when the write ends, when a signal ends the program, and,
 * after a crash, when a later program writes into the same folder.
 */
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import type { FileSystem } from './fileSystem';

/** Characters of a name that show whose file it is. No name with them is too long for a disk. */
const SHOWN = 40;
const DAY_MILLISECONDS = 24 * 3600 * 1000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Whose process made it, and which one. */
const UNFINISHED = /^\..*-([0-9a-f]{8})-(\d+)-[0-9a-z]+\.unfinished$/s;

const present = new Set<string>();

/** A hidden name beside a file, for what belongs to it for a moment. Names that differ in capitals share it. */
export function besideName(path: string, suffix: string): string {
  const name = basename(path);
  return join(dirname(path), `.${name.slice(0, SHOWN)}-${digest(name.toLowerCase())}${suffix}`);
}

/** A name for a file as long as it is unfinished; no other process or call has the same. */
export function unfinishedName(path: string, fs: FileSystem): string {
  return besideName(path, `-${digest(fs.process.host)}-${fs.process.id}-${fs.unique()}.unfinished`);
}

/** Removes unfinished files of processes that have ended from a folder. */
export const sweepUnfinished = sweeper(UNFINISHED, async (path, fs) => {
  if (await isLeft(path, fs)) await fs.remove(path);
});

/**
 * Makes a function that clears up a folder. That function looks at each folder once and never fails: leftovers do no
 * harm, and the write that follows reports what is wrong with the folder.
 *
 * @param pattern of the names to look at
 * @param clear handles one file; the file may belong to a running process
 */
export function sweeper(
  pattern: RegExp,
  clear: (path: string, fs: FileSystem) => Promise<void>,
): (folder: string, fs: FileSystem) => Promise<void> {
  const swept = new WeakMap<FileSystem, Set<string>>();
  return async (folder, fs) => {
    const known = swept.get(fs) ?? new Set();
    swept.set(fs, known);
    if (known.has(folder)) return;
    known.add(folder);
    try {
      for (const name of await fs.names(folder)) if (pattern.test(name)) await clear(join(folder, name), fs);
    } catch {
      // The next process that writes into this folder tries again.
    }
  };
}

/** Does something while a file exists that a signal must not leave behind. */
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

/** Processes of other machines are unknown: what they made goes after a day. */
async function isLeft(path: string, fs: FileSystem): Promise<boolean> {
  const [, host = '', id = ''] = UNFINISHED.exec(basename(path)) ?? [];
  if (host === digest(fs.process.host) && Number(id) !== fs.process.id && !fs.process.isRunning(Number(id)))
    return true;
  const found = await fs.stat(path);
  return found !== undefined && Date.now() - found.mtimeMs > DAY_MILLISECONDS;
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
      // The next program that writes there tries again.
    }
  }
}

/** Ends the program as the signal would have done. */
function end(signal: NodeJS.Signals): void {
  clear();
  unlisten();
  process.kill(process.pid, signal);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
