/** `mixture-lens fit FILE --report FILE.html`: one file with everything in it, and nothing that runs. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { penguins, withCell } from './tables';

describe('the report of the command line', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'mixture-lens-report-'));
  after(() => { rmSync(folder, { recursive: true, force: true }); });

  it('has the clusters, every column drawn, the unlikely rows, and no script; hostile text stays text', () => {
    const [file, out] = [join(folder, 'penguins.csv'), join(folder, 'out.html')];
    const hostile = '<img src=x onerror=alert(1)>';
    writeFileSync(file, withCell(penguins, 1, 5, '63000').replaceAll('"Biscoe"', `"${hostile}"`));
    execFileSync(process.execPath, ['dist/server/cli.cjs', 'fit', file, '-k', '3', '--ignore', 'species', '--quiet', '--report', out]);
    const html = readFileSync(out, 'utf8');
    assert.match(html, /3 clusters in 344 rows/);
    assert.match(html, /is <strong>63000<\/strong>, expected/);
    assert.match(html, /Adjusted Rand index 0\.\d{3}/);
    assert.ok((html.match(/<svg /g) ?? []).length >= 9, 'pictures');
    assert.ok(html.includes('&lt;img src=x onerror=alert(1)&gt;'));
    assert.doesNotMatch(html, /<img|<script|https?:\/\/(?!www\.w3\.org)/);
  });
});
