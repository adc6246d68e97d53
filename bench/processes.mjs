// Programs that are measured: run to their end, or kept waiting with their data in memory until they are asked.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { createInterface } from 'node:readline';
import { start, stop } from '../scripts/children.mjs';
import { cache } from './core.mjs';

const TIME = '/usr/bin/time';
const longestMilliseconds = 30 * 60_000;

/** Whether peak memory can be told: by GNU time, the Debian package `time`. */
export const tellsMemory = spawnSync(TIME, ['-f', '%M', 'true']).status === 0;

/**
 * Runs a program that prints one JSON object.
 * @returns {Promise<{ answer: object, seconds: number, peakBytes?: number, userSeconds?: number }>} seconds from its
 * start to its end, as who waits for it sees them; seconds of the processor in all its threads, without the system
 * @throws Error with what the program said of its end
 */
export async function wholeRun(command, args) {
  const peakFile = join(cache, `${process.pid}-peak`);
  const [program, given] = tellsMemory ? [TIME, ['-f', '%M %U', '-o', peakFile, command, ...args]] : [command, args];
  try {
    const { status, seconds, stdout, stderr } = await output(program, given);
    if (status !== 0) throw new Error(withoutFolders(`status ${status}: ${stderr.trim().split('\n')[0]}`, args));
    if (!tellsMemory) return { answer: JSON.parse(stdout), seconds };
    const [kibibytes, userSeconds] = readFileSync(peakFile, 'utf8').trim().split('\n').at(-1).split(' ').map(Number);
    return { answer: JSON.parse(stdout), seconds, peakBytes: 1024 * kibibytes, userSeconds };
  } finally {
    rmSync(peakFile, { force: true });
  }
}

/** Removes the folders from paths in a text: a document names files, but not their places on this machine. */
const withoutFolders = (text, paths) =>
  paths.filter((path) => path.includes(sep)).reduce((said, path) => said.replaceAll(path, basename(path)), text);

async function output(program, args) {
  const began = performance.now();
  const child = start(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const timer = setTimeout(() => void stop(child), longestMilliseconds);
  const parts = { stdout: [], stderr: [] };
  for (const name of ['stdout', 'stderr']) child[name].on('data', (data) => parts[name].push(data));
  const [status] = await once(child, 'close');
  clearTimeout(timer);
  const text = (name) => Buffer.concat(parts[name]).toString();
  return { status, seconds: (performance.now() - began) / 1000, stdout: text('stdout'), stderr: text('stderr') };
}

/**
 * A program that answers a line of JSON to each line of JSON; `{ "error": … }` is thrown.
 * @returns {{ ask: (request: object) => Promise<any>, end: () => Promise<void> }}
 */
export function waiting(command, args) {
  const child = start(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const closed = once(child, 'close').catch(() => undefined);
  // Who has ended cannot be written to; that it has ended is told below.
  child.stdin.on('error', () => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (request) => {
    const timer = setTimeout(() => void stop(child), longestMilliseconds);
    child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await lines.next();
    clearTimeout(timer);
    if (done)
      throw new Error(
        `${args.at(-1)} ended, or took more than ${longestMilliseconds / 60_000} minutes, at ${request.do}`,
      );
    const answer = JSON.parse(value);
    if (answer.error !== undefined) throw new Error(`${request.do}: ${answer.error}`);
    return answer;
  };
  const end = async () => {
    child.stdin.end();
    await closed;
  };
  return { ask, end };
}

/** One round after another, in each of which every contestant has its turn, so that none has the quieter hour. */
export async function inTurns(rounds, contestants) {
  const found = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, turn] of Object.entries(contestants)) found[name].push(await turn(round));
  }
  return found;
}
