/**
 * Clusters that are named: the names are wherever clusters are, as long as the model is remembered, and go over to the
 * next fit.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { InlayHint } from 'vscode-languageserver';
import {
  ServerCommand,
  ServerNotification,
  ServerRequest,
  type DidReportParams,
  type FitReport,
  type RowCluster,
} from '../../server/protocol';
import { clusterColourNumber, type NameClusterArguments } from '../../server/protocol/report/clusterLook';
import type { ExportArguments } from '../../server/protocol/exportFormats';
import type { InsightAnswer } from '../../server/protocol/insight';
import type { TypicalRow } from '../../server/protocol/places';
import { DRAWING } from '../support/hovers';
import { Client, FULL, refusal } from './client';
import { penguins, rangeOf, synthetic } from './tables';

const cli = resolve('dist/server/cli.cjs');
const whole = { start: { line: 0, character: 0 }, end: { line: 400, character: 0 } };
/** The columns of a table without quoted delimiters, the last one first. */
const turned = (text: string): string =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(',').reverse().join(','))
    .join('\n');
const HOSTILE = '=a|[b](command:c) *d*';

describe('clusters that are named, over the protocol', function () {
  this.timeout(60_000);
  let folder: string;
  let client: Client;
  let reports: DidReportParams[];
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mixture-lens-'));
    client = await start();
  });
  afterEach(async () => {
    assert.equal(await client.stop(), 0);
    rmSync(folder, { recursive: true });
  });

  async function start(): Promise<Client> {
    const started = await Client.start(FULL, { clusterHints: 'all' }, undefined, {
      ...DRAWING,
      storage: join(folder, 'models'),
    });
    reports = [];
    started.connection.onNotification(ServerNotification.didReport, (params: DidReportParams) => {
      reports.push(params);
    });
    return started;
  }
  function file(name: string, text?: string): string {
    if (text !== undefined) writeFileSync(join(folder, name), text);
    return pathToFileURL(join(folder, name)).href;
  }
  const name = (argument: NameClusterArguments): Promise<boolean> =>
    client.request('workspace/executeCommand', { command: ServerCommand.nameCluster, arguments: [argument] });
  const exported = (argument: ExportArguments): Promise<string> =>
    client.request('workspace/executeCommand', { command: ServerCommand.export, arguments: [argument] });
  const labels = async (uri: string): Promise<string[]> =>
    (await client.request<InlayHint[]>('textDocument/inlayHint', { textDocument: { uri }, range: whole })).map(
      ({ label }) => (typeof label === 'string' ? label : ''),
    );
  const names = (report: FitReport | undefined): readonly (string | undefined)[] =>
    report?.components.map((each) => each.name) ?? [];

  it('have their names and colours in hovers, hints, rows and what is reported', async () => {
    const uri = file('a.csv', synthetic(300));
    await client.open(uri, synthetic(300));
    const { components } = await client.fit(uri, { k: 2, starts: 2 });
    await client.diagnostics(uri);
    const rows = (): Promise<RowCluster[]> => client.request(ServerRequest.rowClusters, { uri, lines: whole });
    assert.ok((await rows()).every(({ cluster, colour }) => colour === cluster));
    await name({ uri, cluster: 0, name: 'Wide', colour: 4 });
    assert.deepEqual(reports.at(-1), {
      ...reports[0],
      uri,
      report: { ...reports[0].report, components: [{ name: 'Wide', colour: 4, ...components[0] }, components[1]] },
    });
    const first = (await rows()).find(({ cluster }) => cluster === 0);
    assert.equal(first?.colour, 4);
    assert.match(
      await client.says(uri, first?.from ?? 0, 1),
      /\| <span style="background-color:#56B4E9;">&nbsp;&nbsp;<\/span>&nbsp; \*\*Wide\*\*/,
    );
    assert.match(await client.says(uri, 0, 1), /&nbsp; Wide&nbsp;.*\n.*&nbsp; Cluster 2&nbsp;/);
    assert.ok((await labels(uri)).some((label) => /^Wide, \d/.test(label)));
    assert.ok((await labels(uri)).some((label) => /^cluster 2, \d/.test(label)));
    assert.deepEqual(
      (await client.request<TypicalRow[]>(ServerRequest.typicalRows, { uri })).map((row) => [row.name, row.colour]),
      [
        ['Wide', 4],
        [undefined, undefined],
      ],
    );
    await name({ uri, cluster: 0, name: '', colour: 0 });
    assert.deepEqual(reports.at(-1)?.report.components, components);
    assert.match(await client.says(uri, first?.from ?? 0, 1), /\*\*Cluster 1\*\*/);
  });

  it('have them in another server, after edits, and under another name of the file', async () => {
    const uri = file('a.csv', penguins);
    await client.open(uri, penguins);
    const fitted = await client.fit(uri, { k: 3, starts: 2 });
    const version = await client.change(uri, '3900', rangeOf(penguins, 11, 5));
    await client.diagnostics(uri, version);
    await name({ uri, cluster: 1, name: HOSTILE });
    assert.equal(await client.stop(), 0);
    client = await start();
    await client.open(uri, penguins);
    await client.diagnostics(uri);
    await client.says(uri, 5, 1);
    assert.deepEqual(
      [reports[0].stale, names(reports[0].report), reports[0].report.nlml],
      [false, [undefined, HOSTILE, undefined], fitted.nlml],
    );
    assert.match(await client.says(uri, 0, 40), /\\=a\\\|\\\[b\\\]\\\(command\\:c\\\) \\\*d\\\*/);
  });

  it('hand them on to the clusters of the next fit that hold their rows', async () => {
    const uri = file('a.csv', penguins);
    await client.open(uri, penguins);
    await client.fit(uri, { k: 2, starts: 2 });
    const cluster =
      (await client.request<RowCluster[]>(ServerRequest.rowClusters, { uri, lines: whole })).find(
        ({ from }) => from === 200,
      )?.cluster ?? 0;
    await name({ uri, cluster, name: 'Gentoo' });
    const again = await client.fit(uri, { k: 3, starts: 2 });
    const rows = await client.request<RowCluster[]>(ServerRequest.rowClusters, { uri, lines: whole });
    const own = rows.find(({ from }) => from === 200);
    assert.equal(again.components[own?.cluster ?? -1]?.name, 'Gentoo');
    assert.equal(own?.colour, cluster, 'its colour stays');
    assert.equal(names(again).filter((each) => each !== undefined).length, 1);
    const split = await client.fit(uri, { k: 10, starts: 1, maxIterations: 30 });
    assert.ok(names(split).filter((each) => each !== undefined).length <= 1);
    assert.equal(new Set(split.components.slice(0, 7).map(({ colour }, k) => colour ?? k)).size <= 7, true);
  });

  it('have them in what is taken out of a fit, and where that model judges rows', async () => {
    const uri = file('a.csv', penguins);
    await client.open(uri, penguins);
    await client.fit(uri, { k: 3, starts: 2 });
    await name({ uri, cluster: 0, name: HOSTILE });
    const scores = await exported({ uri, format: 'scores' });
    assert.match(scores.split('\n')[0], /,cluster,cluster_name,p1,/);
    assert.ok(scores.includes(`,1,"'${HOSTILE}",`));
    writeFileSync(join(folder, 'model.json'), await exported({ uri, format: 'model' }));
    const run = (...args: readonly string[]): string => {
      const { status, stderr, stdout } = spawnSync(
        process.execPath,
        [cli, 'score', 'a.csv', '--model', 'model.json', ...args],
        { cwd: folder, encoding: 'utf8' },
      );
      assert.equal(status, 0, stderr);
      return stdout;
    };
    assert.ok(run('--scores', 'again.csv', '--escape-formulas').includes(`Clusters: ${HOSTILE}; cluster 2; cluster 3`));
    assert.equal(readFileSync(join(folder, 'again.csv'), 'utf8'), scores);
    const { model } = JSON.parse(run('--json')) as { model: { clusters: readonly object[] } };
    assert.deepEqual(model.clusters, [{ name: HOSTILE }, {}, {}]);
  });

  it('of a file that is not open have them, too', async () => {
    const uri = file('closed.csv', penguins);
    await client.fit(uri, { k: 3, starts: 2 });
    await name({ uri, cluster: 2, name: 'Small' });
    assert.deepEqual(names(reports.at(-1)?.report), [undefined, undefined, 'Small']);
    assert.match(await exported({ uri, format: 'markdown' }), /\| cluster 1 \| cluster 2 \| Small \|/);
  });

  it('of a file that is not open hand them on, too, as long as the file has the columns', async () => {
    const uri = file('closed.csv', penguins);
    const clusterOf = async (row: number): Promise<number> => {
      const answer = await client.request<InsightAnswer>(ServerRequest.insight, {
        uri,
        question: { kind: 'row', row },
      });
      const posterior = answer.kind === 'row' ? (answer.row?.posterior ?? []) : [];
      return posterior.indexOf(Math.max(...posterior));
    };
    await client.fit(uri, { k: 2, starts: 2 });
    const cluster = await clusterOf(200);
    await name({ uri, cluster, name: 'Gentoo' });
    await name({ uri, cluster: 1 - cluster, colour: 5 });
    const again = await client.fit(uri, { k: 3, starts: 2 });
    assert.deepEqual(
      names(again).filter((each) => each !== undefined),
      ['Gentoo'],
    );
    const own = await clusterOf(200);
    assert.equal(again.components[own].name, 'Gentoo');
    assert.equal(clusterColourNumber(again.components[own], own), cluster, 'its colour stays');
    assert.equal(await client.stop(), 0);
    client = await start();
    // Of what is remembered nothing was asked before the file is fitted, with a row more and its columns in another
    // order.
    file('closed.csv', turned(`${penguins}"Gentoo","Biscoe",47.0,14.5,212,4900,"female",2009\n`));
    const later = await client.fit(uri, { k: 3, starts: 2 });
    assert.deepEqual(
      names(later).filter((each) => each !== undefined),
      ['Gentoo'],
    );
    assert.equal(later.components[await clusterOf(200)].name, 'Gentoo');
    file('closed.csv', penguins.replace('body_mass_g', 'mass'));
    assert.deepEqual(names(await client.fit(uri, { k: 3, starts: 2 })), [undefined, undefined, undefined]);
  });

  it('cannot be named otherwise, in one line', async () => {
    const uri = file('a.csv', penguins);
    await client.open(uri, penguins);
    assert.match(
      (await refusal(name({ uri, cluster: 0, name: 'x' }))).message,
      /^Nothing is fitted to a\.csv yet; fit a mixture first\.$/,
    );
    await client.fit(uri, { k: 2, starts: 1 });
    await name({ uri, cluster: 0, name: 'x' });
    assert.match(
      (await refusal(name({ uri, cluster: 1, name: 'x' }))).message,
      /^Cluster 1 has the name "x" already; take another one\.$/,
    );
    assert.match(
      (await refusal(name({ uri, cluster: 1, name: 'y'.repeat(61) }))).message,
      /^A cluster's name may have 60 characters/,
    );
    assert.match(
      (await refusal(name({ uri, cluster: 2, name: 'y' }))).message,
      /^Malformed request: cluster must be a number from 0 to 1, not 2\.$/,
    );
    assert.match(
      (await refusal(name({ uri, cluster: 1, name: 5 as unknown as string }))).message,
      /^Malformed request: name must be a string, not 5\.$/,
    );
    assert.match(
      (await refusal(name({ uri, cluster: 1, colour: 7 }))).message,
      /^Malformed request: colour must be a number from 0 to 6, not 7\.$/,
    );
  });
});
