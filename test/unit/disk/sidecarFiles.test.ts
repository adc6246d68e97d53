import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { besideName } from '../../../server/disk/leftovers';
import { markedRows, markExpected } from '../../../server/disk/sidecarFiles';
import { sidecarText, type ExpectedRow } from '../../../server/formats/sidecar';
import { failingDisk, Machine } from '../../support/testDisk';

const row = (name: string | number): ExpectedRow => ({ cells: { row: String(name) }, reason: '' });
const namesOf = (rows: readonly ExpectedRow[]): readonly string[] => rows.map(({ cells }) => cells.row);
const quiet = (): undefined => undefined;

describe('rows that are marked as expected', () => {
  let folder: string;
  let uri: string;
  let sidecar: string;
  let told: string[];
  const tell = (line: string): void => void told.push(line);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mixture-lens-'));
    uri = pathToFileURL(join(folder, 'a.csv')).href;
    sidecar = join(folder, 'a.csv.mixture.json');
    told = [];
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('at once are all kept, and leave nothing else beside the file', async () => {
    const names = Array.from({ length: 50 }, (_, i) => String(i));
    await Promise.all(names.map((name) => markExpected(uri, row(name), tell)));
    assert.deepEqual(namesOf(await markedRows(uri, tell)).toSorted(), names.toSorted());
    assert.deepEqual([readdirSync(folder), told], [['a.csv.mixture.json'], []]);
  });

  it('by several programs at once are all kept', async () => {
    const machine = new Machine();
    const programs = [machine.start(), machine.start(), machine.start()];
    const marks = programs.flatMap((program, i) =>
      [1, 2, 3, 4, 5].map((mark) => markExpected(uri, row(`${i}.${mark}`), tell, program)),
    );
    await Promise.all(marks);
    assert.equal((await markedRows(uri, tell)).length, 15);
    assert.deepEqual(readdirSync(folder), ['a.csv.mixture.json']);
  });

  it('are kept where the lock of a program that is gone, of a nameless one or of another machine was left', async () => {
    const lock = besideName(sidecar, '.lock');
    const machine = new Machine();
    for (const left of [
      '',
      'no JSON',
      ...['here', 'there'].map((host) => JSON.stringify({ host, process: 7, id: 'a' })),
    ]) {
      writeFileSync(lock, left);
      await markExpected(uri, row(left), tell, machine.start());
      assert.ok(!existsSync(lock), left);
    }
    assert.equal((await markedRows(uri, tell)).length, 4);
  });

  it('wait for a program that holds the lock, and no longer than it lives', async () => {
    const machine = new Machine();
    const [holder, waiting] = [machine.start(), machine.start()];
    const lock = besideName(sidecar, '.lock');
    const held = JSON.stringify({ host: 'here', process: holder.process.id, id: 'a' });
    writeFileSync(lock, held);
    let waits = 0;
    const patient = {
      ...waiting,
      wait: (milliseconds: number): Promise<void> => {
        assert.equal(readFileSync(lock, 'utf8'), held);
        if (++waits === 3) rmSync(lock);
        return waiting.wait(milliseconds);
      },
    };
    await markExpected(uri, row('late'), tell, patient);
    assert.equal(waits, 3);
  });

  it('are marked again by a program whose lock was taken for that of a dead one', async () => {
    const [slow, quick] = [new Machine().start(), new Machine().start()];
    let isTaken = false;
    const taken = {
      ...slow,
      // While it sleeps another program removes its lock and marks a row.
      rename: async (from: string, to: string): Promise<void> => slow.rename(from, to),
      open: async (path: string, flags: 'wx' | 'a', mode?: number) => {
        if (path.endsWith('.unfinished') && !isTaken) {
          isTaken = true;
          rmSync(besideName(sidecar, '.lock'));
          await markExpected(uri, row('quick'), tell, quick);
        }
        return slow.open(path, flags, mode);
      },
    };
    await markExpected(uri, row('slow'), tell, taken);
    assert.deepEqual(namesOf(await markedRows(uri, tell)), ['quick', 'slow']);
  });

  it('are read from a sidecar that is empty or cut as far as they are whole, which is told once', async () => {
    const whole = sidecarText([row(1), row(2)]);
    for (const [text, rows, words] of [
      [
        '',
        [],
        /a\.csv\.mixture\.json is empty; its rows are lost\. The next row that is marked as expected repairs it\.$/,
      ],
      ['\0\0\0\0', [], /is empty/],
      [whole.slice(0, -20), ['1'], /is damaged \(.+\); 1 of its rows can be read\. The next row/],
      [
        `<<<<<<< ours\n${whole}=======\n${sidecarText([row(2), row(3)])}>>>>>>> theirs\n`,
        ['1', '2', '3'],
        /3 of its rows/,
      ],
    ] as const) {
      told = [];
      writeFileSync(sidecar, text);
      assert.deepEqual(namesOf(await markedRows(uri, tell)), rows);
      await markedRows(uri, tell);
      assert.equal(told.length, 1);
      assert.match(told[0], words);
      writeFileSync(sidecar, whole);
      await markedRows(uri, tell);
      assert.equal(told.length, 1);
    }
  });

  it('go on in a sidecar that was damaged; what was in it is kept beside it, and nothing where it was empty', async () => {
    const cut = sidecarText([row(1), row(2)]).slice(0, -20);
    for (const copy of ['a.csv.mixture.json.damaged', 'a.csv.mixture.json.damaged-2']) {
      told = [];
      writeFileSync(sidecar, cut);
      assert.deepEqual(namesOf(await markExpected(uri, row(9), tell)), ['1', '9']);
      assert.deepEqual(namesOf(await markedRows(uri, tell)), ['1', '9']);
      assert.equal(readFileSync(join(folder, copy), 'utf8'), cut);
      assert.equal(told.length, 1);
      assert.ok(told[0].endsWith(`It has been rewritten; the damaged file is kept as ${join(folder, copy)}.`), told[0]);
    }
    const before = readdirSync(folder);
    writeFileSync(sidecar, '');
    assert.deepEqual(namesOf(await markExpected(uri, row(9), tell)), ['9']);
    assert.deepEqual(readdirSync(folder), before);
  });

  it('are refused where the sidecar is whole but says something else, which stays', async () => {
    for (const text of ['{"version": 2, "expected": []}', '[]', '{"version": 1, "expected": 3}']) {
      writeFileSync(sidecar, text);
      await assert.rejects(markExpected(uri, row(1), tell), /a\.csv\.mixture\.json: /);
      assert.equal(readFileSync(sidecar, 'utf8'), text);
    }
    assert.deepEqual(readdirSync(folder), ['a.csv.mixture.json']);
  });

  it('go into the file that a link leads to', async () => {
    mkdirSync(join(folder, 'shared'));
    symlinkSync(join('shared', 'marks.json'), sidecar);
    await markExpected(uri, row(1), tell);
    await markExpected(uri, row(2), tell);
    assert.equal(readFileSync(join(folder, 'shared', 'marks.json'), 'utf8'), sidecarText([row(1), row(2)]));
    assert.deepEqual(readdirSync(join(folder, 'shared')), ['marks.json']);
  });

  it('are refused with the true cause where there is no room and where nobody may write', async () => {
    await markExpected(uri, row(1), tell);
    const before = readFileSync(sidecar, 'utf8');
    for (const [code, words] of [
      ['EACCES', /a\.csv\.mixture\.json cannot be written: permission denied \(EACCES\); check/],
      ['EROFS', /the disk is read-only \(EROFS\); choose another disk\.$/],
      ['ENOSPC', /the disk is full \(ENOSPC\); free some space or choose another disk\.$/],
    ] as const) {
      for (let failing = 0; ; failing++) {
        const disk = failingDisk(code, ({ does }, i) => i === failing && does !== 'remove');
        const marked = markExpected(uri, row(2), tell, disk);
        if (failing < 3) await assert.rejects(marked, words);
        else await marked.catch(quiet);
        if (!disk.failed) break;
        if (readFileSync(sidecar, 'utf8') !== before) writeFileSync(sidecar, before);
        assert.deepEqual(readdirSync(folder), ['a.csv.mixture.json'], `${code} at ${failing}`);
      }
      writeFileSync(sidecar, before);
    }
  });

  it('are all there after each of several programs is killed in between', async function () {
    this.timeout(60_000);
    const kept: string[] = [];
    for (const [round, dies] of [3, 8, 14].entries()) {
      const [killed, survivor] = [await marker(uri, 1000 * round, 10_000), await marker(uri, 1000 * round + 500, 12)];
      killed.lines.on('line', () => killed.printed.length >= dies && killed.child.kill('SIGKILL'));
      await Promise.all([killed.closed, survivor.closed]);
      assert.equal(survivor.printed.length, 12);
      kept.push(...killed.printed, ...survivor.printed);
      const found = new Set(namesOf(await markedRows(uri, tell)));
      assert.deepEqual(
        kept.filter((name) => !found.has(name)),
        [],
      );
    }
    await markExpected(uri, row('last'), tell);
    assert.deepEqual([readdirSync(folder), told], [['a.csv.mixture.json'], []]);
  });
});

/** A program that marks rows, and what it has printed so far. */
async function marker(uri: string, first: number, count: number) {
  const script = resolve('test/support/markRows.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, uri, String(first), String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const printed: string[] = [];
  const lines = createInterface(child.stdout);
  lines.on('line', (line) => printed.push(line));
  const closed = once(child, 'close');
  await once(child, 'spawn');
  return { child, lines, printed, closed };
}
