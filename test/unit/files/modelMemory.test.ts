/** Tests how the models of fitted files are remembered: in a folder and in memory alone. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { FitRecord } from '../../../server/files/fittedFile';
import { ModelMemory } from '../../../server/files/modelMemory';
import { FolderStore, SessionStore, type ModelStore } from '../../../server/disk/modelStore';
import { modelJson } from '../../../server/formats/model/writeModel';
import { fitText } from '../../support/fitText';
import { TestFolder, useFolder } from '../../support/testFolder';

const text = 'a,b\n1,2\n2,3\n3,4\n9,9\n';
const sought = { length: text.length, hash: () => Promise.resolve(undefined) };

function fitted(seed: number): FitRecord {
  const { report, model } = fitText(text, { k: 1, seed });
  return {
    report,
    model,
    findingKeys: [],
    requested: { seed },
    overrides: {},
    dialect: { delimiter: ',', hasHeader: true, decimal: '.', missing: [''] },
    length: text.length,
  };
}

for (const kind of ['a folder', 'memory']) {
  describe(`ModelMemory in ${kind}`, () => {
    const folder = useFolder(new TestFolder(), 'test');
    let store: ModelStore;
    let logged: string[];
    beforeEach(() => {
      store = kind === 'a folder' ? new FolderStore(folder.pathOf(join('not', 'there', 'yet'))) : new SessionStore();
      logged = [];
    });

    const memory = (limits?: { models: number; size: number; totalSize: number }): ModelMemory =>
      new ModelMemory(
        store,
        '1.0.0',
        (message) => void logged.push(message),
        () => Promise.resolve(true),
        limits,
      );
    const seedOf = async (models: ModelMemory, uri: string): Promise<unknown> =>
      (await models.recall(uri, sought))?.requested.seed;

    it(`A fit in ${kind} is recalled as it was`, async () => {
      const fit = fitted(5);

      await memory().remember('file:///a.csv', text, fit);

      assert.deepEqual({ ...(await memory().recall('file:///a.csv', sought)), model: 0 }, { ...fit, model: 0 });
      assert.deepEqual(logged, []);
    });

    it(`The options of a fit in ${kind} are stored under "asked"`, async () => {
      await memory().remember('a', text, fitted(5));

      const [{ key }] = await store.entries();
      const [, content] = ((await store.read(key)) ?? '').split('\n');
      assert.deepEqual((JSON.parse(content) as { asked?: unknown }).asked, { seed: 5 });
    });

    it(`A stored text in ${kind} with the options under "asked" is recalled`, async () => {
      const { report, model, findingKeys, overrides, dialect, length } = fitted(5);
      const content = JSON.stringify({
        report,
        findingKeys,
        asked: { seed: 5 },
        overrides,
        dialect,
        model: modelJson(report, model, '1.0.0'),
      });
      const label = { mixtureLensMemory: 1, engine: '1.0.0', uri: 'a', length, hash: 1, digest: digestOf(content) };
      await store.write(digestOf('a').slice(0, 32), [`${JSON.stringify(label)}\n${content}`]);

      assert.equal(await seedOf(memory(), 'a'), 5);
      assert.deepEqual(logged, []);
    });

    it(`A file without a fit in ${kind} recalls nothing`, async () => {
      const models = memory();
      await models.remember('file:///a.csv', text, fitted(5));

      assert.deepEqual(await models.recall('file:///b.csv', sought), undefined);
      assert.deepEqual(logged, []);
    });

    it(`The least recently used model in ${kind} is removed when there are too many`, async () => {
      const models = memory({ models: 2, size: 1e6, totalSize: 1e6 });

      for (const [i, uri] of ['a', 'b', 'a', 'c'].entries()) {
        await models.remember(uri, text, fitted(i));
        if (kind === 'a folder') age(folder.path);
      }

      assert.deepEqual(
        [await seedOf(models, 'a'), await seedOf(models, 'b'), await seedOf(models, 'c')],
        [2, undefined, 3],
      );
      assert.equal((await store.entries()).length, 2);
    });

    it(`Models in ${kind} are removed until they fit into the total size`, async () => {
      await memory().remember('a', text, fitted(1));
      const [{ size }] = await store.entries();

      await memory({ models: 10, size: size + 50, totalSize: 1.5 * size }).remember('b', text, fitted(2));

      assert.equal((await store.entries()).length, 1);
    });

    it(`A model that is too large for ${kind} is not remembered, and the log says so`, async () => {
      await memory().remember('b', text, fitted(2));
      const [{ size }] = await store.entries();
      const models = memory({ models: 10, size: size / 2, totalSize: 1e6 });

      await models.remember('b', text, fitted(3));

      assert.equal(await seedOf(models, 'b'), undefined);
      assert.match(logged[0], /^The model of b is not remembered: it takes/);
    });

    it(`A model of another version of the program in ${kind} is skipped, and the log says so`, async () => {
      await memory().remember('a', text, fitted(1));
      const newer = new ModelMemory(
        store,
        '1.0.1',
        (message) => void logged.push(message),
        () => Promise.resolve(true),
      );

      assert.equal(await newer.recall('a', sought), undefined);
      assert.match(logged[0], /none of this version/);
    });

    it(`Each failure of ${kind} is a line in the log and no error`, async () => {
      const broken: ModelStore = {
        ...store,
        entries: () => Promise.reject(new Error('no')),
        write: () => Promise.reject(new Error('full')),
        remove: () => Promise.reject(new Error('no')),
      };
      const models = new ModelMemory(
        broken,
        '1.0.0',
        (message) => void logged.push(message),
        () => Promise.resolve(true),
      );

      await models.remember('a', text, fitted(1));
      assert.equal(await models.recall('a', sought), undefined);
      await models.move('a', 'b');
      await models.forget('a');

      assert.equal(logged.length, 4);
      assert.match(logged[0], /full$/);
    });
  });
}

function digestOf(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Gives new files of models early, increasing times, since the clock of a disk may be too coarse for their order. */
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
