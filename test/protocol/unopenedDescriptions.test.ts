/** Descriptions of files that are not open in the editor: their columns, settings, options and refusals. */
import assert from 'node:assert/strict';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { CancellationTokenSource, LSPErrorCodes } from 'vscode-languageserver';
import { ServerCommand, type FitReport, type TableReport } from '../../server/protocol';
import { TestFolder, useFolder } from '../support/testFolder';
import { Client, FULL, refusal } from './client';
import { LONGER, PLANTED } from './fittedFiles';

describe('descriptions of files that are not open', function () {
  this.timeout(60_000);
  const folder = new TestFolder();
  let client: Client;
  afterEach(() => client.stop());
  useFolder(folder, 'test');
  beforeEach(async () => {
    client = await Client.start(FULL, null, undefined, { storage: folder.pathOf('models') });
  });

  const describeFile = (uri: string): Promise<TableReport> => client.execute(ServerCommand.describe, { uri });

  it('The description of a file that is not open is that of one that is', async () => {
    const uri = folder.writeUri('a.csv', PLANTED);
    const closed = await describeFile(uri);
    assert.equal(closed.rows, 344);

    await client.open(uri, PLANTED);

    assert.deepEqual(closed, await describeFile(uri));
  });

  it('A description reads a file to its end', async () => {
    const late = Array.from({ length: 50_000 }, (_, i) => `${Math.sqrt(i)},${i % 3}\n`).join('');
    const uri = folder.writeUri('a.csv', `same,late\n${'7,x\n'.repeat(200_000)}${late}`);

    const table = await describeFile(uri);

    assert.equal(table.rows, 250_000);
    assert.deepEqual(
      table.columns.map(({ name, kind, reason }) => [name, kind, /distinct/.test(reason)]),
      [
        ['same', 'normal', false],
        ['late', 'categorical', false],
      ],
    );
  });

  it('A description follows the settings', async () => {
    client.settings = { header: 'no', kinds: { 'column 1': 'ignored', none: 'normal' } };
    const uri = folder.writeUri('a.csv', '1,5\n2,6\n3,7\n5,1\n8,2\n');

    const table = await describeFile(uri);

    assert.deepEqual([table.rows, table.header], [5, false]);
    assert.equal(table.columns[0].kind, 'ignored');
  });

  describe('a file that was fitted with options', () => {
    let uri: string;
    let fitted: FitReport;
    beforeEach(async () => {
      uri = folder.writeUri('a.csv', PLANTED);
      fitted = await client.fit(uri, {
        k: 3,
        starts: 2,
        ignore: [],
        columns: ['island', 'year', 'body_mass_g'],
        kinds: { year: 'poisson' },
      });
    });

    it('A fit from disk uses its options', () => {
      assert.deepEqual(
        [fitted.k, fitted.columns.filter(({ kind }) => kind !== 'ignored').map(({ name, kind }) => `${name}: ${kind}`)],
        [3, ['island: categorical', 'body_mass_g: normal', 'year: poisson']],
      );
    });

    it('The description of a fitted file has the columns of its fit', async () => {
      assert.deepEqual(
        (await describeFile(uri)).columns,
        fitted.columns.map(({ name, kind, reason, missing, step }) => ({
          name,
          kind,
          reason,
          missing,
          ...(step !== undefined && { step }),
        })),
      );
    });

    it('The description of a file that changed since its fit has the kinds of its text', async () => {
      folder.write('a.csv', LONGER);

      const table = await describeFile(uri);

      assert.equal(table.rows, 345);
      const kinds = table.columns.map(({ name, kind }) => `${name}: ${kind}`);
      assert.ok(kinds.includes('species: categorical'), String(kinds));
    });
  });

  it('A description that is cancelled ends, and the next one is answered', async () => {
    const uri = folder.writeUri('a.csv', `x,y\n${'1.25,2.5\n'.repeat(4_000_000)}`);
    const configurationRequested = new Promise<void>((resolve) =>
      client.connection.onRequest('workspace/configuration', ({ items }: { items: readonly unknown[] }) => {
        resolve();
        return items.map(() => null);
      }),
    );
    const source = new CancellationTokenSource();
    const answer = client.connection.sendRequest(
      'workspace/executeCommand',
      { command: ServerCommand.describe, arguments: [{ uri }] },
      source.token,
    );
    await configurationRequested;

    source.cancel();

    assert.equal((await refusal(answer)).code, LSPErrorCodes.RequestCancelled);
    assert.equal((await describeFile(folder.writeUri('b.csv', PLANTED))).rows, 344);
  });

  const unreadable: readonly (readonly [string, () => string, RegExp])[] = [
    ['a missing file', () => folder.uriOf('none.csv'), /no such file/],
    ['a folder', () => pathToFileURL(folder.path).href, /a folder/],
    ['an empty file', () => folder.writeUri('empty.csv', ''), /is empty/],
    ['a header without rows', () => folder.writeUri('head.csv', 'a,b\n'), /no row below it/],
    ['a file that is not text', () => folder.writeUri('nul.csv', 'a,b\n\0,1\n'), /not a text file/],
  ];
  for (const [what, uriOf, reason] of unreadable) {
    it(`The description of ${what} is refused in one line`, async () => {
      const uri = uriOf();

      const { code, message } = await refusal(describeFile(uri));

      assert.equal(code, LSPErrorCodes.RequestFailed);
      assert.match(message, reason);
      assert.ok(message.startsWith(`${fileURLToPath(uri)}: `) && !message.includes('\n'), message);
    });
  }

  it('The description of a URI that is not a file and not open is refused', async () => {
    assert.match((await refusal(describeFile('untitled:a'))).message, /not open in the editor/);
  });
});
