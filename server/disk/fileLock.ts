/**
 * Changes of one file that begin with what it says: one after the other, within this process by a queue and between
 * processes by a lock beside the file, which exists only while the file is changed.
 */
import { printablePath } from '../words/printable';
import { dirname } from 'node:path';
import { FitProblem } from '../words/fitProblem';
import { codeOf, DISK, type FileSystem } from './fileSystem';
import { besideName, sweeper, whileThere } from './leftovers';
import { destinationOf, writeInto } from './writeFiles';

/** A change takes milliseconds. A lock of a process of which nothing is known goes after this time. */
const PATIENCE_MILLISECONDS = 10_000;
/** A process that stopped before it wrote its name into its lock. */
const NAMELESS_PATIENCE_MILLISECONDS = 2_000;
const LONGEST_WAIT_MILLISECONDS = 60_000;
const LONGEST_PAUSE_MILLISECONDS = 40;
/** Changes that are begun again, since another process took the lock for that of a dead one. */
const MOST_TRIES = 5;

/** The lock is somebody else's by now. */
class LockLost extends Error {}

/** A file that nobody else changes meanwhile. */
export interface LockedFile {
  /** Where it is, without links. */
  readonly path: string;
  /** Rejects once somebody else changes the file: to be asked last before it is replaced. */
  readonly requireHeld: () => Promise<void>;
}

/** By file system: what is under way, by file, and the locks that this process holds. */
const queues = new WeakMap<FileSystem, Map<string, Promise<unknown>>>();
const holdings = new WeakMap<FileSystem, Set<string>>();
const GUARD = /^\.\..*-[0-9a-f]{8}-[0-9a-z]+\.lock$/s;

/**
 * Does something with a file while nobody else does. A lock of a dead process is passed over.
 *
 * @throws the errors of the file system; FitProblem where another process never lets go; whatever the change throws
 */
export async function changing<T>(
  path: string,
  change: (file: LockedFile) => Promise<T>,
  fs: FileSystem = DISK,
): Promise<T> {
  const file = (await destinationOf(path, fs)).path;
  return inTurn(file, fs, async () => {
    for (let tries = 1; ; tries++) {
      try {
        return await locked(file, fs, change);
      } catch (error) {
        if (!(error instanceof LockLost)) throw error;
        if (tries === MOST_TRIES) throw stillChanged(path);
      }
    }
  });
}

/** One after the other, within this process. */
function inTurn<T>(file: string, fs: FileSystem, work: () => Promise<T>): Promise<T> {
  const queue = queues.get(fs) ?? new Map<string, Promise<unknown>>();
  queues.set(fs, queue);
  const done = (queue.get(file) ?? Promise.resolve()).then(work);
  const settled = done
    .catch(() => undefined)
    .finally(() => {
      if (queue.get(file) === settled) queue.delete(file);
    });
  queue.set(file, settled);
  return done;
}

async function locked<T>(path: string, fs: FileSystem, change: (file: LockedFile) => Promise<T>): Promise<T> {
  const lock = besideName(path, '.lock');
  return whileHeld(lock, fs, async (holder) => {
    await sweepGuards(dirname(lock), fs);
    return change({
      path,
      requireHeld: async () => {
        if ((await fs.readShort(lock)) !== holder) throw new LockLost();
      },
    });
  });
}

async function whileHeld<T>(lock: string, fs: FileSystem, work: (holder: string) => Promise<T>): Promise<T> {
  const holder = JSON.stringify({ host: fs.process.host, process: fs.process.id, id: fs.unique() });
  const mine = holdings.get(fs) ?? new Set();
  holdings.set(fs, mine.add(holder));
  try {
    await take(lock, holder, fs);
    return await whileThere(lock, async () => {
      try {
        return await work(holder);
      } finally {
        await release(lock, holder, fs);
      }
    });
  } finally {
    mine.delete(holder);
  }
}

async function take(lock: string, holder: string, fs: FileSystem): Promise<void> {
  const began = fs.now();
  let [other, since] = ['', began];
  for (let tries = 1; ; tries++) {
    if (await isMade(lock, holder, fs)) return;
    const found = await fs.readShort(lock);
    if (found === undefined) continue;
    if (found !== other) [other, since] = [found, fs.now()];
    if (isDead(found, fs) || fs.now() - since > (found === '' ? NAMELESS_PATIENCE_MILLISECONDS : PATIENCE_MILLISECONDS))
      await removeOf(lock, found, fs);
    else if (fs.now() - began > LONGEST_WAIT_MILLISECONDS) throw stillChanged(lock);
    else await fs.wait(Math.min(2 * tries, LONGEST_PAUSE_MILLISECONDS));
  }
}

/** Whether the lock was free. */
async function isMade(lock: string, holder: string, fs: FileSystem): Promise<boolean> {
  let file;
  try {
    file = await fs.open(lock, 'wx');
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
  try {
    await writeInto(file, [holder]);
    return true;
  } catch (error) {
    await fs.remove(lock).catch(() => undefined);
    throw error;
  }
}

/**
 * Removes the lock of a dead process, and no other: of several who find it, the one who holds a lock on that removal
 * does it, so that nobody removes a lock that was made in between.
 */
async function removeOf(lock: string, holder: string, fs: FileSystem): Promise<void> {
  await whileHeld(guardOf(lock, holder), fs, async () => {
    if ((await fs.readShort(lock)) === holder) await fs.remove(lock);
  });
}

/** Removes guards of processes that ended in the middle of a removal. */
const sweepGuards = sweeper(GUARD, async (guard, fs) => {
  const holder = await fs.readShort(guard);
  if (holder !== undefined && isDead(holder, fs)) await removeOf(guard, holder, fs);
});

async function release(lock: string, holder: string, fs: FileSystem): Promise<void> {
  try {
    if ((await fs.readShort(lock)) === holder) await fs.remove(lock);
  } catch {
    // What was changed is changed; others pass the lock over once its time is up.
  }
}

/** Whether the process that made a lock has ended. Those of other machines are not known. */
function isDead(holder: string, fs: FileSystem): boolean {
  const { host, process } = parsed(holder);
  if (host !== fs.process.host || typeof process !== 'number') return false;
  return process === fs.process.id ? holdings.get(fs)?.has(holder) !== true : !fs.process.isRunning(process);
}

/** The lock on the removal of a lock. */
function guardOf(lock: string, holder: string): string {
  const { id } = parsed(holder);
  return besideName(lock, `-${typeof id === 'string' && /^[0-9a-z]{1,40}$/.test(id) ? id : 'nameless'}.lock`);
}

function parsed(holder: string): { readonly host?: unknown; readonly process?: unknown; readonly id?: unknown } {
  try {
    return JSON.parse(holder) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function stillChanged(path: string): FitProblem {
  return new FitProblem(
    `${printablePath(path)}: another program keeps changing this file; close that program and try again.`,
  );
}
