/**
 * One file with everything in it, and nothing that runs: `mixture-lens fit FILE --report FILE.html`, and the same out
 * of the editor.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ServerCommand } from '../../server/protocol';
import type { ExportArguments } from '../../server/protocol/exportFormats';
import { Client, refusal } from './client';
import { penguins, rangeOf, withCell } from './tables';

describe('the report', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'mixture-lens-report-'));
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('has the clusters, every column drawn, the unlikely rows, and no script; hostile text stays text', () => {
    const [file, out] = [join(folder, 'penguins.csv'), join(folder, 'out.html')];
    const hostile = '<img src=x onerror=alert(1)>';
    writeFileSync(file, withCell(penguins, 1, 5, '63000').replaceAll('"Biscoe"', `"${hostile}"`));
    execFileSync(process.execPath, [
      'dist/server/cli.cjs',
      'fit',
      file,
      '-k',
      '3',
      '--ignore',
      'species',
      '--quiet',
      '--report',
      out,
    ]);
    const html = readFileSync(out, 'utf8');
    assert.match(html, /3 clusters in 344 rows/);
    assert.match(html, /is <strong>63000<\/strong>, expected/);
    assert.match(html, /Adjusted Rand index 0\.\d{3}/);
    assert.ok((html.match(/<svg /g) ?? []).length >= 9, 'pictures');
    assert.ok(html.includes('&lt;img src=x onerror=alert(1)&gt;'));
    assert.doesNotMatch(html, /<img|<script|https?:\/\/(?!www\.w3\.org)/);
  });

  function reported(name: string, text: string | Uint8Array, ...options: readonly string[]): string {
    const [file, out] = [join(folder, name), join(folder, `${name}.html`)];
    writeFileSync(file, text);
    execFileSync(process.execPath, ['dist/server/cli.cjs', 'fit', file, '--quiet', '--report', out, ...options]);
    return readFileSync(out, 'utf8');
  }

  it('reads a file in the encodings that a fit reads', () => {
    const text = penguins.replaceAll('Torgersen', 'Tørgersen');
    const plain = reported('utf8.csv', text, '-k', '2').replaceAll('utf8', 'file');
    assert.match(plain, /Tørgersen/);
    assert.equal(reported('1252.csv', Buffer.from(text, 'latin1'), '-k', '2').replaceAll('1252', 'file'), plain);
    assert.equal(
      reported('utf16.csv', Buffer.from(`\ufeff${text}`, 'utf16le'), '-k', '2').replaceAll('utf16', 'file'),
      plain,
    );
  });

  it('counts rows as often as they count, in words as in pictures', () => {
    const lines = [
      'a,b,n',
      ...Array.from({ length: 24 }, (_, i) => `${['x', 'y', ''][i % 3]},${['u', 'v'][i % 2]},${10 + i}`),
    ];
    const html = reported('weighted.csv', `${lines.join('\n')}\n`, '-k', '2', '--row-weights', 'n');
    const all = Array.from({ length: 24 }, (_, i) => 10 + i);
    const missing = all.filter((_, i) => i % 3 === 2).reduce((sum, each) => sum + each, 0);
    assert.match(
      html,
      new RegExp(`2 clusters in 24 rows that count as ${all.reduce((sum, each) => sum + each, 0)}\\.`),
    );
    assert.equal(html.replaceAll('\u00a0', ' ').split(`${missing} missing`).length - 1, 2);
  });

  it('names the cells to blame of every unlikely row that it tells', () => {
    const lines = [
      'x,y',
      ...Array.from(
        { length: 3000 },
        (_, i) =>
          `${(Math.sin(i * 1.7) * 20 + 50).toFixed(1)},${i % 100 === 7 ? `9${i}` : (Math.cos(i * 2.3) * 30 + 500).toFixed(0)}`,
      ),
    ];
    const html = reported('slips.csv', `${lines.join('\n')}\n`, '-k', '2');
    const told = html.split('<code>y</code> is <strong>9').length - 1;
    assert.ok(told > 20, `${told} of the slips`);
  });

  describe('of the language server', () => {
    let client: Client;
    before(async () => {
      client = await Client.start();
    });
    after(async () => {
      assert.equal(await client.stop(), 0);
    });
    const page = (uri: string): Promise<string> =>
      client.request('workspace/executeCommand', {
        command: ServerCommand.export,
        arguments: [{ uri, format: 'report' } satisfies ExportArguments],
      });

    it('is the same', async () => {
      const theirs = reported('same.csv', withCell(penguins, 1, 5, '63000'), '-k', '3', '--ignore', 'species');
      const uri = pathToFileURL(join(folder, 'same.csv')).href;
      await client.fit(uri, { k: 3, ignore: ['species'] });
      assert.equal(await page(uri), theirs, 'of a file that is not open');
      await client.open(uri, readFileSync(join(folder, 'same.csv'), 'utf8'));
      await client.fit(uri, { k: 3, ignore: ['species'] });
      assert.equal(await page(uri), theirs);
    });

    it('is refused in one line where there is none to make', async () => {
      const uri = pathToFileURL(join(folder, 'none.csv')).href;
      writeFileSync(join(folder, 'none.csv'), penguins);
      await client.open(uri, penguins);
      assert.match((await refusal(page(uri))).message, /^Nothing is fitted to none\.csv yet; fit a mixture first\.$/);
      await client.fit(uri, { k: 2, starts: 1 });
      assert.match(await page(uri), /2 clusters in 344 rows/);
      await client.change(uri, '63000', rangeOf(penguins, 11, 5));
      assert.match(
        (await refusal(page(uri))).message,
        /^none\.csv is no longer the text that was fitted; fit it again, then save the report\.$/,
      );
      const closed = pathToFileURL(join(folder, 'closed.csv')).href;
      writeFileSync(join(folder, 'closed.csv'), penguins);
      await client.fit(closed, { k: 2, starts: 1 });
      assert.match(await page(closed), /2 clusters in 344 rows/);
      const over = client.request('workspace/executeCommand', {
        command: ServerCommand.export,
        arguments: [{ uri: closed, format: 'model', to: closed } satisfies ExportArguments],
      });
      assert.match((await refusal(over)).message, /^closed\.csv is the table itself; choose another name\.$/);
      assert.equal(readFileSync(join(folder, 'closed.csv'), 'utf8'), penguins);
    });
  });
});
