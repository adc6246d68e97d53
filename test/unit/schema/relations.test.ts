import assert from 'node:assert/strict';
import { normalDeviate, seededRandom, type Random } from '../../../server/core/numeric/random';
import {
  culprit,
  expectedNumber,
  impliedPart,
  relationWords,
  toTolerance,
  type Relation,
} from '../../../server/core/schema/relations/relation';
import type { SampledColumn } from '../../../server/core/schema/relations/glance';
import { relationsOf } from '../../../server/core/schema/relations/relations';

type Table = Readonly<Record<string, readonly number[]>>;

function sampled(table: Table, labels: readonly string[] = []): readonly SampledColumn[] {
  return Object.entries(table).map(([name, values]) => ({
    name,
    values: Float64Array.from(values),
    mayFollow: true,
    isMeasured: !labels.includes(name),
  }));
}

/** The formula of each column that follows from others. */
function formulas(table: Table, labels?: readonly string[]): Readonly<Record<string, string>> {
  const columns = sampled(table, labels);
  return Object.fromEntries(
    [...relationsOf(columns)].map(([d, relation]) => [columns[d].name, relationWords(relation)]),
  );
}

function draws(count: number, draw: (row: number) => number): number[] {
  return Array.from({ length: count }, (_, row) => draw(row));
}

function rounded(values: readonly number[], decimals: number): number[] {
  return values.map((x) => Number(x.toFixed(decimals)));
}

