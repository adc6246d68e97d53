/** The report of a fit, one HTML file without scripts: `fit --report`, and the export of the language server. */
import assert from 'node:assert/strict';
import { ServerCommand } from '../../server/protocol';
import type { ExportArguments } from '../../server/protocol/commands/exportFormats';
import { Client, refusal } from './client';
import { useCommandLine } from './commandLine';
import { penguins, rangeOf, withCell } from './tables';

describe('the HTML report', function () {
  this.timeout(60_000);
  const cli = useCommandLine();

  /** Writes and fits a file. Returns its report. */
  function reportOf(name: string, content: string | Uint8Array, ...options: readonly string[]): string {
    cli.output('fit', cli.write(name, content), '--quiet', '--report', `${name}.html`, ...options);
    return cli.read(`${name}.html`);
  }

  describe('a table with an unlikely cell and hostile text', () => {
    let html: string;
    before(() => {
      const hostile = '<img src=x onerror=alert(1)>';
      const text = withCell(penguins, 1, 5, '63000').replaceAll('"Biscoe"', `"${hostile}"`);
      html = reportOf('penguins.csv', text, '-k', '3', '--ignore', 'species');
    });

    it('The report has the number of clusters, the unlikely cell and the adjusted Rand index', () => {
      assert.match(html, /3 clusters in 344 rows/);
      assert.match(html, /is <strong>63000<\/strong>, expected/);
      assert.match(html, /Adjusted Rand index 0\.\d{3}/);
    });

    it('The report has at least nine pictures', () => {
      assert.ok((html.match(/<svg /g) ?? []).length >= 9);
    });

    it('The report escapes hostile text and has no image, script or address', () => {
      assert.ok(html.includes('&lt;img src=x onerror=alert(1)&gt;'));
      assert.doesNotMatch(html, /<img|<script|https?:\/\/(?!www\.w3\.org)/);
    });
  });

  it('The report of a file in windows-1252 or UTF-16 is that of the same file in UTF-8', () => {
    const text = penguins.replaceAll('Torgersen', 'Tørgersen');
    const reportAs = (name: string, content: string | Uint8Array): string =>
      reportOf(`${name}.csv`, content, '-k', '2').replaceAll(name, 'file');

    const plain = reportAs('utf8', text);

    assert.match(plain, /Tørgersen/);
    assert.equal(reportAs('1252', Buffer.from(text, 'latin1')), plain);
    assert.equal(reportAs('utf16', Buffer.from(`\ufeff${text}`, 'utf16le')), plain);
  });

  it('The report counts weighted rows, in words and in pictures', () => {
    const weights = Array.from({ length: 24 }, (_, i) => 10 + i);
    const rows = weights.map((weight, i) => `${['x', 'y', ''][i % 3]},${['u', 'v'][i % 2]},${weight}`);
    const missing = weights.filter((_, i) => i % 3 === 2).reduce((sum, each) => sum + each, 0);

    const html = reportOf('weighted.csv', `a,b,n\n${rows.join('\n')}\n`, '-k', '2', '--row-weights', 'n');

    assert.match(
      html,
      new RegExp(`2 clusters in 24 rows that count as ${weights.reduce((sum, each) => sum + each, 0)}\\.`),
    );
    assert.equal(html.replaceAll('\u00a0', ' ').split(`${missing} missing`).length - 1, 2);
  });

  it('The report names the cells to blame of more than twenty unlikely rows', () => {
    const rows = Array.from(
      { length: 3000 },
      (_, i) =>
        `${(Math.sin(i * 1.7) * 20 + 50).toFixed(1)},${i % 100 === 7 ? `9${i}` : (Math.cos(i * 2.3) * 30 + 500).toFixed(0)}`,
    );

    const html = reportOf('slips.csv', `x,y\n${rows.join('\n')}\n`, '-k', '2');

    const blamed = html.split('<code>y</code> is <strong>9').length - 1;
    assert.ok(blamed > 20, `${blamed} of the slips`);
  });

  describe('the export as a report', () => {
    let client: Client;
    before(async () => {
      client = await Client.start();
    });
    after(async () => {
      assert.equal(await client.stop(), 0);
    });
    const exported = (uri: string): Promise<string> =>
      client.execute(ServerCommand.export, { uri, format: 'report' } satisfies ExportArguments);

    it('The exported report is that of the command line, whether or not the file is open', async () => {
      const text = withCell(penguins, 1, 5, '63000');
      const expected = reportOf('same.csv', text, '-k', '3', '--ignore', 'species');
      const uri = cli.uriOf('same.csv');

      await client.fit(uri, { k: 3, ignore: ['species'] });
      assert.equal(await exported(uri), expected, 'a file that is not open');

      await client.open(uri, text);
      await client.fit(uri, { k: 3, ignore: ['species'] });
      assert.equal(await exported(uri), expected, 'a file that is open');
    });

    describe('a file that is open', () => {
      let uri: string;
      before(async () => {
        uri = cli.writeUri('none.csv', penguins);
        await client.open(uri, penguins);
      });

      it('The report of a file without a fit is refused in one line', async () => {
        assert.match(
          (await refusal(exported(uri))).message,
          /^Nothing is fitted to none\.csv yet; fit a mixture first\.$/,
        );
      });

      it('The report of a text that was edited since its fit is refused in one line', async () => {
        await client.fit(uri, { k: 2, starts: 1 });
        assert.match(await exported(uri), /2 clusters in 344 rows/);

        await client.change(uri, '63000', rangeOf(penguins, 11, 5));

        assert.match(
          (await refusal(exported(uri))).message,
          /^none\.csv is no longer the text that was fitted; fit it again, then save the report\.$/,
        );
      });
    });

    it('An export never overwrites the table itself', async () => {
      const uri = cli.writeUri('closed.csv', penguins);
      await client.fit(uri, { k: 2, starts: 1 });
      assert.match(await exported(uri), /2 clusters in 344 rows/);

      const over = client.execute(ServerCommand.export, { uri, format: 'model', to: uri } satisfies ExportArguments);

      assert.match((await refusal(over)).message, /^closed\.csv is the table itself; choose another name\.$/);
      assert.equal(cli.read('closed.csv'), penguins);
    });
  });
});
