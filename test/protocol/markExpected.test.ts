/** Rows marked as expected over the protocol: the sidecar that holds them, and when they are reported. */
import assert from 'node:assert/strict';
import { readdirSync, rmSync, symlinkSync } from 'node:fs';
import type { Diagnostic } from 'vscode-languageserver';
import { ServerCommand } from '../../server/protocol';
import { refusal } from './client';
import { COLUMN, findsAt, findsNothingAt, LINE, PLANTED, QUICK, useFittedFiles } from './fittedFiles';
import { rangeOf } from './tables';

const ROW = LINE - 1;

interface Sidecar {
  readonly expected: readonly { readonly reason: string; readonly cells: Readonly<Record<string, string>> }[];
}

describe('marking rows as expected', function () {
  this.timeout(60_000);
  const files = useFittedFiles();

  function mark(uri: string, row: number, reason?: string): Promise<boolean> {
    return files.client.execute(ServerCommand.expect, { uri, row, reason });
  }
  const sidecarOf = (name: string): Sidecar => JSON.parse(files.folder.read(`${name}.mixture.json`)) as Sidecar;

  describe('an unlikely row that is marked', () => {
    let count = 0;
    let name: string;
    let uri: string;
    let finding: Diagnostic;
    beforeEach(async () => {
      name = `expected-${count++}.csv`;
      ({ uri, finding } = await files.fitted(name));
      files.client.published.clear();
      assert.equal(await mark(uri, ROW, 'a heavy bird'), true);
      await files.client.diagnostics(uri, 1, findsNothingAt(LINE));
    });

    it('The sidecar holds the reason and the cells of a marked row', () => {
      assert.deepEqual(
        sidecarOf(name).expected.map(({ reason, cells }) => [reason, cells.body_mass_g, cells.species]),
        [['a heavy bird', '63000', 'Adelie']],
      );
    });

    it('The hover of a marked row has the reason', async () => {
      assert.match(
        await files.client.hoverText(uri, LINE, finding.range.start.character),
        /Marked as expected: a heavy bird\./,
      );
    });

    it('A marked row is reported while one of its cells differs from the mark', async () => {
      const changed = await files.client.change(uri, '63001', rangeOf(PLANTED, LINE, COLUMN));
      assert.ok(findsAt(LINE)(await files.client.diagnostics(uri, changed)));

      const restored = await files.client.change(uri, '63000', rangeOf(PLANTED, LINE, COLUMN));
      assert.deepEqual(
        (await files.client.diagnostics(uri, restored)).filter(({ range }) => range.start.line === LINE),
        [],
      );
    });

    it('A row is reported again once another program has removed its mark', async () => {
      await files.client.close(uri);
      await files.client.open(uri, PLANTED);
      await files.client.fit(uri, QUICK);
      files.client.published.clear();

      files.folder.write(`${name}.mixture.json`, '{"version": 1, "expected": []}');
      await files.client.notify('workspace/didChangeWatchedFiles', {
        changes: [{ uri: files.folder.uriOf(`${name}.mixture.json`), type: 2 }],
      });

      await files.client.diagnostics(uri, 1, findsAt(LINE));
    });
  });

  describe('a mark that cannot be kept', () => {
    let uri: string;
    let sidecar: string;
    before(async () => {
      ({ uri } = await files.fitted('broken.csv'));
      sidecar = files.folder.pathOf('broken.csv.mixture.json');
    });
    afterEach(() => rmSync(sidecar, { force: true }));

    it('A row of a file that is not saved cannot be marked', async () => {
      await files.client.open('untitled:a', PLANTED);

      assert.match((await refusal(mark('untitled:a', ROW))).message, /Save the file/);
    });

    it('A sidecar of an unknown version refuses marks and stays as it is', async () => {
      const later = '{"version": 2, "expected": []}';
      files.folder.write('broken.csv.mixture.json', later);

      assert.match((await refusal(mark(uri, ROW))).message, /broken\.csv\.mixture\.json: /);

      assert.equal(files.folder.read('broken.csv.mixture.json'), later);
    });

    it('A sidecar that is a device refuses marks', async () => {
      symlinkSync('/dev/zero', sidecar);

      assert.match(
        (await refusal(mark(uri, ROW))).message,
        /broken\.csv\.mixture\.json: this is a pipe or a device, which may have no end; put a file in its place\./,
      );
    });

    it('A row beyond the last one cannot be marked', async () => {
      assert.match((await refusal(mark(uri, 1e6))).message, /no row/);
    });

    it('A negative row cannot be marked', async () => {
      assert.match((await refusal(mark(uri, -1))).message, /row must be/);
    });
  });

  it('A mark replaces a damaged sidecar, which is kept beside the new one and logged', async () => {
    const { uri } = await files.fitted('damaged.csv');
    files.folder.write('damaged.csv.mixture.json', '{"version": 1, "exp');
    await files.client.fit(uri, QUICK);

    assert.equal(await mark(uri, ROW), true);

    assert.equal(sidecarOf('damaged.csv').expected.length, 1);
    assert.equal(files.folder.read('damaged.csv.mixture.json.damaged'), '{"version": 1, "exp');
    assert.match(
      files.client.logged.join('\n'),
      /damaged\.csv\.mixture\.json is damaged \(.+\); 0 of its rows can be read\. It has been rewritten; the damaged file is/,
    );
  });

  it('Fifty rows marked at once are all in the sidecar', async () => {
    const { uri } = await files.fitted('many.csv');

    const marks = await Promise.all(Array.from({ length: 50 }, (_, row) => mark(uri, row)));

    assert.ok(marks.every(Boolean));
    assert.equal(sidecarOf('many.csv').expected.length, new Set(PLANTED.split('\n').slice(1, 51)).size);
    assert.deepEqual(
      readdirSync(files.folder.path).filter((name) => name.includes('many.csv')),
      ['many.csv', 'many.csv.mixture.json'],
    );
  });
});
