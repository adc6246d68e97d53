/**
 * Serialises changes of a file that depend on its content: a queue orders them within this process, and a lock beside
 * the file, which exists only during a change, orders them between processes.
 */
import { say } from '../../language/language';
import { printablePath } from '../words/printable';
import { dirname } from 'node:path';
import { FitProblem } from '../words/fitProblem';
import { codeOf, DISK, type FileSystem } from './fileSystem';
import { besideName, sweeper, whileThere } from './leftovers';
import { destinationOf, writeInto } from './writeFiles';

/**
 * Time after which a waiting process removes a lock that is still the same, even if its holder may be running; a change
 * takes milliseconds.
 */
const PATIENCE_MILLISECONDS = 10_000;
/** The time for an empty lock, whose process probably ended before it wrote its name. */
const NAMELESS_PATIENCE_MILLISECONDS = 2_000;
const LONGEST_WAIT_MILLISECONDS = 60_000;
const LONGEST_PAUSE_MILLISECONDS = 40;
/** Number of tries of a change, which starts again if another process has removed its lock as stale. */
const MOST_TRIES = 5;

/** Another process has removed or replaced the lock. */
class LockLost extends Error {}

/** A file that no other process changes in the meantime. */
export interface LockedFile {
  /** Path with all links resolved. */
  readonly path: string;
  /** Rejects if the lock is lost. Call it last before the file is replaced. */
  readonly requireHeld: () => Promise<void>;
}

/** By file system and path: the last change in the queue. */
const queues = new WeakMap<FileSystem, Map<string, Promise<unknown>>>();
/** By file system: the contents of the locks that this process holds. */
const holdings = new WeakMap<FileSystem, Set<string>>();
const GUARD = /^\.\..*-[0-9a-f]{8}-[0-9a-z]+\.lock$/s;

/**
 * Runs a change of a file while no other change of it runs, in this process or another. Removes a lock of a dead
 * process. Runs the change again if its lock was lost.
 *
 * @throws the errors of the file system; FitProblem if other processes keep the file locked; whatever the change throws
 */
export async function changing<T>(
  path: string,
  change: (file: LockedFile) => Promise<T>,
  fs: FileSystem = DISK,
): Promise<T> {
  const file = (await destinationOf(path, fs)).path;
  return queued(file, fs, async () => {
    for (let tries = 1; ; tries++) {
      try {
        return await changeLocked(file, fs, change);
      } catch (error) {
        if (!(error instanceof LockLost)) throw error;
        if (tries === MOST_TRIES) throw keptLocked(path);
      }
    }
  });
}

/** Runs the work once all earlier work on the file in this process has settled. */
function queued<T>(file: string, fs: FileSystem, work: () => Promise<T>): Promise<T> {
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

async function changeLocked<T>(path: string, fs: FileSystem, change: (file: LockedFile) => Promise<T>): Promise<T> {
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
  const held = holdings.get(fs) ?? new Set();
  holdings.set(fs, held.add(holder));
  try {
    await acquire(lock, holder, fs);
    return await whileThere(lock, async () => {
      try {
        return await work(holder);
      } finally {
        await release(lock, holder, fs);
      }
    });
  } finally {
    held.delete(holder);
  }
}

async function acquire(lock: string, holder: string, fs: FileSystem): Promise<void> {
  const began = fs.now();
  let [lastContent, since] = ['', began];
  for (let tries = 1; ; tries++) {
    if (await tryCreate(lock, holder, fs)) return;
    const content = await fs.readShort(lock);
    if (content === undefined) continue;
    if (content !== lastContent) [lastContent, since] = [content, fs.now()];
    if (
      isDead(content, fs) ||
      fs.now() - since > (content === '' ? NAMELESS_PATIENCE_MILLISECONDS : PATIENCE_MILLISECONDS)
    )
      await removeStale(lock, content, fs);
    else if (fs.now() - began > LONGEST_WAIT_MILLISECONDS) throw keptLocked(lock);
    else await fs.wait(Math.min(2 * tries, LONGEST_PAUSE_MILLISECONDS));
  }
}

/** Creates the lock; returns false if it exists already. */
async function tryCreate(lock: string, holder: string, fs: FileSystem): Promise<boolean> {
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
 * Removes a stale lock, and no other. Of several processes that find it, only the one that holds its guard removes it,
 * so that none removes a lock that was made in between.
 */
async function removeStale(lock: string, holder: string, fs: FileSystem): Promise<void> {
  await whileHeld(guardOf(lock, holder), fs, async () => {
    if ((await fs.readShort(lock)) === holder) await fs.remove(lock);
  });
}

/** Removes guards of processes that ended during a removal. */
const sweepGuards = sweeper(GUARD, async (guard, fs) => {
  const holder = await fs.readShort(guard);
  if (holder !== undefined && isDead(holder, fs)) await removeStale(guard, holder, fs);
});

async function release(lock: string, holder: string, fs: FileSystem): Promise<void> {
  try {
    if ((await fs.readShort(lock)) === holder) await fs.remove(lock);
  } catch {
    // The change is complete; other processes remove the lock once its time is up.
  }
}

/** Whether the process that made a lock has ended; false for other machines, whose processes cannot be checked. */
function isDead(holder: string, fs: FileSystem): boolean {
  const { host, process } = parseHolder(holder);
  if (host !== fs.process.host || typeof process !== 'number') return false;
  return process === fs.process.id ? holdings.get(fs)?.has(holder) !== true : !fs.process.isRunning(process);
}

/** Path of the guard: the lock on the removal of a lock. */
function guardOf(lock: string, holder: string): string {
  const { id } = parseHolder(holder);
  return besideName(lock, `-${typeof id === 'string' && /^[0-9a-z]{1,40}$/.test(id) ? id : 'nameless'}.lock`);
}

function parseHolder(holder: string): { readonly host?: unknown; readonly process?: unknown; readonly id?: unknown } {
  try {
    return JSON.parse(holder) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function keptLocked(path: string): FitProblem {
  return new FitProblem(
    say('{path}: another program keeps changing this file; close that program and try again.', {
      path: printablePath(path),
    }),
  );
}
