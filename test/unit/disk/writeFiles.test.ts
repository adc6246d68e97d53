/** Tests that writing a file leaves the old file or the new one, in any place and whatever fails. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DISK } from '../../../server/disk/fileSystem';
import { unfinishedName } from '../../../server/disk/leftovers';
import { writeFile } from '../../../server/disk/writeFiles';
import { FitProblem } from '../../../server/words/fitProblem';
import { failingDisk } from '../../support/testDisk';
import { TestFolder, useFolder } from '../../support/testFolder';

describe('writeFile', () => {
  const folder = useFolder(new TestFolder(), 'test');
  let file: string;
  beforeEach(() => {
    file = folder.pathOf('a.csv');
  });

  it('writeFile writes pieces of any size, of text and of bytes, as one file', async () => {
    const bytes = Buffer.alloc(300_000, 'ü');
    const pieces = [
      'a,b\n',
      '',
      'é,€,😀\n'.repeat(5),
      `x${'😀'.repeat(200_000)}`,
      bytes,
      'y',
      bytes.subarray(0, 6),
      'end',
    ];

    await writeFile(file, ['\ud800|', ...pieces]);

    assert.equal(readFileSync(file, 'utf8'), `\ufffd|${pieces.join('')}`);
  });

  it('writeFile replaces a longer file and leaves nothing beside it', async () => {
    writeFileSync(file, 'longer'.repeat(100_000));

    await writeFile(file, ['shorter']);

    assert.equal(readFileSync(file, 'utf8'), 'shorter');
    assert.deepEqual(readdirSync(folder.path), ['a.csv']);
  });

  it('writeFile keeps the old file until the new one is whole, and holds little of it in memory', async () => {
    writeFileSync(file, 'old');
    const size = 2 ** 19;
    let count = 0;
    const pieces = function* (): Generator<string, undefined> {
      for (; count < 8; count++) {
        assert.equal(readFileSync(file, 'utf8'), 'old');
        const other = readdirSync(folder.path).find((name) => name !== 'a.csv') ?? '';
        assert.ok(count * size - statSync(folder.pathOf(other)).size <= 2 ** 18);
        yield 'x'.repeat(size);
      }
    };

    await writeFile(file, pieces());

    assert.equal(statSync(file).size, 8 * size);
  });

  it('A failed step of writeFile leaves the old file, and the error gives the cause and a remedy', async () => {
    const causes = {
      ENOSPC: 'the disk is full (ENOSPC); free some space or choose another disk',
      EDQUOT: 'your quota on this disk is used up (EDQUOT); free some space or choose another disk',
      EROFS: 'the disk is read-only (EROFS); choose another disk',
      EACCES: 'permission denied (EACCES); check the permissions of the file and of its folder',
      EIO: 'the disk reports an error (EIO); check the disk or choose another one',
      EWEIRD: 'the operating system refused it (EWEIRD); check the file and its folder',
    };
    writeFileSync(file, 'old');
    for (const [code, cause] of Object.entries(causes)) {
      for (let failing = 0; ; failing++) {
        const disk = failingDisk(code, ({ does }, i) => i === failing && does !== 'syncFolder');
        const written = writeFile(file, ['x'.repeat(300_000), 'y'.repeat(300_000)], { fs: disk });
        const problem = await written.then(
          () => undefined,
          (error: unknown) => error,
        );
        if (!disk.failed) {
          assert.equal(problem, undefined);
          assert.ok(failing > 6, 'every step from opening to renaming has failed once');
          break;
        }
        assert.ok(problem instanceof FitProblem);
        assert.equal(problem.message, `${file} cannot be written: ${cause}.`);
        assert.deepEqual(
          [readdirSync(folder.path), readFileSync(file, 'utf8')],
          [['a.csv'], 'old'],
          `${code}, ${failing}`,
        );
      }
      writeFileSync(file, 'old');
    }
  });

  it('writeFile leaves the old file and rejects with the error of its pieces', async () => {
    writeFileSync(file, 'old');
    const problem = new FitProblem('changed meanwhile');
    const pieces = (function* (): Generator<string, undefined> {
      yield 'x'.repeat(300_000);
      throw problem;
    })();

    await assert.rejects(writeFile(file, pieces), problem);

    assert.deepEqual([readdirSync(folder.path), readFileSync(file, 'utf8')], [['a.csv'], 'old']);
  });

  it('writeFile refuses a path that cannot be a file, and the error gives the cause', async () => {
    symlinkSync('round', folder.pathOf('round'));
    writeFileSync(file, '');
    for (const [name, words] of [
      ['.', /: this is a folder \(EISDIR\); name a file in it\.$/],
      ['no/b.csv', /: its folder does not exist \(ENOENT\); create the folder or check the path\.$/],
      ['a.csv/b.csv', /: a part of the path is not a folder \(ENOTDIR\); check the path\.$/],
      ['round', /: too many links in the path \(ELOOP\); check the path\.$/],
      ['x'.repeat(300), /: the name of the file is too long \(ENAMETOOLONG\); choose a shorter name\.$/],
    ] as const)
      await assert.rejects(writeFile(folder.pathOf(name), ['x']), words);
    assert.deepEqual(readdirSync(folder.path).toSorted(), ['a.csv', 'round']);
  });

  it('writeFile writes a file with the longest name that the disk allows', async () => {
    for (const name of ['x'.repeat(255), '€'.repeat(85)]) {
      await writeFile(folder.pathOf(name), ['long']);
      assert.equal(readFileSync(folder.pathOf(name), 'utf8'), 'long');
    }
  });

  it('A new file has the mode of any new file', async function () {
    if (process.platform === 'win32') return this.skip();
    folder.write('usual', '');

    await writeFile(file, ['new']);

    assert.equal(statSync(file).mode, statSync(folder.pathOf('usual')).mode);
  });

  it('A replaced file keeps its mode', async function () {
    if (process.platform === 'win32') return this.skip();
    await writeFile(file, ['new']);
    for (const mode of [0o600, 0o640, 0o666, 0o755]) {
      chmodSync(file, mode);
      await writeFile(file, ['again']);
      assert.equal(statSync(file).mode & 0o7777, mode);
    }
  });

  it('writeFile refuses to replace a read-only file in a writable folder', async () => {
    writeFileSync(file, 'old');
    const disk = { ...DISK, requireWritable: () => Promise.reject(Object.assign(new Error(), { code: 'EACCES' })) };
    await assert.rejects(writeFile(file, ['new'], { fs: disk }), /permission denied \(EACCES\)/);
    assert.equal(readFileSync(file, 'utf8'), 'old');
  });

  it('writeFile writes the file at the end of links, new or old, and leaves the links', async () => {
    mkdirSync(folder.pathOf('deep'));
    const [target, link, far] = [join('deep', 'target'), 'link', 'far'].map((name) => folder.pathOf(name));
    symlinkSync(join('deep', 'target'), link);
    symlinkSync('link', far);

    for (const content of ['first', 'second']) {
      await writeFile(far, [content]);
      assert.equal(readFileSync(target, 'utf8'), content);
    }

    assert.ok(lstatSync(link).isSymbolicLink() && lstatSync(far).isSymbolicLink());
    assert.deepEqual(readdirSync(folder.pathOf('deep')), ['target']);
  });

  it('writeFile writes into a pipe, which stays one', async function () {
    if (process.platform === 'win32' || spawnSync('mkfifo', [file]).status !== 0) return this.skip();
    const reader = readFile(file, 'utf8');

    await writeFile(file, ['through']);

    assert.equal(await reader, 'through');
    assert.ok(statSync(file).isFIFO());
  });

  it('writeFile writes into a device, which stays one', async function () {
    if (process.platform === 'win32') return this.skip();

    await writeFile('/dev/null', ['away']);

    assert.ok(statSync('/dev/null').isCharacterDevice());
  });

  it('writeFile reports that a device is full', async function () {
    if (!existsSync('/dev/full')) return this.skip();

    await assert.rejects(writeFile('/dev/full', ['x']), /^FitProblem: \/dev\/full cannot be written: the disk is full/);
  });

  it('Concurrent writes leave the whole content of one of them', async () => {
    const contents = Array.from({ length: 20 }, (_, i) => String(i % 10).repeat(300_000));

    await Promise.all(contents.map((content) => writeFile(file, [content])));

    assert.ok(contents.includes(readFileSync(file, 'utf8')));
    assert.deepEqual(readdirSync(folder.path), ['a.csv']);
  });

  it('writeFile removes unfinished files of dead programs and nothing else', async () => {
    const nameOf = (id: number, host = hostname()): string =>
      unfinishedName(file, { ...DISK, process: { ...DISK.process, id, host } });
    const [dead, alive, elsewhere, old] = [
      nameOf(2 ** 30),
      nameOf(process.ppid),
      nameOf(2 ** 30, 'elsewhere'),
      nameOf(process.ppid, 'old'),
    ];
    const unrelated = folder.pathOf('.a.csv.unfinished');
    for (const name of [dead, alive, elsewhere, old, unrelated]) writeFileSync(name, '');
    const twoDaysAgo = Date.now() / 1000 - 2 * 24 * 3600;
    for (const name of [old, unrelated]) utimesSync(name, twoDaysAgo, twoDaysAgo);

    await writeFile(file, ['x']);

    assert.deepEqual(
      [dead, alive, elsewhere, old, unrelated].map((name) => existsSync(name)),
      [false, true, true, false, true],
    );
  });

  it('A signal that ends the program leaves no unfinished file', function () {
    if (process.platform === 'win32') return this.skip();
    const script = `
      import { writeFile } from './server/disk/writeFiles.ts';
      void writeFile(${JSON.stringify(file)}, (function* () {
        yield 'x'.repeat(2 ** 19);
        process.kill(process.pid, 'SIGINT');
        for (;;) yield 'x'.repeat(2 ** 19);
      })());`;

    const { signal, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      encoding: 'utf8',
    });

    assert.equal(signal, 'SIGINT', stderr);
    assert.deepEqual(readdirSync(folder.path), []);
  });
});
