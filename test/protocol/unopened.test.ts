/** Files that are not open in the editor: answers about their rows, and how long their models are kept. */
import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import type { Diagnostic } from 'vscode-languageserver';
import { ServerCommand, ServerRequest, type FitReport, type UnlikelyRowReport } from '../../server/protocol';
import type { InsightAnswer, InsightQuestion } from '../../server/protocol/insight';
import { UnopenedRequest } from '../../server/protocol/unopened';
import { rowFindings } from '../../server/protocol/report/report';
import { TestFolder, useFolder } from '../support/testFolder';
import { hasCode, messageOf, refusal, type Client } from './client';
import { LINE, LONGER, PLANTED } from './fittedFiles';
import { ReportListener } from './reportListener';

const OPTIONS = { k: 3, starts: 2, ignore: ['species'] } as const;

const QUESTIONS: readonly InsightQuestion[] = [
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

/** A message without the tail of its row. */
const withoutTail = (message: string): string => message.replace(/^.*?\)\. /, '');

describe('files that are not open', function () {
  this.timeout(60_000);
  const folder = new TestFolder();
  let client: Client;
  let listener: ReportListener;
  const start = async (): Promise<void> => {
    listener = await ReportListener.start(folder.pathOf('models'));
    client = listener.client;
  };
  /** Gives the tests of a `describe` a server and a folder. @param scope of both: all tests, or each one */
  function useServer(scope: 'suite' | 'test'): void {
    const [begin, end] = scope === 'suite' ? [before, after] : [beforeEach, afterEach];
    end(() => client.stop());
    useFolder(folder, scope);
    begin(start);
  }

  const answerTo = (uri: string, question: InsightQuestion): Promise<InsightAnswer> =>
    client.request(ServerRequest.insight, { uri, question });
  const unlikelyRows = (uri: string): Promise<readonly UnlikelyRowReport[]> =>
    client.request(ServerRequest.unlikelyRows, { uri });
  const exportScores = (uri: string, to?: string): Promise<boolean> =>
    client.execute(ServerCommand.export, { uri, format: 'scores', to });

  describe('a file that is first fitted from disk and then in the editor', () => {
    interface Results {
      readonly report: FitReport;
      readonly answers: readonly InsightAnswer[];
      readonly scores: string;
    }
    let recalledBeforeFit: boolean;
    let closed: Results;
    let open: Results;
    let rows: readonly UnlikelyRowReport[];
    let diagnostics: readonly Diagnostic[];
    useServer('suite');
    before(async () => {
      const uri = folder.writeUri('a.csv', PLANTED);
      const results = async (scores: string): Promise<Results> => {
        const report = await client.fit(uri, OPTIONS);
        const answers: InsightAnswer[] = [];
        for (const question of QUESTIONS) answers.push(await answerTo(uri, question));
        assert.equal(await exportScores(uri, folder.uriOf(scores)), true);
        return { report, answers, scores: folder.read(scores) };
      };
      recalledBeforeFit = await client.request(UnopenedRequest.recall, { uri });
      closed = await results('closed.csv');
      rows = await unlikelyRows(uri);
      await client.open(uri, PLANTED);
      open = await results('open.csv');
      diagnostics = await client.diagnostics(uri, 1, hasCode('cell.unlikely'));
    });

    it('A file that was never fitted has no model to recall', () => {
      assert.equal(recalledBeforeFit, false);
    });

    it('A fit of a file that is not open has the findings of one that is', () => {
      assert.deepEqual(open.report.findings, closed.report.findings);
    });

    it('Questions about a file that is not open have the answers of one that is', () => {
      for (const [i, question] of QUESTIONS.entries())
        assert.deepEqual(closed.answers[i], open.answers[i], JSON.stringify(question));
    });

    it('The unlikely rows of a file that is not open are the diagnostics of one that is', () => {
      assert.deepEqual(
        rows.map(({ row, message, column, value, range }) => [
          row,
          withoutTail(message),
          column,
          value,
          range.start.line,
        ]),
        rowFindings(open.report.findings).map(({ row, line, cells: [first] }, i) => [
          row,
          withoutTail(messageOf(diagnostics[i])),
          first.column,
          first.value,
          line - 1,
        ]),
      );
      assert.deepEqual([rows[0].row, rows[0].column, rows[0].value], [LINE - 1, 'body_mass_g', '63000']);
    });

    it('The scores of a file that is not open are those of one that is', () => {
      assert.equal(closed.scores, open.scores);
    });
  });

  describe('a fit from disk', () => {
    let uri: string;
    useServer('suite');
    before(async () => {
      uri = folder.writeUri('a.csv', PLANTED);
      await client.fit(uri, OPTIONS);
    });

    it('The status of a file that is not open has version 0 and the model of its fit', async () => {
      await listener.until(() => listener.judged.length > 0);

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
    });

    it('The report of a file that is not open is an HTML page with pictures', async () => {
      const report = await client.execute<string>(ServerCommand.export, { uri, format: 'report' });

      assert.match(report, /^<!DOCTYPE html>/i);
      assert.ok((report.match(/<svg/g) ?? []).length > 8, 'its pictures are in it');
    });

    it('The scores of a table never overwrite it', async () => {
      assert.match((await refusal(exportScores(uri, uri))).message, /is the table itself/);

      assert.equal(folder.read('a.csv'), PLANTED);
    });

    it('The scores of a file that is not open need a file to be written to', async () => {
      assert.match((await refusal(exportScores(uri))).message, /only be written to a file on disk/);
    });

    describe('the same file in the editor', () => {
      before(async () => {
        await client.open(uri, PLANTED);
        await listener.until(() => listener.reports.length > 0);
      });

      it('A file with a fit from disk has its model when it is opened', () => {
        assert.deepEqual(
          listener.reports.map(({ version, stale }) => [version, stale]),
          [[1, false]],
        );
      });

      it('The model of a file that changed on disk is stale when it is opened again', async () => {
        await client.close(uri);
        folder.write('a.csv', LONGER);

        await client.open(uri, LONGER);

        await listener.until(() => listener.reports.length > 1);
        assert.equal(listener.reports[1].stale, true);
      });
    });
  });

  describe('a model in another server', () => {
    let uri: string;
    let fitted: FitReport;
    let certainty: InsightAnswer;
    useServer('test');
    beforeEach(async () => {
      uri = folder.writeUri('a.csv', PLANTED);
      fitted = await client.fit(uri, OPTIONS);
      certainty = await answerTo(uri, { kind: 'certainty' });
      await client.stop();
      await start();
    });

    it('Another server recalls the model, its answers and its unlikely rows', async () => {
      assert.equal(await client.request(UnopenedRequest.recall, { uri }), true);

      assert.deepEqual(
        listener.reports.map(({ report, stale }) => [report, stale]),
        [[fitted, false]],
      );
      assert.deepEqual(await answerTo(uri, { kind: 'certainty' }), certainty);
      assert.equal((await unlikelyRows(uri)).length, fitted.findings.length);
    });

    it('A model is recalled for a renamed file, until it is forgotten', async () => {
      assert.equal(await client.request(UnopenedRequest.recall, { uri }), true);
      renameSync(folder.pathOf('a.csv'), folder.pathOf('b.csv'));
      const renamed = folder.uriOf('b.csv');

      assert.equal(await client.request(UnopenedRequest.recall, { uri: renamed }), true);
      assert.deepEqual(await answerTo(renamed, { kind: 'certainty' }), certainty);

      assert.equal(await client.execute(ServerCommand.forget, { uri: renamed }), true);
      assert.equal(listener.judged.at(-1)?.table.model, undefined);
      assert.equal(await client.request(UnopenedRequest.recall, { uri: renamed }), false);
    });
  });

  describe('a file that changed on disk since its fit', () => {
    let uri: string;
    let answer: InsightAnswer;
    useServer('suite');
    before(async () => {
      uri = folder.writeUri('a.csv', PLANTED);
      await client.fit(uri, OPTIONS);
      await answerTo(uri, { kind: 'certainty' });
      folder.write('a.csv', LONGER);
      answer = await answerTo(uri, { kind: 'row', row: 3 });
    });

    it('A question about a changed file is answered with the reason, and its model becomes stale', async () => {
      assert.match(answer.kind === 'none' ? answer.why : JSON.stringify(answer), /changed|another one than was fitted/);

      await listener.until(
        () => listener.reports.at(-1)?.stale === true && listener.judged.at(-1)?.table.model?.stale === true,
      );
    });

    it('The scores of a changed file are refused', async () => {
      const { message } = await refusal(exportScores(uri, folder.uriOf('scores.csv')));

      assert.match(message, /^a\.csv: .*(changed|another one than was fitted)/);
    });

    it('Questions about a changed file are answered once it is fitted again', async () => {
      await client.fit(uri, OPTIONS);

      assert.equal((await answerTo(uri, { kind: 'certainty' })).kind, 'certainty');
    });
  });

  describe('rows marked as expected', () => {
    let uri: string;
    let count: number;
    let marked: number;
    useServer('suite');
    before(async () => {
      uri = folder.writeUri('a.csv', PLANTED);
      const findings = rowFindings((await client.fit(uri, OPTIONS)).findings);
      count = findings.length;
      marked = findings[0].row;
      assert.equal(await client.execute(ServerCommand.expect, { uri, row: marked, reason: 'a whale' }), true);
    });

    it('A report without the marked row is sent', () => {
      assert.deepEqual(
        listener.reports.map(({ report }) => [report.findings.length, report.expectedRows]),
        [[count - 1, 1]],
      );
    });

    it('A marked row is not among the unlikely rows', async () => {
      assert.equal((await unlikelyRows(uri)).length, count - 1);
    });

    it('A marked row is not unlikely among the points of a pair of columns', async () => {
      const pair = await answerTo(uri, { kind: 'pair', x: 'body_mass_g', y: 'bill_depth_mm' });

      assert.ok(
        pair.kind === 'pair' && !pair.points.some(({ row, isUnlikely }) => row === marked && isUnlikely === true),
      );
    });

    it('The next fit counts the marked row as expected', async () => {
      assert.equal((await client.fit(uri, OPTIONS)).expectedRows, 1);
    });

    it('A row beyond the last one cannot be marked', async () => {
      const beyond = client.execute(ServerCommand.expect, { uri, row: 344 });

      assert.match((await refusal(beyond)).message, /no row 345/);
    });
  });
});
