// Tables below a folder, and what a search passes over.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { SEARCH_LIMITS, tablesBelow } from '../../../server/disk/search/tablesBelow';
import { TestFolder, useFolder } from '../../support/testFolder';

describe('tables below a folder', () => {
  const folder = useFolder(new TestFolder(), 'test');
  const never = (): boolean => false;

  it('Tables of every ending and capital are found, in the order of their names', async () => {
    mkdirSync(folder.pathOf('sub'));
    for (const name of ['b.csv', 'a.TSV', 'sub/c.tab', 'd.txt', 'csv']) folder.write(name, 'x\n');

    const { tables, skipped } = await tablesBelow(folder.path, never);

    assert.deepEqual([tables, skipped], [['a.TSV', 'b.csv', 'sub/c.tab'], []]);
  });

  it('Files over the limits are skipped, with the limit', async () => {
    for (const name of ['a.csv', 'b.csv', 'c.csv']) folder.write(name, 'x\n');
    folder.write('big.csv', 'x'.repeat(2 ** 20 + 1));

    const { tables, skipped } = await tablesBelow(folder.path, never, { ...SEARCH_LIMITS, size: 2 ** 20, tables: 2 });

    assert.deepEqual(tables, ['a.csv', 'b.csv']);
    assert.deepEqual(skipped, [
      { path: 'big.csv', reason: 'larger than 1 MB' },
      { path: 'c.csv', reason: 'more than 2 tables' },
    ]);
  });

  it('A search of too many folders says where it ended', async () => {
    for (const name of ['p', 'q']) mkdirSync(folder.pathOf(name));

    const { skipped } = await tablesBelow(folder.path, never, { ...SEARCH_LIMITS, folders: 2 });

    assert.deepEqual(
      skipped.map(({ reason }) => reason),
      ['more than 2 folders'],
    );
  });

  it('A stopped search reads no folder', async () => {
    folder.write('a.csv', 'x\n');

    assert.deepEqual(await tablesBelow(folder.path, () => true), { tables: [], skipped: [] });
  });
});
