// Tests dates that are never before those of another column.
import assert from 'node:assert/strict';
import { readTable } from '../../../server/core/csv/table/table';
import { normalDeviate, seededRandom, type Random } from '../../../server/core/numeric/random';
import { encode } from '../../../server/core/schema/encoding/encode';
import { inferSchema } from '../../../server/core/schema/infer';

const DAY = 86_400_000;
const START = Date.UTC(2022, 0, 1);

const iso = (time: number): string => new Date(time).toISOString().slice(0, 10);

/**
 * Rows of a beginning, an end some days later, and a number.
 *
 * @param daysOf days from the beginning to the end of a row
 * @param changed beginnings and ends that are replaced, by row
 */
function stays(
  rows: number,
  daysOf: (random: Random) => number,
  changed: ReadonlyMap<number, readonly [string, string]> = new Map(),
  names = 'from,to',
): string {
  const random = seededRandom(3);
  const lines = Array.from({ length: rows }, (_, row) => {
    const begin = START + Math.floor(700 * random()) * DAY;
    const [from, to] = changed.get(row) ?? [iso(begin), iso(begin + Math.floor(daysOf(random)) * DAY)];
    return `${from},${to},${Math.floor(100 * random())}`;
  });
  return [`${names},size`, ...lines, ''].join('\n');
}

/** Rows and columns of the dates that are reported as out of order. */
function misordered(text: string): readonly (readonly [row: number, column: number])[] {
  const table = readTable(text);
  return encode(table, inferSchema(table, { isRobust: true }))
    .badCells.filter(({ code }) => code === 'cell.date-order')
    .map(({ row, column }) => [row, column] as const);
}

describe('order of two date columns', () => {
  it('A row whose end is before its beginning is reported', () => {
    const wrong = new Map([
      [20, ['2022-06-05', '2022-06-01']],
      [60, ['2023-03-01', '2022-03-09']],
      [90, ['2022-12-30', '2022-01-02']],
    ] as const);

    assert.deepEqual(misordered(stays(400, (random) => 1 + 20 * random(), wrong)), [
      [20, 1],
      [60, 1],
      [90, 1],
    ]);
  });

  it('Rows whose ends are behind their beginnings are not reported', () => {
    assert.deepEqual(misordered(stays(400, (random) => 1 + 20 * random())), []);
  });

  it('The later column may stand first and have times where the other has days', () => {
    const text = stays(300, (random) => 30 * random())
      .split('\n')
      .map((line, n) => {
        const [from, to, size] = line.split(',');
        const end = n === 50 ? '2021-12-30 11:00' : n % 2 === 0 ? `${to} 23:15` : `${to} 00:05`;
        return n === 0 ? 'to,from,size' : line === '' ? '' : `${end},${from},${size}`;
      })
      .join('\n');

    assert.deepEqual(misordered(text), [[49, 0]]);
  });

  it('Differences that are mostly above zero by chance are no order', () => {
    // Of these normal differences, 3 in 100 are below zero, and 13 in 10,000.
    assert.deepEqual(misordered(stays(2000, (random) => 60 + 32 * normalDeviate(random))), []);
    assert.deepEqual(misordered(stays(20_000, (random) => 96 + 32 * normalDeviate(random))), []);
    assert.deepEqual(misordered(stays(400, (random) => 100 * (random() - 0.5))), []);
  });

  it('Equal columns have no order', () => {
    assert.deepEqual(misordered(stays(400, () => 0, new Map([[7, ['2022-05-05', '2022-05-04']]]))), []);
  });

  it('Columns of few rows have no order', () => {
    assert.deepEqual(misordered(stays(25, () => 9, new Map([[7, ['2022-05-05', '2022-05-04']]]))), []);
  });

  it('Missing and far dates are not reported as out of order', () => {
    const changed = new Map([
      [7, ['', '2022-05-04']],
      [9, ['2022-05-04', '']],
      [11, ['2032-05-04', '2022-05-04']],
    ] as const);

    assert.deepEqual(misordered(stays(400, () => 9, changed)), []);
  });

  it('A date column is ordered after the column that it follows most closely', () => {
    const text = stays(300, (random) => 1 + 5 * random())
      .split('\n')
      .map((line, n) =>
        n === 0 ? 'born,from,to,size' : line === '' ? '' : `19${50 + (n % 40)}-0${1 + (n % 9)}-11,${line}`,
      )
      .join('\n');

    const schema = inferSchema(readTable(text), { isRobust: true });

    assert.deepEqual(
      schema.map(({ dates }) => dates?.notBefore),
      [undefined, 'born', 'from', undefined],
    );
  });
});
