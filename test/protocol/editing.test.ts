import assert from 'node:assert/strict';
import { Client } from './client';
import { penguins, rangeOf, synthetic, withCell } from './tables';

const quick = { k: 3, starts: 2 } as const;

describe('typing over the protocol', function () {
  this.timeout(60_000);
  let client: Client;
  before(async () => (client = await Client.start()));
  after(async () => assert.equal(await client.stop(), 0));

  it('moves findings with their rows, and hovers at once', async () => {
    const uri = 'file:///moved.csv';
    const text = withCell(penguins, 11, 5, '63000');
    await client.open(uri, text);
    await client.fit(uri, quick);
    const before = await client.diagnostics(uri, 1, (found) => found.length > 0);
    const put = `${penguins.split('\n')[40]}\n`.repeat(3);
    const version = await client.change(uri, put, { start: { line: 5, character: 0 }, end: { line: 5, character: 0 } });
    const { start } = rangeOf(text, 11, 5);
    assert.match(
      await client.says(uri, 14, start.character),
      /^\*\*body\\_mass\\_g\*\* is 63000, expected[^]*\*\*Row 14\*\*/,
    );
    const down = (line: number): number => (line >= 5 ? line + 3 : line);
    const moved = before.map((one) => ({
      ...one,
      range: {
        start: { ...one.range.start, line: down(one.range.start.line) },
        end: { ...one.range.end, line: down(one.range.end.line) },
      },
    }));
    assert.deepEqual(
      (await client.diagnostics(uri, version)).map(({ range, message }) => ({ range, message })),
      moved.map(({ range, message }) => ({ range, message })),
    );
  });

  it('is fresh again when all is undone', async () => {
    const uri = 'file:///undone.csv';
    await client.open(uri, penguins);
    await client.fit(uri, quick);
    const cell = rangeOf(penguins, 20, 5);
    const was = penguins.split('\n')[20].split(',')[5];
    await client.change(uri, '6', cell);
    assert.match(await client.says(uri, 20, cell.start.character), /The text changed since the fit/);
    await client.change(uri, was, { start: cell.start, end: { line: 20, character: cell.start.character + 1 } });
    assert.doesNotMatch(await client.says(uri, 20, cell.start.character), /The text changed since the fit/);
  });

  it('tells nothing of older versions when rows are edited while all of them are judged', async () => {
    const uri = 'file:///during.csv';
    const text = synthetic(20_000);
    await client.open(uri, text);
    await client.fit(uri, { k: 2, starts: 1, maxIterations: 5, ignore: ['colour'] });
    await client.diagnostics(uri, 1);
    const from = client.published.all.length;
    // A header that the model does not use has every row judged anew, which takes a while.
    await client.change(uri, 'color', rangeOf(text, 0, 3));
    let version = 0;
    for (const line of [900, 7, 12_000]) {
      version = await client.change(uri, '9999', rangeOf(text, line, 1));
      assert.match(
        await client.says(uri, line, rangeOf(text, line, 1).start.character),
        /^\*\*height\*\* is 9999, expected/,
      );
    }
    const found = await client.diagnostics(uri, version);
    const lines = found.map(({ range }) => range.start.line);
    assert.deepEqual(
      [7, 900, 12_000].filter((line) => !lines.includes(line)),
      [],
    );
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

  it('tells nothing more of a file that is closed while it is judged', async () => {
    const uri = 'file:///gone.csv';
    const text = withCell(synthetic(20_000), 9, 1, 'oops');
    await client.open(uri, text);
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
