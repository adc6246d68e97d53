/** Models are remembered: in the client's storage, or until the server ends. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CodeLens, Diagnostic } from 'vscode-languageserver';
import { ServerCommand, ServerNotification, type DidReportParams, type FitReport } from '../../server/protocol';
import { rowFindings } from '../../server/protocol/report/report';
import { until } from '../support/until';
import { Client, FULL } from './client';
import { penguins, rangeOf, withCell } from './tables';

const LINE = 11;
const planted = withCell(penguins, LINE, 5, '63000');
const quick = { k: 3, starts: 2 } as const;
const finds = (found: readonly Diagnostic[]): boolean => found.some(({ code }) => code === 'cell.unlikely');

/** A client that hears what is told of models that were not fitted just now. */
class Listener {
  readonly reports: DidReportParams[] = [];
  private waiting: (() => void) | undefined;

  private constructor(readonly client: Client) {
    client.connection.onNotification(ServerNotification.didReport, (params: DidReportParams) => {
      this.reports.push(params);
      this.waiting?.();
    });
  }

  static async start(storage?: string): Promise<Listener> {
    return new Listener(await Client.start(FULL, null, undefined, storage === undefined ? {} : { storage }));
  }

  async report(uri: string, from = 0): Promise<DidReportParams> {
    for (;;) {
      const found = this.reports.slice(from).find((each) => each.uri === uri);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => (this.waiting = resolve));
    }
  }

  async lenses(uri: string): Promise<string[]> {
    return (await this.client.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } })).map(
      ({ command }) => command?.title ?? '',
    );
  }
}

