import assert from 'node:assert/strict';
import { readTable, type Table } from '../../../server/core/csv/table/table';
import { seededRandom, type Random } from '../../../server/core/numeric/random';
import { alikeRows } from '../../../server/core/duplicates/duplicateRows';
import { encode, type Encoded } from '../../../server/core/schema/encoding/encode';
import { inferSchema } from '../../../server/core/schema/infer';

const FIRST = [
  'Anna',
  'Peter',
  'Maria',
  'Laura',
  'Felix',
  'Lukas',
  'Sophie',
  'Jonas',
  'Clara',
  'Julia',
  'Simon',
  'David',
];
const LAST = [
  'Miller',
  'Schmidt',
  'Dubois',
  'Garcia',
  'Nowak',
  'Huber',
  'Wagner',
  'Fischer',
  'Weber',
  'Moreau',
  'Lopez',
];
const TOWNS = ['Berlin', 'Hamburg', 'Paris', 'Lyon', 'Milan', 'Madrid', 'Vienna'];
const NAMES = ['id', 'first', 'last', 'town', 'age', 'amount', 'since'];
const any = <T>(values: readonly T[], random: Random): T => values[Math.floor(random() * values.length)];

function people(rows: number): string[][] {
  const random = seededRandom(6);
  return Array.from({ length: rows }, (_, n) => [
    `K-${1000 + 3 * n}`,
    any(FIRST, random),
    any(LAST, random),
    any(TOWNS, random),
    String(18 + Math.floor(60 * random())),
    (1000 * random()).toFixed(2),
    `20${10 + Math.floor(10 * random())}-0${1 + Math.floor(9 * random())}-1${Math.floor(10 * random())}`,
  ]);
}

const tableOf = (rows: readonly (readonly string[])[], names = NAMES): Table =>
  readTable([names, ...rows].map((row) => row.join(';')).join('\n') + '\n', { delimiter: ';', hasHeader: true });
const alikeIn = (table: Table): Encoded['alike'] => encode(table, inferSchema(table, { isRobust: true })).alike;

describe('near-duplicate rows', () => {
  it('Rows that differ are no near-duplicates', () => {
    assert.deepEqual(alikeIn(tableOf(people(500))), []);
  });

  it('A row with another id and a slip, other capitals or an empty cell is a near-duplicate', () => {
    const rows = people(500);
    const changes: readonly (readonly [number, number, (text: string) => string])[] = [
      [10, 2, (text) => `${text.slice(0, 2)}x${text.slice(3)}`],
      [20, 3, (text) => text.toUpperCase()],
      [30, 5, () => ''],
      [40, 1, (text) => ` ${text.toLowerCase()}`],
    ];
    const alike = changes.map(([row, column, change]) =>
      rows[row].map((text, i) => (i === 0 ? `K-${9000 + row}` : i === column ? change(text) : text)),
    );

    const found = alikeIn(tableOf([...rows, ...alike]));

    assert.deepEqual(
      found,
      changes.map(([first, column], i) => ({ code: 'row.near-duplicate', row: 500 + i, first, columns: [column] })),
    );
  });

  it('Rows that repeat others are one finding of the file', () => {
    const rows = people(500);
    const again = [7, 70, 77].map((row) => ['K-77', ...rows[row].slice(1)]);

    assert.deepEqual(alikeIn(tableOf([...rows, ...again])), [
      {
        code: 'row.duplicate',
        row: 500,
        first: 7,
        columns: [],
        more: [
          [501, 70],
          [502, 77],
        ],
      },
    ]);
  });

  it('A duplicate row is reported instead of its duplicate key', () => {
    const rows = people(500);
    const table = tableOf([...rows, rows[3]]);
    const { alike, duplicates } = encode(table, inferSchema(table, { isRobust: true }));
    assert.deepEqual([alike.map(({ row, first }) => [row, first]), duplicates], [[[500, 3]], []]);
  });
});

describe('tables whose rows are usually alike', () => {
  const random = seededRandom(9);
  const levels = Array.from({ length: 600 }, () => [
    any(FIRST, random),
    any(LAST, random).slice(0, 3),
    any(TOWNS, random),
    any(['a', 'b'], random),
    any(['yes', 'no'], random),
  ]);
  const visits = people(150).flatMap((row) =>
    [1, 2, 3].map((visit) => [...row.slice(1, 5), row[6], String(visit), String(100 + Math.floor(50 * random()))]),
  );
  const factors = FIRST.flatMap((a) => LAST.flatMap((b) => ['low', 'high'].map((c) => [a, b, c, any(TOWNS, random)])));

  it('Rows of few levels are no near-duplicates', () => {
    assert.deepEqual(alikeIn(tableOf(levels, ['a', 'b', 'c', 'd', 'e'])), []);
  });

  it('Repeated visits of the same people are no near-duplicates', () => {
    assert.deepEqual(
      alikeIn(tableOf([...visits, visits[7]], ['first', 'last', 'town', 'age', 'since', 'visit', 'pressure'])),
      [],
    );
  });

  it('Rows of crossed factors are no near-duplicates', () => {
    assert.deepEqual(alikeIn(tableOf([...factors, factors[5]], ['a', 'b', 'dose', 'town'])), []);
  });
});

describe('rows that often agree in one number', () => {
  it('A row that stands twice is found, though pairs of rows that differ in two cells cannot matter', () => {
    const random = seededRandom(11);
    const numbers = Array.from({ length: 4 }, () =>
      Float64Array.from({ length: 2000 }, () => Math.floor(1500 * random())),
    );
    for (const cells of numbers) cells[1500] = cells[7];
    const columns = numbers.map((cells, index) => ({
      index,
      cells,
      isMissing: (cell: number) => cell !== cell,
      textAt: () => undefined,
    }));

    const rows = alikeRows(columns, 2000);

    assert.deepEqual(rows, [{ code: 'row.duplicate', row: 1500, first: 7, columns: [] }]);
  });
});
