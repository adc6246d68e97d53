// `npm run soak -- [--minutes 120]`: edits, fits, cancels, hovers, and files opened and closed against the built server
// for hours. Prints the server's memory by tenths of the time; the exit status is 1 where it grew by more than 5 %
// after the first tenth, or where the server stopped or logged an error.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { seededRandom } from '../../server/core/numeric/random';
import { Client } from '../protocol/client';
import { synthetic } from '../protocol/tables';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '120' } } });
const TENTHS = 10;
const FILES = 50;
const MOST_GROWTH = 0.05;
const random = seededRandom(1);
const below = (count: number): number => Math.floor(count * random());

// As the extension starts the server.
process.env['MALLOC_ARENA_MAX'] = '2';
process.env['MALLOC_TRIM_THRESHOLD_'] = '131072';
process.env['MALLOC_MMAP_THRESHOLD_'] = '131072';
const client = await Client.start();
const counts = { rounds: 0, edits: 0, fits: 0, cancels: 0, hovers: 0 };
const began = performance.now();
const duration = Number(values.minutes) * 60_000;
const memory: number[][] = Array.from({ length: TENTHS }, () => []);
for (let spent = 0; spent < duration; spent = performance.now() - began) {
  await round(counts.rounds++);
  // Messages of former rounds would only fill this process.
  for (const inbox of [client.iterations, client.fits, client.published, client.progress]) inbox.clear();
  const tenth = Math.min(TENTHS - 1, Math.floor((TENTHS * (performance.now() - began)) / duration));
  memory[tenth].push(residentMegabytes(client.pid));
}
const status = await client.stop();
report(status);

/** Some files are opened, edited, fitted and closed; each file sees each of these many times. */
async function round(n: number): Promise<void> {
  const uris = Array.from({ length: 5 }, (_, i) => `file:///soak/${(5 * n + i) % FILES}.csv`);
  for (const uri of uris) await client.open(uri, synthetic(200 + below(800)));
  for (const uri of uris) {
    const running = client.requestFit(uri, { k: 1 + below(3), starts: 1 });
    const isCancelled = random() < 0.3;
    if (isCancelled) running.cancel();
    await running.answer.then(
      () => counts.fits++,
      () => counts.cancels++,
    );
    for (let edits = below(20); edits > 0; edits--) await edit(uri);
    await client.hover(uri, { line: 1 + below(100), character: 3 });
    counts.hovers++;
  }
  for (const uri of uris) await client.close(uri);
}

/** Types a digit into some row, or takes one away. */
async function edit(uri: string): Promise<void> {
  const start = { line: 1 + below(150), character: below(3) };
  const end = { line: start.line, character: start.character + below(2) };
  await client.change(uri, random() < 0.7 ? String(below(10)) : '', { start, end });
  counts.edits++;
}

/** Memory of a process that is in RAM. */
function residentMegabytes(pid: number): number {
  return Number(/^VmRSS:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? NaN) / 1024;
}

function report(status: number | null): void {
  const least = memory.map((tenth) => (tenth.length === 0 ? NaN : Math.min(...tenth)));
  const greatest = memory.map((tenth) => (tenth.length === 0 ? NaN : Math.max(...tenth)));
  const growth = least[TENTHS - 1] / least[1] - 1;
  const errors = client.logged.filter((line) => /error|went wrong/i.test(line));
  const row = (name: string, cells: readonly (string | number)[]): string => `| ${name} | ${cells.join(' | ')} |`;
  process.stdout.write(
    [
      `${values.minutes} minutes: ${Object.entries(counts)
        .map(([name, count]) => `${count} ${name}`)
        .join(', ')}; exit status ${status}; ${errors.length} errors logged.`,
      '',
      row(
        'tenth',
        least.map((_, i) => i + 1),
      ),
      row(
        '---',
        least.map(() => '--:'),
      ),
      row(
        'least MB',
        least.map((mb) => mb.toFixed(0)),
      ),
      row(
        'most MB',
        greatest.map((mb) => mb.toFixed(0)),
      ),
      '',
      `Least memory of the last tenth beside the second: ${(100 * growth).toFixed(1)} %`,
      ...errors.slice(0, 5),
      '',
    ].join('\n'),
  );
  process.exitCode = status === 0 && errors.length === 0 && !(growth > MOST_GROWTH) ? 0 : 1;
}
