// Tests fits of tables with date columns.
import assert from 'node:assert/strict';
import { readTable } from '../../../server/core/csv/table/table';
import { encodeFor } from '../../../server/core/judging/fittedModel';
import { complete } from '../../../server/core/numeric/generators';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { usedColumns } from '../../../server/core/schema/encoding/usedColumns';
import { readModel } from '../../../server/formats/model/readModel';
import { modelJson } from '../../../server/formats/model/writeModel';
import type { PipelineOutput } from '../../../server/pipeline/fitTable';
import { cellsOfTable } from '../../../server/pipeline/judgedRows';
import { runScoring } from '../../../server/pipeline/scoreTable';
import { DAY, fit, isoOf, officeHours, orders, pad } from './dateSupport';

const text = orders();

describe('a fit of orders with their dates', function () {
  this.timeout(120_000);
  let output: PipelineOutput;

  before(() => {
    output = fit(text);
  });

  it('Parts of dates separate clusters', () => {
    const { report } = output;

    assert.equal(report.k, 2);
    assert.deepEqual(
      report.columns.map(({ name, part = '', of = '' }) => [name, part, of].join()),
      ['ordered,day,', 'ordered (hour),hour,ordered', 'price,,', 'shop,,'],
    );
  });

  it('An unexpected hour is the only unlikely cell', () => {
    const rows = output.report.findings.filter((finding) => 'row' in finding);

    assert.deepEqual(
      rows.map(({ row, cells }) => [row, ...cells.map(({ column }) => column)]),
      [[100, 'ordered (hour)']],
    );
  });

  it('Value, expectation and interval of an unexpected hour are dates and times', () => {
    const rows = output.report.findings.filter((finding) => 'row' in finding);
    const [{ expected, interval, value }] = rows[0].cells;

    assert.equal(value, isoOf(19_001 * DAY + 3600 * 4.5));
    assert.match(`${expected} ${interval.join(' ')}`, /^1[23]:\d\d (09|10):\d\d 1[56]:\d\d$/);
  });

  it('Informative parts of dates are not reported as unchecked', () => {
    assert.deepEqual(output.report.unchecked, []);
  });

  it('cellsOfTable gives the values of each part', () => {
    const table = readTable(text, { hasHeader: true });
    const { model } = output;
    const { columns } = encodeFor(model, table).matrix;

    const cells = cellsOfTable(table, model);

    columns.forEach(({ values }, at) => assert.deepEqual(cells.column(at).values, values, columns[at].name));
  });

  it('Hours of a later year are judged though its days are far from the model', () => {
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

  it('The form of the dates does not change the fit', () => {
    const dotted = orders((seconds) => {
      const date = new Date(1000 * Math.round(seconds));
      return (
        `${pad(date.getUTCDate())}.${pad(date.getUTCMonth() + 1)}.${date.getUTCFullYear()} ` +
        `${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())}`
      );
    });

    const dottedReport = fit(dotted).report;

    assert.deepEqual(
      [dottedReport.k, dottedReport.components.map(({ columns }) => columns)],
      [output.report.k, output.report.components.map(({ columns }) => columns)],
    );
  });
});

describe('a model file with parts of dates', function () {
  this.timeout(120_000);
  let output: PipelineOutput;

  before(() => {
    output = fit(text, { kinds: { 'ordered (weekday)': 'categorical' } });
  });

  it('A model file restores the parts of dates', () => {
    const read = readModel(modelJson(output.report, output.model, 'test'));

    assert.deepEqual(
      usedColumns(read.model.schema).map(({ name, part }) => `${name} ${part?.of ?? ''} ${part?.cut ?? ''}`),
      usedColumns(output.model.schema).map(({ name, part }) => `${name} ${part?.of ?? ''} ${part?.cut ?? ''}`),
    );
  });

  it('Rows with dates have the same log densities under the model file', () => {
    const read = readModel(modelJson(output.report, output.model, 'test'));

    const scored = complete(runScoring(text, read, {}, () => 0));

    assert.deepEqual(scored.judgement.logDensity, output.judgement.logDensity);
  });

  it('A model file with an inconsistent date part is refused', () => {
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
});

describe('fits of other date columns', function () {
  this.timeout(120_000);

  it('Dates that are spread evenly or in order do not separate clusters', () => {
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

  it('More than three far dates are all reported', () => {
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

  it('Parts of dates that tell nothing are reported as unchecked', () => {
    const random = seededRandom(21);
    const rows = Array.from({ length: 400 }, () => isoOf(officeHours(random)()));

    const { report } = fit(`begun,v\n${rows.map((row) => `${row},${normalDeviate(random).toFixed(2)}`).join('\n')}\n`);

    assert.deepEqual(
      report.unchecked.map(({ column, of = '' }) => [column, of].join()),
      ['begun (day),begun'],
    );
  });

  it('Of two date columns that go together, the hours of one are fitted', () => {
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
});
