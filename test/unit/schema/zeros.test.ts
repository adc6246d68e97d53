// Tests numeric columns with many zeros: two columns of the model, with the joint density of a hurdle model.
import assert from 'node:assert/strict';
import { boundAt } from '../../../server/core/data/cellBounds';
import { cellText, readTable } from '../../../server/core/csv/table/table';
import { complete } from '../../../server/core/numeric/generators';
import { normalDeviate, seededRandom, type Random } from '../../../server/core/numeric/random';
import { encode, encodeRow } from '../../../server/core/schema/encoding/encode';
import { usedColumns } from '../../../server/core/schema/encoding/usedColumns';
import { inferSchema, type SchemaOverrides } from '../../../server/core/schema/infer';
import { modelJson } from '../../../server/formats/model/writeModel';
import type { PipelineOutput } from '../../../server/pipeline/fitTable';
import { readModel } from '../../../server/formats/model/readModel';
import { runScoring } from '../../../server/pipeline/scoreTable';
import { fitText } from '../../support/fitText';
import { negativeBinomialDraw } from '../mixture/mixtureTables';

const ROBUST: SchemaOverrides = { isRobust: true };
const column = (cells: readonly (string | number)[]): string =>
  `x,n\n${cells.map((cell, i) => `${cell},${(i * 7919) % 1009}.5`).join('\n')}\n`;
const used = (text: string, overrides = ROBUST): string =>
  usedColumns(inferSchema(readTable(text, { hasHeader: true }), overrides))
    .filter(({ index }) => index === 0)
    .map(({ name, kind }) => `${name} ${kind}`)
    .join();
const many = (count: number, draw: (random: Random) => number | string, seed = 3): string =>
  column(
    Array.from(
      { length: count },
      (
        (random) => () =>
          draw(random)
      )(seededRandom(seed)),
    ),
  );
const rainOf = (random: Random): string => (random() < 0.65 ? 0 : Math.exp(1 + 1.1 * normalDeviate(random))).toFixed(1);

/** Two years of weather by day: warmer or colder, wet or dry, with less sun on wet days. */
function weather(change: (rows: string[][]) => void = () => undefined, seed = 4): string {
  const random = seededRandom(seed);
  const rows = Array.from({ length: 730 }, (_, day) => {
    const season = Math.sin((2 * Math.PI * (day - 100)) / 365);
    const rain = rainOf(random);
    return [
      (11 + 9 * season + 3 * normalDeviate(random)).toFixed(1),
      rain,
      (3.2 + 0.8 * normalDeviate(random)).toFixed(1),
      (9 + 4 * season + 1.2 * normalDeviate(random) - (rain === '0.0' ? 0 : 4)).toFixed(1),
    ];
  });
  change(rows);
  return `temp,rain,wind,sun\n${rows.map((row) => row.join(',')).join('\n')}\n`;
}

