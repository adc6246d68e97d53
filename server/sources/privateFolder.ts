/** A folder for temporary files that no other user can read, and that is removed also if a signal ends the process. */
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FitProblem } from '../words/fitProblem';
import { writeCause } from '../disk/writeProblem';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface PrivateFolder {
  readonly path: string;
  /** Removes the folder with its files. */
  remove(): void;
}

const present = new Set<string>();

/** Makes a folder, which exists until `remove` is called or the process ends. @throws FitProblem */
export async function makePrivateFolder(): Promise<PrivateFolder> {
  let path: string;
  try {
    path = await mkdtemp(join(tmpdir(), 'mixture-lens-'));
  } catch (error) {
    throw new FitProblem(`no temporary folder can be made in ${tmpdir()}: ${writeCause(error)}`);
  }
  if (present.size === 0) listen();
  present.add(path);
  const remove = (): void => {
    if (!present.delete(path)) return;
    removeNow(path);
    if (present.size === 0) unlisten();
  };
  return { path, remove };
}

function listen(): void {
  process.on('exit', clear);
  for (const signal of SIGNALS) process.on(signal, end);
}

function unlisten(): void {
  process.off('exit', clear);
  for (const signal of SIGNALS) process.off(signal, end);
}

function clear(): void {
  for (const path of present) removeNow(path);
  present.clear();
}

function removeNow(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // The system clears its temporary folder.
  }
}

/** Ends the process as the signal would have ended it. */
function end(signal: NodeJS.Signals): void {
  clear();
  unlisten();
  process.kill(process.pid, signal);
}
