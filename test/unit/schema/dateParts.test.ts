import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readTable, type Table } from '../../../server/core/csv/table/table';
import { complete } from '../../../server/core/numeric/generators';
import { chosenPart, partValue, secondsIn, tellingParts, WEEKDAYS } from '../../../server/core/schema/dates/dateParts';
import { wholeOf, type ColumnPart } from '../../../server/core/schema/encoding/parts';
import { encode, encodeRow } from '../../../server/core/schema/encoding/encode';
import { usedColumns } from '../../../server/core/schema/encoding/usedColumns';
import { inferSchema, type SchemaOverrides } from '../../../server/core/schema/infer';
import { normalDeviate, seededRandom, type Random } from '../../../server/core/numeric/random';
import { runPipeline, type PipelineOutput } from '../../../server/pipeline/fitTable';
import { encodeFor } from '../../../server/core/judging/fittedModel';
import { cellsOfTable } from '../../../server/pipeline/judgedRows';
import { modelJson } from '../../../server/formats/model/writeModel';
import { readModel } from '../../../server/formats/model/readModel';
import { runScoring } from '../../../server/pipeline/scoreTable';
import { partSpread, partText } from '../../../server/protocol/report/dateWords';

const DAY = 86_400;
const pad = (value: number): string => String(value).padStart(2, '0');
const isoOf = (seconds: number): string =>
  new Date(1000 * Math.round(seconds)).toISOString().slice(0, 16).replace('T', ' ');
const dates = (count: number, draw: (n: number) => number): Float64Array =>
  Float64Array.from({ length: count }, (_, n) => draw(n));
const names = (parts: readonly ColumnPart[]): string => parts.map(({ of }) => of).join();
/** At office hours of working days within a year, in no order. */
const officeHours = (random: Random) => (): number => {
  const day = 19_000 + Math.floor(365 * random());
  const isWeekend = partValue({ of: 'weekday' }, day * DAY) >= 5;
  return ((isWeekend ? day - 2 : day) + (13 + 2 * normalDeviate(random)) / 24) * DAY;
};

describe('parts of dates', () => {
  it('are days, hours of a circle that is cut open, and weekdays', () => {
    const monday = secondsIn('2024-01-01 01:30', 'YYYY-MM-DD hh:mm');
    assert.deepEqual(
      (['day', 'weekday'] as const).map((of) => partValue({ of }, monday)),
      [19_723.0625, 0],
    );
    assert.deepEqual(
      [0, 1, 2, 15].map((cut) => partValue({ of: 'hour', cut }, monday)),
      [1.5, 1.5, 25.5, 25.5],
    );
    fc.assert(
      fc.property(
        fc.integer({ min: -10_000, max: 40_000 }),
        fc.integer({ min: 0, max: DAY - 1 }),
        fc.integer({ min: 0, max: 23 }),
        (day, second, cut) => {
          const seconds = day * DAY + second;
          const date = new Date(1000 * Math.round(seconds));
          assert.equal(WEEKDAYS[partValue({ of: 'weekday' }, seconds)].slice(0, 3), date.toUTCString().slice(0, 3));
          const hour = partValue({ of: 'hour', cut }, seconds);
          assert.ok(hour >= cut && hour < cut + 24);
          assert.ok(Math.abs((hour % 24) - second / 3600) < 1e-9);
          assert.equal(partText('day', partValue({ of: 'day' }, day * DAY)), date.toISOString().slice(0, 10));
        },
      ),
    );
  });

  it('take part where they tell something', () => {
    const random = seededRandom(5);
    const form = 'YYYY-MM-DD hh:mm';
    const evenly = dates(400, () => (19_000 + 365 * random()) * DAY);
    assert.equal(names(tellingParts(form, evenly, false)), '', 'spread evenly over days, hours and weekdays');
    assert.equal(names(tellingParts(form, dates(400, officeHours(random)), false)), 'hour,weekday');
    assert.equal(
      names(
        tellingParts(
          form,
          dates(400, (n) => (19_000 + 5 * normalDeviate(random) + 200 * (n % 2)) * DAY),
          false,
        ),
      ),
      'day',
      'two campaigns, at any time of the day',
    );
    assert.equal(
      names(
        tellingParts(
          form,
          dates(400, (n) => (19_000 + 5 * normalDeviate(random) + 200 * (n % 2)) * DAY),
          true,
        ),
      ),
      '',
      'in order',
    );
    assert.equal(names(tellingParts('YYYY-MM-DD', dates(20, officeHours(random)), false)), '', 'too few');
    assert.equal(
      names(
        tellingParts(
          form,
          dates(400, () => Math.floor(19_000 + 365 * random()) * DAY),
          false,
        ),
      ),
      '',
      'midnight is no time',
    );
  });

  it('have the day cut where nothing happens, so that a night is one', () => {
    const random = seededRandom(6);
    const [part] = tellingParts(
      'hh:mm',
      dates(300, () => ((24 + 24 + 1.5 * normalDeviate(random)) * 3600) % DAY),
      false,
    );
    assert.ok(part.cut !== undefined && part.cut >= 8 && part.cut <= 16, String(part.cut));
    const hours = [23 * 3600, 0, 3600].map((second) => partValue(part, second));
    assert.deepEqual(hours, [23, 24, 25]);
    assert.equal(
      chosenPart('hh:mm', 'hour', Float64Array.of(NaN, 3600)).of,
      'hour',
      'a person may choose it whatever the hours are',
    );
  });

  it('are written as people write them', () => {
    assert.deepEqual(
      [
        partText('hour', 25.5),
        partText('hour', -0.25),
        partText('day', 18_690.4, 30),
        partText('day', 18_690.5, 0.2),
        partText('day', 1e9),
      ],
      ['01:30', '23:45', '2021-03-04', '2021-03-04 12:00', '1.00000e+9 days since 1970'],
    );
    assert.deepEqual(
      [
        partSpread('day', 31.4),
        partSpread('day', 1.2),
        partSpread('day', 0.01),
        partSpread('hour', 2.24),
        partSpread('hour', 0.5),
      ],
      ['31 days', '29 h', '14 min', '2.2 h', '30 min'],
    );
    assert.deepEqual(
      [wholeOf('joined (hour)'), wholeOf('joined (hours)'), wholeOf('a (day) (weekday)')],
      ['joined', undefined, 'a (day)'],
    );
  });
});

