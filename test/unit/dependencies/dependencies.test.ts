import assert from 'node:assert/strict';
import { readTable, type Table } from '../../../server/core/csv/table/table';
import { isLike } from '../../../server/core/dependencies/likeness';
import { seededRandom, type Random } from '../../../server/core/numeric/random';
import { encode, type BadCell } from '../../../server/core/schema/encoding/encode';
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
const told = (table: Table, schema = schemaOf(table)): readonly BadCell[] =>
  encode(table, schema).badCells.filter(({ code }) => code === 'cell.dependency');

/** Towns with their postcode, region and dialling code, 600 rows. */
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
  it('are found where one says the other, and not told where they hold', () => {
    const table = tableOf(NAMES, towns());
    const schema = schemaOf(table);
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
    assert.deepEqual(told(table), []);
  });

  it('tell a cell that is another one than its row says, with what belongs there and why', () => {
    const rows = towns();
    const right = rows[ROW][1];
    rows[ROW][1] = CITIES[(CITIES.indexOf(right) + 5) % CITIES.length];
    const [own, ...others] = told(tableOf(NAMES, rows));
    assert.deepEqual(others, []);
    assert.deepEqual([own.row, own.column, own.meant], [ROW, 1, right]);
    assert.ok([0, 3].includes(own.given?.column ?? -1));
    assert.equal(own.given?.count, (own.given?.rows ?? 0) - 1);
  });

  it('name the cell that is wrong and none of those that it does not go with', () => {
    const rows = towns();
    const right = rows[ROW][0];
    rows[ROW][0] = rows.find(([zip]) => zip !== right)?.[0] ?? '';
    assert.deepEqual(
      told(tableOf(NAMES, rows)).map(({ row, column, meant }) => [row, column, meant]),
      [[ROW, 0, right]],
    );
  });

  it('name a wrong cell that several others disown, also where these do not say it', () => {
    // Of every town a second postcode: no town says its own.
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
    const [own, ...others] = told(tableOf(names, rows));
    assert.deepEqual(others, []);
    assert.deepEqual([own.row, own.column, own.meant, own.given?.isOfOthers], [ROW, 0, undefined, true]);
  });

  it(
    'tell a slip of what nearly all cells of a column say wherever it stands several times, but no other ' +
      'value that is at home somewhere',
    () => {
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
      const found = told(tableOf(NAMES, rows)).filter(({ column }) => column === 2);
      assert.ok(slips.length > 6);
      assert.deepEqual(
        found.map(({ row, meant }) => [row, meant]),
        slips.map((row) => [row, 'us']),
      );
    },
  );

  it('tell words with many slips, also such that stand in many cells', () => {
    const rows = towns();
    const other = (from: number, to: number): void => {
      rows[from][1] = `${rows[to][1].slice(0, 2)}xxxx${rows[to][1].slice(6)}`;
    };
    other(ROW, ROW);
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

  it('tell two wrong cells of a row, each by the others', () => {
    const rows = towns();
    const [, city, region] = rows[ROW];
    rows[ROW][1] = `${city}xx`;
    rows[ROW][2] = region === 'North' ? 'South' : 'North';
    assert.deepEqual(
      told(tableOf(NAMES, rows)).map(({ column, meant }) => [column, meant]),
      [
        [1, city],
        [2, region],
      ],
    );
  });

  it('are none among shuffled columns, keys, and small numbers', () => {
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

  it('hold but where a third column says that they do not', () => {
    const rows = towns();
    rows.forEach((row, n) => {
      row[4] = n % 20 === 3 ? 'abroad' : 'at home';
      if (n % 20 === 3) row[2] = 'Elsewhere';
    });
    assert.deepEqual(told(tableOf(NAMES, rows)), []);
  });

  it('do not tell cells that are right in several rows of a group, as towns of one name in two regions', () => {
    const rows = towns().map(([, city, region]) => [city, region]);
    const hanover = rows.flatMap(([city], n) => (city === 'Hanover' ? [n] : []));
    for (const n of hanover.slice(0, 5)) rows[n][1] = 'East';
    assert.deepEqual(told(tableOf(['city', 'region'], rows)), []);
  });

  it('are kept in the schema, so that a row alone is judged as among the others', () => {
    const rows = towns();
    rows[ROW][1] = 'Bxxxxn';
    const table = tableOf(NAMES, rows);
    const schema = schemaOf(table);
    const [own] = told(table, schema);
    const [alone] = told(tableOf(NAMES, [rows[ROW]]), schema);
    assert.deepEqual(alone, { ...own, row: 0 });
  });

  it('leave the matrix as it is', () => {
    const rows = towns();
    rows[ROW][2] = rows[ROW][2] === 'North' ? 'South' : 'North';
    const table = tableOf(NAMES, rows);
    const schema = schemaOf(table);
    assert.equal(told(table, schema).length, 1);
    const without = schema.map((column) => ({ ...column, depends: undefined }));
    assert.deepEqual(encode(table, schema).matrix, encode(table, without).matrix);
  });
});

describe('likeness', () => {
  it('is that of texts in which many letters were mistyped', () => {
    assert.ok(
      isLike('birminghxm', 'birmingham') &&
        isLike('xxmxngham', 'birmingham') &&
        isLike('houxxxn', 'houston') &&
        isLike('xl', 'al'),
    );
    assert.ok(!isLike('boston', 'birmingham') && !isLike('m', 'f') && !isLike('yes', 'no'));
  });

  it('is none of codes that differ in digits', () => {
    assert.ok(!isLike('scip-inf-1', 'scip-inf-2') && !isLike('12', '1'));
  });
});