describe('models that are remembered, over the protocol', function () {
  this.timeout(60_000);
  let folder: string;
  let storage: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mixture-lens-'));
    storage = join(folder, 'storage', 'models');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function fileOf(name: string, text = planted): string {
    writeFileSync(join(folder, name), text);
    return pathToFileURL(join(folder, name)).href;
  }

  /** Fits a file in a server of its own. */
  async function fittedBefore(
    uri: string,
    text = planted,
    options: object = quick,
  ): Promise<{ report: FitReport; hover: string; findings: readonly Diagnostic[] }> {
    const { client } = await Listener.start(storage);
    await client.open(uri, text);
    const report = await client.fit(uri, options);
    const findings = await client.diagnostics(uri, 1, finds);
    const hover = await client.says(uri, LINE, 3);
    assert.equal(await client.stop(), 0);
    return { report, hover, findings };
  }

  it('are there again in another server, to the last digit', async () => {
    const uri = fileOf('a.csv');
    const before = await fittedBefore(uri);
    const again = await Listener.start(storage);
    await again.client.open(uri, planted);
    const { stale, report } = await again.report(uri);
    assert.equal(stale, false);
    assert.deepEqual(report, before.report);
    assert.deepEqual(await again.client.diagnostics(uri, 1, finds), before.findings);
    assert.equal(await again.client.says(uri, LINE, 3), before.hover);
    assert.equal((await again.lenses(uri))[2], 'Refit');
    // And it goes on as if it had never been away.
    const version = await again.client.change(uri, '3300', rangeOf(planted, LINE, 5));
    assert.ok(!finds((await again.client.diagnostics(uri, version)).filter(({ range }) => range.start.line === LINE)));
    assert.equal((await again.lenses(uri))[2], 'edited since the fit - Refit');
    const back = await again.client.change(uri, '63000', rangeOf(planted.replace('63000', '3300'), LINE, 5));
    await again.client.diagnostics(uri, back, finds);
    assert.equal((await again.lenses(uri))[2], 'Refit');
    const refit = await again.client.request<FitReport>('workspace/executeCommand', {
      command: ServerCommand.fit,
      arguments: [{ uri, again: true }],
    });
    assert.deepEqual([refit.k, refit.nlml], [before.report.k, before.report.nlml], 'what was asked then holds again');
    await again.client.stop();
  });

  it('are there when a file is closed and opened again, also for a client without storage', async () => {
    const uri = fileOf('a.csv');
    const listener = await Listener.start();
    const { client } = listener;
    await client.open(uri, planted);
    const fitted = await client.fit(uri, quick);
    await client.close(uri);
    await client.open(uri, planted);
    assert.deepEqual(await listener.report(uri), { uri, version: 1, stale: false, report: fitted });
    assert.match(await client.says(uri, LINE, 3), /Cluster/);
    await client.stop();
  });

  it('judge a file that changed meanwhile, and say so; of another file they say nothing', async () => {
    const uri = fileOf('a.csv');
    await fittedBefore(uri);
    const later = await Listener.start(storage);
    const changed = withCell(planted, 40, 4, '900');
    await later.client.open(uri, changed);
    assert.equal((await later.report(uri)).stale, true);
    await later.client.diagnostics(uri, 1, (found) => found.some(({ range }) => range.start.line === 40));
    assert.match(await later.client.says(uri, LINE, 3), /changed since the fit/);
    assert.equal((await later.lenses(uri))[2], 'edited since the fit - Refit');
    await later.client.close(uri);
    await later.client.open(uri, 'quite,other,columns\n1,2,3\n4,5,6\n');
    await later.client.diagnostics(uri, 1);
    assert.deepEqual(await later.lenses(uri), ['Fit mixture']);
    // It is not lost for that.
    await later.client.close(uri);
    const told = later.reports.length;
    await later.client.open(uri, planted);
    assert.equal((await later.report(uri, told)).stale, false);
    await later.client.stop();
  });

  it('go with a file that is renamed, and with a folder', async () => {
    const uri = fileOf('a.csv');
    await fittedBefore(uri);
    const later = await Listener.start(storage);
    // By another program, so that only the text tells.
    renameSync(join(folder, 'a.csv'), join(folder, 'b.csv'));
    const renamed = pathToFileURL(join(folder, 'b.csv')).href;
    await later.client.open(renamed, planted);
    assert.equal((await later.report(renamed)).stale, false);
    await later.client.close(renamed);
    // By the editor, which opens the new name first; and with edits that are not saved.
    const again = pathToFileURL(join(folder, 'c', 'd.csv')).href;
    await later.client.open(again, withCell(planted, 40, 4, '900'));
    await later.client.notify('workspace/didRenameFiles', { files: [{ oldUri: renamed, newUri: again }] });
    assert.equal((await later.report(again)).stale, true);
    await later.client.close(again);
    const moved = pathToFileURL(join(folder, 'e', 'd.csv')).href;
    await later.client.notify('workspace/didRenameFiles', {
      files: [{ oldUri: pathToFileURL(join(folder, 'c')).href, newUri: pathToFileURL(join(folder, 'e')).href }],
    });
    await later.client.open(moved, planted);
    assert.equal((await later.report(moved)).stale, false);
    await later.client.stop();
  });

  it('stay apart: a copy of a file that is there has no model of its own', async () => {
    const [a, b] = [fileOf('a.csv'), fileOf('b.csv', penguins)];
    const both = await Listener.start(storage);
    await both.client.open(a, planted);
    await both.client.open(b, penguins);
    const [two, three] = await Promise.all([
      both.client.fit(a, { k: 2, starts: 1 }),
      both.client.fit(b, { k: 3, starts: 1 }),
    ]);
    await both.client.stop();
    const later = await Listener.start(storage);
    await later.client.open(b, penguins);
    await later.client.open(a, planted);
    assert.deepEqual([(await later.report(a)).report, (await later.report(b)).report], [two, three]);
    const copy = fileOf('copy.csv');
    await later.client.open(copy, planted);
    await later.client.diagnostics(copy, 1);
    await later.client.open('untitled:Untitled-1', planted);
    await later.client.diagnostics('untitled:Untitled-1', 1);
    assert.deepEqual(
      [await later.lenses(copy), await later.lenses('untitled:Untitled-1')],
      [['Fit mixture'], ['Fit mixture']],
    );
    await later.client.stop();
  });

  it("are passed over where they are cut, changed or somebody else's, with a line in the log", async () => {
    const uri = fileOf('a.csv');
    await fittedBefore(uri);
    const [name] = readdirSync(storage);
    const kept = readFileSync(join(storage, name), 'utf8');
    for (const spoilt of [
      kept.slice(0, kept.length / 2),
      kept.replace('"nlml":', '"nlmm":'),
      '',
      'a,b\n1,2\n',
      kept.replace('"mixtureLensMemory":1', '"mixtureLensMemory":2'),
    ]) {
      writeFileSync(join(storage, name), spoilt);
      writeFileSync(join(storage, 'notes.txt'), 'mine');
      const later = await Listener.start(storage);
      await later.client.open(uri, planted);
      await later.client.diagnostics(uri, 1);
      const told = (): number => later.client.logged.filter((line) => /remembered|recalled/.test(line)).length;
      await until('the line in the log', () => told() > 0);
      assert.deepEqual(await later.lenses(uri), ['Fit mixture']);
      await later.client.stop();
      assert.equal(told(), 1, later.client.logged.join('\n'));
      assert.equal(readFileSync(join(storage, 'notes.txt'), 'utf8'), 'mine');
    }
  });

  it('are forgotten when that is asked for', async () => {
    const uri = fileOf('a.csv');
    const listener = await Listener.start(storage);
    const { client } = listener;
    await client.open(uri, planted);
    await client.fit(uri, quick);
    await client.diagnostics(uri, 1, finds);
    const seen = client.published.all.length;
    const forget = (): Promise<boolean> =>
      client.request('workspace/executeCommand', { command: ServerCommand.forget, arguments: [{ uri }] });
    assert.equal(await forget(), true);
    await client.published.next('no findings', ({ diagnostics }) => !finds(diagnostics), seen);
    assert.equal(await client.says(uri, LINE, 3), '');
    assert.equal(await forget(), false);
    assert.deepEqual(readdirSync(storage), []);
    assert.deepEqual(listener.reports, []);
    await client.stop();
  });

  it('tell the panel when rows are marked as expected, and when they no longer are', async () => {
    const uri = fileOf('a.csv');
    const listener = await Listener.start(storage);
    const { client } = listener;
    await client.open(uri, planted);
    const fitted = await client.fit(uri, quick);
    assert.equal(rowFindings(fitted.findings)[0].row, LINE - 1);
    await client.request('workspace/executeCommand', {
      command: ServerCommand.expect,
      arguments: [{ uri, row: LINE - 1, reason: '' }],
    });
    const marked = await listener.report(uri);
    assert.deepEqual([marked.report.findings, marked.report.expectedRows], [fitted.findings.slice(1), 1]);
    assert.deepEqual((await client.fit(uri, quick)).findings, marked.report.findings, 'nor does another fit tell it');
    const sidecar = join(folder, 'a.csv.mixture.json');
    writeFileSync(sidecar, '{"version": 1, "expected": []}');
    await client.notify('workspace/didChangeWatchedFiles', {
      changes: [{ uri: pathToFileURL(sidecar).href, type: 2 }],
    });
    assert.deepEqual((await listener.report(uri, 1)).report.findings, fitted.findings);
    await client.close(uri);
    writeFileSync(sidecar, `{"version": 1, "expected": [{"reason": "", "cells": ${JSON.stringify(cellsOf(LINE))}}]}`);
    const fromDisk = await client.fit(uri, quick);
    assert.deepEqual(
      [fromDisk.findings.length, fromDisk.expectedRows],
      [fitted.findings.length - 1, 1],
      'a file that is not open, too',
    );
    await client.stop();
  });

  it('know chosen rows after edits, and say so where they were lost sight of', async () => {
    const uri = fileOf('a.csv');
    const listener = await Listener.start(storage);
    const { client } = listener;
    await client.open(uri, planted);
    await client.fit(uri, {
      ...quick,
      rows: [
        [0, 10],
        [20, 220],
      ],
    });
    const again = (): Promise<FitReport> =>
      client.request('workspace/executeCommand', { command: ServerCommand.fit, arguments: [{ uri, again: true }] });
    // One row more among the first, and one less of the second.
    const lines = planted.split('\n');
    await client.change(uri, `${lines[5]}\n`, { start: { line: 5, character: 0 }, end: { line: 5, character: 0 } });
    await client.change(uri, '', { start: { line: 101, character: 0 }, end: { line: 102, character: 0 } });
    assert.equal((await again()).rowsFitted, 210);
    assert.equal((await again()).rowsFitted, 210);
    await client.stop();
    const later = await Listener.start(storage);
    await later.client.open(uri, planted.replace('3750', '3751'));
    assert.equal((await later.report(uri)).stale, true);
    await later.client.diagnostics(uri, 1, finds);
    assert.equal((await later.lenses(uri))[2], 'edited since the fit - Refit all rows');
    const all = await later.client.request<FitReport>('workspace/executeCommand', {
      command: ServerCommand.fit,
      arguments: [{ uri, again: true }],
    });
    assert.equal(all.rowsFitted, undefined);
    await later.client.stop();
  });

  function cellsOf(line: number): Readonly<Record<string, string>> {
    const lines = planted.split('\n');
    const [header, row] = [0, line].map((n) => lines[n].split(',').map((cell) => cell.replace(/^"|"$/g, '')));
    return Object.fromEntries(header.map((name, i) => [name, row[i]]));
  }
});
