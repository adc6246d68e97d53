// Programs that are called: found, asked for their version, run to their end.
import { spawnSync } from 'node:child_process';

const longestMilliseconds = 5 * 60_000;

/**
 * Runs a program to its end.
 *
 * @returns {string} what it printed
 * @throws Error with what it said of its end
 */
export function call(command, args, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    timeout: longestMilliseconds,
    maxBuffer: 1 << 26,
    ...options,
  });
  if (error !== undefined) throw error;
  if (status !== 0)
    throw new Error(`${command}: status ${status}: ${`${stderr}${stdout}`.trim().split('\n').slice(-3).join(' ')}`);
  return stdout;
}

/** The version that a program tells of itself; undefined where it is not there. */
export function versionOf(command, args = ['--version'], pattern = /\d+(?:\.\d+)+/) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', timeout: longestMilliseconds });
  return status === 0 ? (pattern.exec(`${stdout}${stderr}`)?.[0] ?? 'of unknown version') : undefined;
}

/** Servers and their tools refuse to run as root: whom they run as instead. */
export function unprivileged() {
  if (process.getuid?.() !== 0) return {};
  const id = (flag) => Number(call('id', [flag, 'nobody']).trim());
  return { uid: id('-u'), gid: id('-g') };
}
