import assert from 'node:assert/strict';
import { readTable, type Table } from '../../../server/core/csv/table/table';
import { isLike } from '../../../server/core/dependencies/likeness';
import { seededRandom, type Random } from '../../../server/core/numeric/random';
import { encode } from '../../../server/core/schema/encoding/encode';
import type { BadCell } from '../../../server/core/schema/encoding/badCell';
import { inferSchema, type Schema } from '../../../server/core/schema/infer';

const CITIES = [
  'Hamburg',
  'Munich',
  'Stuttgart',
  'Leipzig',
  'Dresden',
  'Bremen',
  'Hanover',
  'Nuremberg',
  'Mannheim',
  'Karlsruhe',
  'Augsburg',
  'Wiesbaden',
];
const REGIONS = [
  'North',
  'South',
  'South',
  'East',
  'East',
  'North',
  'North',
  'South',
  'West',
  'South',
  'South',
  'West',
];

const any = <T>(values: readonly T[], random: Random): T => values[Math.floor(random() * values.length)];
const tableOf = (names: readonly string[], rows: readonly (readonly string[])[]): Table =>
  readTable([names, ...rows].map((row) => row.join(';')).join('\n') + '\n', { delimiter: ';', hasHeader: true });
const schemaOf = (table: Table): Schema => inferSchema(table, { isRobust: true });
const reported = (table: Table, schema = schemaOf(table)): readonly BadCell[] =>
  encode(table, schema).badCells.filter(({ code }) => code === 'cell.dependency');

/** 600 rows of towns with their postcodes, regions and dialling codes. */
function towns(): string[][] {
  const random = seededRandom(4);
  return Array.from({ length: 600 }, () => {
    const town = Math.floor(random() * CITIES.length);
    return [
      String(10115 + 997 * town),
      CITIES[town],
      REGIONS[town],
      `0${30 + town}`,
      String(Math.floor(random() * 1000)),
    ];
  });
}

const NAMES = ['zip', 'city', 'region', 'dial', 'amount'];
const ROW = 7;

