/** Disks that fail or stop: the file system of the product with an interceptor around each step. */
import { DISK, type FileSystem, type OpenFile } from '../../server/disk/fileSystem';

/** One change of a disk. */
export interface Step {
  readonly does:
    'open' | 'write' | 'resemble' | 'sync' | 'close' | 'rename' | 'copy' | 'remove' | 'folder' | 'syncFolder';
  readonly path: string;
  readonly to?: string;
  readonly bytes?: Uint8Array;
}

/**
 * Carries out a step, or fails instead.
 * @param work carries out the whole step
 * @param half writes half of the bytes of a write; does nothing for other steps
 */
export type Interceptor = <T>(step: Step, work: () => Promise<T>, half: () => Promise<unknown>) => Promise<T>;

const noop = (): Promise<void> => Promise.resolve();

/** Returns a disk with an interceptor around each step that changes it. */
export function watchedDisk(intercept: Interceptor, disk: FileSystem = DISK): FileSystem {
  const interceptWhole = <T>(step: Step, work: () => Promise<T>): Promise<T> => intercept(step, work, noop);
  return {
    ...disk,
    open: async (path, flags, mode) => {
      let opened: OpenFile | undefined;
      const file = await interceptWhole(
        { does: 'open', path },
        async () => (opened = await disk.open(path, flags, mode)),
      ).catch(async (error: unknown) => {
        await opened?.close();
        throw error;
      });
      return {
        write: (bytes) =>
          // The writer reuses its buffer.
          intercept(
            { does: 'write', path, bytes: Uint8Array.from(bytes) },
            () => file.write(bytes),
            () => file.write(bytes.subarray(0, bytes.length >> 1)),
          ),
        resemble: (other) => interceptWhole({ does: 'resemble', path }, () => file.resemble(other)),
        sync: () => interceptWhole({ does: 'sync', path }, () => file.sync()),
        close: async () => {
          try {
            await interceptWhole({ does: 'close', path }, noop);
          } finally {
            await file.close();
          }
        },
      };
    },
    rename: (path, to) => interceptWhole({ does: 'rename', path, to }, () => disk.rename(path, to)),
    copy: (path, to) => interceptWhole({ does: 'copy', path, to }, () => disk.copy(path, to)),
    remove: (path) => interceptWhole({ does: 'remove', path }, () => disk.remove(path)),
    makeFolder: (path) => interceptWhole({ does: 'folder', path }, () => disk.makeFolder(path)),
    syncFolder: (path) => interceptWhole({ does: 'syncFolder', path }, () => disk.syncFolder(path)),
  };
}

/** Returns a disk on which one step fails with an error code. All later steps succeed. */
export function failingDisk(
  code: string,
  isFailing: (step: Step, index: number) => boolean,
): FileSystem & { failed: boolean } {
  let index = 0;
  const disk = {
    failed: false,
    ...watchedDisk(async (step, work, half) => {
      if (disk.failed || !isFailing(step, index++)) return work();
      disk.failed = true;
      await half();
      throw Object.assign(new Error(`${code}: ${step.does}`), { code });
    }),
  };
  return disk;
}

/** Error of every step of a killed program. */
export class Killed extends Error {}

/** The programs on one machine. Each may be killed at any step. They share a clock that advances while they wait. */
export class Machine {
  private readonly running = new Set<number>();
  private static lastId = 1000;
  private clock = 0;

  /**
   * Starts a program.
   * @param steps number of steps until the program is killed; never where left out
   * @param moment of the last step at which the program is killed
   */
  start(
    steps = Infinity,
    moment: 'before' | 'half' | 'after' = 'before',
  ): FileSystem & { readonly isKilled: () => boolean } {
    const id = ++Machine.lastId;
    this.running.add(id);
    let [remaining, unique] = [steps, 0];
    const intercept: Interceptor = async (_, work, half) => {
      if (remaining-- > 0) return work();
      if (this.running.delete(id)) await (moment === 'after' ? work() : moment === 'half' ? half() : noop());
      throw new Killed();
    };
    return {
      ...watchedDisk(intercept, unsyncedDisk),
      process: { id, host: 'here', isRunning: (otherId) => this.running.has(otherId) },
      unique: () => `${id}x${unique++}`,
      now: () => this.clock,
      wait: (milliseconds) => {
        this.clock += milliseconds;
        return new Promise((resolve) => setImmediate(resolve));
      },
      isKilled: () => !this.running.has(id),
    };
  }
}

/** Disk without synchronisation, which does not matter for killed programs. */
const unsyncedDisk: FileSystem = {
  ...DISK,
  syncFolder: noop,
  open: async (path, flags, mode) => ({ ...(await DISK.open(path, flags, mode)), sync: noop }),
};
