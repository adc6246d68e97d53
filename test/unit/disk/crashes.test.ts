/** Programs that are killed and disks that lose their power, at every step of a write. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { complete } from '../../../server/core/numeric/generators';
import { seededRandom } from '../../../server/core/numeric/random';
import type { FileSystem } from '../../../server/disk/fileSystem';
import { FolderStore } from '../../../server/disk/modelStore';
import { markedRows, markExpected } from '../../../server/disk/sidecarFiles';
import { writeFile } from '../../../server/disk/writeFiles';
import { sidecarText, type ExpectedRow } from '../../../server/formats/sidecar';
import { ModelMemory } from '../../../server/files/modelMemory';
import { runPipeline } from '../../../server/pipeline/fitTable';
import { afterPowerLoss } from '../../support/powerLoss';
import { Killed, Machine, watchedDisk, type Step } from '../../support/testDisk';

const MOMENTS = ['before', 'half', 'after'] as const;
const row = (name: string): ExpectedRow => ({ cells: { row: name }, reason: '' });
const told = (line: string): never => assert.fail(line);

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'mixture-lens-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs until the end, or until the program is killed. Returns whether it came to its end. */
async function toTheEnd(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (error instanceof Killed) return false;
    throw error;
  }
}

async function marked(uri: string): Promise<readonly string[]> {
  return (await markedRows(uri, told)).map(({ cells }) => cells.row);
}

/** Of several programs, of which one is killed, each marks several rows, some of them at once. */
async function markUntilKilled(uri: string, machine: Machine, random: () => number): Promise<void> {
  const pick = (most: number): number => Math.floor(random() * most);
  const kept: string[] = [];
  const program = async (fs: FileSystem, name: string): Promise<void> => {
    for (let i = 0; i < 2; i++) {
      const rows = Array.from({ length: 1 + pick(2) }, (_, j) => `${name}.${i}.${j}`);
      await Promise.all(
        rows.map(async (each) => {
          if (await toTheEnd(markExpected(uri, row(each), told, fs))) kept.push(each);
        }),
      );
    }
  };
  const killed = machine.start(pick(45), MOMENTS[pick(3)]);
  const others = Array.from({ length: pick(3) }, () => machine.start());
  await Promise.all([killed, ...others].map((fs, i) => program(fs, String(i))));
  const found = await marked(uri);
  assert.deepEqual(
    kept.filter((name) => !found.includes(name)),
    [],
  );
}

describe('a program that is killed', () => {
  it('at any step of marking rows, among others that go on, loses no mark that was kept', async () => {
    for (let run = 0; run < 200; run++) {
      const own = join(folder, String(run));
      mkdirSync(own);
      const machine = new Machine();
      const uri = pathToFileURL(join(own, 'a.csv')).href;
      await markUntilKilled(uri, machine, seededRandom(run));
      await markExpected(uri, row('last'), told, machine.start());
      assert.ok((await marked(uri)).includes('last'));
      assert.deepEqual(readdirSync(own), ['a.csv.mixture.json'], `run ${run}`);
    }
  });

  it('at any step of taking over the lock of another one that was killed does no harm', async () => {
    const uri = pathToFileURL(join(folder, 'a.csv')).href;
    let runs = 0;
    for (const moment of MOMENTS) {
      for (let steps = 0, ended = false; !ended; steps++, runs++) {
        const machine = new Machine();
        // The first is killed while it holds the lock.
        assert.ok(!(await toTheEnd(markExpected(uri, row('never'), told, machine.start(4)))));
        ended = await toTheEnd(markExpected(uri, row(`${runs}`), told, machine.start(steps, moment)));
        const before = await marked(uri);
        await Promise.all(['a', 'b'].map((name) => markExpected(uri, row(name), told, machine.start())));
        const rows = await marked(uri);
        assert.deepEqual(
          [...before, 'a', 'b'].filter((name) => !rows.includes(name)),
          [],
        );
        assert.ok(!ended || rows.includes(`${runs}`));
        assert.deepEqual(readdirSync(folder), ['a.csv.mixture.json']);
      }
    }
    assert.ok(runs > 50, String(runs));
  });

  for (const [what, name] of [
    ['a model', 'model.json'],
    ['an export through a link', 'link'],
  ]) {
    it(`at any step of writing ${what} leaves the old file or the new one, whole`, async () => {
      const file = join(folder, 'model.json');
      symlinkSync('model.json', join(folder, 'link'));
      let content = 'old';
      writeFileSync(file, content);
      for (let run = 0; run < 100; run++) {
        const random = seededRandom(run, 1);
        const pieces = Array.from({ length: 1 + Math.floor(4 * random()) }, (_, i) =>
          String(i).repeat(Math.floor(400_000 * random())),
        );
        const machine = new Machine();
        const program = machine.start(Math.floor(14 * random()), MOMENTS[run % 3]);
        const isWritten = await toTheEnd(writeFile(join(folder, name), [`${run}:`, ...pieces], { fs: program }));
        const found = readFileSync(file, 'utf8');
        assert.ok(found === `${run}:${pieces.join('')}` || (!isWritten && found === content), `run ${run}`);
        content = found;
        await writeFile(join(folder, 'other'), ['x'], { fs: machine.start() });
        assert.deepEqual(readdirSync(folder).toSorted(), ['link', 'model.json', 'other'], `run ${run}`);
      }
    });
  }

  it('at any step of keeping models leaves each as it was or as it is now, and what is listed is whole', async () => {
    const kept = new Map<string, string>();
    for (let run = 0; run < 100; run++) {
      const random = seededRandom(run, 2);
      const machine = new Machine();
      const store = new FolderStore(join(folder, 'store'), machine.start(Math.floor(30 * random()), MOMENTS[run % 3]));
      for (let i = 0; i < 3; i++) {
        const [key, text] = [
          String(Math.floor(4 * random())),
          `${run}.${i}\n${'x'.repeat(Math.floor(3e5 * random()))}`,
        ];
        const isKept = await toTheEnd(store.write(key, [text]));
        const found = await new FolderStore(join(folder, 'store')).read(key);
        assert.ok(found === text || (!isKept && found === kept.get(key)), `run ${run}`);
        if (found !== undefined) kept.set(key, found);
      }
      const entries = await new FolderStore(join(folder, 'store')).entries();
      assert.deepEqual(entries.map(({ key }) => key).toSorted(), [...kept.keys()].toSorted());
    }
  });
});

