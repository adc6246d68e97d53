/** Possible contents of a disk after a power failure, given the steps before it. */
import type { Step } from './testDisk';

/** A file: the bytes written to it, and the number of writes that are certainly on the disk. */
interface Inode {
  readonly writes: Uint8Array[];
  durable: number;
}

/** Assignment of a name to an inode; undefined removes the name. */
type Naming = readonly [name: string, inode: Inode | undefined];

/**
 * Returns every content that a file may have, `undefined` for a missing file. Names without a later synchronisation of
 * the folder, and bytes without a later synchronisation of the file, may be on the disk or not, in any combination.
 *
 * @param before content that is certainly on the disk
 * @param steps before the power failure
 */
export function afterPowerLoss(
  file: string,
  before: string | undefined,
  steps: readonly Step[],
): Set<string | undefined> {
  const current = new Map<string, Inode>();
  if (before !== undefined) current.set(file, { writes: [Buffer.from(before)], durable: 1 });
  let durable: ReadonlyMap<string, Inode> = new Map(current);
  let pending: Naming[][] = [];
  for (const step of steps) {
    const namings = namingsOf(step, current);
    for (const [name, inode] of namings) {
      if (inode === undefined) current.delete(name);
      else current.set(name, inode);
    }
    if (namings.length > 0) pending.push(namings);
    const inode = current.get(step.path);
    if (step.does === 'write') inode?.writes.push(step.bytes ?? new Uint8Array());
    if (step.does === 'sync' && inode !== undefined) inode.durable = inode.writes.length;
    if (step.does === 'syncFolder') [durable, pending] = [new Map(current), []];
  }
  const contents = new Set<string | undefined>();
  for (let subset = 0; subset < 2 ** pending.length; subset++) {
    let inode = durable.get(file);
    for (const [name, namedInode] of pending.filter((_, i) => (subset >> i) % 2 === 1).flat())
      if (name === file) inode = namedInode;
    for (const content of inode === undefined ? [undefined] : contentsOf(inode)) contents.add(content);
  }
  return contents;
}

function namingsOf({ does, path, to = '' }: Step, names: ReadonlyMap<string, Inode>): Naming[] {
  if (does === 'open') return [[path, { writes: [], durable: 0 }]];
  if (does === 'remove') return [[path, undefined]];
  if (does === 'rename')
    return [
      [to, names.get(path)],
      [path, undefined],
    ];
  return [];
}

function* contentsOf({ writes, durable }: Inode): Generator<string, undefined> {
  const unsynced = writes.length - durable;
  for (let subset = 0; subset < 2 ** unsynced; subset++) {
    const isWritten = (i: number): boolean => i < durable || (subset >> (i - durable)) % 2 === 1;
    // Unwritten bytes before written ones read as zeros; unwritten bytes at the end are missing.
    const last = writes.findLastIndex((_, i) => isWritten(i));
    const pieces = writes.slice(0, last + 1).map((bytes, i) => (isWritten(i) ? bytes : new Uint8Array(bytes.length)));
    yield Buffer.concat(pieces).toString();
    if (last >= durable)
      yield Buffer.concat([...pieces.slice(0, -1), pieces[last].subarray(0, pieces[last].length >> 1)]).toString();
  }
}
