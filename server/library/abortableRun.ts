/** Runs work in slices, between which the event loop runs and a signal can stop it. */
import type { CancelSignal, Progress } from './libraryOptions';
import type { Platform } from './platform';

/** Duration of a slice in milliseconds: a page that draws 60 times a second skips no picture. */
const SLICE_MILLISECONDS = 8;

export interface RunControl {
  readonly signal?: CancelSignal | undefined;
  readonly onProgress?: ((step: Progress) => void) | undefined;
}

/** @throws the reason of a signal that is aborted */
export function throwIfAborted(signal: CancelSignal | undefined): void {
  if (signal?.aborted === true) throw signal.reason;
}

/**
 * Runs work to its end.
 *
 * @throws the reason of the signal once it is aborted, and what the work or `onProgress` throws
 */
export async function runAbortable<T>(
  work: Generator<Progress | undefined, T>,
  { signal, onProgress }: RunControl,
  { pause, milliseconds, requireMemory }: Platform,
): Promise<T> {
  let latest: Progress | undefined;
  let began = milliseconds();
  for (;;) {
    const next = work.next();
    if (next.done === true) return next.value;
    requireMemory();
    latest = next.value ?? latest;
    if (milliseconds() - began < SLICE_MILLISECONDS) continue;
    if (latest !== undefined) onProgress?.(progressOf(latest));
    latest = undefined;
    await pause();
    throwIfAborted(signal);
    began = milliseconds();
  }
}

function progressOf({ k, start, iteration, nlml, objective }: Progress): Progress {
  return { k, start, iteration, nlml, objective };
}