/** Orders in the daytime of spring and in the nights of summer, some cells missing or wrong. */
function orders(form: (seconds: number) => string = isoOf): string {
  const random = seededRandom(9);
  const rows = Array.from({ length: 400 }, (_, n) => {
    const g = n % 2;
    const day = Math.round(19_000 + 120 * g + 12 * normalDeviate(random));
    const seconds = day * DAY + 3600 * (13 + 10.5 * g + 1.5 * normalDeviate(random));
    return `${n % 23 === 4 ? '' : form(seconds)},${(20 + 10 * g + 2 * normalDeviate(random)).toFixed(1)},${'AB'[n % 3 === 0 ? 1 : 0]}`;
  });
  rows[100] = `${form(19_001 * DAY + 3600 * 4.5)},20.5,A`;
  rows[201] = `${form(22_500 * DAY + 3600 * 22)},31.5,A`;
  rows[300] = `31.02.2022,20.5,A`;
  return `ordered,price,shop\n${rows.join('\n')}\n`;
}

const ROBUST: SchemaOverrides = { isRobust: true };
const fit = (text: string, options: Parameters<typeof runPipeline>[1] = {}): PipelineOutput =>
  complete(runPipeline(text, { seed: 1, ...options }, () => 0));

describe('columns of dates in a model', function () {
  this.timeout(120_000);
  const text = orders();
  const table: Table = readTable(text, { hasHeader: true });

  it('are as many columns as parts of them tell something, with names and reasons', () => {
    const schema = inferSchema(table, ROBUST);
    assert.deepEqual(
      usedColumns(schema).map(({ name, index, kind }) => `${name} ${index} ${kind}`),
      ['ordered 0 normal', 'ordered (hour) 0 normal', 'price 1 normal', 'shop 2 bernoulli'],
    );
    assert.equal(schema[0].reason, 'dates, YYYY-MM-DD hh:mm');
    assert.equal(schema.length, 3, 'a column of the table is one of the schema');
  });

  it('are left out, brought in and cut down by a person', () => {
    const used = (overrides: SchemaOverrides): string =>
      usedColumns(inferSchema(table, overrides))
        .map(({ name }) => name)
        .join();
    assert.equal(used({}), 'price,shop', 'no part of the plain estimates');
    assert.equal(used({ ...ROBUST, ignore: ['ordered'] }), 'price,shop');
    assert.equal(used({ ...ROBUST, ignore: ['ordered (hour)'] }), 'ordered,price,shop');
    assert.equal(used({ ...ROBUST, kinds: { 'ordered (hour)': 'ignored' } }), 'ordered,price,shop');
    assert.equal(
      used({ kinds: { ordered: 'normal', 'ordered (weekday)': 'categorical' } }),
      'ordered,ordered (weekday),price,shop',
    );
    const twin = readTable(text.replace('price', 'ordered (hour)'), { hasHeader: true });
    assert.deepEqual(
      usedColumns(inferSchema(twin, ROBUST)).map(({ name, index }) => `${name} ${index}`),
      ['ordered 0', 'ordered (hour) 1', 'shop 2'],
      'a name stands once',
    );
  });

  it('are encoded row by row as all at once, wrong and far dates missing', () => {
    const schema = inferSchema(table, ROBUST);
    const { matrix, badCells } = encode(table, schema);
    assert.deepEqual(
      badCells.map(({ row, code }) => `${row} ${code}`),
      ['201 cell.far-date', '300 cell.bad-date'],
    );
    for (let row = 0; row < table.rowCount; row++) {
      const alone = encodeRow(
        table,
        schema,
        matrix.columns.map(({ facts }) => facts),
        row,
      );
      assert.deepEqual(
        alone.columns.map(({ values }) => values[0]),
        matrix.columns.map(({ values }) => values[row]),
        `row ${row}`,
      );
    }
    const [day, hour] = matrix.columns.map(({ values }) => [201, 300].map((row) => !Number.isNaN(values[row])));
    assert.deepEqual(
      [day, hour],
      [
        [false, false],
        [true, false],
      ],
      'of a far date the hour is known',
    );
  });

  it('tell clusters apart, and which hour was not to be expected', () => {
    const { report } = fit(text);
    assert.equal(report.k, 2);
    assert.deepEqual(
      report.columns.map(({ name, part = '', of = '' }) => [name, part, of].join()),
      ['ordered,day,', 'ordered (hour),hour,ordered', 'price,,', 'shop,,'],
    );
    const rows = report.findings.filter((finding) => 'row' in finding);
    assert.deepEqual(
      rows.map(({ row, cells }) => [row, ...cells.map(({ column }) => column)]),
      [[100, 'ordered (hour)']],
    );
    const [{ expected, interval, value }] = rows[0].cells;
    assert.equal(value, isoOf(19_001 * DAY + 3600 * 4.5));
    assert.match(`${expected} ${interval.join(' ')}`, /^1[23]:\d\d (09|10):\d\d 1[56]:\d\d$/);
    assert.deepEqual(report.unchecked, []);
  });

  it('are not told apart by dates that are spread evenly or in order', () => {
    const random = seededRandom(3);
    const rows = (date: (n: number) => string): string =>
      'ordered,price\n' +
      `${Array.from({ length: 500 }, (_, n) => `${date(n)},${normalDeviate(random).toFixed(2)}`).join('\n')}\n`;
    for (const date of [
      () => isoOf((19_000 + 900 * random()) * DAY).slice(0, 10),
      (n: number) => isoOf((19_000 + n) * DAY).slice(0, 10),
      (n: number) => isoOf((19_000 + 0.3 * n + 0.2 * random()) * DAY),
    ]) {
      const { report } = fit(rows(date));
      assert.deepEqual([report.k, report.columns[0].kind], [1, 'ignored'], report.columns[0].reason);
      assert.equal(report.findings.filter((finding) => 'row' in finding).length, 0);
    }
  });

  it('are pictured each by itself', () => {
    const { model } = fit(text);
    const { columns } = encodeFor(model, table).matrix;
    const cells = cellsOfTable(table, model);
    columns.forEach(({ values }, at) => assert.deepEqual(cells.column(at).values, values, columns[at].name));
  });

  it('come back from a model file, by which rows get the same scores to the last bit', () => {
    const output = fit(text, { kinds: { 'ordered (weekday)': 'categorical' } });
    const read = readModel(modelJson(output.report, output.model, 'test'));
    assert.deepEqual(
      usedColumns(read.model.schema).map(({ name, part }) => `${name} ${part?.of ?? ''} ${part?.cut ?? ''}`),
      usedColumns(output.model.schema).map(({ name, part }) => `${name} ${part?.of ?? ''} ${part?.cut ?? ''}`),
    );
    const scored = complete(runScoring(text, read, {}, () => 0));
    assert.deepEqual(scored.judgement.logDensity, output.judgement.logDensity);
    const json = JSON.parse(modelJson(output.report, output.model, 'test')) as { columns: Record<string, unknown>[] };
    for (const [change, message] of [
      [{ of: 'price' }, /must stand behind the column "price"/],
      [{ part: 'year' }, /"part"/],
      [{ cut: -1 }, /"cut"/],
      [{ kind: 'poisson' }, /"kind" must be "normal"/],
      [{ part: 'weekday' }, /"kind" must be/],
    ] as const) {
      const columns = json.columns.map((column) =>
        column.name === 'ordered (hour)' ? { ...column, ...change } : column,
      );
      assert.throws(() => readModel(JSON.stringify({ ...json, columns })), message);
    }
  });

  it('are told to be far off where some are, also where they are more than three', () => {
    const random = seededRandom(13);
    const rows = Array.from(
      { length: 300 },
      () => `${isoOf((19_000 + 365 * random()) * DAY)},${normalDeviate(random).toFixed(2)}`,
    );
    ['1922-03-04 10:14', '2202-01-04 15:32', '1012-05-05 12:14', '1900-01-01 13:34'].forEach(
      (far, i) => (rows[20 + 30 * i] = `${far},0.5`),
    );
    const { report } = fit(`day,v\n${rows.join('\n')}\n`);
    assert.deepEqual(
      report.unreadable?.map(({ line }) => line),
      [22, 52, 82, 112],
    );
  });

  it('have hours that are judged in a later year, too', () => {
    const output = fit(text);
    const read = readModel(modelJson(output.report, output.model, 'test'));
    const later =
      'ordered,price,shop\n' +
      `${Array.from({ length: 40 }, (_, n) => `2031-05-${pad(1 + (n % 28))} ${n === 9 ? '04:20' : `1${2 + (n % 3)}:15`},20.5,A`).join('\n')}\n`;
    const { judgement, report } = complete(runScoring(later, read, {}, () => 0));
    assert.deepEqual(
      judgement.unlikely.map(({ row }) => row),
      [9],
    );
    assert.equal(report.unreadable?.length, 40, 'their days are far from those that the model knows');
  });

  it('say which of their parts are not checked', () => {
    const random = seededRandom(21);
    const rows = Array.from({ length: 400 }, () => isoOf(officeHours(random)()));
    const { report } = fit(`begun,v\n${rows.map((row) => `${row},${normalDeviate(random).toFixed(2)}`).join('\n')}\n`);
    assert.deepEqual(
      report.unchecked.map(({ column, of = '' }) => [column, of].join()),
      ['begun (day),begun'],
    );
  });

  it('of two columns that go together are told apart by one alone', () => {
    const random = seededRandom(17);
    const rows = Array.from({ length: 400 }, () => {
      const begun = (Math.floor(19_000 + 300 * random()) + (10 + 2 * normalDeviate(random)) / 24) * DAY;
      return `${isoOf(begun)},${isoOf(begun + 3600 * (1 + random()))},${normalDeviate(random).toFixed(2)}`;
    });
    const { report } = fit(`begun,ended,v\n${rows.join('\n')}\n`);
    assert.deepEqual([report.k, report.columns.map(({ name }) => name).join()], [1, 'begun,begun (hour),ended,v']);
    assert.match(
      report.unchecked.find(({ column }) => column === 'ended')?.reason ?? '',
      /hours go with those of begun$/,
    );
  });

  it('must be there where somebody names their parts', () => {
    assert.throws(
      () => fit(text, { kinds: { 'ordered (hour)': 'lognormal' } }),
      /"ordered \(hour\)" cannot be lognormal; its kinds are normal and ignored\./,
    );
    assert.throws(
      () => fit(text, { ignore: ['price (hour)'] }),
      /There is no column "price \(hour\)": "price" has no dates\./,
    );
    assert.throws(() => fit(text, { ignore: ['paid (hour)'] }), /There is no column "paid \(hour\)"; the columns are/);
  });

  it('are read in the form of their column alone', () => {
    const dotted = orders((seconds) => {
      const date = new Date(1000 * Math.round(seconds));
      return (
        `${pad(date.getUTCDate())}.${pad(date.getUTCMonth() + 1)}.${date.getUTCFullYear()} ` +
        `${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())}`
      );
    });
    const [a, b] = [text, dotted].map((own) => fit(own).report);
    assert.deepEqual(
      [b.k, b.components.map(({ columns }) => columns)],
      [a.k, a.components.map(({ columns }) => columns)],
    );
  });
});
