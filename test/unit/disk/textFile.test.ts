/** Tests that files beside the data are read and replaced safely, whatever is in a folder. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { FileSource } from '../../../server/disk/fileSource';
import { FitProblem } from '../../../server/words/fitProblem';
import { readTextFile } from '../../../server/disk/textFile';
import { replaceFile } from '../../../server/disk/writeFiles';
import { TestFolder, useFolder } from '../../support/testFolder';

describe('files beside the data', () => {
  const folder = useFolder(new TestFolder(), 'test');
  let file: string;
  beforeEach(() => {
    file = folder.pathOf('a.json');
  });

  const encodings: readonly Buffer[] = [
    Buffer.from('"é€😀"'),
    Buffer.from('\ufeff"é€😀"'),
    Buffer.from('\ufeff"é€😀"', 'utf16le'),
    Buffer.from('\ufeff"é€😀"', 'utf16le').swap16(),
  ];

  it('readTextFile reads the encoding of the byte order mark, without the mark', async () => {
    for (const bytes of encodings) {
      writeFileSync(file, bytes);
      assert.equal(await readTextFile(file, bytes.length), '"é€😀"');
    }
  });

  it('readTextFile refuses a file that is larger than the limit', async () => {
    for (const bytes of encodings) {
      writeFileSync(file, bytes);
      await assert.rejects(
        readTextFile(file, bytes.length - 1),
        (error) => error instanceof FitProblem && /^larger than \d+ MB/.test(error.message),
      );
    }
  });

  it('readTextFile reads an empty file', async () => {
    writeFileSync(file, '');
    assert.equal(await readTextFile(file, 0), '');
  });

  it('readTextFile is undefined for a file that does not exist', async () => {
    assert.equal(await readTextFile(file, 100), undefined);
    assert.equal(await readTextFile(folder.pathOf('a'.repeat(300)), 100), undefined);
  });

  it('readTextFile is undefined for a link to a file that does not exist', async () => {
    symlinkSync(folder.pathOf('nowhere'), file);
    assert.equal(await readTextFile(file, 100), undefined);
  });

  it('readTextFile reads the file that a link leads to', async () => {
    folder.write('b.json', '{}');
    symlinkSync(folder.pathOf('b.json'), file);
    assert.equal(await readTextFile(file, 2), '{}');
  });

  it('readTextFile reads a file of unknown size to its end or to the limit', async function () {
    if (process.platform !== 'linux') return this.skip();
    const text = await readTextFile('/proc/self/status', 2 ** 20);
    assert.match(text ?? '', /^Name:[^]*\nnonvoluntary_ctxt_switches:\t\d+\n$/);
    await assert.rejects(readTextFile('/proc/self/status', 20), FitProblem);
  });

  it('A device or a pipe is refused without waiting', async () => {
    symlinkSync('/dev/zero', file);
    const pipe = folder.pathOf('pipe');
    execFileSync('mkfifo', [pipe]);
    for (const each of [file, '/dev/zero', pipe]) {
      const isRefused = (error: unknown): boolean =>
        error instanceof FitProblem &&
        error.message === 'this is a pipe or a device, which may have no end; put a file in its place';
      await assert.rejects(readTextFile(each, 100), isRefused);
      assert.throws(() => FileSource.openFile(each), isRefused);
    }
  });

  it('A folder is refused', async () => {
    await assert.rejects(readTextFile(folder.path, 100), /this is a folder/);
    assert.throws(() => FileSource.openFile(folder.path), /this is a folder/);
  });

  it('A device that the user names is read only until it turns out not to be text', () => {
    assert.throws(() => FileSource.open('/dev/zero'), /not a text file/);
  });

  it('replaceFile replaces the whole file and leaves the target of a link beside it as it is', async () => {
    const other = folder.pathOf('other');
    writeFileSync(other, 'mine');
    symlinkSync(other, `${file}~`);

    await replaceFile(file, ['a', 'b']);
    await replaceFile(file, ['c', 'd']);

    assert.deepEqual([readFileSync(file, 'utf8'), readFileSync(other, 'utf8')], ['cd', 'mine']);
  });
});
