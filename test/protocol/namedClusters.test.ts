/** Names and colours of clusters: where they are shown, how long they are kept, and how the next fit inherits them. */
import assert from 'node:assert/strict';
import { ServerCommand, ServerRequest, type FitReport, type RowCluster } from '../../server/protocol';
import { clusterColourNumber, type NameClusterArguments } from '../../server/protocol/report/clusterLook';
import type { ExportArguments } from '../../server/protocol/commands/exportFormats';
import type { InsightAnswer } from '../../server/protocol/insight';
import type { TypicalRow } from '../../server/protocol/places';
import { HOVER_ABILITIES } from '../support/hovers';
import { useFolder } from '../support/testFolder';
import { refusal, type Client } from './client';
import { CommandLine } from './commandLine';
import { ReportListener } from './reportListener';
import { penguins, rangeOf, synthetic } from './tables';

const WHOLE = { start: { line: 0, character: 0 }, end: { line: 400, character: 0 } };
const HOSTILE = '=a|[b](command:c) *d*';

/** A row of the Gentoo penguins, counted from 0. */
const GENTOO = 200;

/** The table with its columns in reverse order. No cell may contain a comma. */
const reversedColumns = (text: string): string =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(',').reverse().join(','))
    .join('\n');

describe('names of clusters', function () {
  this.timeout(60_000);
  /** The files of the client, which the command line reads, too. */
  const cli = new CommandLine();
  let client: Client;
  let reports: ReportListener['reports'];
  async function start(): Promise<void> {
    ({ client, reports } = await ReportListener.start(cli.pathOf('models'), { clusterHints: 'all' }, HOVER_ABILITIES));
  }

  /** Gives the tests of a `describe` a server and a folder. @param scope of both: all tests, or each one */
  function useServer(scope: 'suite' | 'test'): void {
    const [begin, end] = scope === 'suite' ? [before, after] : [beforeEach, afterEach];
    end(async () => assert.equal(await client.stop(), 0));
    useFolder(cli, scope);
    begin(start);
  }

  const name = (argument: NameClusterArguments): Promise<boolean> =>
    client.execute(ServerCommand.nameCluster, argument);
  const exported = (argument: ExportArguments): Promise<string> => client.execute(ServerCommand.export, argument);
  const rowClusters = (uri: string): Promise<RowCluster[]> =>
    client.request(ServerRequest.rowClusters, { uri, lines: WHOLE });
  const labels = async (uri: string): Promise<string[]> =>
    (await client.hints(uri, WHOLE)).map(({ label }) => (typeof label === 'string' ? label : ''));
  const namesIn = (report: FitReport | undefined): readonly (string | undefined)[] =>
    report?.components.map((each) => each.name) ?? [];
  const givenNames = (report: FitReport): readonly string[] => namesIn(report).filter((each) => each !== undefined);

  describe('a cluster with a name and a colour', () => {
    let uri: string;
    let fitted: FitReport;
    let first: RowCluster | undefined;
    useServer('suite');
    before(async () => {
      uri = cli.writeUri('a.csv', synthetic(300));
      await client.open(uri, synthetic(300));
      fitted = await client.fit(uri, { k: 2, starts: 2 });
      await client.diagnostics(uri);
      assert.ok((await rowClusters(uri)).every(({ cluster, colour }) => colour === cluster));
      await name({ uri, cluster: 0, name: 'Wide', colour: 4 });
      first = (await rowClusters(uri)).find(({ cluster }) => cluster === 0);
    });

    it('A report with the name and the colour is sent', () => {
      const [wide, other] = fitted.components;

      assert.deepEqual(reports.at(-1), {
        ...reports[0],
        uri,
        report: { ...reports[0].report, components: [{ name: 'Wide', colour: 4, ...wide }, other] },
      });
    });

    it('The rows of a cluster have its colour', () => {
      assert.equal(first?.colour, 4);
    });

    it('The hover of a row has the name and the colour of its cluster', async () => {
      assert.match(
        await client.hoverText(uri, first?.from ?? 0, 1),
        /\| <span style="background-color:#56B4E9;">&nbsp;&nbsp;<\/span>&nbsp; \*\*Wide\*\*/,
      );
    });

    it('The header hover has the names of clusters, and numbers where there is no name', async () => {
      assert.match(await client.hoverText(uri, 0, 1), /&nbsp; Wide&nbsp;.*\n.*&nbsp; Cluster 2&nbsp;/);
    });

    it('Inlay hints have the names of clusters, and numbers where there is no name', async () => {
      assert.ok((await labels(uri)).some((label) => /^Wide, \d/.test(label)));
      assert.ok((await labels(uri)).some((label) => /^cluster 2, \d/.test(label)));
    });

    it('Typical rows have the name and the colour of their cluster', async () => {
      assert.deepEqual(
        (await client.request<TypicalRow[]>(ServerRequest.typicalRows, { uri })).map((row) => [row.name, row.colour]),
        [
          ['Wide', 4],
          [undefined, undefined],
        ],
      );
    });

    it('An empty name and the original colour restore the cluster', async () => {
      await name({ uri, cluster: 0, name: '', colour: 0 });

      assert.deepEqual(reports.at(-1)?.report.components, fitted.components);
      assert.match(await client.hoverText(uri, first?.from ?? 0, 1), /\*\*Cluster 1\*\*/);
    });
  });

  describe('a name that is given after an edit', () => {
    let uri: string;
    let fitted: FitReport;
    useServer('suite');
    before(async () => {
      uri = cli.writeUri('a.csv', penguins);
      await client.open(uri, penguins);
      fitted = await client.fit(uri, { k: 3, starts: 2 });
      const version = await client.change(uri, '3900', rangeOf(penguins, 11, 5));
      await client.diagnostics(uri, version);
      await name({ uri, cluster: 1, name: HOSTILE });
      assert.equal(await client.stop(), 0);
      await start();
      await client.open(uri, penguins);
      await client.diagnostics(uri);
      await client.hoverText(uri, 5, 1);
    });

    it('Another server has the name, and the model of the text before the edit', () => {
      assert.deepEqual(
        [reports[0].stale, namesIn(reports[0].report), reports[0].report.nlml],
        [false, [undefined, HOSTILE, undefined], fitted.nlml],
      );
    });

    it('Hovers escape the markup of a name', async () => {
      assert.match(await client.hoverText(uri, 0, 40), /\\=a\\\|\\\[b\\\]\\\(command\\:c\\\) \\\*d\\\*/);
    });
  });

  describe('the next fit of a file that is open', () => {
    let uri: string;
    let cluster: number;
    useServer('test');
    beforeEach(async () => {
      uri = cli.writeUri('a.csv', penguins);
      await client.open(uri, penguins);
      await client.fit(uri, { k: 2, starts: 2 });
      cluster = (await rowClusters(uri)).find(({ from }) => from === GENTOO)?.cluster ?? 0;
      await name({ uri, cluster, name: 'Gentoo' });
    });

    it('The cluster of the next fit that has the same rows inherits name and colour', async () => {
      const again = await client.fit(uri, { k: 3, starts: 2 });

      const own = (await rowClusters(uri)).find(({ from }) => from === GENTOO);
      assert.equal(again.components[own?.cluster ?? -1]?.name, 'Gentoo');
      assert.equal(own?.colour, cluster);
      assert.equal(givenNames(again).length, 1);
    });

    it('At most one of many clusters of the next fit inherits a name', async () => {
      await client.fit(uri, { k: 3, starts: 2 });

      const split = await client.fit(uri, { k: 10, starts: 1, maxIterations: 30 });

      assert.ok(givenNames(split).length <= 1);
      assert.equal(new Set(split.components.slice(0, 7).map(({ colour }, k) => colour ?? k)).size <= 7, true);
    });
  });

  describe('exports of a fit with a name', () => {
    let scores: string;
    useServer('suite');
    before(async () => {
      const uri = cli.writeUri('a.csv', penguins);
      await client.open(uri, penguins);
      await client.fit(uri, { k: 3, starts: 2 });
      await name({ uri, cluster: 0, name: HOSTILE });
      scores = await exported({ uri, format: 'scores' });
      cli.write('model.json', await exported({ uri, format: 'model' }));
    });

    it('Exported scores have a column of names, which are no formulas', () => {
      assert.match(scores.split('\n')[0], /,cluster,cluster_name,p1,/);
      assert.ok(scores.includes(`,1,"'${HOSTILE}",`));
    });

    it('score prints the names of an exported model and writes the exported scores', () => {
      const options = ['--model', 'model.json', '--scores', 'again.csv', '--escape-formulas'];

      const stdout = cli.output('score', 'a.csv', ...options);

      assert.ok(stdout.includes(`Clusters: ${HOSTILE}; cluster 2; cluster 3`));
      assert.equal(cli.read('again.csv'), scores);
    });

    it('score --json has the names of the clusters', () => {
      const stdout = cli.output('score', 'a.csv', '--model', 'model.json', '--json');

      const { model } = JSON.parse(stdout) as { model: { clusters: readonly object[] } };
      assert.deepEqual(model.clusters, [{ name: HOSTILE }, {}, {}]);
    });
  });

  describe('a file that is not open', () => {
    let uri: string;
    useServer('test');
    beforeEach(() => {
      uri = cli.writeUri('closed.csv', penguins);
    });

    async function clusterOf(row: number): Promise<number> {
      const question = { kind: 'row', row };
      const answer = await client.request<InsightAnswer>(ServerRequest.insight, { uri, question });
      const posterior = answer.kind === 'row' ? (answer.row?.posterior ?? []) : [];
      return posterior.indexOf(Math.max(...posterior));
    }

    it('Reports and exports of a file that is not open have the names', async () => {
      await client.fit(uri, { k: 3, starts: 2 });

      await name({ uri, cluster: 2, name: 'Small' });

      assert.deepEqual(namesIn(reports.at(-1)?.report), [undefined, undefined, 'Small']);
      assert.match(await exported({ uri, format: 'markdown' }), /\| cluster 1 \| cluster 2 \| Small \|/);
    });

    describe('the next fit', () => {
      let cluster: number;
      let again: FitReport;
      beforeEach(async () => {
        await client.fit(uri, { k: 2, starts: 2 });
        cluster = await clusterOf(GENTOO);
        await name({ uri, cluster, name: 'Gentoo' });
        await name({ uri, cluster: 1 - cluster, colour: 5 });
        again = await client.fit(uri, { k: 3, starts: 2 });
      });

      it('The next fit of a file that is not open inherits name and colour', async () => {
        const own = await clusterOf(GENTOO);

        assert.deepEqual(givenNames(again), ['Gentoo']);
        assert.equal(again.components[own].name, 'Gentoo');
        assert.equal(clusterColourNumber(again.components[own], own), cluster);
      });

      it('A fit in another server inherits names while the file has the columns, in any order', async () => {
        assert.equal(await client.stop(), 0);
        await start();
        // The server has not loaded the model before this fit.
        cli.write('closed.csv', reversedColumns(`${penguins}"Gentoo","Biscoe",47.0,14.5,212,4900,"female",2009\n`));
        const later = await client.fit(uri, { k: 3, starts: 2 });
        assert.deepEqual(givenNames(later), ['Gentoo']);
        assert.equal(later.components[await clusterOf(GENTOO)].name, 'Gentoo');

        cli.write('closed.csv', penguins.replace('body_mass_g', 'mass'));
        const renamed = await client.fit(uri, { k: 3, starts: 2 });
        assert.deepEqual(namesIn(renamed), [undefined, undefined, undefined]);
      });
    });
  });

  describe('refusals', () => {
    let uri: string;
    useServer('suite');
    before(async () => {
      uri = cli.writeUri('a.csv', penguins);
      await client.open(uri, penguins);
    });

    it('A cluster of a file without a fit cannot be named', async () => {
      assert.match(
        (await refusal(name({ uri, cluster: 0, name: 'x' }))).message,
        /^Nothing is fitted to a\.csv yet; fit a mixture first\.$/,
      );
    });

    describe('a fitted file of which one cluster has a name', () => {
      before(async () => {
        await client.fit(uri, { k: 2, starts: 1 });
        await name({ uri, cluster: 0, name: 'x' });
      });

      const refused: readonly (readonly [string, Omit<NameClusterArguments, 'uri'>, RegExp])[] = [
        [
          'The name of another cluster',
          { cluster: 1, name: 'x' },
          /^Cluster 1 has the name "x" already; take another one\.$/,
        ],
        ['A name of 61 characters', { cluster: 1, name: 'y'.repeat(61) }, /^A cluster's name may have 60 characters/],
        [
          'A name for a cluster beyond the last one',
          { cluster: 2, name: 'y' },
          /^Malformed request: cluster must be a number from 0 to 1, not 2\.$/,
        ],
        [
          'A name that is not a string',
          { cluster: 1, name: 5 as unknown as string },
          /^Malformed request: name must be a string, not 5\.$/,
        ],
        [
          'A colour beyond the last one',
          { cluster: 1, colour: 7 },
          /^Malformed request: colour must be a number from 0 to 6, not 7\.$/,
        ],
      ];
      for (const [what, argument, message] of refused) {
        it(`${what} is refused in one line`, async () => {
          assert.match((await refusal(name({ uri, ...argument }))).message, message);
        });
      }
    });
  });
});