describe('dependencies between columns', () => {
  it('The schema lists the columns that determine another', () => {
    const schema = schemaOf(tableOf(NAMES, towns()));

    assert.deepEqual(
      schema
        .find(({ name }) => name === 'city')
        ?.depends?.by?.map(({ of }) => of)
        .sort(),
      ['dial', 'zip'],
    );
    assert.deepEqual(
      schema
        .find(({ name }) => name === 'region')
        ?.depends?.by?.map(({ of }) => of)
        .sort(),
      ['city', 'dial', 'zip'],
    );
    assert.equal(schema.find(({ name }) => name === 'amount')?.depends, undefined);
  });

  it('Cells that agree with the dependencies are not reported', () => {
    assert.deepEqual(reported(tableOf(NAMES, towns())), []);
  });

  it('A cell that contradicts its row is reported with the expected value and the evidence', () => {
    const rows = towns();
    const right = rows[ROW][1];
    rows[ROW][1] = CITIES[(CITIES.indexOf(right) + 5) % CITIES.length];

    const [own, ...others] = reported(tableOf(NAMES, rows));

    assert.deepEqual(others, []);
    assert.deepEqual([own.row, own.column, own.meant], [ROW, 1, right]);
    assert.ok([0, 3].includes(own.given?.column ?? -1));
    assert.equal(own.given?.count, (own.given?.rows ?? 0) - 1);
  });

  it('Only the wrong cell is reported, not the cells that it contradicts', () => {
    const rows = towns();
    const right = rows[ROW][0];
    rows[ROW][0] = rows.find(([zip]) => zip !== right)?.[0] ?? '';
    assert.deepEqual(
      reported(tableOf(NAMES, rows)).map(({ row, column, meant }) => [row, column, meant]),
      [[ROW, 0, right]],
    );
  });

  it('A cell that contradicts several others is reported even if they do not determine it', () => {
    // Each town has two postcodes, so that no town determines its postcode.
    const rows = towns().map(([zip, ...rest], n) => [
      n % 2 === 0 ? zip : String(Number(zip) + 1),
      ...rest.slice(0, 2),
      rest[3],
    ]);
    const names = ['zip', 'city', 'region', 'amount'];
    const schema = schemaOf(tableOf(names, rows));
    assert.deepEqual(
      schema.map(({ depends }) => depends?.by?.map(({ of }) => of).includes('zip')),
      [undefined, true, true, undefined],
    );
    const [, city, region] = rows[ROW];
    const other = rows.findIndex(([, own, at]) => own !== city && at !== region);
    rows[ROW] = [rows[other][0], city, region, '1'];

    const [own, ...others] = reported(tableOf(names, rows));

    assert.deepEqual(others, []);
    assert.deepEqual([own.row, own.column, own.meant, own.given?.isOfOthers], [ROW, 0, undefined, true]);
  });

  it('Repeated slips of a dominant value are reported, but no value that is usual elsewhere', () => {
    const rows = towns().map(([zip, town, , dial, amount]) => [
      zip,
      town,
      town === 'Bremen' ? 'uk' : 'us',
      dial,
      amount,
    ]);
    const slips = rows
      .flatMap(([, town], n) => (town === 'Munich' || town === 'Leipzig' ? [n] : []))
      .filter((_, i) => i % 8 === 1);
    const foreign = rows.flatMap(([, town], n) => (town === 'Dresden' ? [n] : [])).slice(0, 3);
    for (const n of slips) rows[n][2] = 'xs';
    for (const n of foreign) rows[n][2] = 'uk';

    const found = reported(tableOf(NAMES, rows)).filter(({ column }) => column === 2);

    assert.ok(slips.length > 6);
    assert.deepEqual(
      found.map(({ row, meant }) => [row, meant]),
      slips.map((row) => [row, 'us']),
    );
  });

  it('Words with many slips are reported, also if the same slip repeats', () => {
    const rows = towns();
    rows[ROW][1] = `${rows[ROW][1].slice(0, 2)}xxxx${rows[ROW][1].slice(6)}`;
    for (const row of [100, 200, 300, 400]) rows[row][2] = `X${rows[row][2].slice(1)}`;
    const table = tableOf(NAMES, rows);

    const cells = encode(table, schemaOf(table)).badCells.filter(
      ({ code }) => code === 'cell.dependency' || code === 'cell.misspelt',
    );

    assert.deepEqual(
      cells.map(({ row, column }) => `${row} ${column}`).sort(),
      ['7 1', '100 2', '200 2', '300 2', '400 2'].sort(),
    );
  });

  /** Rows in turn of each country with its currency, `rounds` of each. */
  const payments = (countries: readonly (readonly [string, string])[], rounds: number): string[][] =>
    Array.from({ length: rounds * countries.length }, (_, n) => [...countries[n % countries.length], `${n % 7}`]);
  const COUNTRIES = [
    ['Germany', 'EUR'],
    ['Poland', 'PLN'],
    ['Sweden', 'SEK'],
  ] as const;

  it('Three labels with enough rows determine labels of their own', () => {
    const rows = payments(COUNTRIES, 20);
    rows[ROW][1] = 'EUR';

    const cells = reported(tableOf(['country', 'currency', 'day'], rows));

    assert.deepEqual(
      cells.map(({ row, meant }) => [row, meant]),
      [[ROW, 'PLN']],
    );
  });

  it('Three labels determine nothing with few rows, among small numbers, or if two imply the same', () => {
    const few = payments(COUNTRIES, 6);
    few[ROW][1] = 'EUR';
    const numbers = payments(
      [
        ['1', '3'],
        ['2', '5'],
        ['3', '4'],
      ],
      20,
    );
    numbers[ROW][1] = '3';
    const shared = payments([...COUNTRIES.slice(0, 2), ['Austria', 'EUR']], 20);
    shared[ROW][1] = 'EUR';

    for (const rows of [few, numbers, shared])
      assert.deepEqual(reported(tableOf(['country', 'currency', 'day'], rows)), []);
  });

  it('Wrong cells that scatter over a dependency of codes and their names are reported up to 4 %', () => {
    const rows = payments([...COUNTRIES, ['Norway', 'NOK'], ['Japan', 'JPY']], 20);
    for (const [row, wrong] of [
      [5, 'PLN'],
      [31, 'JPY'],
      [77, 'NOK'],
    ] as const)
      rows[row][1] = wrong;

    const cells = reported(tableOf(['country', 'currency', 'day'], rows));

    assert.deepEqual(
      cells.map(({ row }) => row),
      [5, 31, 77],
    );
  });

  it('Two wrong cells of one row are both reported', () => {
    const rows = towns();
    const [, city, region] = rows[ROW];
    rows[ROW][1] = `${city}xx`;
    rows[ROW][2] = region === 'North' ? 'South' : 'North';

    assert.deepEqual(
      reported(tableOf(NAMES, rows)).map(({ column, meant }) => [column, meant]),
      [
        [1, city],
        [2, region],
      ],
    );
  });

  it('Shuffled columns, keys and small numbers have no dependencies', () => {
    for (let seed = 0; seed < 5; seed++) {
      const random = seededRandom(seed);
      const table = tableOf(
        ['id', 'city', 'region', 'grade', 'rooms'],
        Array.from({ length: 400 }, (_, n) => [
          `k${n}`,
          any(CITIES, random),
          any(REGIONS, random),
          String(1 + Math.floor(random() * 6)),
          String(Math.floor(random() * 9)),
        ]),
      );
      assert.ok(schemaOf(table).every(({ depends }) => depends === undefined));
    }
  });

  it('Exceptions that a third column explains are not reported', () => {
    const rows = towns();
    rows.forEach((row, n) => {
      row[4] = n % 20 === 3 ? 'abroad' : 'at home';
      if (n % 20 === 3) row[2] = 'Elsewhere';
    });
    assert.deepEqual(reported(tableOf(NAMES, rows)), []);
  });

  it('A value that several rows of a group share is not reported', () => {
    const rows = towns().map(([, city, region]) => [city, region]);
    const hanover = rows.flatMap(([city], n) => (city === 'Hanover' ? [n] : []));
    for (const n of hanover.slice(0, 5)) rows[n][1] = 'East';
    assert.deepEqual(reported(tableOf(['city', 'region'], rows)), []);
  });

  it('A single row is judged by the schema as among the other rows', () => {
    const rows = towns();
    rows[ROW][1] = 'Bxxxxn';
    const table = tableOf(NAMES, rows);
    const schema = schemaOf(table);

    const [own] = reported(table, schema);
    const [alone] = reported(tableOf(NAMES, [rows[ROW]]), schema);

    assert.deepEqual(alone, { ...own, row: 0 });
  });

  it('Dependencies leave the matrix unchanged', () => {
    const rows = towns();
    rows[ROW][2] = rows[ROW][2] === 'North' ? 'South' : 'North';
    const table = tableOf(NAMES, rows);
    const schema = schemaOf(table);
    assert.equal(reported(table, schema).length, 1);

    const without = schema.map((column) => ({ ...column, depends: undefined }));
    assert.deepEqual(encode(table, schema).matrix, encode(table, without).matrix);
  });
});

describe('isLike', () => {
  it('A text with many mistyped letters is like the text meant', () => {
    assert.ok(
      isLike('birminghxm', 'birmingham') &&
        isLike('xxmxngham', 'birmingham') &&
        isLike('houxxxn', 'houston') &&
        isLike('xl', 'al'),
    );
  });

  it('Different words are not alike', () => {
    assert.ok(!isLike('boston', 'birmingham') && !isLike('m', 'f') && !isLike('yes', 'no'));
  });

  it('Codes that differ in digits are not alike', () => {
    assert.ok(!isLike('scip-inf-1', 'scip-inf-2') && !isLike('12', '1'));
  });
});