describe('relations between columns', () => {
  const random = seededRandom(11, 0xf0110);
  const celsius = draws(200, () => 15 + 8 * normalDeviate(random));
  const heights = draws(200, () => 170 + 9 * normalDeviate(random));
  const counts = (most: number): number[] => draws(200, () => Math.floor(most * random()));

  const conversions: readonly (readonly [string, Table, Readonly<Record<string, string>>])[] = [
    [
      'degrees Fahrenheit',
      {
        c: rounded(celsius, 1),
        f: rounded(
          celsius.map((x) => 1.8 * x + 32),
          1,
        ),
      },
      { f: '1.8 × c + 32' },
    ],
    [
      'kelvins',
      {
        c: rounded(celsius, 1),
        k: rounded(
          celsius.map((x) => x + 273.15),
          1,
        ),
      },
      { k: 'c + 273.15' },
    ],
    [
      'inches',
      {
        cm: rounded(heights, 1),
        in: rounded(
          heights.map((x) => x / 2.54),
          2,
        ),
      },
      { in: '0.393701 × cm' },
    ],
    ['a line of unrounded numbers', { x: celsius, y: celsius.map((x) => 3 - 2 * x) }, { y: '−2 × x + 3' }],
    ['a copy', { x: rounded(celsius, 2), y: rounded(celsius, 2) }, { y: 'x' }],
    [
      'years of birth',
      { birth: heights.map((x) => Math.round(x) + 1800), age: heights.map((x) => 2024 - 1800 - Math.round(x)) },
      { age: '−birth + 2024' },
    ],
  ];
  for (const [what, table, expected] of conversions)
    it(`relationsOf finds ${what}`, () => assert.deepEqual(formulas(table), expected));

  const [a, b, c] = [counts(90), counts(40), counts(700)];
  const price = rounded(
    draws(200, () => Math.exp(2 + normalDeviate(random))),
    2,
  );

  it('relationsOf finds sums, whatever the order of the columns', () => {
    assert.deepEqual(formulas({ a, b, total: a.map((x, i) => x + b[i]) }), { total: 'a + b' });
    assert.deepEqual(formulas({ a, b, c, total: a.map((x, i) => x + b[i] + c[i]) }), { total: 'a + b + c' });
    assert.deepEqual(formulas({ total: a.map((x, i) => x + b[i]), a, x: c, b }), { total: 'a + b' });
  });

  it('relationsOf finds a difference as the sum that it implies', () => {
    assert.deepEqual(formulas({ all: c, left: c.map((x, i) => x - a[i]), taken: a }), { all: 'left + taken' });
  });

  const cents = (numbers: readonly number[]): number[] => rounded(numbers, 2);
  const discount = draws(200, () => [0, 0, 0, 0.05, 0.1][Math.floor(5 * random())]);
  const tax = draws(200, () => (random() < 0.3 ? 7 : 19));
  const quantity = draws(200, () => 1 + Math.floor(12 * random()));
  const rated: readonly (readonly [string, Table, Readonly<Record<string, string>>])[] = [
    [
      'totals with a discount',
      { quantity, price, discount, total: cents(price.map((x, i) => x * quantity[i] * (1 - discount[i]))) },
      { total: 'quantity × price × (1 − discount)' },
    ],
    [
      'amounts with a tax in percent',
      { net: price, tax, gross: cents(price.map((x, i) => x * (1 + tax[i] / 100))) },
      { gross: 'net × (1 + tax / 100)' },
    ],
  ];
  for (const [what, table, expected] of rated)
    it(`relationsOf finds ${what}`, () => assert.deepEqual(formulas(table, ['discount', 'tax']), expected));

  it('relationsOf finds a total with a discount although one in twelve rows has a wrong cell', () => {
    const errorOf = (i: number): number => (i % 12 !== 5 ? 1 : i % 24 === 5 ? 0.4 + i / 1000 : 1.2 + i / 500);
    const total = cents(price.map((x, i) => x * quantity[i] * (1 - discount[i]) * errorOf(i)));

    const found = formulas({ quantity, price, discount, total }, ['discount']);

    assert.deepEqual(found, { total: 'quantity × price × (1 − discount)' });
  });

  it('relationsOf finds no rate that changes no amount', () => {
    const found = formulas({ quantity, price, discount, total: cents(price.map((x, i) => x * quantity[i])) }, [
      'discount',
    ]);

    assert.deepEqual(found, { total: 'quantity × price' });
  });

  it('impliedPart returns the rate with which a product would hold', () => {
    const relation: Relation = {
      form: 'product',
      rate: -0.01,
      of: ['net', 'off'],
      factors: [1],
      constant: 0,
      tolerance: 0,
      usual: [],
    };

    const off = impliedPart(relation, 90, [100, 5], 1);

    assert.equal(Math.round(off), 10);
  });

  it('relationsOf finds products', () => {
    assert.deepEqual(
      formulas({
        a,
        price,
        amount: rounded(
          a.map((x, i) => x * price[i]),
          2,
        ),
      }),
      { amount: 'a × price' },
    );
  });

  it('relationsOf finds a scale as the sum of its numeric labels', () => {
    const items = Object.fromEntries(
      ['q1', 'q2', 'q3', 'q4'].map((name) => [name, draws(200, () => 1 + Math.floor(5 * random()))]),
    );
    const score = draws(200, (row) => Object.values(items).reduce((sum, item) => sum + item[row], 0));

    assert.deepEqual(formulas({ ...items, score }, Object.keys(items)), { score: 'q1 + q2 + q3 + q4' });
  });

  it('relationsOf finds totals of totals', () => {
    const [a, b, c, d] = [counts(90), counts(40), counts(70), counts(30)];
    const [ab, cd] = [a.map((x, i) => x + b[i]), c.map((x, i) => x + d[i])];

    assert.deepEqual(formulas({ a, b, ab, c, d, cd, all: ab.map((x, i) => x + cd[i]) }), {
      ab: 'a + b',
      cd: 'c + d',
      all: 'ab + cd',
    });
  });

  it('relationsOf finds relations where one cell in twelve is wrong or missing', () => {
    for (let seed = 0; seed < 20; seed++) {
      const own = seededRandom(seed, 0xe44);
      const spoilt = (values: readonly number[]): number[] =>
        values.map((x) => (own() < 0.04 ? 10 * x : own() < 0.04 ? NaN : x));
      const [a, b] = [counts(90), counts(40)];

      assert.deepEqual(
        formulas({ a: spoilt(a), b: spoilt(b), total: spoilt(a.map((x, i) => x + b[i])) }),
        { total: 'a + b' },
        `sum, seed ${seed}`,
      );
      assert.deepEqual(
        formulas({ c: rounded(spoilt(celsius), 1), f: rounded(spoilt(celsius.map((x) => 1.8 * x + 32)), 1) }),
        { f: '1.8 × c + 32' },
        `line, seed ${seed}`,
      );
    }
  });

  it('Columns that are merely alike have no relation', () => {
    const near = celsius.map((x) => x + 0.15 * normalDeviate(random));
    const list = rounded(
      draws(200, () => Math.exp(3 + 0.5 * normalDeviate(random))),
      2,
    );
    const [a, b] = [counts(90), counts(40)];

    assert.deepEqual(formulas({ a: rounded(celsius, 1), b: rounded(near, 1) }), {}, 'two instruments');
    assert.deepEqual(formulas({ list, paid: list.map((x) => (random() < 0.08 ? 0.8 * x : x)) }), {}, 'discounts');
    assert.deepEqual(
      formulas({ a, b, total: a.map((x, i) => x + b[i] + (random() < 0.1 ? 5 : 0)) }),
      {},
      'an addend that is no column',
    );
    assert.deepEqual(
      formulas({ a: draws(200, () => Math.floor(4 * random())), b: draws(200, () => Math.floor(4 * random())) }),
      {},
      'few values',
    );
  });

  it('A relation that holds in all rows wins over one that holds in most', () => {
    const net = rounded(
      draws(300, () => Math.exp(3 + 0.8 * normalDeviate(random))),
      2,
    );
    const tax = rounded(
      net.map((x) => (random() < 0.9 ? 0.19 : 0.07) * x),
      2,
    );

    assert.deepEqual(
      formulas({
        net,
        tax,
        gross: rounded(
          net.map((x, i) => x + tax[i]),
          2,
        ),
      }),
      { gross: 'net + tax' },
      'two rates of tax',
    );

    const [ordered, backorder] = [
      draws(300, () => 1 + Math.floor(40 * random())),
      draws(300, () => (random() < 0.97 ? 0 : 1)),
    ];

    assert.deepEqual(
      formulas({ ordered, backorder, delivered: ordered.map((x, i) => x - backorder[i]) }),
      { ordered: 'backorder + delivered' },
      'hardly any backorders',
    );
  });

  it('Systematic exceptions rule out a relation, slips of the hand do not', () => {
    const x = rounded(
      draws(300, () => 50 + 9 * normalDeviate(random)),
      1,
    );
    const some = (share: number, other: (own: number) => number): number[] =>
      x.map((own) => (random() < share ? other(own) : 2 * own));

    assert.deepEqual(formulas({ x, y: some(0.08, (own) => 1.5 * own) }), {}, 'another rate');
    assert.deepEqual(formulas({ x, y: some(0.08, (own) => 2 * own + 12) }), {}, 'another fee');
    assert.deepEqual(formulas({ x, y: some(0.08, (own) => 20 * own) }), { y: '2 × x' }, 'slipped points');
    assert.deepEqual(formulas({ x, y: some(0.08, (own) => -2 * own) }), { y: '2 × x' }, 'lost signs');
  });

  it('Columns that are nearly all zero have no relation', () => {
    for (let seed = 0; seed < 40; seed++) {
      const own = seededRandom(seed, 0x0);
      const table = Object.fromEntries(
        Array.from({ length: 12 }, (_, d): [string, number[]] => [
          `w${d}`,
          draws(400, () => (own() < 0.93 ? 0 : Number((3 * own()).toFixed(2)))),
        ]),
      );

      assert.deepEqual(formulas(table), {}, `seed ${seed}`);
    }
  });

  it('Random columns have no relation', () => {
    const kinds: readonly ((random: Random) => number)[] = [
      normalDeviate,
      (own) => Math.round(3 * normalDeviate(own)),
      (own) => Math.floor(10 * own()),
      (own) => (own() < 0.9 ? 0 : Math.floor(20 * own())),
      (own) => Number(Math.exp(normalDeviate(own)).toFixed(1)),
      (own) => (own() < 0.5 ? 0 : 1),
      (own) => 1 + Math.floor(5 * own()),
    ];

    for (let seed = 0; seed < 60; seed++) {
      const own = seededRandom(seed, 0xc4a);
      for (const rows of [12, 30, 300]) {
        const table = Object.fromEntries(
          Array.from({ length: 14 }, (_, d): [string, number[]] => [
            `x${d}`,
            draws(rows, () => kinds[(d + seed) % kinds.length](own)),
          ]),
        );

        assert.deepEqual(formulas(table), {}, `seed ${seed}, ${rows} rows`);
      }
    }
  });

  const product: Relation = {
    form: 'product',
    of: ['quantity', 'price'],
    factors: [1],
    constant: 0,
    tolerance: 0.005,
    usual: [
      [0, 500],
      [0, 20],
      [0, 90],
    ],
  };

  it('culprit is the unusual part that would be usual if the relation held', () => {
    assert.equal(culprit(product, 80, [400, 10]), 0);
    assert.equal(culprit(product, 90, [8, 10]), undefined);
    assert.equal(culprit(product, 9000, [400, 10]), undefined, 'the whole is unusual, too');
  });

  it('impliedPart gives the value of a part if the relation held', () => {
    assert.equal(impliedPart(product, 80, [400, 10], 0), 8);
  });

  it('expectedNumber gives the value of the whole', () => {
    assert.equal(expectedNumber(product, [8, 10]), 80);
  });

  it('toTolerance keeps the digits that the tolerance leaves', () => {
    assert.deepEqual(
      [
        toTolerance(70.7000001, 0.14),
        toTolerance(7.96, 0.5),
        toTolerance(12.3449, 0.005),
        toTolerance(1234567.25, 0),
        toTolerance(0.1 + 0.2, 1e-9),
      ],
      [70.7, 8, 12.34, 1234567.25, 0.3],
    );
  });
});
