import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readTable } from '../../../server/core/csv/table/table';
import { judgeTable } from '../../../server/core/judging/fittedModel';
import { judgeRow } from '../../../server/core/judging/rowJudgement';
import { complete } from '../../../server/core/numeric/generators';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { encodeRow } from '../../../server/core/schema/encoding/encode';
import { poissonDraw } from '../mixture/mixtureTables';
import { unlikelyRowNumbers, judgedText as judged } from './judgedTables';

const penguins = readFileSync('samples/penguins.csv', 'utf8');

/** The penguins with body_mass_g replaced in some data rows. */
function withMass(masses: Readonly<Record<number, string>>): string {
  return penguins
    .split('\n')
    .map((line, n) =>
      line.replace(
        /,(\d{4}),("?(?:fe)?male"?|),2/,
        (_, mass: string, sex: string) => `,${masses[n - 1] ?? mass},${sex},2`,
      ),
    )
    .join('\n');
}

describe('the judgement of a table', function () {
  this.timeout(120_000);

  it('Files of levels alone have no findings', () => {
    const random = seededRandom(8);
    const pick = (levels: string): string => levels[Math.floor(random() * levels.length)];
    const files = [
      'x\na\nb\nb\na\nb\nb\n',
      `x\n${Array.from({ length: 60 }, () => pick('uvw')).join('\n')}\n`,
      `x,y\n${Array.from({ length: 60 }, () => `${pick('ab')},${pick('cd')}`).join('\n')}\n`,
      `x,y\n${Array.from({ length: 60 }, () => `${pick('ab')},${pick('0123')}`).join('\n')}\n`,
      `x,y\n${Array.from({ length: 50 }, () => `${pick('xyz')},${pick('pq')}`).join('\n')}\n`,
    ];

    for (const file of files) assert.deepEqual(unlikelyRowNumbers(judged(file).judgement), [], file.slice(0, 30));
  });

  it('Files of two or three rows have no findings', () => {
    assert.deepEqual(unlikelyRowNumbers(judged('a,b,c\n1,2,x\n3,4,y\n').judgement), []);
    assert.deepEqual(unlikelyRowNumbers(judged('a,b,c\n1,2,x\n3,4,y\n6,1,x\n').judgement), []);
  });

  it('Several slips in one column are all found', () => {
    const found = unlikelyRowNumbers(judged(withMass({ 20: '63000', 200: '6300000' })).judgement);
    assert.deepEqual(
      found.filter((row) => row === 20 || row === 200),
      [20, 200],
    );
    // Two penguins with very long bills may be found, too.
    assert.ok(found.length <= 4, String(found));
  });

  it('Twenty wrong numbers of six kinds are found with at most two further rows', () => {
    const [BILL, DEPTH, FLIPPER, MASS] = [2, 3, 4, 5];
    const slips: readonly (readonly [number, number, string])[] = [
      [121, MASS, '35000'],
      [303, MASS, '38000'],
      [278, MASS, '36500'],
      [66, BILL, '-35.5'],
      [189, BILL, '-44.4'],
      [309, BILL, '-51'],
      [132, DEPTH, '187'],
      [282, DEPTH, '182'],
      [50, DEPTH, '0'],
      [90, MASS, '3'],
      [242, BILL, '218'],
      [242, FLIPPER, '47.5'],
      [320, BILL, '196'],
      [320, FLIPPER, '50.9'],
      [297, BILL, '191'],
      [297, FLIPPER, '48.5'],
      [33, FLIPPER, '-999'],
      [310, FLIPPER, '-999'],
      [6, FLIPPER, '-999'],
      [240, FLIPPER, '-999'],
    ];
    const [head, ...lines] = penguins
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));
    for (const [row, column, text] of slips) lines[row][column] = text;

    const { judgement } = judged([head, ...lines].map((cells) => cells.join(',')).join('\n'));

    const isCode = ([, , text]: (typeof slips)[number]): boolean => text === '-999';
    assert.deepEqual(
      judgement.repeated.map(({ column, value, rows }) => [column, value, [...rows]]),
      [
        [
          FLIPPER,
          -999,
          slips
            .filter(isCode)
            .map(([row]) => row)
            .sort((a, b) => a - b),
        ],
      ],
    );

    const named = judgement.unlikely.flatMap(({ row, columns }) => columns.map((column) => `${row} ${column}`));
    const wrong = slips.filter((slip) => !isCode(slip)).map(([row, column]) => `${row} ${column}`);
    assert.deepEqual(
      wrong.filter((cell) => !named.includes(cell)),
      [],
    );
    assert.ok(judgement.unlikely.length <= new Set(wrong.map((cell) => cell.split(' ')[0])).size + 2, named.join(', '));
  });

  it('The prediction of a cell stays usual however wild the cell is', () => {
    const random = seededRandom(2);
    const rows = Array.from(
      { length: 160 },
      () => `${normalDeviate(random).toFixed(3)},${normalDeviate(random).toFixed(3)}`,
    );
    rows[30] = `99999,${rows[30].split(',')[1]}`;
    const text = `x,y\n${rows.join('\n')}\n`;

    const { model, judgement } = judged(text);
    assert.deepEqual(
      judgement.unlikely.map(({ row, columns }) => [row, columns]),
      [[30, [0]]],
    );

    const { cells } = judgeRow(model, encodeRow(readTable(text), model.schema, model.facts, 30), 0);
    assert.ok(
      cells[0].prediction.of === 'number' && Math.abs(cells[0].prediction.interval[1]) < 3.5,
      JSON.stringify(cells[0].prediction),
    );
  });

  it('An edited cell is judged by the fit of the other cells, whatever its new value', () => {
    const { model } = judged(penguins, { k: 4 });

    const expectations = ['3750', '6300', '37500', '375000', '3750000'].map((mass) => {
      const table = readTable(withMass({ 0: mass }));
      const { cells, tail } = judgeRow(model, encodeRow(table, model.schema, model.facts, 0), 0);
      assert.equal(
        unlikelyRowNumbers(complete(judgeTable(model, table))).includes(0),
        mass !== '3750',
        `${mass}: p = ${tail}`,
      );
      const { prediction } = cells[5];
      return prediction.of === 'number' ? prediction.interval : [NaN, NaN];
    });

    for (const [low, high] of expectations)
      assert.ok(low > 2500 && high < 5000 && high - low > 800, JSON.stringify(expectations));
  });

  /** Counts and positive skewed numbers, with the given lines replaced. */
  function skewed(rows: number, seed: number, slips: Readonly<Record<number, string>> = {}): string {
    const random = seededRandom(seed);
    const lines = Array.from({ length: rows }, (_, n) => {
      const line = `${poissonDraw(6, random)},${Math.exp(2 + 0.9 * normalDeviate(random)).toPrecision(4)}`;
      return slips[n] ?? line;
    });
    return `c,l\n${lines.join('\n')}\n`;
  }
  const kinds = { c: 'poisson', l: 'lognormal' } as const;

  it('Sound counts and skewed numbers have at most two findings in ten files', () => {
    let found = 0;
    for (let seed = 0; seed < 5; seed++) {
      found += judged(skewed(150, seed), { maxComponents: 3, starts: 3 }, kinds).judgement.unlikely.length;
      const random = seededRandom(50 + seed);
      const counts = Array.from({ length: 150 }, () => `${poissonDraw(0.3, random)},${poissonDraw(2, random)}`);
      found += judged(`a,b\n${counts.join('\n')}\n`, { maxComponents: 3, starts: 3 }, { a: 'poisson', b: 'poisson' })
        .judgement.unlikely.length;
    }

    assert.ok(found <= 2, String(found));
  });

  it('A wild count and a number a thousand times too small are found', () => {
    const { model, judgement } = judged(skewed(150, 7, { 20: '600,8.1', 90: '5,0.0081' }), {}, kinds);
    assert.deepEqual(unlikelyRowNumbers(judgement), [20, 90]);

    const table = readTable(skewed(150, 7, { 20: '600,8.1', 90: '5,0.0081' }));
    const [count, number] = [20, 90].map(
      (row, d) => judgeRow(model, encodeRow(table, model.schema, model.facts, row), 0).cells[d],
    );
    assert.ok(
      (count.tail ?? 1) < 1e-10 && count.prediction.of === 'number' && count.prediction.interval[1] < 30,
      JSON.stringify(count),
    );
    assert.ok(
      (number.tail ?? 1) < 1e-6 && number.prediction.of === 'number' && number.prediction.interval[0] > 0.5,
      JSON.stringify(number),
    );
  });

  it('A number too small is found in a column that spans orders of magnitude', () => {
    const random = seededRandom(12);
    const rows = Array.from({ length: 200 }, () => Math.exp(3 * normalDeviate(random)).toPrecision(5));
    // Five and a half standard deviations of the logarithms below their mean, where the density over x itself is as
    // high as at the median.
    rows[60] = Math.exp(-16.5).toPrecision(5);
    const { judgement } = judged(`l\n${rows.join('\n')}\n`, { k: 1 }, { l: 'lognormal' });
    assert.deepEqual(unlikelyRowNumbers(judgement), [60]);
  });

  it('A single 1 among counts of 0 is no finding', () => {
    const rows = Array.from({ length: 30 }, (_, n) => (n === 7 ? 1 : 0));
    assert.deepEqual(
      unlikelyRowNumbers(judged(`a\n${rows.join('\n')}\n`, { k: 1 }, { a: 'poisson' }, 0.1).judgement),
      [],
    );
  });

  it('A wild count is the only finding in a column that is mostly zero', () => {
    const random = seededRandom(13);
    const rows = Array.from(
      { length: 150 },
      (_, n) => `${n % 4 === 0 ? poissonDraw(40, random) : 0},${normalDeviate(random).toFixed(3)}`,
    );
    rows[5] = '9999,0.1';

    const { judgement, model } = judged(`c,x\n${rows.join('\n')}\n`, { k: 3 }, { c: 'poisson' });

    assert.ok(judgement.tail.every((p) => p > 0 && p <= 1) && model.theta.every(Number.isFinite));
    assert.deepEqual(unlikelyRowNumbers(judgement), [5]);
  });

  it('An edited cell outside the support of its family counts as missing and is reported', () => {
    const { model } = judged(skewed(100, 3), { k: 1 }, kinds);
    const table = readTable(skewed(100, 3, { 4: '-3,0', 5: '2.5,-1', 6: '4,-8' }));

    const judgement = complete(judgeTable(model, table));
    const { logDensity, tail, badCells } = judgement;
    assert.ok(logDensity.every(Number.isFinite) && tail.every((p) => p > 0));
    assert.deepEqual([logDensity[4], logDensity[5], tail[4]], [0, 0, 1]);
    assert.deepEqual(
      badCells.map(({ code, row }) => `${code} ${row}`).sort(),
      [4, 4, 5, 5, 6].map((row) => `cell.unsuitable-number ${row}`),
    );
    assert.deepEqual(
      unlikelyRowNumbers(judgement).filter((row) => row > 3 && row < 7),
      [],
    );

    const { cells } = judgeRow(model, encodeRow(table, model.schema, model.facts, 6), 0);
    assert.ok(cells[0].tail !== undefined && cells[1].tail === undefined);
  });
});
