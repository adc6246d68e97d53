/** Files that are not open in the editor, over the protocol: what is known of their rows, and for how long. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { CancellationTokenSource, LSPErrorCodes, type Diagnostic } from 'vscode-languageserver';
import {
  ServerCommand,
  ServerNotification,
  ServerRequest,
  type DidReportParams,
  type TableReport,
  type UnlikelyRowReport,
} from '../../server/protocol';
import type { InsightAnswer, InsightQuestion } from '../../server/protocol/insight';
import type { DidJudgeParams } from '../../server/protocol/status';
import { UnopenedRequest } from '../../server/protocol/unopened';
import { rowFindings } from '../../server/protocol/report/report';
import { Client, FULL, refusal } from './client';
import { penguins, withCell } from './tables';

const LINE = 11;
const planted = withCell(penguins, LINE, 5, '63000');
const options = { k: 3, starts: 2, ignore: ['species'] } as const;

const questions: readonly InsightQuestion[] = [
  { kind: 'separation' },
  { kind: 'distribution', column: 'body_mass_g' },
  { kind: 'distribution', column: 'island' },
  { kind: 'certainty' },
  { kind: 'crossTable', column: 'species' },
  { kind: 'pair', x: 'body_mass_g', y: 'bill_depth_mm' },
  { kind: 'rows', where: { of: 'level', column: 'island', level: 'Biscoe' }, from: 50 },
  { kind: 'rows', where: { of: 'label', column: 'species', label: 'Adelie', cluster: 0 }, from: 0 },
  { kind: 'row', line: LINE + 1 },
  { kind: 'row', line: 1 },
  { kind: 'row', row: 343 },
];

/** A message without the row's tail probability. */
const withoutTail = (message: Diagnostic['message']): string =>
  (typeof message === 'string' ? message : message.value).replace(/^.*?\)\. /, '');

/** Hears all that is told of files. */
class Listener {
  readonly reports: DidReportParams[] = [];
  readonly judged: DidJudgeParams[] = [];
  private waiting: (() => void)[] = [];

  constructor(readonly client: Client) {
    const take =
      <T>(into: T[]) =>
      (params: T): void => {
        into.push(params);
        this.waiting.splice(0).forEach((look) => {
          look();
        });
      };
    client.connection.onNotification(ServerNotification.didReport, take(this.reports));
    client.connection.onNotification(ServerNotification.didJudge, take(this.judged));
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }
}

