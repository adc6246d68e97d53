/** The check of a folder: which tables are found, what is reported of each, and what of them is published. */
import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { ServerCommand, ServerNotification } from '../../server/protocol';
import type { DidCheckTableParams, FolderReport } from '../../server/protocol/commands/folder';
import { TestFolder, useFolder } from '../support/testFolder';
import { Client, FULL, hasCode, refusal } from './client';
import { LINE, PLANTED } from './fittedFiles';
import { penguins, synthetic } from './tables';

describe('the check of a folder', function () {
  this.timeout(120_000);
  const folder = useFolder(new TestFolder(), 'suite');
  const root = (): string => pathToFileURL(folder.path).href;
  let client: Client;
  let report: FolderReport;
  const news: DidCheckTableParams[] = [];
  before(async () => {
    for (const name of ['deep/er', 'node_modules/x', '.git']) mkdirSync(folder.pathOf(name), { recursive: true });
    folder.write('clean.csv', synthetic(120));
    folder.write('deep/er/planted.csv', PLANTED);
    folder.write('deep/unread.tsv', penguins.replaceAll(',', '\t').replace(/\t(\d{4})\t/, '\tn/k\t'));
    folder.write('deep/\u202eevil.csv', 'id\n1\n2\n');
    folder.write('node_modules/x/package.csv', PLANTED);
    folder.write('.git/hidden.csv', PLANTED);
    folder.write('notes.txt', 'no table');
    symlinkSync(folder.path, folder.pathOf('deep/loop'));
    client = await Client.start(FULL, { components: 3, starts: 2, problemsInFolders: true });
    client.connection.onNotification(ServerNotification.didCheckTable, (params: DidCheckTableParams) => {
      news.push(params);
    });
    report = await client.execute(ServerCommand.checkFolder, { uri: root() });
  });
  after(() => client.stop());

  it('Tables below the folder are checked, those with the most findings first', () => {
    assert.deepEqual(
      report.tables.map(({ path, unlikely, unreadable }) => [path, unlikely, unreadable]),
      [
        ['deep/er/planted.csv', 1, 0],
        ['deep/unread.tsv', 0, 1],
        ['deep/\u202eevil.csv', 0, 0],
        ['clean.csv', 0, 0],
      ],
    );
  });

  it('A table names the line of its first finding', () => {
    assert.deepEqual([report.tables[0].line, report.tables[1].line], [LINE + 1, 2]);
  });

  it('A table that cannot be fitted says why', () => {
    assert.match(report.tables[2].problem ?? '', /^3 components need at least 3 rows/);
  });

  it('Packages, hidden folders and links to folders are passed over, with the reason', () => {
    assert.deepEqual(
      report.skipped.toSorted((a, b) => a.path.localeCompare(b.path)),
      [
        { path: '.git', reason: 'a hidden folder' },
        { path: 'node_modules', reason: 'a folder of packages' },
      ],
    );
  });

  it('Findings of files that are not open are published where the setting asks for them', async () => {
    const uri = report.tables[0].uri;

    const { diagnostics } = await client.published.next('the findings', (params) => params.uri === uri);

    assert.deepEqual(
      diagnostics.map(({ code, range }) => [code, range.start]),
      [['cell.unlikely', { line: LINE, character: 0 }]],
    );
  });

  it('A file that is opened after the check has its findings at once', async () => {
    const { uri } = report.tables[0];

    await client.open(uri, PLANTED);

    await client.diagnostics(uri, 1, hasCode('cell.unlikely'));
  });

  it('Each table is announced when it is done', () => {
    assert.deepEqual(
      news.map(({ done, total }) => [done, total]),
      [1, 2, 3, 4].map((done) => [done, 4]),
    );
  });

  it('A folder that is not there has no tables, and says so', async () => {
    const answer = await client.execute<FolderReport>(ServerCommand.checkFolder, { uri: `${root()}/missing` });

    assert.deepEqual(answer.tables, []);
    assert.equal(answer.skipped.length, 1);
  });

  it('Something else than a folder of this machine is refused', async () => {
    const { message } = await refusal(client.execute(ServerCommand.checkFolder, { uri: 'untitled:a' }));

    assert.match(message, /names no file on a disk/);
  });
});
