// Files whose names come out of folders that anybody may have filled.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileSource } from '../../../server/disk/fileSource';
import { FitProblem } from '../../../server/words/fitProblem';
import { readTextFile } from '../../../server/disk/textFile';
import { replaceFile } from '../../../server/disk/writeFiles';

describe('a file of text that is read at once', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mixture-lens-'));
    file = join(folder, 'a.json');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is what it says in the encoding of its byte order mark, up to the limit', async () => {
    for (const bytes of [
      Buffer.from('"é€😀"'),
      Buffer.from('\ufeff"é€😀"'),
      Buffer.from('\ufeff"é€😀"', 'utf16le'),
      Buffer.from('\ufeff"é€😀"', 'utf16le').swap16(),
    ]) {
      writeFileSync(file, bytes);
      assert.equal(await readTextFile(file, bytes.length), '"é€😀"');
      await assert.rejects(
        readTextFile(file, bytes.length - 1),
        (error) => error instanceof FitProblem && /^larger than \d+ MB/.test(error.message),
      );
    }
    writeFileSync(file, '');
    assert.equal(await readTextFile(file, 0), '');
  });

  it('is undefined where there is none', async () => {
    assert.equal(await readTextFile(file, 100), undefined);
    assert.equal(await readTextFile(join(folder, 'a'.repeat(300)), 100), undefined);
    symlinkSync(join(folder, 'nowhere'), file);
    assert.equal(await readTextFile(file, 100), undefined);
  });

  it('is read through a link, and to its end where its size is not known', async () => {
    writeFileSync(join(folder, 'b.json'), '{}');
    symlinkSync(join(folder, 'b.json'), file);
    assert.equal(await readTextFile(file, 2), '{}');
    if (process.platform !== 'linux') return;
    const told = await readTextFile('/proc/self/status', 2 ** 20);
    assert.match(told ?? '', /^Name:[^]*\nnonvoluntary_ctxt_switches:\t\d+\n$/);
    await assert.rejects(readTextFile('/proc/self/status', 20), FitProblem);
  });

  it('is never a device, a pipe or a folder, and nobody waits for one', async () => {
    symlinkSync('/dev/zero', file);
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    for (const each of [file, '/dev/zero', pipe]) {
      const isNone = (error: unknown): boolean =>
        error instanceof FitProblem &&
        error.message === 'this is a pipe or a device, which may have no end; put a file in its place';
      await assert.rejects(readTextFile(each, 100), isNone);
      assert.throws(() => FileSource.openFile(each), isNone);
    }
    await assert.rejects(readTextFile(folder, 100), /this is a folder/);
    assert.throws(() => FileSource.openFile(folder), /this is a folder/);
    // A person may name a device; what is no text is not read on for ever.
    assert.throws(() => FileSource.open('/dev/zero'), /not a text file/);
  });

  it('is replaced as a whole, and never what a link beside it leads to', async () => {
    const other = join(folder, 'other');
    writeFileSync(other, 'mine');
    symlinkSync(other, `${file}~`);
    await replaceFile(file, ['a', 'b']);
    await replaceFile(file, ['c', 'd']);
    assert.deepEqual([readFileSync(file, 'utf8'), readFileSync(other, 'utf8')], ['cd', 'mine']);
  });
});
