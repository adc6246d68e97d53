/** Tests writes of which any step may be the last: programs that are killed and power failures. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { seededRandom } from '../../../server/core/numeric/random';
import type { FileSystem } from '../../../server/disk/fileSystem';
import { FolderStore } from '../../../server/disk/modelStore';
import { markedRows, markExpected } from '../../../server/disk/sidecarFiles';
import { writeFile } from '../../../server/disk/writeFiles';
import { sidecarText, type ExpectedRow } from '../../../server/formats/sidecar';
import { ModelMemory } from '../../../server/files/modelMemory';
import { fitText } from '../../support/fitText';
import { afterPowerLoss } from '../../support/powerLoss';
import { Killed, Machine, watchedDisk, type Step } from '../../support/testDisk';
import { TestFolder, useFolder } from '../../support/testFolder';

const MOMENTS = ['before', 'half', 'after'] as const;
const row = (name: string): ExpectedRow => ({ cells: { row: name }, reason: '' });
const failOnLog = (line: string): never => assert.fail(line);

const folder = new TestFolder();

/** Runs until the end, or until the program is killed. Returns whether it was not killed. */
async function finishes(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (error instanceof Killed) return false;
    throw error;
  }
}

async function marked(uri: string): Promise<readonly string[]> {
  return (await markedRows(uri, failOnLog)).map(({ cells }) => cells.row);
}

/**
 * Several programs mark several rows each, some of them at once, and one of the programs is killed. Asserts that all
 * acknowledged marks are there.
 */
async function markUntilKilled(uri: string, machine: Machine, random: () => number): Promise<void> {
  const pick = (count: number): number => Math.floor(random() * count);
  const acknowledged: string[] = [];
  const program = async (fs: FileSystem, name: string): Promise<void> => {
    for (let i = 0; i < 2; i++) {
      const rows = Array.from({ length: 1 + pick(2) }, (_, j) => `${name}.${i}.${j}`);
      await Promise.all(
        rows.map(async (each) => {
          if (await finishes(markExpected(uri, row(each), failOnLog, fs))) acknowledged.push(each);
        }),
      );
    }
  };
  const killed = machine.start(pick(45), MOMENTS[pick(3)]);
  const others = Array.from({ length: pick(3) }, () => machine.start());
  await Promise.all([killed, ...others].map((fs, i) => program(fs, String(i))));
  const found = await marked(uri);
  assert.deepEqual(
    acknowledged.filter((name) => !found.includes(name)),
    [],
  );
}

describe('killed programs', () => {
  useFolder(folder, 'test');

  it('A program killed while it marks rows loses no acknowledged mark and blocks no other program', async () => {
    for (let run = 0; run < 200; run++) {
      const own = folder.pathOf(String(run));
      mkdirSync(own);
      const machine = new Machine();
      const uri = pathToFileURL(join(own, 'a.csv')).href;

      await markUntilKilled(uri, machine, seededRandom(run));
      await markExpected(uri, row('last'), failOnLog, machine.start());

      assert.ok((await marked(uri)).includes('last'));
      assert.deepEqual(readdirSync(own), ['a.csv.mixture.json'], `run ${run}`);
    }
  });

  it('A program killed while it takes over the lock of a killed program loses no mark', async () => {
    const uri = folder.uriOf('a.csv');
    let runs = 0;
    for (const moment of MOMENTS) {
      for (let steps = 0, ended = false; !ended; steps++, runs++) {
        const machine = new Machine();
        // Killed while it holds the lock.
        assert.ok(!(await finishes(markExpected(uri, row('never'), failOnLog, machine.start(4)))));
        ended = await finishes(markExpected(uri, row(`${runs}`), failOnLog, machine.start(steps, moment)));
        const before = await marked(uri);
        await Promise.all(['a', 'b'].map((name) => markExpected(uri, row(name), failOnLog, machine.start())));
        const rows = await marked(uri);
        assert.deepEqual(
          [...before, 'a', 'b'].filter((name) => !rows.includes(name)),
          [],
        );
        assert.ok(!ended || rows.includes(`${runs}`));
        assert.deepEqual(readdirSync(folder.path), ['a.csv.mixture.json']);
      }
    }
    assert.ok(runs > 50, String(runs));
  });

  for (const [what, name] of [
    ['a model', 'model.json'],
    ['an export through a link', 'link'],
  ]) {
    it(`A program killed while it writes ${what} leaves the old file or the new one`, async () => {
      symlinkSync('model.json', folder.pathOf('link'));
      let content = 'old';
      folder.write('model.json', content);
      for (let run = 0; run < 100; run++) {
        const random = seededRandom(run, 1);
        const pieces = Array.from({ length: 1 + Math.floor(4 * random()) }, (_, i) =>
          String(i).repeat(Math.floor(400_000 * random())),
        );
        const machine = new Machine();
        const program = machine.start(Math.floor(14 * random()), MOMENTS[run % 3]);

        const isWritten = await finishes(writeFile(folder.pathOf(name), [`${run}:`, ...pieces], { fs: program }));

        const found = folder.read('model.json');
        assert.ok(found === `${run}:${pieces.join('')}` || (!isWritten && found === content), `run ${run}`);
        content = found;
        await writeFile(folder.pathOf('other'), ['x'], { fs: machine.start() });
        assert.deepEqual(readdirSync(folder.path).toSorted(), ['link', 'model.json', 'other'], `run ${run}`);
      }
    });
  }

  it('A program killed while it stores models leaves each one old or new and lists them all', async () => {
    const stored = new Map<string, string>();
    for (let run = 0; run < 100; run++) {
      const random = seededRandom(run, 2);
      const machine = new Machine();
      const store = new FolderStore(folder.pathOf('store'), machine.start(Math.floor(30 * random()), MOMENTS[run % 3]));
      for (let i = 0; i < 3; i++) {
        const [key, text] = [
          String(Math.floor(4 * random())),
          `${run}.${i}\n${'x'.repeat(Math.floor(3e5 * random()))}`,
        ];

        const isStored = await finishes(store.write(key, [text]));

        const found = await new FolderStore(folder.pathOf('store')).read(key);
        assert.ok(found === text || (!isStored && found === stored.get(key)), `run ${run}`);
        if (found !== undefined) stored.set(key, found);
      }
      const entries = await new FolderStore(folder.pathOf('store')).entries();
      assert.deepEqual(entries.map(({ key }) => key).toSorted(), [...stored.keys()].toSorted());
    }
  });
});

