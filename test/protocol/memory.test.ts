/** Models that are remembered: in the storage of the client, or until the server ends. */
import assert from 'node:assert/strict';
import { readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from 'vscode-languageserver';
import { ServerCommand, type FitReport } from '../../server/protocol';
import { rowFindings } from '../../server/protocol/report/report';
import { TestFolder, useFolder } from '../support/testFolder';
import { until } from '../support/until';
import { hasCode } from './client';
import { COLUMN, LINE, PLANTED, QUICK } from './fittedFiles';
import { ReportListener } from './reportListener';
import { penguins, rangeOf, withCell } from './tables';

const hasUnlikelyCell = hasCode('cell.unlikely');

interface Fitted {
  readonly report: FitReport;
  readonly hover: string;
  readonly findings: readonly Diagnostic[];
}

describe('remembered models', function () {
  this.timeout(60_000);
  const folder = new TestFolder();
  let storage: string;
  /** Gives the tests of a `describe` a folder with a storage. @param scope of the folder: all tests, or each one */
  function useStorage(scope: 'suite' | 'test'): void {
    useFolder(folder, scope);
    (scope === 'suite' ? before : beforeEach)(() => (storage = folder.pathOf(join('storage', 'models'))));
  }

  /** Fits a file in a server that ends afterwards. */
  async function fittedBefore(uri: string): Promise<Fitted> {
    const { client } = await ReportListener.start(storage);
    await client.open(uri, PLANTED);
    const report = await client.fit(uri, QUICK);
    const findings = await client.diagnostics(uri, 1, hasUnlikelyCell);
    const hover = await client.hoverText(uri, LINE, 3);
    assert.equal(await client.stop(), 0);
    return { report, hover, findings };
  }

  describe('a model in another server', () => {
    let uri: string;
    let original: Fitted;
    let later: ReportListener;
    useStorage('suite');
    before(async () => {
      uri = folder.writeUri('a.csv', PLANTED);
      original = await fittedBefore(uri);
    });
    beforeEach(async () => {
      later = await ReportListener.start(storage);
      await later.client.open(uri, PLANTED);
    });
    afterEach(() => later.stop());

    it('Another server has the model to the last digit', async () => {
      const { stale, report } = await later.report(uri);

      assert.equal(stale, false);
      assert.deepEqual(report, original.report);
      assert.deepEqual(await later.client.diagnostics(uri, 1, hasUnlikelyCell), original.findings);
      assert.equal(await later.client.hoverText(uri, LINE, 3), original.hover);
      assert.equal(await later.refitLens(uri), 'Refit');
    });

    it('A remembered model judges edits and knows when they are undone', async () => {
      await later.client.diagnostics(uri, 1, hasUnlikelyCell);

      const version = await later.client.change(uri, '3300', rangeOf(PLANTED, LINE, COLUMN));
      const found = await later.client.diagnostics(uri, version);
      assert.ok(!hasUnlikelyCell(found.filter(({ range }) => range.start.line === LINE)));
      assert.equal(await later.refitLens(uri), 'edited since the fit - Refit');

      const restored = await later.client.change(uri, '63000', rangeOf(PLANTED.replace('63000', '3300'), LINE, COLUMN));
      await later.client.diagnostics(uri, restored, hasUnlikelyCell);
      assert.equal(await later.refitLens(uri), 'Refit');
    });

    it('A repeated fit has the options of the remembered one', async () => {
      await later.report(uri);

      const refit = await later.fitAgain(uri);

      assert.deepEqual([refit.k, refit.nlml], [original.report.k, original.report.nlml]);
    });
  });

  describe('a file that changed since its fit', () => {
    let uri: string;
    let later: ReportListener;
    useStorage('suite');
    before(async () => {
      uri = folder.writeUri('a.csv', PLANTED);
      await fittedBefore(uri);
    });
    beforeEach(async () => {
      later = await ReportListener.start(storage);
    });
    afterEach(() => later.stop());

    it('A changed file is judged by its remembered model, which is stale', async () => {
      await later.client.open(uri, withCell(PLANTED, 40, 4, '900'));

      assert.equal((await later.report(uri)).stale, true);
      await later.client.diagnostics(uri, 1, (found) => found.some(({ range }) => range.start.line === 40));
      assert.match(await later.client.hoverText(uri, LINE, 3), /changed since the fit/);
      assert.equal(await later.refitLens(uri), 'edited since the fit - Refit');
    });

    it('A file with other columns is not judged, and the model waits for the old ones', async () => {
      await later.client.open(uri, 'quite,other,columns\n1,2,3\n4,5,6\n');
      await later.client.diagnostics(uri, 1);
      assert.deepEqual(await later.client.lenses(uri), ['Fit mixture']);
      await later.client.close(uri);
      const seen = later.reports.length;

      await later.client.open(uri, PLANTED);

      assert.equal((await later.report(uri, seen)).stale, false);
    });
  });

  describe('a damaged file in the storage', () => {
    const damages: readonly (readonly [string, (model: string) => string])[] = [
      ['A model file that is cut short', (model) => model.slice(0, model.length / 2)],
      ['A model file without the field nlml', (model) => model.replace('"nlml":', '"nlmm":')],
      ['An empty model file', () => ''],
      ['A table in the place of a model file', () => 'a,b\n1,2\n'],
      ['A model file of a newer version', (model) => model.replace('"mixtureLensMemory":1', '"mixtureLensMemory":2')],
    ];
    const models = join('storage', 'models');
    let uri: string;
    let name: string;
    let model: string;
    useStorage('suite');
    before(async () => {
      uri = folder.writeUri('a.csv', PLANTED);
      await fittedBefore(uri);
      [name] = readdirSync(storage);
      model = folder.read(join(models, name));
    });

    for (const [what, damage] of damages) {
      it(`${what} is ignored with one line in the log`, async () => {
        folder.write(join(models, name), damage(model));
        folder.write(join(models, 'notes.txt'), 'mine');
        const later = await ReportListener.start(storage);
        const logged = (): number => later.client.logged.filter((line) => /remembered|recalled/.test(line)).length;

        await later.client.open(uri, PLANTED);
        await later.client.diagnostics(uri, 1);

        await until('the line in the log', () => logged() > 0);
        assert.deepEqual(await later.client.lenses(uri), ['Fit mixture']);
        await later.stop();
        assert.equal(logged(), 1, later.client.logged.join('\n'));
        assert.equal(folder.read(join(models, 'notes.txt')), 'mine');
      });
    }
  });

  describe('files that are closed, renamed, copied or forgotten', () => {
    useStorage('test');

    it('A file that is closed and opened again has its model, also without storage', async () => {
      const uri = folder.writeUri('a.csv', PLANTED);
      const listener = await ReportListener.start();
      const { client } = listener;
      await client.open(uri, PLANTED);
      const fitted = await client.fit(uri, QUICK);

      await client.close(uri);
      await client.open(uri, PLANTED);

      assert.deepEqual(await listener.report(uri), { uri, version: 1, stale: false, report: fitted });
      assert.match(await client.hoverText(uri, LINE, 3), /Cluster/);
      await listener.stop();
    });

    it('A model goes with a file that is renamed, and with a folder', async () => {
      const uri = folder.writeUri('a.csv', PLANTED);
      await fittedBefore(uri);
      const later = await ReportListener.start(storage);

      // Renamed by another program, so that only the text tells.
      renameSync(folder.pathOf('a.csv'), folder.pathOf('b.csv'));
      const renamed = folder.uriOf('b.csv');
      await later.client.open(renamed, PLANTED);
      assert.equal((await later.report(renamed)).stale, false);
      await later.client.close(renamed);

      // Renamed by the editor, which opens the new name first, with edits that are not saved.
      const again = folder.uriOf(join('c', 'd.csv'));
      await later.client.open(again, withCell(PLANTED, 40, 4, '900'));
      await later.client.notify('workspace/didRenameFiles', { files: [{ oldUri: renamed, newUri: again }] });
      assert.equal((await later.report(again)).stale, true);
      await later.client.close(again);

      // Its folder renamed by the editor.
      const moved = folder.uriOf(join('e', 'd.csv'));
      await later.client.notify('workspace/didRenameFiles', {
        files: [{ oldUri: folder.uriOf('c'), newUri: folder.uriOf('e') }],
      });
      await later.client.open(moved, PLANTED);
      assert.equal((await later.report(moved)).stale, false);
      await later.stop();
    });

    it('Two files that are fitted at once have each its own model', async () => {
      const [a, b] = [folder.writeUri('a.csv', PLANTED), folder.writeUri('b.csv', penguins)];
      const both = await ReportListener.start(storage);
      await both.client.open(a, PLANTED);
      await both.client.open(b, penguins);
      const [two, three] = await Promise.all([
        both.client.fit(a, { k: 2, starts: 1 }),
        both.client.fit(b, { k: 3, starts: 1 }),
      ]);
      await both.stop();

      const later = await ReportListener.start(storage);
      await later.client.open(b, penguins);
      await later.client.open(a, PLANTED);

      assert.deepEqual([(await later.report(a)).report, (await later.report(b)).report], [two, three]);
      await later.stop();
    });

    it('A copy of a file that still exists has no model, nor has a file that is not saved', async () => {
      await fittedBefore(folder.writeUri('a.csv', PLANTED));
      const later = await ReportListener.start(storage);

      for (const uri of [folder.writeUri('copy.csv', PLANTED), 'untitled:Untitled-1']) {
        await later.client.open(uri, PLANTED);
        await later.client.diagnostics(uri, 1);
        assert.deepEqual(await later.client.lenses(uri), ['Fit mixture']);
      }
      await later.stop();
    });

    it('The command forget removes a model from the file and from the storage', async () => {
      const uri = folder.writeUri('a.csv', PLANTED);
      const listener = await ReportListener.start(storage);
      const { client } = listener;
      await client.open(uri, PLANTED);
      await client.fit(uri, QUICK);
      await client.diagnostics(uri, 1, hasUnlikelyCell);
      const seen = client.published.all.length;
      const forget = (): Promise<boolean> => client.execute(ServerCommand.forget, { uri });

      assert.equal(await forget(), true);

      await client.published.next('no findings', ({ diagnostics }) => !hasUnlikelyCell(diagnostics), seen);
      assert.equal(await client.hoverText(uri, LINE, 3), '');
      assert.equal(await forget(), false);
      assert.deepEqual(readdirSync(storage), []);
      assert.deepEqual(listener.reports, []);
      await listener.stop();
    });
  });

  describe('marks of expected rows', () => {
    const sidecar = 'a.csv.mixture.json';
    let uri: string;
    let listener: ReportListener;
    let fitted: FitReport;
    afterEach(() => listener.stop());
    useStorage('test');
    beforeEach(async () => {
      uri = folder.writeUri('a.csv', PLANTED);
      listener = await ReportListener.start(storage);
      await listener.client.open(uri, PLANTED);
      fitted = await listener.client.fit(uri, QUICK);
      assert.equal(rowFindings(fitted.findings)[0].row, LINE - 1);
    });

    it('A report without the marked row is sent, and another fit does not report it either', async () => {
      await listener.client.execute(ServerCommand.expect, { uri, row: LINE - 1, reason: '' });

      const marked = await listener.report(uri);
      assert.deepEqual([marked.report.findings, marked.report.expectedRows], [fitted.findings.slice(1), 1]);
      assert.deepEqual((await listener.client.fit(uri, QUICK)).findings, marked.report.findings);
    });

    it('A report with all rows is sent when the mark is removed from the sidecar', async () => {
      await listener.client.execute(ServerCommand.expect, { uri, row: LINE - 1, reason: '' });
      await listener.report(uri);
      await listener.client.fit(uri, QUICK);

      folder.write(sidecar, '{"version": 1, "expected": []}');
      await listener.client.notify('workspace/didChangeWatchedFiles', {
        changes: [{ uri: folder.uriOf(sidecar), type: 2 }],
      });

      assert.deepEqual((await listener.report(uri, 1)).report.findings, fitted.findings);
    });

    it('A fit of a file that is not open reads the marks from the sidecar', async () => {
      await listener.client.close(uri);
      folder.write(sidecar, JSON.stringify({ version: 1, expected: [{ reason: '', cells: cellsOf(LINE) }] }));

      const fromDisk = await listener.client.fit(uri, QUICK);

      assert.deepEqual([fromDisk.findings.length, fromDisk.expectedRows], [fitted.findings.length - 1, 1]);
    });
  });

  describe('a fit of chosen rows', () => {
    let uri: string;
    let listener: ReportListener;
    useStorage('test');
    beforeEach(async () => {
      uri = folder.writeUri('a.csv', PLANTED);
      listener = await ReportListener.start(storage);
      await listener.client.open(uri, PLANTED);
      const rows = [
        [0, 10],
        [20, 220],
      ] as const;
      await listener.client.fit(uri, { ...QUICK, rows });
    });

    /** Inserts a row among the first chosen ones and deletes one of the second. */
    async function editChosenRows(): Promise<void> {
      const { client } = listener;
      const inserted = `${PLANTED.split('\n')[5]}\n`;
      await client.change(uri, inserted, { start: { line: 5, character: 0 }, end: { line: 5, character: 0 } });
      await client.change(uri, '', { start: { line: 101, character: 0 }, end: { line: 102, character: 0 } });
    }

    it('A repeated fit follows the chosen rows through edits', async () => {
      await editChosenRows();

      assert.equal((await listener.fitAgain(uri)).rowsFitted, 210);
      assert.equal((await listener.fitAgain(uri)).rowsFitted, 210);
      await listener.stop();
    });

    it('A file that changed on disk has lost its chosen rows, and its lens offers to fit all', async () => {
      await editChosenRows();
      await listener.fitAgain(uri);
      await listener.stop();
      const later = await ReportListener.start(storage);

      await later.client.open(uri, PLANTED.replace('3750', '3751'));

      assert.equal((await later.report(uri)).stale, true);
      await later.client.diagnostics(uri, 1, hasUnlikelyCell);
      assert.equal(await later.refitLens(uri), 'edited since the fit - Refit all rows');
      assert.equal((await later.fitAgain(uri)).rowsFitted, undefined);
      await later.stop();
    });
  });
});

/** The cells of a line of the planted table, by column. */
function cellsOf(line: number): Readonly<Record<string, string>> {
  const lines = PLANTED.split('\n');
  const [header, row] = [0, line].map((n) => lines[n].split(',').map((cell) => cell.replace(/^"|"$/g, '')));
  return Object.fromEntries(header.map((name, i) => [name, row[i]]));
}