describe('columns with many zeros', function () {
  this.timeout(120_000);

  it('A column of lognormal amounts with a few zeros has parts, so that a negative one is found', () => {
    const table = readTable(
      many(300, (random) => (random() < 0.02 ? 0 : Math.exp(5 + 1.8 * normalDeviate(random)).toFixed(2))).replace(
        /\n[^,]+/,
        '\n-45.20',
      ),
      { hasHeader: true },
    );

    const { badCells } = encode(table, inferSchema(table, ROBUST));

    assert.deepEqual(
      badCells.map(({ code, row }) => [code, row]),
      [['cell.unsuitable-number', 0]],
    );
  });

  it('A column of counts with a few zeros has no parts', () => {
    const counts = many(300, (random) => negativeBinomialDraw(9, 2, random));

    assert.equal(used(counts), 'x negativeBinomial');
  });

  it('A column with many zeros becomes an amount and a zero column', () => {
    assert.equal(used(many(400, rainOf)), 'x lognormal,x (zero) bernoulli');
    assert.equal(
      used(many(400, (random) => (random() < 0.3 ? 0 : Math.abs(9 + 3 * normalDeviate(random)).toFixed(1)))),
      'x normal,x (zero) bernoulli',
      'hours of those who came',
    );
    assert.equal(
      used(many(400, (random) => (random() < 0.9 ? 0 : 100 * Math.round(50 * Math.exp(normalDeviate(random)))))),
      'x lognormal,x (zero) bernoulli',
      'costs in hundreds',
    );
    assert.equal(
      used(
        many(400, (random) =>
          random() < 0.6 ? 0 : random() < 0.01 ? -2.5 : Math.exp(normalDeviate(random)).toFixed(2),
        ),
      ),
      'x lognormal,x (zero) bernoulli',
      'some wrong signs',
    );
  });

  it('A column whose zeros are ordinary numbers stays one column', () => {
    assert.equal(used(many(400, (random) => (3 * normalDeviate(random)).toFixed(0))), 'x normal', 'temperatures');
    assert.equal(used(many(400, (random) => negativeBinomialDraw(5, 1, random))), 'x negativeBinomial', 'counts');
    assert.equal(used(many(400, (random) => Math.abs(2 * normalDeviate(random)).toFixed(0))), 'x categorical');
    assert.equal(
      used(many(400, (random) => Math.max(0, 10 + 3 * normalDeviate(random)).toFixed(1))),
      'x normal',
      'hardly a zero',
    );
  });

  it('A column with many zeros stays one column under plain estimates and by choice', () => {
    assert.equal(used(many(400, rainOf), {}), 'x normal', 'no part of the plain estimates');
    assert.equal(used(many(400, rainOf), { ...ROBUST, kinds: { x: 'normal' } }), 'x normal', 'a person says so');
    assert.equal(used(many(400, rainOf), { ...ROBUST, ignore: ['x (zero)'] }), 'x lognormal');
  });

  const rain = readTable(
    many(400, (random) => (random() < 0.02 ? '' : random() < 0.004 ? '-1.5' : rainOf(random))),
    { hasHeader: true },
  );

  it('A zero is a missing amount and no bad cell', () => {
    const {
      matrix: { columns },
      badCells,
    } = encode(rain, inferSchema(rain, ROBUST));

    assert.ok(
      badCells.length > 0 && badCells.every(({ code }) => code === 'cell.unsuitable-number'),
      JSON.stringify(badCells),
    );
    for (let row = 0; row < rain.rowCount; row++) {
      const [amount, zero] = columns.map(({ values }) => values[row]);
      assert.equal(Number.isNaN(amount), zero !== 1, `row ${row}`);
    }
  });

  it('encodeRow gives the amount and the zero that encode gives', () => {
    const schema = inferSchema(rain, ROBUST);
    const {
      matrix: { columns },
    } = encode(rain, schema);

    for (let row = 0; row < rain.rowCount; row++) {
      assert.deepEqual(
        encodeRow(
          rain,
          schema,
          columns.map(({ facts }) => facts),
          row,
        ).columns.map(({ values }) => values[0]),
        columns.map(({ values }) => values[row]),
      );
    }
  });

  it('The log density of an amount and its zero is that of a hurdle model', () => {
    const text = many(300, rainOf).replaceAll(/,.*$/gm, '');
    const { judgement, report, reading } = fitText(text, { k: 1, estimate: 'robust' });
    const cells = text.trim().split('\n').slice(1).map(Number);
    const [component] = report.components;
    const { meanlog, sdlog } = component.columns.x as Record<string, number>;
    const { probabilities } = component.columns['x (zero)'] as { probabilities: Record<string, number> };

    reading.table.columns.forEach((name) => assert.equal(name, 'x'));
    cells.forEach((x, row) => {
      const z = (Math.log(x) - meanlog) / sdlog;
      const expected =
        x === 0
          ? Math.log(probabilities.zero)
          : Math.log(probabilities.more) - Math.log(x * sdlog * Math.sqrt(2 * Math.PI)) - 0.5 * z * z;
      assert.ok(
        Math.abs(judgement.logDensity[row] - expected) < 1e-9,
        `row ${row}: ${judgement.logDensity[row]}, expected ${expected}`,
      );
    });
  });

  it('Wet days of a sound table are hardly ever reported', () => {
    for (const seed of [4, 5, 6]) {
      const found = fitText(weather(undefined, seed)).report.findings.filter((finding) => 'row' in finding);
      assert.ok(found.length <= 2, JSON.stringify(found));
    }
  });

  describe('a table of weather with wrong cells', () => {
    let report: PipelineOutput['report'];

    before(() => {
      ({ report } = fitText(
        weather((rows) => {
          rows[100][0] = '98.0';
          rows[300][1] = '8800.0';
          rows[500][2] = '-13.0';
          rows[600][1] = '-4.4';
        }),
      ));
    });

    it('Wrong cells of the weather are reported, with few others', () => {
      const lines = report.findings.flatMap((finding) => ('row' in finding ? [finding.row] : []));

      assert.ok(
        [100, 300, 500].every((row) => lines.includes(row)),
        lines.join(),
      );
      assert.ok(lines.length <= 5, lines.join());
    });

    it('A number below zero is an unreadable amount', () => {
      assert.deepEqual(
        report.unreadable?.map(({ line, column: name, reason }) => [line, name, reason]),
        [[602, 'rain', 'is below zero, where the numbers of rain begin']],
      );
    });

    it('The report names the parts of a column and the column that they are of', () => {
      assert.deepEqual(
        report.columns.map(({ name, of = '', part = '' }) => [name, part, of].join()),
        ['temp,,', 'rain,amount,', 'rain (zero),zero,rain', 'wind,,', 'sun,,'],
      );
    });
  });

  it('A bound is a bound of the amount, and above zero also no zero', () => {
    const table = readTable(
      many(400, (random) => (random() < 0.03 ? '>9' : random() < 0.05 ? '<1.5' : rainOf(random))),
      { hasHeader: true },
    );
    const schema = inferSchema(table, ROBUST);
    const {
      matrix: {
        columns: [amount, zero, ...others],
      },
      badCells,
    } = encode(table, schema);

    assert.equal(badCells.length, 0);
    for (let row = 0; row < table.rowCount; row++) {
      const text = cellText(table, row, 0);
      if (text === '>9') assert.deepEqual([zero.values[row], boundAt(amount.bounds, row)?.side], [1, 1]);
      if (text === '<1.5') assert.deepEqual([zero.values[row], boundAt(amount.bounds, row)?.side], [NaN, -1]);

      const alone = encodeRow(
        table,
        schema,
        [amount, zero, ...others].map(({ facts }) => facts),
        row,
      ).columns;

      assert.deepEqual(
        [alone[1].values[0], boundAt(alone[0].bounds, 0)],
        [zero.values[row], boundAt(amount.bounds, row)],
      );
    }
  });

  it('A column stays whole where another column has the name of its part', () => {
    const table = readTable(many(400, rainOf).replace('x,n', 'x,x (zero)'), { hasHeader: true });
    const [x] = inferSchema(table, ROBUST);

    assert.deepEqual([x.kind, x.parts], ['normal', undefined]);
    assert.match(x.reason, /there is a column "x \(zero\)" already$/);
  });

  describe('a model file of columns with many zeros', () => {
    let output: PipelineOutput;

    before(() => {
      output = fitText(weather(), { k: 2 });
    });

    it('Rows with many zeros have the same log densities under the model file', () => {
      const read = readModel(modelJson(output.report, output.model, 'test'));

      const scored = complete(runScoring(weather(), read, {}, () => 0));

      assert.deepEqual(scored.judgement.logDensity, output.judgement.logDensity);
    });

    it('A model file with an inconsistent amount or zero is refused', () => {
      const json = JSON.parse(modelJson(output.report, output.model, 'test')) as { columns: Record<string, unknown>[] };

      for (const [name, change, message] of [
        ['rain', { part: 'day' }, /"kind" must be "normal"|"part" must be "amount"/],
        ['rain (zero)', { of: 'wind' }, /must stand behind the column "wind"/],
        ['rain (zero)', { levels: ['more', 'zero'] }, /"levels" must be zero, more/],
      ] as const) {
        const columns = json.columns.map((each) => (each.name === name ? { ...each, ...change } : each));
        assert.throws(() => readModel(JSON.stringify({ ...json, columns })), message);
      }
    });
  });
});