describe('a program that is killed while a file has another name', () => {
  it('has its model under the old name or the new one', async () => {
    const text = 'a,b\n1,2\n2,3\n3,4\n9,9\n';
    const { report, model, dialect } = complete(runPipeline(text, { k: 1 }, () => 0));
    const fitted = { report, model, dialect, findingKeys: [], asked: {}, overrides: {}, length: text.length };
    const memory = (fs?: FileSystem): ModelMemory =>
      new ModelMemory(
        new FolderStore(folder, fs),
        '1',
        () => undefined,
        () => Promise.resolve(true),
      );
    const sought = { length: text.length, hash: () => Promise.resolve(undefined) };
    let runs = 0;
    for (let isKilled = true; isKilled; runs++) {
      await memory().keep('a', text, fitted);
      const program = new Machine().start(runs, MOMENTS[runs % 3]);
      await memory(program).move('a', 'b');
      const found = await Promise.all(['a', 'b'].map((uri) => memory().recall(uri, sought)));
      assert.ok(found.some(Boolean), `killed after ${runs} steps`);
      isKilled = program.isKilled();
      await memory().forget('b');
    }
    assert.ok(runs > 7, String(runs));
  });
});

describe('a power failure', () => {
  /** The steps of a change, and after how many of them it was said to be done. */
  async function stepsOf(change: (fs: FileSystem) => Promise<unknown>): Promise<readonly Step[]> {
    const steps: Step[] = [];
    await change(
      watchedDisk((step, work) => {
        steps.push(step);
        return work();
      }),
    );
    return steps;
  }

  function assertOldOrNew(file: string, before: string | undefined, after: string, steps: readonly Step[]): void {
    for (let made = 0; made <= steps.length; made++) {
      const allowed = new Set(made === steps.length ? [after] : [before, after]);
      for (const content of afterPowerLoss(file, before, steps.slice(0, made)))
        assert.ok(allowed.has(content), `after ${made} steps: ${content?.slice(0, 80) ?? 'no file'}`);
    }
  }

  it('at any step of marking a row leaves the marks from before or all, in whatever order the disk works', async () => {
    const [uri, file] = [pathToFileURL(join(folder, 'a.csv')).href, join(folder, 'a.csv.mixture.json')];
    for (const count of [0, 1, 2]) {
      const rows = ['a', 'b', 'c'].slice(0, count + 1).map(row);
      const steps = await stepsOf((fs) => markExpected(uri, row(['a', 'b', 'c'][count]), told, fs));
      assertOldOrNew(file, count === 0 ? undefined : sidecarText(rows.slice(0, -1)), sidecarText(rows), steps);
    }
  });

  it('at any step of writing a model or an export leaves the old file or the new one', async () => {
    const file = join(folder, 'model.json');
    const pieces = ['a', 'b', 'c'].map((letter) => letter.repeat(250_000));
    const steps = await stepsOf((fs) => writeFile(file, pieces, { fs }));
    assertOldOrNew(file, undefined, pieces.join(''), steps);
    assertOldOrNew(file, 'old', pieces.join(''), steps);
  });

  it('would tear a file that nobody makes durable, and lose one whose folder nobody does', async () => {
    const file = join(folder, 'model.json');
    const steps = await stepsOf((fs) => writeFile(file, ['new'], { fs }));
    for (const step of ['sync', 'syncFolder']) {
      const fewer = steps.filter(({ does }) => does !== step);
      assert.throws(() => assertOldOrNew(file, 'old', 'new', fewer), /after \d+ steps/, step);
    }
  });
});
