/** What may stand on a disk after a power failure, given the steps before it. */
import type { Step } from './testDisk';

/** What has a name; the bytes that were written to it, and how many of the writes are on the disk for sure. */
interface Inode {
  readonly writes: Uint8Array[];
  durable: number;
}

/** A name that was given or taken away. */
type Naming = readonly [name: string, inode: Inode | undefined];

/**
 * Every content that a file may have, `undefined` for no such file. Names that the folder was not synchronised after,
 * and bytes that the file was not synchronised after, may be there or not, whatever their order.
 *
 * @param before what is on the disk for sure
 * @param steps that were made before the power failed
 */
export function afterPowerLoss(
  file: string,
  before: string | undefined,
  steps: readonly Step[],
): Set<string | undefined> {
  const names = new Map<string, Inode>();
  if (before !== undefined) names.set(file, { writes: [Buffer.from(before)], durable: 1 });
  let sure: ReadonlyMap<string, Inode> = new Map(names);
  let unsure: Naming[][] = [];
  for (const step of steps) {
    const namings = named(step, names);
    for (const [name, inode] of namings) {
      if (inode === undefined) names.delete(name);
      else names.set(name, inode);
    }
    if (namings.length > 0) unsure.push(namings);
    const inode = names.get(step.path);
    if (step.does === 'write') inode?.writes.push(step.bytes ?? new Uint8Array());
    if (step.does === 'sync' && inode !== undefined) inode.durable = inode.writes.length;
    if (step.does === 'syncFolder') [sure, unsure] = [new Map(names), []];
  }
  const contents = new Set<string | undefined>();
  for (let subset = 0; subset < 2 ** unsure.length; subset++) {
    let inode = sure.get(file);
    for (const [name, given] of unsure.filter((_, i) => (subset >> i) % 2 === 1).flat())
      if (name === file) inode = given;
    for (const content of inode === undefined ? [undefined] : contentsOf(inode)) contents.add(content);
  }
  return contents;
}

function named({ does, path, to = '' }: Step, names: ReadonlyMap<string, Inode>): Naming[] {
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
  const loose = writes.length - durable;
  for (let subset = 0; subset < 2 ** loose; subset++) {
    const isThere = (i: number): boolean => i < durable || (subset >> (i - durable)) % 2 === 1;
    // Bytes that are not there in front of others that are read as zeros; at the end they are missing.
    const last = writes.findLastIndex((_, i) => isThere(i));
    const kept = writes.slice(0, last + 1).map((bytes, i) => (isThere(i) ? bytes : new Uint8Array(bytes.length)));
    yield Buffer.concat(kept).toString();
    if (last >= durable)
      yield Buffer.concat([...kept.slice(0, -1), kept[last].subarray(0, kept[last].length >> 1)]).toString();
  }
}
