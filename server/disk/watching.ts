/** Watches files on disk for changes by polling, which works on every file system. */
import { unwatchFile, watchFile } from 'node:fs';

/** Interval between two polls of a watched file. */
const POLL_MILLISECONDS = 1000;

/**
 * Calls back when a file may have changed.
 *
 * @returns a function that ends the watch
 */
export function watched(path: string, changed: () => void): () => void {
  watchFile(path, { interval: POLL_MILLISECONDS, persistent: false }, changed);
  return () => unwatchFile(path, changed);
}
