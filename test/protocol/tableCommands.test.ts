/** Commands that answer questions about the text of a table: the rows of a selection, and a description. */
import assert from 'node:assert/strict';
import { ServerCommand, type TableReport } from '../../server/protocol';
import { Client, refusal } from './client';

describe('commands about a table', function () {
  this.timeout(60_000);
  let client: Client;
  before(async () => (client = await Client.start()));
  after(async () => assert.equal(await client.stop(), 0));

  describe('the rows on the lines of a selection', () => {
    const uri = 'file:///rows.csv';
    before(() => client.open(uri, 'a,b\n1,2\n"3\n4",5\n\n6,7\n8,9\n'));

    const rowsOn = (...lines: readonly (readonly [number, number])[]): Promise<unknown> =>
      client.execute(ServerCommand.rowsIn, {
        uri,
        ranges: lines.map(([from, to]) => ({ start: { line: from, character: 1 }, end: { line: to, character: 1 } })),
      });

    it('The header line has no rows', async () => {
      assert.deepEqual(await rowsOn([0, 0]), []);
    });

    it('A selection has the rows that begin on its lines, as ranges with an exclusive end', async () => {
      assert.deepEqual(await rowsOn([0, 1]), [[0, 1]]);
      assert.deepEqual(await rowsOn([3, 5]), [[2, 3]]);
    });

    it('Ranges of rows are sorted', async () => {
      assert.deepEqual(await rowsOn([5, 6], [0, 1]), [
        [0, 1],
        [2, 4],
      ]);
    });

    it('Overlapping ranges are merged and end with the table', async () => {
      assert.deepEqual(await rowsOn([0, 400], [2, 2]), [[0, 4]]);
    });

    it('Ranges that are not a list are refused', async () => {
      assert.equal((await refusal(client.execute(ServerCommand.rowsIn, { uri, ranges: 'all' }))).code, -32602);
    });
  });

  it('A description has the dialect of a table and the kinds of its columns', async () => {
    const uri = 'file:///described.csv';
    await client.open(uri, 'size;sort\n1,5;x\n2,5;y\n3,5;x\n4,5;y\n');

    const { columns, ...table } = await client.execute<TableReport>(ServerCommand.describe, { uri });

    assert.deepEqual(table, { rows: 4, delimiter: ';', header: true, decimal: ',' });
    assert.deepEqual(
      columns.map(({ name, kind }) => [name, kind]),
      [
        ['size', 'normal'],
        ['sort', 'bernoulli'],
      ],
    );
  });
});
