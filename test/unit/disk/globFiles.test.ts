/** Tests which files a pattern of `check` names. */
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { filesNamedBy } from '../../../server/disk/search/globFiles';
import { TestFolder, useFolder } from '../../support/testFolder';

describe('patterns of file names', () => {
  const folder = useFolder(new TestFolder());
  const FILES = ['a.csv', 'b.csv', 'b.tsv', 'in/c.csv', 'in/deep/d.csv', 'in/deep/e{1}.csv', '.git/f.csv', '.g.csv'];
  before(() => {
    for (const name of [...FILES, 'node_modules/p/x.csv', 'a.csv.mixture.json', '::error::x.csv']) {
      mkdirSync(dirname(folder.pathOf(name)), { recursive: true });
      folder.write(name, 'x');
    }
    symlinkSync(folder.path, folder.pathOf('in/loop'));
    symlinkSync(folder.pathOf('a.csv'), folder.pathOf('in/linked.csv'));
  });

  function named(pattern: string): readonly string[] | undefined {
    return filesNamedBy(folder.pathOf(pattern))?.map((path) => path.slice(folder.path.length + 1));
  }

  const cases: readonly [pattern: string, files: readonly string[] | undefined][] = [
    ['*.csv', ['::error::x.csv', 'a.csv', 'b.csv']],
    ['[ab].{csv,tsv}', ['a.csv', 'b.csv', 'b.tsv']],
    [
      '**/*.csv',
      ['::error::x.csv', 'a.csv', 'b.csv', 'in/c.csv', 'in/deep/d.csv', 'in/deep/e{1}.csv', 'in/linked.csv'],
    ],
    ['in/*.csv', ['in/c.csv', 'in/linked.csv']],
    ['*/deep/*.csv', ['in/deep/d.csv', 'in/deep/e{1}.csv']],
    ['node_modules/**/*.csv', ['node_modules/p/x.csv']],
    ['.git/*.csv', ['.git/f.csv']],
    ['{.git,in}/[cf].csv', ['.git/f.csv', 'in/c.csv']],
    ['a*', ['a.csv']],
    ['*.json', undefined],
    ['nowhere/*.csv', undefined],
    ['in/deep/e{1}.csv', ['in/deep/e{1}.csv']],
    ['nowhere.csv', ['nowhere.csv']],
  ];
  for (const [pattern, files] of cases)
    it(`${pattern} names ${files === undefined ? 'no file' : files.join(', ')}`, () => {
      assert.deepEqual(named(pattern), files);
    });

  it('A folder that cannot be read is named', function () {
    // The superuser may read everything.
    if (process.platform === 'win32' || process.getuid?.() === 0) return this.skip();
    mkdirSync(folder.pathOf('closed'));
    chmodSync(folder.pathOf('closed'), 0);

    assert.throws(() => named('closed/*.csv'), /closed: permission denied/);
    chmodSync(folder.pathOf('closed'), 0o700);
  });
});