describe('files that are not open, over the protocol', function () {
  this.timeout(60_000);
  let folder: string;
  let client: Client;
  let listener: Listener;
  const start = async (): Promise<void> => {
    client = await Client.start(FULL, null, undefined, { storage: join(folder, 'models') });
    listener = new Listener(client);
  };
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mixture-lens-'));
    await start();
  });
  afterEach(async () => {
    await client.stop();
    rmSync(folder, { recursive: true });
  });

  const file = (name: string, text = planted): string => {
    writeFileSync(join(folder, name), text);
    return pathToFileURL(join(folder, name)).href;
  };
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const ask = (uri: string, question: InsightQuestion): Promise<InsightAnswer> =>
    client.request(ServerRequest.insight, { uri, question });
  const unlikely = (uri: string): Promise<readonly UnlikelyRowReport[]> =>
    client.request(ServerRequest.unlikelyRows, { uri });
  const execute = <T>(command: string, argument: object): Promise<T> =>
    client.request('workspace/executeCommand', { command, arguments: [argument] });

  it('answer as they would if they were open', async () => {
    const uri = file('a.csv');
    const closed = await client.fit(uri, options);
    const fromDisk: InsightAnswer[] = [];
    for (const question of questions) fromDisk.push(await ask(uri, question));
    const told = await unlikely(uri);
    assert.deepEqual(
      listener.judged.map(({ version, table }) => [
        version,
        table.rows,
        table.columns,
        table.model?.k,
        table.model?.stale,
      ]),
      [[0, 344, 8, 3, false]],
    );
    assert.equal(
      await execute(ServerCommand.export, {
        uri,
        format: 'scores',
        to: pathToFileURL(join(folder, 'closed.csv')).href,
      }),
      true,
    );
    const report = await execute<string>(ServerCommand.export, { uri, format: 'report' });
    assert.match(report, /^<!DOCTYPE html>/i);
    assert.ok((report.match(/<svg/g) ?? []).length > 8, 'its pictures are in it');

    await client.open(uri, planted);
    const open = await client.fit(uri, options);
    assert.deepEqual(open.findings, closed.findings);
    for (const [i, question] of questions.entries())
      assert.deepEqual(fromDisk[i], await ask(uri, question), JSON.stringify(question));
    const diagnosed = await client.diagnostics(uri, 1, (found) => found.some(({ code }) => code === 'cell.unlikely'));
    assert.deepEqual(
      told.map(
        ({
          row,
          message,
          column,
          value,
          range: {
            start: { line },
          },
        }) => [row, withoutTail(message), column, value, line],
      ),
      rowFindings(open.findings).map(({ row, line, cells: [first] }, i) => [
        row,
        withoutTail(diagnosed[i].message),
        first.column,
        first.value,
        line - 1,
      ]),
    );
    assert.deepEqual([told[0].row, told[0].column, told[0].value], [LINE - 1, 'body_mass_g', '63000']);
    assert.equal(
      await execute(ServerCommand.export, { uri, format: 'scores', to: pathToFileURL(join(folder, 'open.csv')).href }),
      true,
    );
    assert.equal(read('closed.csv'), read('open.csv'));
  });

  it('are remembered, also under another name', async () => {
    const uri = file('a.csv');
    assert.equal(await client.request(UnopenedRequest.recall, { uri }), false);
    const fitted = await client.fit(uri, options);
    const before = await ask(uri, { kind: 'certainty' });
    await client.stop();
    await start();
    assert.equal(await client.request(UnopenedRequest.recall, { uri }), true);
    assert.deepEqual(
      listener.reports.map(({ report, stale }) => [report, stale]),
      [[fitted, false]],
    );
    assert.deepEqual(await ask(uri, { kind: 'certainty' }), before);
    assert.equal((await unlikely(uri)).length, fitted.findings.length);
    renameSync(join(folder, 'a.csv'), join(folder, 'b.csv'));
    const now = pathToFileURL(join(folder, 'b.csv')).href;
    assert.equal(await client.request(UnopenedRequest.recall, { uri: now }), true);
    assert.deepEqual(await ask(now, { kind: 'certainty' }), before);
    assert.equal(await execute(ServerCommand.forget, { uri: now }), true);
    assert.equal(listener.judged.at(-1)?.table.model, undefined);
    assert.equal(await client.request(UnopenedRequest.recall, { uri: now }), false);
  });

  it('are fitted as ever when they are opened', async () => {
    const uri = file('a.csv');
    await client.fit(uri, options);
    await client.open(uri, planted);
    await listener.until(() => listener.reports.length > 0);
    assert.deepEqual(
      listener.reports.map(({ version, stale }) => [version, stale]),
      [[1, false]],
    );
    await client.close(uri);
    file('a.csv', `${planted}Adelie,Dream,40,18,190,3700,male,2009\n`);
    await client.open(uri, read('a.csv'));
    await listener.until(() => listener.reports.length > 1);
    assert.equal(listener.reports[1].stale, true);
  });

  it('that changed on disk are said to have', async () => {
    const uri = file('a.csv');
    await client.fit(uri, options);
    await ask(uri, { kind: 'certainty' });
    file('a.csv', `${planted}Adelie,Dream,40,18,190,3700,male,2009\n`);
    const answer = await ask(uri, { kind: 'row', row: 3 });
    assert.match(answer.kind === 'none' ? answer.why : JSON.stringify(answer), /changed|another one than was fitted/);
    await listener.until(
      () => listener.reports.at(-1)?.stale === true && listener.judged.at(-1)?.table.model?.stale === true,
    );
    const { message } = await refusal(
      execute(ServerCommand.export, { uri, format: 'scores', to: pathToFileURL(join(folder, 'scores.csv')).href }),
    );
    assert.match(message, /^a\.csv: .*(changed|another one than was fitted)/);
    await client.fit(uri, options);
    assert.equal((await ask(uri, { kind: 'certainty' })).kind, 'certainty');
  });

  it('keep what is marked as expected', async () => {
    const uri = file('a.csv');
    const findings = rowFindings((await client.fit(uri, options)).findings);
    assert.equal(await execute(ServerCommand.expect, { uri, row: findings[0].row, reason: 'a whale' }), true);
    assert.deepEqual(
      listener.reports.map(({ report }) => [report.findings.length, report.expectedRows]),
      [[findings.length - 1, 1]],
    );
    assert.equal((await unlikely(uri)).length, findings.length - 1);
    const pair = await ask(uri, { kind: 'pair', x: 'body_mass_g', y: 'bill_depth_mm' });
    assert.ok(
      pair.kind === 'pair' &&
        !pair.points.some(({ row, isUnlikely }) => row === findings[0].row && isUnlikely === true),
    );
    assert.equal((await client.fit(uri, options)).expectedRows, 1);
    assert.match((await refusal(execute(ServerCommand.expect, { uri, row: 344 }))).message, /no row 345/);
  });

  describe('that are described', () => {
    const describeFile = (uri: string): Promise<TableReport> => execute(ServerCommand.describe, { uri });
    const kinds = ({ columns }: TableReport): readonly string[] => columns.map(({ name, kind }) => `${name}: ${kind}`);

    it('have the columns that they would have if they were open', async () => {
      const uri = file('a.csv');
      const closed = await describeFile(uri);
      assert.equal(closed.rows, 344);
      await client.open(uri, planted);
      assert.deepEqual(closed, await describeFile(uri));
    });

    it('are read to their end', async () => {
      const uri = file(
        'a.csv',
        'same,late\n' +
          `${'7,x\n'.repeat(200_000)}${Array.from({ length: 50_000 }, (_, i) => `${Math.sqrt(i)},${i % 3}\n`).join('')}`,
      );
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

    it('are read as their settings say', async () => {
      client.settings = { header: 'no', kinds: { 'column 1': 'ignored', none: 'normal' } };
      const uri = file('a.csv', '1,5\n2,6\n3,7\n5,1\n8,2\n');
      const table = await describeFile(uri);
      assert.deepEqual([table.rows, table.header], [5, false]);
      assert.equal(table.columns[0].kind, 'ignored');
    });

    it(
      'have the kinds of their fit, as long as they are ' + 'the same files, and options hold for a fit from disk',
      async () => {
        const uri = file('a.csv');
        const fitted = await client.fit(uri, {
          ...options,
          ignore: [],
          columns: ['island', 'year', 'body_mass_g'],
          kinds: { year: 'poisson' },
        });
        assert.deepEqual(
          [
            fitted.k,
            fitted.columns.filter(({ kind }) => kind !== 'ignored').map(({ name, kind }) => `${name}: ${kind}`),
          ],
          [3, ['island: categorical', 'body_mass_g: normal', 'year: poisson']],
        );
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
        file('a.csv', `${planted}Adelie,Dream,40,18,190,3700,male,2009\n`);
        const table = await describeFile(uri);
        assert.equal(table.rows, 345);
        assert.ok(kinds(table).includes('species: categorical'), String(kinds(table)));
      },
    );

    it('are let alone when nobody waits for them any more', async () => {
      const uri = file('a.csv', `x,y\n${'1.25,2.5\n'.repeat(4_000_000)}`);
      const asked = new Promise<void>((resolve) =>
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
      await asked;
      source.cancel();
      assert.equal((await refusal(answer)).code, LSPErrorCodes.RequestCancelled);
      assert.equal((await describeFile(file('b.csv'))).rows, 344);
    });

    it('are refused in one line where they cannot be read', async () => {
      const cases = [
        [pathToFileURL(join(folder, 'none.csv')).href, /no such file/],
        [pathToFileURL(folder).href, /a folder/],
        [file('empty.csv', ''), /is empty/],
        [file('head.csv', 'a,b\n'), /no row below it/],
        [file('nul.csv', 'a,b\n\0,1\n'), /not a text file/],
      ] as const;
      for (const [uri, says] of cases) {
        const { code, message } = await refusal(describeFile(uri));
        assert.equal(code, LSPErrorCodes.RequestFailed);
        assert.match(message, says);
        assert.ok(message.startsWith(`${fileURLToPath(uri)}: `) && !message.includes('\n'), message);
      }
      assert.match((await refusal(describeFile('untitled:a'))).message, /not open in the editor/);
    });
  });

  it('never lose their text to their scores', async () => {
    const uri = file('a.csv');
    await client.fit(uri, options);
    assert.match(
      (await refusal(execute(ServerCommand.export, { uri, format: 'scores', to: uri }))).message,
      /is the table itself/,
    );
    assert.equal(read('a.csv'), planted);
    assert.match(
      (await refusal(execute(ServerCommand.export, { uri, format: 'scores' }))).message,
      /only be written to a file on disk/,
    );
  });
});
