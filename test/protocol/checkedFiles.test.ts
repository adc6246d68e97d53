/** The check of a folder beside what a user does with its files: opens, edits, fits, deletes and names them. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { FileChangeType, LSPErrorCodes, type PublishDiagnosticsParams } from 'vscode-languageserver';
import { ServerCommand, ServerNotification, type DidReportParams } from '../../server/protocol';
import type { FolderReport } from '../../server/protocol/commands/folder';
import { TestFolder, useFolder } from '../support/testFolder';
import { Client, FULL, refusal } from './client';
import { LINE, PLANTED, QUICK } from './fittedFiles';
import { penguins, synthetic } from './tables';

const NAME = 'data (1)+b.csv';
const PULLING = {
  ...FULL,
  workspace: { ...FULL.workspace, diagnostics: { refreshSupport: true } },
  textDocument: { ...FULL.textDocument, diagnostic: {} },
};

describe('the check of a folder in which a user works', function () {
  this.timeout(120_000);
  const folder = useFolder(new TestFolder(), 'test');
  let client: Client;
  const root = (): string => pathToFileURL(folder.path).href;
  const check = (): Promise<FolderReport> => client.execute(ServerCommand.checkFolder, { uri: root() });
  const start = async (capabilities = FULL): Promise<void> => {
    client = await Client.start(capabilities, { components: 3, starts: 2, problemsInFolders: true });
  };
  afterEach(() => client.stop());

  describe('names', () => {
    beforeEach(async () => {
      folder.write(NAME, PLANTED);
      await start();
    });

    for (const spelling of ['data%20%281%29%2Bb.csv', 'data%20(1)+b.csv'])
      it(`A file that is open as ${spelling} counts as open`, async () => {
        const uri = `${root()}/${spelling}`;
        await client.open(uri, PLANTED);
        await client.fit(uri, QUICK);

        const { tables } = await check();

        assert.deepEqual(
          tables.map((table) => [table.uri, table.unlikely]),
          [[uri, 1]],
        );
        assert.equal(client.fits.all.length, 1);
      });

    it('A file that is not open has the URI that VS Code gives it', async () => {
      const { tables } = await check();

      assert.equal(tables[0].uri, `${root()}/data%20%281%29%2Bb.csv`);
    });
  });

  describe('fits', () => {
    beforeEach(() => start());

    it('A fit that a user waits for goes on, and the table says so', async () => {
      const text = synthetic(30_000);
      const uri = folder.writeUri('large.csv', text);
      await client.open(uri, text);
      const fit = client.requestFit(uri, { k: 'auto', starts: 50 });
      await client.iterations.next('an iteration');

      const { tables } = await check();

      fit.cancel();
      assert.match(tables[0].problem ?? '', /^It is being fitted/);
      assert.equal((await refusal(fit.answer)).code, LSPErrorCodes.RequestCancelled);
    });

    it('An edited file is fitted again with the options that its user chose', async () => {
      const uri = folder.writeUri('a.csv', penguins);
      await client.open(uri, penguins);
      await client.fit(uri, { k: 2, starts: 2 });
      await client.change(uri, PLANTED);

      await check();

      const { outcome } = client.fits.all[1];
      assert.equal(outcome.state === 'fitted' && outcome.report.k, 2);
    });

    it('A file that is closed is fitted again with the options and cluster names of its user', async () => {
      const uri = folder.writeUri('a.csv', penguins);
      await client.open(uri, penguins);
      await client.fit(uri, { k: 2, starts: 2 });
      await client.execute(ServerCommand.nameCluster, { uri, cluster: 1, name: 'heavy' });
      await client.close(uri);
      const reported = new Promise<DidReportParams>((resolve) =>
        client.connection.onNotification(ServerNotification.didReport, resolve),
      );

      await check();
      await client.open(uri, penguins);

      const { report } = await reported;
      assert.deepEqual([report.k, report.components.map(({ name }) => name).includes('heavy')], [2, true]);
    });
  });

  it('A code for missing that repeats is a finding of its table, and is published', async () => {
    const rows = penguins
      .split('\n')
      .map((row, i) => (i % 23 === 22 ? row.replace(/,\d{3},(\d{4}),/, ',-999,$1,') : row));
    const uri = folder.writeUri('codes.csv', rows.join('\n'));
    await start();

    const { tables } = await check();

    const { diagnostics } = await client.published.next('the finding', (params) => params.uri === uri);
    assert.deepEqual([tables[0].unlikely, tables[0].others, tables[0].line], [0, 1, 23]);
    assert.deepEqual(
      diagnostics.map(({ code, range }) => [code, range.start.line]),
      [['column.repeated-value', 22]],
    );
  });

  describe('findings', () => {
    let uri = '';
    beforeEach(() => {
      mkdirSync(folder.pathOf('sub'));
      folder.write('sub/planted.csv', PLANTED);
      uri = `${root()}/sub/planted.csv`;
    });

    const shown = (): Promise<PublishDiagnosticsParams> =>
      client.published.next('the findings', (params) => params.uri === uri && params.diagnostics.length > 0);

    /** Waits until the findings of the file are cleared, which were published before. */
    async function cleared(): Promise<void> {
      const { all } = client.published;
      const from = all.findIndex((params) => params.uri === uri && params.diagnostics.length > 0);
      await client.published.next(
        'no findings',
        (params) => params.uri === uri && params.diagnostics.length === 0,
        from,
      );
    }

    it('Published findings end when a client that requests diagnostics opens the file', async () => {
      await start(PULLING);
      await check();
      const { diagnostics } = await shown();

      await client.open(uri, PLANTED);

      assert.equal(diagnostics[0].range.start.line, LINE);
      await cleared();
    });

    it('Published findings end when their file is deleted on disk', async () => {
      await start();
      await check();
      await shown();

      const changes = [{ uri, type: FileChangeType.Deleted }];
      await client.notify('workspace/didChangeWatchedFiles', { changes });

      await cleared();
    });

    it('Published findings end when a user deletes the folder of their file', async () => {
      await start();
      await check();
      await shown();

      await client.notify('workspace/didDeleteFiles', { files: [{ uri: `${root()}/sub` }] });

      await cleared();
    });

    it('Published findings end with the next check of their folder', async () => {
      await start();
      await check();
      await shown();
      folder.write('sub/planted.csv', 'id\n1\n2\n');

      await check();

      await cleared();
    });
  });
});
