/** Edits of a fitted document: where its diagnostics stand, and which versions have them. */
import assert from 'node:assert/strict';
import type { Diagnostic } from 'vscode-languageserver';
import { Client } from './client';
import { COLUMN, LINE, PLANTED, QUICK } from './fittedFiles';
import { penguins, rangeOf, synthetic, withCell } from './tables';

const CHANGED = /The text changed since the fit/;

describe('edits of a fitted document', function () {
  this.timeout(60_000);
  let client: Client;
  before(async () => (client = await Client.start()));
  after(async () => assert.equal(await client.stop(), 0));

  describe('rows that are inserted before an unlikely cell', () => {
    const uri = 'file:///moved.csv';
    let version: number;
    let original: readonly Diagnostic[];
    before(async () => {
      await client.open(uri, PLANTED);
      await client.fit(uri, QUICK);
      original = await client.diagnostics(uri, 1, (found) => found.length > 0);
      const inserted = `${penguins.split('\n')[40]}\n`.repeat(3);
      const at = { line: 5, character: 0 };
      version = await client.change(uri, inserted, { start: at, end: at });
    });

    it('A hover has the moved row at once', async () => {
      assert.match(
        await client.hoverText(uri, 14, rangeOf(PLANTED, LINE, COLUMN).start.character),
        /^\*\*body\\_mass\\_g\*\* is 63000, expected[^]*\*\*Line 15\*\*/,
      );
    });

    it('Diagnostics move with their rows', async () => {
      const down = ({ line, character }: { line: number; character: number }): object => ({
        line: line >= 5 ? line + 3 : line,
        character,
      });

      assert.deepEqual(
        (await client.diagnostics(uri, version)).map(({ range, message }) => ({ range, message })),
        original.map(({ range, message }) => ({ range: { start: down(range.start), end: down(range.end) }, message })),
      );
    });
  });

  it('A hover says that the text changed since the fit, until the edit is undone', async () => {
    const uri = 'file:///undone.csv';
    await client.open(uri, penguins);
    await client.fit(uri, QUICK);
    const cell = rangeOf(penguins, 20, 5);
    const original = penguins.split('\n')[20].split(',')[5];

    await client.change(uri, '6', cell);
    assert.match(await client.hoverText(uri, 20, cell.start.character), CHANGED);

    await client.change(uri, original, { start: cell.start, end: { line: 20, character: cell.start.character + 1 } });
    assert.doesNotMatch(await client.hoverText(uri, 20, cell.start.character), CHANGED);
  });

  describe('edits while all rows are judged', () => {
    const uri = 'file:///during.csv';
    const text = synthetic(20_000);
    let from: number;
    let version: number;
    let hovers: string[];
    let found: readonly Diagnostic[];
    before(async () => {
      await client.open(uri, text);
      await client.fit(uri, { k: 2, starts: 1, maxIterations: 5, ignore: ['colour'] });
      await client.diagnostics(uri, 1);
      from = client.published.all.length;
      // An edit of a header that the model does not use judges every row again, which takes a while.
      await client.change(uri, 'color', rangeOf(text, 0, 3));
      hovers = [];
      for (const line of [900, 7, 12_000]) {
        version = await client.change(uri, '9999', rangeOf(text, line, 1));
        hovers.push(await client.hoverText(uri, line, rangeOf(text, line, 1).start.character));
      }
      found = await client.diagnostics(uri, version);
    });

    it('A hover judges an edited row while all rows are judged', () => {
      assert.equal(hovers.length, 3);
      for (const hover of hovers) assert.match(hover, /^\*\*height\*\* is 9999, expected/);
    });

    it('The diagnostics of the last version have every edited row', () => {
      const lines = found.map(({ range }) => range.start.line);

      assert.deepEqual(
        [7, 900, 12_000].filter((line) => !lines.includes(line)),
        [],
      );
    });

    it('Diagnostics of each version are published once, in order, up to the last version', () => {
      const versions = client.published.all
        .slice(from)
        .filter((params) => params.uri === uri)
        .map((params) => params.version ?? 0);

      assert.deepEqual(
        versions,
        [...new Set(versions)].sort((a, b) => a - b),
      );
      assert.equal(versions.at(-1), version);
    });
  });

  it('A document that is closed while it is judged has no diagnostics afterwards', async () => {
    const uri = 'file:///gone.csv';
    await client.open(uri, withCell(synthetic(20_000), 9, 1, 'oops'));
    await client.close(uri);

    await client.open('file:///after.csv', 'a,b\n1\n');
    await client.diagnostics('file:///after.csv');
    await client.fit('file:///after.csv', { k: 1 }).catch(() => undefined);

    assert.deepEqual(
      client.published.all.filter((params) => params.uri === uri).map(({ diagnostics }) => diagnostics),
      [[]],
    );
  });
});
