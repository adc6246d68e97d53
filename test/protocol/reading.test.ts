/** How a file is read may be said for this file alone, and holds at once. */
import assert from 'node:assert/strict';
import { ServerNotification } from '../../server/protocol';
import type { DidJudgeParams, TableStatus } from '../../server/protocol/status';
import { until } from '../support/until';
import { Client, FULL } from './client';
import { penguins } from './tables';

const uri = 'file:///read.csv';

describe('how a file is read, over the protocol', function () {
  this.timeout(60_000);
  let client: Client;
  let statuses: TableStatus[];
  before(async () => {
    client = await Client.start(FULL);
    client.connection.onNotification(
      ServerNotification.didJudge,
      ({ table }: DidJudgeParams) => void statuses.push(table),
    );
  });
  beforeEach(() => (statuses = []));
  after(async () => assert.equal(await client.stop(), 0));

  /** What is told once it is as it should be. */
  async function status(holds: (table: TableStatus) => boolean): Promise<TableStatus> {
    // It follows the diagnostics, and may come after whoever waits for these has gone on.
    await until('it is told', () => statuses.some(holds));
    return statuses.findLast(holds) as TableStatus;
  }

  async function configured(settings: object | null): Promise<void> {
    client.settings = settings;
    await client.notify('workspace/didChangeConfiguration', { settings: null });
  }

  it('tells how it is read and by which model it is judged', async () => {
    await client.open(uri, penguins);
    const { model, ...table } = await status(() => true);
    assert.equal(model, undefined);
    assert.deepEqual(
      { ...table, missing: [] },
      { rows: 344, columns: 8, delimiter: ',', header: true, decimal: '.', missing: [] },
    );
    await client.fit(uri, { k: 3, starts: 1 });
    const fitted = await status((each) => each.model !== undefined);
    assert.deepEqual([fitted.model?.k, fitted.model?.stale, fitted.model?.suits], [3, false, true]);
  });

  it('is read in another way at once, also when it is fitted, and back', async () => {
    await configured({ missingValues: ['', 'NA', 'Dream'] });
    const other = await status(({ model }) => model?.stale === true);
    assert.deepEqual(other.missing, ['', 'NA', 'Dream']);
    assert.equal(other.model?.suits, true);
    // The cell counts as missing for hovers, too, and the model says what it may be.
    const dream = penguins.split('\n').findIndex((line) => line.includes('Dream'));
    assert.match(await client.says(uri, dream, penguins.split('\n')[dream].indexOf('Dream') + 1), /missing/i);
    await configured({ delimiter: ';' });
    const single = await status(({ columns }) => columns === 1);
    assert.deepEqual([single.delimiter, single.model?.suits], [';', false]);
    await configured({});
    const back = await status(({ model }) => model?.suits === true && !model.stale);
    assert.deepEqual([back.delimiter, back.columns], [',', 8]);
  });

  it('says which lines are no rows, and takes a word on them', async () => {
    const framed = 'file:///framed.csv';
    const rows = Array.from({ length: 20 }, (_, i) => `${i},${i % 3},5${i}`).join('\n');
    await client.open(framed, `# by hand\n# again\nReport,,\na,b,c\nkg,m,s\n${rows}\n`);
    const found = await status(({ comment }) => comment !== undefined);
    assert.deepEqual([found.rows, found.comment, found.skipped, found.unitsRows, found.passedOver], [20, '#', 1, 1, 4]);
    await configured({ unitsRows: 0 });
    assert.equal((await status(({ unitsRows, comment }) => comment === '#' && unitsRows === undefined)).rows, 21);
    await configured({ skip: 0, comment: '', decimal: 'comma' });
    const whole = await status(({ decimal }) => decimal === ',');
    assert.deepEqual([whole.comment, whole.skipped], [undefined, undefined]);
    assert.equal(whole.rows + (whole.header ? 1 : 0) + (whole.passedOver ?? 0), 25);
    await configured({ thousands: 'point' });
    assert.equal((await status(({ thousands }) => thousands === '.')).decimal, ',');
    await configured({ delimiter: 'blank' });
    await status(({ delimiter }) => delimiter === ' ');
    await configured({});
    await client.close(framed);
  });

  it('is fitted as it is read', async () => {
    await configured({ header: 'no' });
    await status(({ header }) => !header);
    const { rows, columns } = await client.fit(uri, { k: 1 });
    assert.equal(rows, 345);
    assert.deepEqual(
      columns.slice(0, 2).map(({ name }) => name),
      ['column 1', 'column 2'],
    );
    assert.equal((await status(({ model }) => model?.stale === false)).rows, 345);
    await configured({});
  });
});
