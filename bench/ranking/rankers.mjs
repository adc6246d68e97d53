// Who ranks the rows: our command line, and the peers of peers.py.
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start, stop } from '../../scripts/children.mjs';

/** Runs a program to its end or its limit; `complete` tells which. */
async function output(command, args, seconds) {
  const began = performance.now();
  const child = start(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const parts = { stdout: [], stderr: [] };
  for (const name of ['stdout', 'stderr']) child[name].on('data', (data) => parts[name].push(data));
  let complete = true;
  const timer = setTimeout(() => {
    complete = false;
    void stop(child);
  }, 1000 * seconds);
  const [status] = await once(child, 'close');
  clearTimeout(timer);
  const text = (name) => Buffer.concat(parts[name]).toString();
  return {
    status,
    complete,
    seconds: (performance.now() - began) / 1000,
    stdout: text('stdout'),
    stderr: text('stderr'),
  };
}

/**
 * Ranks rows by the oddness that `--scores` writes.
 * @returns {Promise<{ ours: { scores?: number[], seconds?: number, failed?: string } }>}
 */
export async function rankOurs(cli, file, limit) {
  const folder = mkdtempSync(join(tmpdir(), 'ranking-'));
  try {
    const scored = join(folder, 'scores.csv');
    const { status, complete, seconds, stderr } = await output(
      process.execPath,
      [cli, 'fit', file, '--scores', scored, '--quiet'],
      limit,
    );
    if (!complete) return { ours: { failed: `longer than ${limit} s` } };
    if (status !== 0) return { ours: { failed: stderr.trim().split('\n')[0] } };
    return { ours: { scores: lastColumn(readFileSync(scored, 'utf8')), seconds } };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** It holds numbers, so no cell before it needs to be understood. */
function lastColumn(text) {
  const [head, ...lines] = text.trimEnd().split(/\r?\n/);
  if (!head.endsWith(',oddness'))
    throw new Error(`--scores wrote no oddness: its last column is ${head.split(',').at(-1)}`);
  return lines.map((line) => Number(line.slice(line.lastIndexOf(',') + 1)));
}

/**
 * Ranks rows by the peers, which answer in one line of JSON each: who did so before the limit counts.
 * @returns {Promise<Record<string, { scores?: number[], seconds?: number, failed?: string }>>}
 */
export async function rankPeers(python, file, limit) {
  const { status, complete, stdout, stderr } = await output(
    python,
    [join(import.meta.dirname, 'peers.py'), file],
    limit,
  );
  if (complete && status !== 0) throw new Error(`peers.py: ${stderr.trim().split('\n').at(-1)}`);
  const whole = stdout
    .slice(0, stdout.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '');
  return Object.fromEntries(whole.map((line) => JSON.parse(line)).map(({ name, ...found }) => [name, found]));
}
