/** Rows that are worth a look. */
import assert from 'node:assert/strict';
import type { InlayHint } from 'vscode-languageserver';
import { ServerRequest } from '../../server/protocol';
import type { LeastCertainRow, TypicalRow } from '../../server/protocol/places';
import { Client, FULL } from './client';
import { synthetic } from './tables';

const uri = 'file:///rows.csv';
const text = synthetic(300);

describe('rows worth a look, over the protocol', function () {
  this.timeout(60_000);
  let client: Client;
  before(async () => {
    client = await Client.start(FULL, { clusterHints: 'all' });
    await client.open(uri, text);
  });
  after(async () => assert.equal(await client.stop(), 0));

  const next = (after?: number): Promise<LeastCertainRow | null> =>
    client.request(ServerRequest.leastCertainRow, { uri, after });
  const typical = (): Promise<readonly TypicalRow[]> => client.request(ServerRequest.typicalRows, { uri });

  it('there are none without a model, nor in a file that is not open', async () => {
    assert.equal(await next(), null);
    assert.deepEqual(await typical(), []);
    assert.equal(await client.request(ServerRequest.leastCertainRow, { uri: 'file:///nowhere.csv' }), null);
  });

  it('cells are found by their line and their column', async () => {
    const cell = (line: number, column: string, of = uri): Promise<unknown> =>
      client.request(ServerRequest.cell, { uri: of, line, column });
    const [first, second] = text
      .split('\n')[7]
      .split(',')
      .map(({ length }) => length);
    assert.deepEqual(await cell(7, 'height'), {
      start: { line: 7, character: first + 1 },
      end: { line: 7, character: first + 1 + second },
    });
    for (const nothing of [
      cell(7, 'none'),
      cell(0, 'height'),
      cell(1e6, 'height'),
      cell(7, 'height', 'file:///nowhere.csv'),
    ])
      assert.equal(await nothing, null);
  });

  it('the least certain ones follow each other, and begin again behind the last', async () => {
    await client.fit(uri, { k: 2, starts: 2 });
    await client.diagnostics(uri);
    const seen: LeastCertainRow[] = [];
    for (let row = await next(); row !== null && seen.length < 300; row = await next(row.row)) seen.push(row);
    assert.deepEqual(new Set(seen.map(({ row }) => row)).size, 300);
    assert.ok(seen.every(({ posterior }, i) => i === 0 || posterior >= seen[i - 1].posterior));
    assert.ok(seen[0].posterior < 1);
    assert.equal((await next(seen[299].row))?.row, seen[0].row);
    // The same that the hints say.
    const range = { start: { line: 0, character: 0 }, end: { line: 300, character: 0 } };
    const hints = await client.request<InlayHint[]>('textDocument/inlayHint', { textDocument: { uri }, range });
    const { line, cluster, posterior } = seen[0];
    assert.equal(line, seen[0].row + 1);
    assert.equal(
      hints.find(({ position }) => position.line === line)?.label,
      `cluster ${cluster + 1}, ${posterior > 0.995 ? '>99' : Math.round(100 * posterior)} %`,
    );
  });

  it('the typical ones are near the middle of their clusters', async () => {
    const found = await typical();
    assert.deepEqual(
      found.map(({ cluster }) => cluster),
      [0, 1],
    );
    assert.equal(
      found.reduce((sum, { rows }) => sum + rows, 0),
      300,
    );
    for (const { line = 0, rows, weight } of found) {
      assert.ok(Math.abs(rows / 300 - weight) < 0.05);
      const [width, height, depth] = text.split('\n')[line].split(',').map(Number);
      const second = width > 2;
      for (const [value, mean, sd] of [
        [width, second ? 4 : 0, 1],
        [height, second ? 10 : 0, 2],
        [depth, second ? -3 : 0, 1],
      ])
        assert.ok(Math.abs(value - mean) < sd, `line ${line}`);
    }
  });

  it('are found where they stand after edits; a row that was changed is looked at as it is', async () => {
    const before = await typical();
    const { line = 0 } = before[0];
    const [width, height, depth] = text.split('\n')[line].split(',');
    const version = await client.change(uri, `${text.split('\n')[1]}\n`, {
      start: { line: 1, character: 0 },
      end: { line: 1, character: 0 },
    });
    await client.diagnostics(uri, version);
    assert.equal((await typical())[0].line, line + 1);
    const later = await client.change(
      uri,
      [width, height, depth].map((cell) => String(Number(cell) / 2 + 1)).join(','),
      {
        start: { line: line + 1, character: 0 },
        end: { line: line + 1, character: [width, height, depth].join(',').length },
      },
    );
    await client.diagnostics(uri, later);
    assert.notEqual((await typical())[0].line, line + 1);
    const rows = new Set<number>();
    for (let row = await next(); row !== null && !rows.has(row.row); row = await next(row.row)) rows.add(row.row);
    assert.deepEqual([rows.size, rows.has(line)], [301, true]);
  });
});
