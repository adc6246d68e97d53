/** Settings of how a file is read: they hold at once, and its status reports them. */
import assert from 'node:assert/strict';
import type { DidJudgeParams, TableStatus } from '../../server/protocol/status';
import type { Client } from './client';
import { ReportListener } from './reportListener';
import { penguins } from './tables';

const uri = 'file:///read.csv';

describe('the status of a table', function () {
  this.timeout(60_000);
  let client: Client;
  let listener: ReportListener;
  let unfitted: TableStatus;
  let fitted: TableStatus;
  before(async () => {
    listener = await ReportListener.start();
    client = listener.client;
    await client.open(uri, penguins);
    unfitted = await status(() => true);
    await client.fit(uri, { k: 3, starts: 1 });
    fitted = await status(({ model }) => model !== undefined);
  });
  beforeEach(() => (listener.judged.length = 0));
  after(async () => assert.equal(await client.stop(), 0));

  /** The last status of a file that meets a condition, once there is one. */
  async function status(holds: (table: TableStatus) => boolean, of = uri): Promise<TableStatus> {
    const matches = (params: DidJudgeParams): boolean => params.uri === of && holds(params.table);
    // The status follows the diagnostics.
    await listener.until(() => listener.judged.some(matches));
    return (listener.judged.findLast(matches) as DidJudgeParams).table;
  }

  async function configured(settings: object | null): Promise<void> {
    client.settings = settings;
    await client.notify('workspace/didChangeConfiguration', { settings: null });
  }

  it('The status of a table without a model has its rows, columns and dialect', () => {
    const { model, ...table } = unfitted;

    assert.equal(model, undefined);
    assert.deepEqual(
      { ...table, missing: [] },
      { rows: 344, columns: 8, delimiter: ',', header: true, decimal: '.', missing: [] },
    );
  });

  it('The status of a fitted table has K, and a model that suits it and is not stale', () => {
    assert.deepEqual([fitted.model?.k, fitted.model?.stale, fitted.model?.suits], [3, false, true]);
  });

  it('A new missing value makes the model stale, and its cells count as missing in hovers', async () => {
    await configured({ missingValues: ['', 'NA', 'Dream'] });

    const { missing, model } = await status((table) => table.model?.stale === true);
    assert.deepEqual(missing, ['', 'NA', 'Dream']);
    assert.equal(model?.suits, true);
    const lines = penguins.split('\n');
    const dream = lines.findIndex((line) => line.includes('Dream'));
    assert.match(await client.hoverText(uri, dream, lines[dream].indexOf('Dream') + 1), /missing/i);
  });

  it('The model does not suit a table with another delimiter, until the setting is taken back', async () => {
    await configured({ delimiter: ';' });
    const single = await status(({ columns }) => columns === 1);
    assert.deepEqual([single.delimiter, single.model?.suits], [';', false]);

    await configured({});
    const restored = await status(({ model }) => model?.suits === true && !model.stale);
    assert.deepEqual([restored.delimiter, restored.columns], [',', 8]);
  });

  describe('a table between other lines', () => {
    const framed = 'file:///framed.csv';
    let found: TableStatus;
    before(async () => {
      const rows = Array.from({ length: 20 }, (_, i) => `${i},${i % 3},5${i}`).join('\n');
      await client.open(framed, `# by hand\n# again\nReport,,\na,b,c\nkg,m,s\n${rows}\n`);
      found = await status(({ comment }) => comment !== undefined, framed);
    });
    after(async () => {
      await configured({});
      await client.close(framed);
    });

    it('The status has the comment mark and the numbers of skipped lines, rows of units and lines that are not rows', () => {
      assert.deepEqual(
        [found.rows, found.comment, found.skipped, found.unitsRows, found.passedOver],
        [20, '#', 1, 1, 4],
      );
    });

    it('The setting unitsRows makes a row of units a row of the table', async () => {
      await configured({ unitsRows: 0 });

      assert.equal(
        (await status(({ unitsRows, comment }) => comment === '#' && unitsRows === undefined, framed)).rows,
        21,
      );
    });

    it('The settings skip and comment decide which lines are rows', async () => {
      await configured({ skip: 0, comment: '', decimal: 'comma' });

      const whole = await status(({ decimal }) => decimal === ',', framed);
      assert.deepEqual([whole.comment, whole.skipped], [undefined, undefined]);
      assert.equal(whole.rows + (whole.header ? 1 : 0) + (whole.passedOver ?? 0), 25);
    });

    it('The setting thousands "point" implies a decimal comma', async () => {
      await configured({ thousands: 'point' });

      assert.equal((await status(({ thousands }) => thousands === '.', framed)).decimal, ',');
    });

    it('The setting delimiter "blank" divides cells at blanks', async () => {
      await configured({ delimiter: 'blank' });

      await status(({ delimiter }) => delimiter === ' ', framed);
    });
  });

  it('A fit uses the settings of how the file is read', async () => {
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
