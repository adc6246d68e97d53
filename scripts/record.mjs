// What a Mocha run did, one JSON line per event in a file: a run that dies or hangs still tells how far it came.
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';

/** Writes the events of a Mocha runner to a file while they happen. */
export function record(runner, file) {
  const write = (event, test, error) =>
    appendFileSync(file, `${JSON.stringify({ event, title: test?.fullTitle(), error })}\n`);
  writeFileSync(file, '');
  runner.on('test', (test) => write('test', test));
  runner.on('pass', (test) => write('pass', test));
  runner.on('pending', (test) => write('pending', test));
  runner.on('fail', (test, error) => write('fail', test, error?.stack ?? String(error)));
  runner.on('end', () => write('end'));
}

/**
 * Reads such a file, which may be missing or cut off.
 * @returns {{ passed: number, failed: number, ended: boolean, running?: string, events: { event: string, title?:
 * string, error?: string }[] }}
 */
export function readRecord(file) {
  const events = [];
  for (const line of textOf(file).split('\n')) {
    try {
      events.push(JSON.parse(line));
    } catch {
      // The last line of a run that was ended while it wrote.
    }
  }
  const count = (name) => events.filter(({ event }) => event === name).length;
  const last = events.at(-1);
  return {
    passed: count('pass'),
    failed: count('fail'),
    ended: last?.event === 'end',
    running: last?.event === 'test' ? last.title : undefined,
    events,
  };
}

function textOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
