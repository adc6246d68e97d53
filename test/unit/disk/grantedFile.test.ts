/** Tests which files below granted folders may be read. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { grantedFile, isPlain, isStillGranted, isWholeDisk } from '../../../server/disk/access/grantedFile';
import { FitProblem } from '../../../server/words/fitProblem';
import { TestFolder, useFolder } from '../../support/testFolder';

describe('granted files', () => {
  const folder = useFolder(new TestFolder(), 'test');
  let root = '';
  beforeEach(() => {
    root = folder.pathOf('root');
    mkdirSync(join(root, 'inner'), { recursive: true });
    mkdirSync(folder.pathOf('root-2'));
    folder.write('root/in.csv', 'a\n1\n');
    folder.write('root/inner/deep.csv', 'a\n1\n');
    folder.write('out.csv', 'a\n1\n');
    folder.write('root-2/near.csv', 'a\n1\n');
  });

  const pathOf = async (requested: string, folders = [root]): Promise<string> =>
    (await grantedFile(requested, folders)).path;
  /** Requires a refusal in one line. */
  const refused = async (requested: string, expected: RegExp, folders = [root]): Promise<void> => {
    await assert.rejects(
      () => grantedFile(requested, folders),
      (error) => {
        assert.ok(error instanceof FitProblem, String(error));
        assert.match(error.message, expected);
        assert.ok(!/[\n\r]/.test(error.message), error.message);
        return true;
      },
    );
  };

  it('A path below the folder is granted, absolute, relative or as a URI', async () => {
    const expected = join(root, 'inner', 'deep.csv');

    assert.equal(await pathOf(expected), expected);
    assert.equal(await pathOf(join('inner', 'deep.csv')), expected);
    assert.equal(await pathOf(folder.uriOf('root/inner/deep.csv')), expected);
  });

  it('A relative path is sought in each folder in turn', async () => {
    assert.equal(await pathOf('near.csv', [root, folder.pathOf('root-2')]), folder.pathOf('root-2/near.csv'));
  });

  it('A path outside is refused with the names of the folders, whether it exists or not', async () => {
    await refused(folder.pathOf('out.csv'), /is outside the granted folders .* the granted folder is ".*root"/);
    await refused(folder.pathOf('none.csv'), /is outside the granted folders/);
  });

  it('A folder that begins with the name of the granted one is outside', async () => {
    await refused(folder.pathOf('root-2/near.csv'), /is outside/);
  });

  it('A path with ".." is refused, even if it leads inside', async () => {
    await refused('inner/../in.csv', /has a "\.\." in it/);
    await refused('..\\out.csv', /has a "\.\." in it/);
    await refused(`${root}/../out.csv`, /has a "\.\." in it/);
  });

  it('A URI with an encoded ".." does not lead outside', async () => {
    await refused(`${folder.uriOf('root')}/%2e%2e/out.csv`, /is outside/);
  });

  it('A link that leads outside is refused', async () => {
    symlinkSync(folder.pathOf('out.csv'), join(root, 'link.csv'));
    symlinkSync(folder.path, join(root, 'up'));

    await refused('link.csv', /is outside/);
    await refused(join('up', 'out.csv'), /is outside/);
  });

  it('A link that leads inside is resolved', async () => {
    symlinkSync(join(root, 'in.csv'), join(root, 'inner', 'link.csv'));

    assert.equal(await pathOf(join('inner', 'link.csv')), join(root, 'in.csv'));
  });

  it('A granted folder may be a link', async () => {
    symlinkSync(root, folder.pathOf('alias'));

    const alias = folder.pathOf('alias');
    assert.equal(await pathOf(join(alias, 'in.csv'), [alias]), join(root, 'in.csv'));
  });

  it('A folder, a pipe and a device are refused', async () => {
    execFileSync('mkfifo', [join(root, 'pipe.csv')]);
    symlinkSync('/dev/zero', join(root, 'zero.csv'));

    await refused('inner', /this is a folder/);
    await refused('pipe.csv', /this is a pipe or a device/);
    await refused('zero.csv', /is outside/);
    await refused('/dev/zero', /this is a pipe or a device/, ['/dev']);
  });

  it('URIs of other schemes, NUL and blank paths are refused', async () => {
    await refused('https://example.org/a.csv', /is not a file on this machine/);
    await refused('file://server/share/a.csv', /is not a file on this machine/);
    await refused('in.csv\0.txt', /is not a path/);
    await refused('  ', /is not a path/);
  });

  it('Nothing is granted without folders, or below one that does not exist', async () => {
    await refused('in.csv', /no folder is granted: grant one in the client, or start the server with --root/, []);
    await refused('in.csv', /is outside/, [folder.pathOf('missing')]);
  });

  it('A name with control and direction characters is cleaned in the message', async () => {
    await refused('a\u202e\u001b[31m\nb.csv', /^"a \[31m b\.csv": no such file/);
  });

  it('A file that was exchanged for a link or changed is no longer granted', async () => {
    const file = await grantedFile('in.csv', [root]);
    assert.equal(await isStillGranted(file), true);

    renameSync(join(root, 'in.csv'), join(root, 'moved.csv'));
    symlinkSync(join(root, 'moved.csv'), join(root, 'in.csv'));

    assert.equal(await isStillGranted(file), false);
    folder.write('root/moved.csv', 'a\n1\n2\n');
    assert.equal(await isStillGranted({ ...file, path: join(root, 'moved.csv') }), false);
  });

  it('A file beside a granted one is plain unless it is a link', async () => {
    symlinkSync(folder.pathOf('out.csv'), join(root, 'side.json'));

    assert.deepEqual(
      [await isPlain(join(root, 'side.json')), await isPlain(join(root, 'in.csv')), await isPlain(join(root, 'none'))],
      [false, true, true],
    );
  });

  it('Only the top of a disk is a whole disk', () => {
    assert.ok(isWholeDisk(resolve('/')));
    assert.ok(!isWholeDisk(resolve('/tmp')));
  });
});
