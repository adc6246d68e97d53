/** A folder for temporary files that no other user can read, and that is removed also if a signal ends the process. */
import { mkdtempSync, rmSync } from 'node:fs';
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
export function makePrivateFolder(): PrivateFolder {
  // A signal that arrives while the folder is made is handled afterwards.
  if (present.size === 0) listen();
  let path: string;
  try {
    path = mkdtempSync(join(tmpdir(), 'mixture-lens-'));
  } catch (error) {
    if (present.size === 0) unlisten();
    throw new FitProblem(`no temporary folder can be made in ${tmpdir()}: ${writeCause(error)}`);
  }
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

/** Ends the process as the signal would have ended it, unless another listener decides how it ends. */
function end(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  clear();
  unlisten();
  process.kill(process.pid, signal);
}
