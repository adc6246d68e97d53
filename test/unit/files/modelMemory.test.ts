import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { complete } from '../../../server/core/numeric/generators';
import { runPipeline } from '../../../server/pipeline/fitTable';
import type { FitRecord } from '../../../server/files/fittedFile';
import { ModelMemory } from '../../../server/files/modelMemory';
import { FolderStore, SessionStore, type ModelStore } from '../../../server/disk/modelStore';

const text = 'a,b\n1,2\n2,3\n3,4\n9,9\n';
const sought = { length: text.length, hash: () => Promise.resolve(undefined) };

function fitted(seed: number): FitRecord {
  const { report, model } = complete(runPipeline(text, { k: 1, seed }, () => 0));
  return {
    report,
    model,
    findingKeys: [],
    asked: { seed },
    overrides: {},
    dialect: { delimiter: ',', hasHeader: true, decimal: '.', missing: [''] },
    length: text.length,
  };
}

for (const kind of ['a folder', 'memory alone']) {
  describe(`remembered models, in ${kind}`, () => {
    let folder: string;
    let store: ModelStore;
    let logged: string[];
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'mixture-lens-'));
      store = kind === 'a folder' ? new FolderStore(join(folder, 'not', 'there', 'yet')) : new SessionStore();
      logged = [];
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    const memory = (limits?: { models: number; size: number; totalSize: number }): ModelMemory =>
      new ModelMemory(
        store,
        '1.0.0',
        (message) => void logged.push(message),
        () => Promise.resolve(true),
        limits,
      );
    const seedOf = async (of: ModelMemory, uri: string): Promise<unknown> => (await of.recall(uri, sought))?.asked.seed;

    it('are as they were', async () => {
      const [of, model] = [memory(), fitted(5)];
      await of.keep('file:///a.csv', text, model);
      assert.deepEqual({ ...(await memory().recall('file:///a.csv', sought)), model: 0 }, { ...model, model: 0 });
      assert.deepEqual(await of.recall('file:///b.csv', sought), undefined);
      assert.deepEqual(logged, []);
    });

    it('are no more than the limit, and the longest unused go first', async () => {
      const of = memory({ models: 2, size: 1e6, totalSize: 1e6 });
      for (const [i, uri] of ['a', 'b', 'a', 'c'].entries()) {
        await of.keep(uri, text, fitted(i));
        if (kind === 'a folder') age(folder);
      }
      assert.deepEqual([await seedOf(of, 'a'), await seedOf(of, 'b'), await seedOf(of, 'c')], [2, undefined, 3]);
      assert.equal((await store.entries()).length, 2);
    });

    it('take no more room than the limit; one that is too large is told, and not kept', async () => {
      await memory().keep('a', text, fitted(1));
      const [{ size }] = await store.entries();
      const of = memory({ models: 10, size: size + 50, totalSize: 1.5 * size });
      await of.keep('b', text, fitted(2));
      assert.equal((await store.entries()).length, 1);
      const tight = memory({ models: 10, size: size / 2, totalSize: 1e6 });
      await tight.keep('b', text, fitted(3));
      assert.equal(await seedOf(tight, 'b'), undefined);
      assert.match(logged[0], /^The model of b is not remembered: it takes/);
    });

    it('of another version of the program are passed over', async () => {
      await memory().keep('a', text, fitted(1));
      const newer = new ModelMemory(
        store,
        '1.0.1',
        (message) => void logged.push(message),
        () => Promise.resolve(true),
      );
      assert.equal(await newer.recall('a', sought), undefined);
      assert.match(logged[0], /none of this version/);
    });

    it('that cannot be kept or read are a line in the log, never an error', async () => {
      const broken: ModelStore = {
        ...store,
        entries: () => Promise.reject(new Error('no')),
        write: () => Promise.reject(new Error('full')),
        remove: () => Promise.reject(new Error('no')),
      };
      const of = new ModelMemory(
        broken,
        '1.0.0',
        (message) => void logged.push(message),
        () => Promise.resolve(true),
      );
      await of.keep('a', text, fitted(1));
      assert.equal(await of.recall('a', sought), undefined);
      await of.move('a', 'b');
      await of.forget('a');
      assert.equal(logged.length, 4);
      assert.match(logged[0], /full$/);
    });
  });
}

/** What was written just now was written long ago, one thing after the other: clocks are coarse. */
function age(folder: string): void {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.model'))
    .map((name) => join(folder, name));
  for (const file of files.filter((each) => statSync(each).mtimeMs > 1e12)) {
    const before = new Date((seconds += 1000));
    utimesSync(file, before, before);
  }
}
let seconds = 0;
