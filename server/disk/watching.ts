/** Watches files on disk for changes, by asking now and then: that works on every file system. */
import { unwatchFile, watchFile } from 'node:fs';

/** Milliseconds between two looks at a watched file. */
const LOOK_MILLISECONDS = 1000;

/**
 * Calls back when a file may have changed.
 * @returns ends the watch
 */
export function watched(path: string, changed: () => void): () => void {
  watchFile(path, { interval: LOOK_MILLISECONDS, persistent: false }, changed);
  return () => unwatchFile(path, changed);
}
