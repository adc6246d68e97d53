/** Places in a table: cells by line and column, the least certain rows, and the typical rows of each component. */
import assert from 'node:assert/strict';
import { ServerRequest } from '../../server/protocol';
import type { LeastCertainRow, TypicalRow } from '../../server/protocol/places';
import { Client, FULL } from './client';
import { synthetic } from './tables';

const uri = 'file:///rows.csv';
const text = synthetic(300);

describe('places in a table', function () {
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

  it('Without a model or an open file there are no least certain and no typical rows', async () => {
    assert.equal(await next(), null);
    assert.deepEqual(await typical(), []);
    assert.equal(await client.request(ServerRequest.leastCertainRow, { uri: 'file:///nowhere.csv' }), null);
  });

  describe('cells', () => {
    const cell = (line: number, column: string, of = uri): Promise<unknown> =>
      client.request(ServerRequest.cell, { uri: of, line, column });

    it('A cell is found by its line and its column', async () => {
      const [first, second] = text
        .split('\n')[7]
        .split(',')
        .map(({ length }) => length);

      assert.deepEqual(await cell(7, 'height'), {
        start: { line: 7, character: first + 1 },
        end: { line: 7, character: first + 1 + second },
      });
    });

    it('A cell of an unknown column, line or file is not found', async () => {
      for (const nothing of [
        cell(7, 'none'),
        cell(0, 'height'),
        cell(1e6, 'height'),
        cell(7, 'height', 'file:///nowhere.csv'),
      ])
        assert.equal(await nothing, null);
    });
  });

  describe('the rows of a fitted file', () => {
    let visited: LeastCertainRow[];
    before(async () => {
      await client.fit(uri, { k: 2, starts: 2 });
      await client.diagnostics(uri);
      visited = [];
      for (let row = await next(); row !== null && visited.length < 300; row = await next(row.row)) visited.push(row);
    });

    it('The least certain rows are visited by rising posterior, each of them once', () => {
      assert.deepEqual(new Set(visited.map(({ row }) => row)).size, 300);
      assert.ok(visited.every(({ posterior }, i) => i === 0 || posterior >= visited[i - 1].posterior));
      assert.ok(visited[0].posterior < 1);
    });

    it('The least certain row follows the most certain one', async () => {
      assert.equal((await next(visited[299].row))?.row, visited[0].row);
    });

    it('The least certain row has the component and posterior of its inlay hint', async () => {
      const { row, line, cluster, posterior } = visited[0];

      const hints = await client.hints(uri, { start: { line: 0, character: 0 }, end: { line: 300, character: 0 } });

      assert.equal(line, row + 1);
      assert.equal(
        hints.find(({ position }) => position.line === line)?.label,
        `cluster ${cluster + 1}, ${posterior > 0.995 ? '>99' : Math.round(100 * posterior)} %`,
      );
    });

    it('There is a typical row for each component, with its number of rows', async () => {
      const found = await typical();

      assert.deepEqual(
        found.map(({ cluster }) => cluster),
        [0, 1],
      );
      assert.equal(
        found.reduce((sum, { rows }) => sum + rows, 0),
        300,
      );
      for (const { rows, weight } of found) assert.ok(Math.abs(rows / 300 - weight) < 0.05);
    });

    it('The typical row of a component is less than one standard deviation from its means', async () => {
      for (const { line = 0 } of await typical()) {
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

    describe('a typical row after edits', () => {
      let line: number;
      before(async () => {
        line = (await typical())[0].line ?? 0;
        const inserted = await client.change(uri, `${text.split('\n')[1]}\n`, {
          start: { line: 1, character: 0 },
          end: { line: 1, character: 0 },
        });
        await client.diagnostics(uri, inserted);
      });

      it('A typical row moves with inserted lines', async () => {
        assert.equal((await typical())[0].line, line + 1);
      });

      it('An edited row is no longer typical, and is visited among the least certain rows', async () => {
        const cells = text.split('\n')[line].split(',').slice(0, 3);
        const halved = cells.map((cell) => String(Number(cell) / 2 + 1)).join(',');

        const edited = await client.change(uri, halved, {
          start: { line: line + 1, character: 0 },
          end: { line: line + 1, character: cells.join(',').length },
        });
        await client.diagnostics(uri, edited);

        assert.notEqual((await typical())[0].line, line + 1);
        const rows = new Set<number>();
        for (let row = await next(); row !== null && !rows.has(row.row); row = await next(row.row)) rows.add(row.row);
        assert.deepEqual([rows.size, rows.has(line)], [301, true]);
      });
    });
  });
});
