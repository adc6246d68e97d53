import assert from 'node:assert/strict';
import { readTable, type Table } from '../../../server/core/csv/table/table';
import { formOf } from '../../../server/core/misplaced/tokens';
import { seededRandom, type Random } from '../../../server/core/numeric/random';
import { columnRequest } from '../../../server/core/schema/encoding/values/columnRequest';
import { encode, encodeColumns } from '../../../server/core/schema/encoding/encode';
import type { BadCell } from '../../../server/core/schema/encoding/badCell';
import { inferSchema, type Schema } from '../../../server/core/schema/infer';
import { readColumn } from '../../../server/core/csv/table/tableColumn';

const TOWNS: Readonly<Record<string, string>> = {
  Berlin: 'Germany',
  Hamburg: 'Germany',
  Munich: 'Germany',
  Paris: 'France',
  Lyon: 'France',
  Rome: 'Italy',
  Milan: 'Italy',
};
const NAMES = ['city', 'country', 'mail', 'phone', 'age', 'since', 'status'];
const any = <T>(values: readonly T[], random: Random): T => values[Math.floor(random() * values.length)];

function people(rows = 400): string[][] {
  const random = seededRandom(3);
  const digits = (n: number): string => Array.from({ length: n }, () => Math.floor(random() * 10)).join('');
  return Array.from({ length: rows }, () => {
    const city = any(Object.keys(TOWNS), random);
    return [
      city,
      TOWNS[city],
      `${city.toLowerCase()}${digits(3)}@mail.com`,
      `555-${digits(4)}`,
      String(20 + Math.floor(random() * 50)),
      `20${digits(1)}${1 + Math.floor(random() * 9)}-0${1 + Math.floor(random() * 9)}-1${digits(1)}`,
      any(['open', 'closed', 'pending'], random),
    ];
  });
}

const tableOf = (rows: readonly (readonly string[])[], names = NAMES): Table =>
  readTable([names, ...rows].map((row) => row.join(';')).join('\n') + '\n', { delimiter: ';', hasHeader: true });
const schemaOf = (table: Table): Schema => inferSchema(table, { isRobust: true });
const cellsIn = (table: Table, schema = schemaOf(table)): readonly BadCell[] => encode(table, schema).badCells;
/** A row with its cells moved as the finding proposes. */
const corrected = (row: readonly string[], { moved }: BadCell): readonly string[] =>
  row.map((text, column) => {
    const own = moved?.cells.find((cell) => cell.column === column);
    return own === undefined ? text : own.from === undefined ? '' : row[own.from];
  });