describe('the model of a renamed file', () => {
  useFolder(folder, 'test');

  it('A program killed while a model moves leaves it under the old name or the new one', async () => {
    const text = 'a,b\n1,2\n2,3\n3,4\n9,9\n';
    const { report, model, dialect } = fitText(text, { k: 1 });
    const fitted = { report, model, dialect, findingKeys: [], requested: {}, overrides: {}, length: text.length };
    const memory = (fs?: FileSystem): ModelMemory =>
      new ModelMemory(
        new FolderStore(folder.path, fs),
        '1',
        () => undefined,
        () => Promise.resolve(true),
      );
    const sought = { length: text.length, hash: () => Promise.resolve(undefined) };
    let runs = 0;
    for (let isKilled = true; isKilled; runs++) {
      await memory().remember('a', text, fitted);
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

describe('power failures', () => {
  useFolder(folder, 'test');

  /** The steps of a change, which is acknowledged after the last one. */
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

  /** Asserts that a power failure leaves the old or the new content, after the last step the new one. */
  function assertOldOrNew(file: string, before: string | undefined, after: string, steps: readonly Step[]): void {
    for (let done = 0; done <= steps.length; done++) {
      const allowed = new Set(done === steps.length ? [after] : [before, after]);
      for (const content of afterPowerLoss(file, before, steps.slice(0, done)))
        assert.ok(allowed.has(content), `after ${done} steps: ${content?.slice(0, 80) ?? 'no file'}`);
    }
  }

  it('A power failure while a row is marked leaves the marks before it or all marks', async () => {
    const [uri, file] = [folder.uriOf('a.csv'), folder.pathOf('a.csv.mixture.json')];
    for (const count of [0, 1, 2]) {
      const rows = ['a', 'b', 'c'].slice(0, count + 1).map(row);

      const steps = await stepsOf((fs) => markExpected(uri, row(['a', 'b', 'c'][count]), failOnLog, fs));

      assertOldOrNew(file, count === 0 ? undefined : sidecarText(rows.slice(0, -1)), sidecarText(rows), steps);
    }
  });

  it('A power failure while a model or an export is written leaves the old file or the new one', async () => {
    const file = folder.pathOf('model.json');
    const pieces = ['a', 'b', 'c'].map((letter) => letter.repeat(250_000));

    const steps = await stepsOf((fs) => writeFile(file, pieces, { fs }));

    assertOldOrNew(file, undefined, pieces.join(''), steps);
    assertOldOrNew(file, 'old', pieces.join(''), steps);
  });

  it('The simulated power failure damages a file if it or its folder is not synchronised', async () => {
    const file = folder.pathOf('model.json');
    const steps = await stepsOf((fs) => writeFile(file, ['new'], { fs }));

    for (const step of ['sync', 'syncFolder']) {
      const fewer = steps.filter(({ does }) => does !== step);
      assert.throws(() => assertOldOrNew(file, 'old', 'new', fewer), /after \d+ steps/, step);
    }
  });
});
