/** Disks that fail, die or are watched: the file system of the product with something around each of its steps. */
import { DISK, type FileSystem, type OpenFile } from '../../server/disk/fileSystem';

/** One change of a disk. */
export interface Step {
  readonly does:
    'open' | 'write' | 'resemble' | 'sync' | 'close' | 'rename' | 'copy' | 'remove' | 'folder' | 'syncFolder';
  readonly path: string;
  readonly to?: string;
  readonly bytes?: Uint8Array;
}

/** Carries out a step, or not. @param half leaves it half done, where that can be */
export type Around = <T>(step: Step, work: () => Promise<T>, half: () => Promise<unknown>) => Promise<T>;

const nothing = (): Promise<void> => Promise.resolve();

/** A disk with something around each step that changes it. */
export function watchedDisk(around: Around, disk: FileSystem = DISK): FileSystem {
  const plain = <T>(step: Step, work: () => Promise<T>): Promise<T> => around(step, work, nothing);
  return {
    ...disk,
    open: async (path, flags, mode) => {
      let opened: OpenFile | undefined;
      const file = await plain({ does: 'open', path }, async () => (opened = await disk.open(path, flags, mode))).catch(
        async (error: unknown) => {
          await opened?.close();
          throw error;
        },
      );
      return {
        write: (bytes) =>
          // The writer uses its buffer again.
          around(
            { does: 'write', path, bytes: Uint8Array.from(bytes) },
            () => file.write(bytes),
            () => file.write(bytes.subarray(0, bytes.length >> 1)),
          ),
        resemble: (other) => plain({ does: 'resemble', path }, () => file.resemble(other)),
        sync: () => plain({ does: 'sync', path }, () => file.sync()),
        close: async () => {
          try {
            await plain({ does: 'close', path }, nothing);
          } finally {
            await file.close();
          }
        },
      };
    },
    rename: (path, to) => plain({ does: 'rename', path, to }, () => disk.rename(path, to)),
    copy: (path, to) => plain({ does: 'copy', path, to }, () => disk.copy(path, to)),
    remove: (path) => plain({ does: 'remove', path }, () => disk.remove(path)),
    makeFolder: (path) => plain({ does: 'folder', path }, () => disk.makeFolder(path)),
    syncFolder: (path) => plain({ does: 'syncFolder', path }, () => disk.syncFolder(path)),
  };
}

/** A disk of which one step fails with the code of an error, and which works from then on. */
export function failingDisk(
  code: string,
  isIt: (step: Step, index: number) => boolean,
): FileSystem & { failed: boolean } {
  let index = 0;
  const disk = {
    failed: false,
    ...watchedDisk(async (step, work, half) => {
      if (disk.failed || !isIt(step, index++)) return work();
      disk.failed = true;
      await half();
      throw Object.assign(new Error(`${code}: ${step.does}`), { code });
    }),
  };
  return disk;
}

/** What a program that is killed says no more. */
export class Killed extends Error {}

/** The programs on one machine, of which any may be killed at any step. They share a clock that waiting moves. */
export class Machine {
  private readonly running = new Set<number>();
  private static started = 1000;
  private clock = 0;

  /**
   * Starts a program.
   * @param steps after which it is killed; never where left out
   * @param moment of the last step when that happens
   */
  start(
    steps = Infinity,
    moment: 'before' | 'half' | 'after' = 'before',
  ): FileSystem & { readonly isKilled: () => boolean } {
    const id = ++Machine.started;
    this.running.add(id);
    let [left, unique] = [steps, 0];
    const around: Around = async (_, work, half) => {
      if (left-- > 0) return work();
      if (this.running.delete(id)) await (moment === 'after' ? work() : moment === 'half' ? half() : nothing());
      throw new Killed();
    };
    return {
      ...watchedDisk(around, quick),
      process: { id, host: 'here', isRunning: (other) => this.running.has(other) },
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

/** What is killed needs no power-proof disk. */
const quick: FileSystem = {
  ...DISK,
  syncFolder: nothing,
  open: async (path, flags, mode) => ({ ...(await DISK.open(path, flags, mode)), sync: nothing }),
};
