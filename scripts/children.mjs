// Child processes that never outlive this one: each leads its own process group, and the whole group is ended with it.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';

const windows = process.platform === 'win32';
/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/** Starts a program in a process group of its own, so that its grandchildren can be ended too. */
export function start(command, args, options = {}) {
  const child = spawn(command, args, { ...options, detached: !windows });
  running.add(child);
  // A program that cannot be started emits `error` and never `exit`; both are followed by `close`.
  child.once('close', () => running.delete(child));
  child.on('error', () => running.delete(child));
  return child;
}

/** Ends a child and its descendants: politely first, for good after the grace time. */
export async function stop(child, graceMilliseconds = 3000) {
  if (!running.has(child)) return;
  const closed = once(child, 'close');
  signal(child, 'SIGTERM');
  const timer = setTimeout(() => signal(child, 'SIGKILL'), graceMilliseconds);
  await closed;
  clearTimeout(timer);
  // The leader may be gone while a grandchild ignored the polite signal.
  signal(child, 'SIGKILL');
}

/** Runs a program to its end; answers its exit status, or `null` when it had to be ended at the time limit. */
export async function run(command, args, { limitMilliseconds, ...options } = {}) {
  const child = start(command, args, { stdio: ['ignore', 'inherit', 'inherit'], ...options });
  let outOfTime = false;
  const timer =
    limitMilliseconds &&
    setTimeout(() => {
      outOfTime = true;
      void stop(child);
    }, limitMilliseconds);
  const status = await new Promise((resolve) => {
    child.once('error', () => resolve(127));
    child.once('close', (code) => resolve(code ?? 1));
  });
  clearTimeout(timer);
  return outOfTime ? null : status;
}

function signal(child, name) {
  if (child.pid === undefined) return;
  try {
    if (windows) spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f']);
    else process.kill(-child.pid, name);
  } catch {
    // The group is gone already, which is what was wanted.
  }
}

// Registered when this file is loaded, so that children are gone before any other `exit` listener removes their files.
process.on('exit', () => running.forEach((child) => signal(child, 'SIGKILL')));
// A child may have children of its own in further groups: it is told first, and given the time to end them.
for (const [name, number] of [
  ['SIGHUP', 1],
  ['SIGINT', 2],
  ['SIGTERM', 15],
]) {
  process.once(name, () => {
    void Promise.all([...running].map((child) => stop(child))).finally(() => process.exit(128 + number));
  });
}