describe('misplaced cells', () => {
  it('A table with every cell in its own column has no bad cells', () => {
    assert.deepEqual(cellsIn(tableOf(people())), []);
  });

  for (const [one, other] of [
    [0, 1],
    [2, 3],
    [0, 4],
    [4, 6],
    [4, 5],
    [3, 6],
    [1, 5],
  ]) {
    it(`Exchanged cells of ${NAMES[one]} and ${NAMES[other]} are one finding that exchanges them back`, () => {
      const rows = people();
      const right = rows[20];
      rows[20] = right.map((text, column) => (column === one ? right[other] : column === other ? right[one] : text));

      const [own, ...others] = cellsIn(tableOf(rows));

      assert.deepEqual(others, []);
      assert.deepEqual(
        [own.code, own.row, own.column, own.moved?.sort, own.moved?.with, own.moved?.isSure],
        ['cell.misplaced', 20, one, 'exchange', other, true],
      );
      assert.deepEqual(corrected(rows[20], own), right);
    });
  }

  it('A row shifted left by a missing cell is one finding that moves its cells back', () => {
    for (const at of [1, 2, 3]) {
      const rows = people();
      const right = rows[30];
      rows[30] = [...right.slice(0, at), ...right.slice(at + 1), ''];

      const [left, ...others] = cellsIn(tableOf(rows));

      assert.deepEqual(
        [others, left.code, left.row, left.moved?.sort, left.moved?.isSure],
        [[], 'cell.misplaced', 30, 'shift', true],
      );
      assert.deepEqual(
        corrected(rows[30], left),
        right.map((text, column) => (column === at ? '' : text)),
      );
    }
  });

  it('A row shifted right by an extra cell is one finding that moves its cells back', () => {
    for (const at of [1, 2, 3]) {
      const rows = people();
      const right = rows[30];
      rows[30] = [...right.slice(0, at), '', ...right.slice(at, -1)];

      const [aside, ...more] = cellsIn(tableOf(rows));

      assert.deepEqual([more, aside.moved?.sort, aside.moved?.isSure], [[], 'shift', true]);
      assert.deepEqual(corrected(rows[30], aside), [...right.slice(0, -1), '']);
    }
  });

  it('A shift with an ambiguous beginning is reported as unsure', () => {
    const rows = people().map((row) => [...row.slice(0, 5), '7', ...row.slice(5)]);
    const names = [...NAMES.slice(0, 5), 'visits', ...NAMES.slice(5)];
    rows[9] = [...rows[9].slice(0, 4), ...rows[9].slice(5), ''];

    const [own] = cellsIn(
      tableOf(
        rows.map((row, n) => row.map((text, column) => (column === 5 && n !== 9 ? String(n % 40) : text))),
        names,
      ),
    ).filter(({ code }) => code === 'cell.misplaced');

    assert.deepEqual([own.row, own.moved?.sort, own.moved?.isSure], [9, 'shift', false]);
  });

  it('A single misplaced cell is reported with its column, and moved if that is empty', () => {
    const rows = people(1000);
    rows[4][6] = 'Italy';
    rows[5][1] = '';
    rows[5][6] = 'France';
    rows[5][0] = 'Paris';

    const found = cellsIn(tableOf(rows)).filter(({ code }) => code === 'cell.misplaced');

    assert.deepEqual(
      found.map(({ row, column, moved }) => [row, column, moved?.sort, moved?.with, moved?.cells]),
      [
        [4, 6, 'single', 1, []],
        [5, 6, 'single', 1, [{ column: 6 }, { column: 1, from: 6 }]],
      ],
    );
  });

  it('Many misplaced cells are all found beside misspelt ones', () => {
    const rows = people(600);
    const wrong = new Map<number, string[]>();
    for (let n = 5; n < 600; n += 40) {
      const right = rows[n];
      wrong.set(n, right);
      rows[n] = n % 80 === 5 ? [right[1], right[0], ...right.slice(2)] : [right[0], ...right.slice(2), ''];
    }
    for (let n = 11; n < 600; n += 37)
      if (!wrong.has(n)) rows[n][n % 2] = `${rows[n][n % 2].slice(0, 2)}x${rows[n][n % 2].slice(3)}`;

    const found = cellsIn(tableOf(rows)).filter(({ code }) => code === 'cell.misplaced');

    assert.deepEqual(
      found.map(({ row }) => row),
      [...wrong.keys()],
    );
    assert.ok(found.every(({ moved }) => moved?.isSure));
  });

  it('Columns that share their vocabulary have no misplaced cells', () => {
    const random = seededRandom(8);
    const teams = Array.from({ length: 20 }, (_, i) => `${'ABCDEFGHIJ'[i % 10]}${i < 10 ? 'town' : 'ville'}`);
    const rows = Array.from({ length: 500 }, (_, n) => [
      any(teams, random),
      any(teams, random),
      n % 40 === 3 ? 'no' : 'yes',
      n % 40 === 3 ? 'yes' : 'no',
      n % 60 === 1 ? 'cured' : 'ill',
      random() < 0.05 ? 'ill' : 'cured',
    ]);

    assert.deepEqual(cellsIn(tableOf(rows, ['home', 'away', 'alive', 'died', 'before', 'after'])), []);
  });

  it('A misplaced cell of a new table is found by the vocabulary in the schema', () => {
    const schema = schemaOf(tableOf(people()));
    const [right] = people(1);
    const table = tableOf([[right[1], right[0], ...right.slice(2)], right]);

    const { badCells } = encodeColumns(table.rowCount, schema, (column) =>
      readColumn(table, column.index, columnRequest(column)),
    );

    assert.deepEqual(
      badCells.map(({ code, row, moved }) => [code, row, moved?.sort]),
      [['cell.misplaced', 0, 'exchange']],
    );
  });
});

describe('formOf', () => {
  it('formOf distinguishes numbers, dates, letters, codes and addresses', () => {
    assert.deepEqual(
      [
        '12',
        '-1,200.5',
        '2020-01-31',
        '3/4/2021',
        'New York',
        'AB-12',
        'ab12-3',
        '555-1234',
        'a.b@c.de',
        'https://a.b',
      ].map(formOf),
      ['#', '#', 'd', 'd', 'a', 'A-9', 'A9-9', '999-9999', '@', '/'],
    );
  });
});
