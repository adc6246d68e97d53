/** Tests that rows marked as expected are stored beside their file, by several programs at once and after failures. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { besideName } from '../../../server/disk/leftovers';
import { markedRows, markExpected } from '../../../server/disk/sidecarFiles';
import { sidecarText, type ExpectedRow } from '../../../server/formats/sidecar';
import { failingDisk, Machine } from '../../support/testDisk';
import { TestFolder, useFolder } from '../../support/testFolder';

const row = (name: string | number): ExpectedRow => ({ cells: { row: String(name) }, reason: '' });
const namesOf = (rows: readonly ExpectedRow[]): readonly string[] => rows.map(({ cells }) => cells.row);
const quiet = (): undefined => undefined;

describe('rows marked as expected', () => {
  const folder = useFolder(new TestFolder(), 'test');
  let uri: string;
  let sidecar: string;
  let logged: string[];
  const log = (line: string): void => void logged.push(line);
  beforeEach(() => {
    uri = folder.uriOf('a.csv');
    sidecar = folder.pathOf('a.csv.mixture.json');
    logged = [];
  });

  it('Rows that a program marks at once are all stored, with nothing else beside the file', async () => {
    const names = Array.from({ length: 50 }, (_, i) => String(i));

    await Promise.all(names.map((name) => markExpected(uri, row(name), log)));

    assert.deepEqual(namesOf(await markedRows(uri, log)).toSorted(), names.toSorted());
    assert.deepEqual([readdirSync(folder.path), logged], [['a.csv.mixture.json'], []]);
  });

  it('Rows that several programs mark at once are all stored', async () => {
    const machine = new Machine();
    const programs = [machine.start(), machine.start(), machine.start()];
    const marks = programs.flatMap((program, i) =>
      [1, 2, 3, 4, 5].map((mark) => markExpected(uri, row(`${i}.${mark}`), log, program)),
    );

    await Promise.all(marks);

    assert.equal((await markedRows(uri, log)).length, 15);
    assert.deepEqual(readdirSync(folder.path), ['a.csv.mixture.json']);
  });

  it('A lock that is empty or invalid, of a dead program or of another machine is removed', async () => {
    const lock = besideName(sidecar, '.lock');
    const machine = new Machine();
    for (const staleLock of [
      '',
      'no JSON',
      ...['here', 'there'].map((host) => JSON.stringify({ host, process: 7, id: 'a' })),
    ]) {
      writeFileSync(lock, staleLock);
      await markExpected(uri, row(staleLock), log, machine.start());
      assert.ok(!existsSync(lock), staleLock);
    }
    assert.equal((await markedRows(uri, log)).length, 4);
  });

  it('A program waits until the lock of a running program is removed', async () => {
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

    await markExpected(uri, row('late'), log, patient);

    assert.equal(waits, 3);
  });

  it('A program marks its row again if another program has removed its lock', async () => {
    const [slow, quick] = [new Machine().start(), new Machine().start()];
    let isRemoved = false;
    const interrupted = {
      ...slow,
      // Before it writes, another program removes its lock and marks a row.
      open: async (path: string, flags: 'wx' | 'a', mode?: number) => {
        if (path.endsWith('.unfinished') && !isRemoved) {
          isRemoved = true;
          rmSync(besideName(sidecar, '.lock'));
          await markExpected(uri, row('quick'), log, quick);
        }
        return slow.open(path, flags, mode);
      },
    };

    await markExpected(uri, row('slow'), log, interrupted);

    assert.deepEqual(namesOf(await markedRows(uri, log)), ['quick', 'slow']);
  });

  it('The intact rows of a damaged sidecar are read, and the log has one line about the damage', async () => {
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
      logged = [];
      writeFileSync(sidecar, text);
      assert.deepEqual(namesOf(await markedRows(uri, log)), rows);
      await markedRows(uri, log);
      assert.equal(logged.length, 1);
      assert.match(logged[0], words);
      writeFileSync(sidecar, whole);
      await markedRows(uri, log);
      assert.equal(logged.length, 1);
    }
  });

  it('A mark repairs a damaged sidecar and keeps a copy of the damaged one', async () => {
    const cut = sidecarText([row(1), row(2)]).slice(0, -20);
    for (const copy of ['a.csv.mixture.json.damaged', 'a.csv.mixture.json.damaged-2']) {
      logged = [];
      writeFileSync(sidecar, cut);
      assert.deepEqual(namesOf(await markExpected(uri, row(9), log)), ['1', '9']);
      assert.deepEqual(namesOf(await markedRows(uri, log)), ['1', '9']);
      assert.equal(readFileSync(folder.pathOf(copy), 'utf8'), cut);
      assert.equal(logged.length, 1);
      assert.ok(
        logged[0].endsWith(`It has been rewritten; the damaged file is kept as ${folder.pathOf(copy)}.`),
        logged[0],
      );
    }
  });

  it('A mark replaces an empty sidecar and keeps no copy', async () => {
    writeFileSync(sidecar, '');
    const before = readdirSync(folder.path);

    assert.deepEqual(namesOf(await markExpected(uri, row(9), log)), ['9']);
    assert.deepEqual(readdirSync(folder.path), before);
  });

  it('A mark is refused if the sidecar is valid JSON of another format, which stays as it is', async () => {
    for (const text of ['{"version": 2, "expected": []}', '[]', '{"version": 1, "expected": 3}']) {
      writeFileSync(sidecar, text);
      await assert.rejects(markExpected(uri, row(1), log), /a\.csv\.mixture\.json: /);
      assert.equal(readFileSync(sidecar, 'utf8'), text);
    }
    assert.deepEqual(readdirSync(folder.path), ['a.csv.mixture.json']);
  });

  it('Rows are stored in the file that a link leads to', async () => {
    mkdirSync(folder.pathOf('shared'));
    symlinkSync(join('shared', 'marks.json'), sidecar);

    await markExpected(uri, row(1), log);
    await markExpected(uri, row(2), log);

    assert.equal(readFileSync(folder.pathOf(join('shared', 'marks.json')), 'utf8'), sidecarText([row(1), row(2)]));
    assert.deepEqual(readdirSync(folder.pathOf('shared')), ['marks.json']);
  });

  it('A failed step of a mark leaves nothing beside the file, and the error gives the cause', async () => {
    await markExpected(uri, row(1), log);
    const before = readFileSync(sidecar, 'utf8');
    for (const [code, words] of [
      ['EACCES', /a\.csv\.mixture\.json cannot be written: permission denied \(EACCES\); check/],
      ['EROFS', /the disk is read-only \(EROFS\); choose another disk\.$/],
      ['ENOSPC', /the disk is full \(ENOSPC\); free some space or choose another disk\.$/],
    ] as const) {
      for (let failing = 0; ; failing++) {
        const disk = failingDisk(code, ({ does }, i) => i === failing && does !== 'remove');
        const marked = markExpected(uri, row(2), log, disk);
        if (failing < 3) await assert.rejects(marked, words);
        else await marked.catch(quiet);
        if (!disk.failed) break;
        if (readFileSync(sidecar, 'utf8') !== before) writeFileSync(sidecar, before);
        assert.deepEqual(readdirSync(folder.path), ['a.csv.mixture.json'], `${code} at ${failing}`);
      }
      writeFileSync(sidecar, before);
    }
  });

  it('All rows that two processes acknowledged are stored after one of them is killed', async function () {
    this.timeout(60_000);
    const acknowledged: string[] = [];
    for (const [round, marksUntilKilled] of [3, 8, 14].entries()) {
      const [killed, survivor] = [await marker(uri, 1000 * round, 10_000), await marker(uri, 1000 * round + 500, 12)];
      killed.lines.on('line', () => killed.printed.length >= marksUntilKilled && killed.child.kill('SIGKILL'));

      await Promise.all([killed.closed, survivor.closed]);

      assert.equal(survivor.printed.length, 12);
      acknowledged.push(...killed.printed, ...survivor.printed);
      const found = new Set(namesOf(await markedRows(uri, log)));
      assert.deepEqual(
        acknowledged.filter((name) => !found.has(name)),
        [],
      );
    }
    await markExpected(uri, row('last'), log);
    assert.deepEqual([readdirSync(folder.path), logged], [['a.csv.mixture.json'], []]);
  });
});

/** A process that marks rows, with the rows that it has acknowledged so far. */
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
