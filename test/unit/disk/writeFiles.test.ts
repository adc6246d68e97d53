import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DISK } from '../../../server/disk/fileSystem';
import { unfinishedName } from '../../../server/disk/leftovers';
import { writeFile } from '../../../server/disk/writeFiles';
import { decodeDoubles, encodeDoubles } from '../../../server/formats/model/doubles';
import { FitProblem } from '../../../server/words/fitProblem';
import { failingDisk } from '../../support/testDisk';

describe('a file that is written', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mixture-lens-'));
    file = join(folder, 'a.csv');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is the whole, whatever the signs, sizes and kinds of its pieces', async () => {
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
    await writeFile(file, ['shorter']);
    assert.equal(readFileSync(file, 'utf8'), 'shorter');
    assert.deepEqual(readdirSync(folder), ['a.csv']);
  });

  it('stays the old one until the new one is whole, which takes no memory of its size', async () => {
    writeFileSync(file, 'old');
    const size = 2 ** 19;
    let made = 0;
    const pieces = function* (): Generator<string, undefined> {
      for (; made < 8; made++) {
        assert.equal(readFileSync(file, 'utf8'), 'old');
        const other = readdirSync(folder).find((name) => name !== 'a.csv') ?? '';
        assert.ok(made * size - statSync(join(folder, other)).size <= 2 ** 18);
        yield 'x'.repeat(size);
      }
    };
    await writeFile(file, pieces());
    assert.equal(statSync(file).size, 8 * size);
  });

  it('as doubles is base64 of all their bytes, in one or many pieces', () => {
    for (const count of [0, 1, 2, 3, 12_287, 12_288, 12_289, 30_000]) {
      const values = Float64Array.from({ length: count }, (_, i) => Math.sin(i) * 10 ** (i % 300));
      assert.equal(encodeDoubles(values), Buffer.from(values.buffer).toString('base64'), String(count));
      assert.deepEqual(decodeDoubles(encodeDoubles(values), count), values);
    }
  });

  it('stays the old one, with nothing beside it, where any step fails; the problem says why and what to do', async () => {
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
          assert.ok(failing > 6, 'all steps from the opening to the renaming');
          break;
        }
        assert.ok(problem instanceof FitProblem);
        assert.equal(problem.message, `${file} cannot be written: ${cause}.`);
        assert.deepEqual([readdirSync(folder), readFileSync(file, 'utf8')], [['a.csv'], 'old'], `${code}, ${failing}`);
      }
      writeFileSync(file, 'old');
    }
  });

  it('stays the old one where its pieces fail, with their own error', async () => {
    writeFileSync(file, 'old');
    const problem = new FitProblem('changed meanwhile');
    const pieces = (function* (): Generator<string, undefined> {
      yield 'x'.repeat(300_000);
      throw problem;
    })();
    await assert.rejects(writeFile(file, pieces), problem);
    assert.deepEqual([readdirSync(folder), readFileSync(file, 'utf8')], [['a.csv'], 'old']);
  });

  it('is refused in the place of a folder, in no folder and behind links that go round', async () => {
    symlinkSync('round', join(folder, 'round'));
    writeFileSync(file, '');
    for (const [name, words] of [
      ['.', /: this is a folder \(EISDIR\); name a file in it\.$/],
      ['no/b.csv', /: its folder does not exist \(ENOENT\); create the folder or check the path\.$/],
      ['a.csv/b.csv', /: a part of the path is not a folder \(ENOTDIR\); check the path\.$/],
      ['round', /: too many links in the path \(ELOOP\); check the path\.$/],
      ['x'.repeat(300), /: the name of the file is too long \(ENAMETOOLONG\); choose a shorter name\.$/],
    ] as const)
      await assert.rejects(writeFile(join(folder, name), ['x']), words);
    assert.deepEqual(readdirSync(folder).toSorted(), ['a.csv', 'round']);
  });

  it('may have as long a name as the disk takes', async () => {
    for (const name of ['x'.repeat(255), '€'.repeat(85)]) {
      await writeFile(join(folder, name), ['long']);
      assert.equal(readFileSync(join(folder, name), 'utf8'), 'long');
    }
  });

  it('keeps the mode of the one that it replaces; a new one has the usual mode', async function () {
    if (process.platform === 'win32') return this.skip();
    await writeFile(file, ['new']);
    writeFileSync(join(folder, 'usual'), '');
    assert.equal(statSync(file).mode, statSync(join(folder, 'usual')).mode);
    for (const mode of [0o600, 0o640, 0o666, 0o755]) {
      chmodSync(file, mode);
      await writeFile(file, ['again']);
      assert.equal(statSync(file).mode & 0o7777, mode);
    }
  });

  it('that nobody may write is refused, though its folder would let it be replaced', async () => {
    writeFileSync(file, 'old');
    const disk = { ...DISK, requireWritable: () => Promise.reject(Object.assign(new Error(), { code: 'EACCES' })) };
    await assert.rejects(writeFile(file, ['new'], { fs: disk }), /permission denied \(EACCES\)/);
    assert.equal(readFileSync(file, 'utf8'), 'old');
  });

  it('goes to the end of links, also where nothing is there yet, and links stay links', async () => {
    mkdirSync(join(folder, 'deep'));
    const [target, link, far] = [join(folder, 'deep', 'target'), join(folder, 'link'), join(folder, 'far')];
    symlinkSync(join('deep', 'target'), link);
    symlinkSync('link', far);
    for (const content of ['first', 'second']) {
      await writeFile(far, [content]);
      assert.equal(readFileSync(target, 'utf8'), content);
    }
    assert.ok(lstatSync(link).isSymbolicLink() && lstatSync(far).isSymbolicLink());
    assert.deepEqual(readdirSync(join(folder, 'deep')), ['target']);
  });

  it('may be a pipe or a device, which stays one', async function () {
    if (process.platform === 'win32' || spawnSync('mkfifo', [file]).status !== 0) return this.skip();
    const reader = readFile(file, 'utf8');
    await writeFile(file, ['through']);
    assert.equal(await reader, 'through');
    assert.ok(statSync(file).isFIFO());
    await writeFile('/dev/null', ['away']);
    assert.ok(statSync('/dev/null').isCharacterDevice());
    if (existsSync('/dev/full'))
      await assert.rejects(
        writeFile('/dev/full', ['x']),
        /^FitProblem: \/dev\/full cannot be written: the disk is full/,
      );
  });

  it('at once by several is that of one of them', async () => {
    const contents = Array.from({ length: 20 }, (_, i) => String(i % 10).repeat(300_000));
    await Promise.all(contents.map((content) => writeFile(file, [content])));
    assert.ok(contents.includes(readFileSync(file, 'utf8')));
    assert.deepEqual(readdirSync(folder), ['a.csv']);
  });

  it('takes away what a program that is gone left in the folder, and nothing else', async () => {
    const of = (id: number, host = hostname()): string =>
      unfinishedName(file, { ...DISK, process: { ...DISK.process, id, host } });
    const [gone, alive, elsewhere, old] = [
      of(2 ** 30),
      of(process.ppid),
      of(2 ** 30, 'elsewhere'),
      of(process.ppid, 'old'),
    ];
    const mine = join(folder, '.a.csv.unfinished');
    for (const name of [gone, alive, elsewhere, old, mine]) writeFileSync(name, '');
    const before = Date.now() / 1000 - 2 * 24 * 3600;
    for (const name of [old, mine]) utimesSync(name, before, before);
    await writeFile(file, ['x']);
    assert.deepEqual(
      [gone, alive, elsewhere, old, mine].map((name) => existsSync(name)),
      [false, true, true, false, true],
    );
  });

  it('leaves nothing behind where a signal ends the program', function () {
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
    assert.deepEqual(readdirSync(folder), []);
  });
});
