/** Tests columns that identify their rows, and the repeated cells in them. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { pairsOfNumbers, pairsOfTexts } from '../../../server/core/keys/chance';
import { hashOfText } from '../../../server/core/csv/columns/textHash';
import { repeatsIn } from '../../../server/core/keys/repeats';
import { readTable } from '../../../server/core/csv/table/table';
import { seededRandom } from '../../../server/core/numeric/random';
import { encode } from '../../../server/core/schema/encoding/encode';
import { inferSchema } from '../../../server/core/schema/infer';

const random = seededRandom(5);

function below(n: number): number {
  return Math.floor(n * random());
}

function made(count: number, of: (n: number) => string): string[] {
  return Array.from({ length: count }, (_, n) => of(n));
}

function shuffled<T>(all: readonly T[]): T[] {
  return all
    .map((own): [number, T] => [random(), own])
    .sort(([a], [b]) => a - b)
    .map(([, own]) => own);
}

/** The cells with cell 7 again in the third row from the end. */
function typedTwice(cells: readonly string[]): string[] {
  return cells.map((cell, row) => (row === cells.length - 3 ? cells[7] : cell));
}

/** Duplicates of a table of columns: name, row, first row and single row. */
function duplicates(columns: Readonly<Record<string, readonly string[]>>): unknown {
  const names = Object.keys(columns);
  const rows = columns[names[0]].map((_, row) => names.map((name) => columns[name][row]).join(','));
  const table = readTable(`${names.join(',')}\n${rows.join('\n')}\n`);
  return encode(table, inferSchema(table, { isRobust: true })).duplicates.map(({ column, row, first, single }) => [
    names[column],
    row,
    first,
    single,
  ]);
}

function measured(count: number): string[] {
  return made(count, () => (9 * random()).toFixed(3));
}

const digits = (count: number): string => made(count, () => String(below(10))).join('');
const hex = (count: number): string => made(count, () => below(16).toString(16)).join('');
const letters = (count: number): string => made(count, () => String.fromCharCode(65 + below(26))).join('');

describe('duplicate keys', () => {
  const KEYS: Readonly<Record<string, (count: number) => string[]>> = {
    employee: (count) => shuffled(made(count, (n) => `E-${10001 + n}`)),
    number: (count) => shuffled(made(count, (n) => String(20001 + n))),
    padded: (count) => shuffled(made(count, (n) => String(n).padStart(6, '0'))),
    invoice: (count) => made(count, (n) => `INV-2024/${String(n).padStart(5, '0')}`),
    uuid: (count) => made(count, () => `${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`),
    sku: (count) => made(count, () => `${letters(3)}-${digits(5)}`),
    id: (count) => made(count, () => `1${digits(8)}`),
  };
  for (const [name, cells] of Object.entries(KEYS)) {
    it(`A repeated cell of the key "${name}" is reported`, () => {
      for (const count of [60, 1000, 8000])
        assert.deepEqual(
          duplicates({ [name]: typedTwice(cells(count)), size: measured(count) }),
          [[name, count - 3, 7, count - 2]],
          `${count} cells`,
        );
    });
  }

  const OTHERS: Readonly<Record<string, (count: number) => string[]>> = {
    counts: (count) => made(count, () => String(below(100_000))),
    price: (count) => made(count, () => (5000 * random()).toFixed(2)),
    phone: (count) => made(count, () => `${digits(3)}-${digits(3)}-${digits(4)}`),
    name: (count) =>
      made(count, () => `${letters(1)}${letters(6).toLowerCase()} ${letters(1)}${letters(5).toLowerCase()}`),
    plate: (count) => made(count, () => `${letters(2)}-${digits(4)}`),
    customer: (count) => made(count, () => `C-${String(below(200 * count)).padStart(7, '0')}`),
    year: (count) => shuffled(made(count, (n) => String(1500 + n))),
    rank: (count) => shuffled(made(count, (n) => String(n + 1))),
    start: (count) => shuffled(made(count, (n) => new Date(Date.UTC(2024, 0, n)).toISOString().slice(0, 10))),
  };
  for (const [name, cells] of Object.entries(OTHERS)) {
    it(`A repeated cell of "${name}" is chance and not reported`, () => {
      for (const count of [60, 600])
        assert.deepEqual(duplicates({ size: measured(count), [name]: typedTwice(cells(count)) }), []);
    });
  }

  it('Random numbers and codes that chance repeats are not reported', () => {
    const count = 10_000;

    assert.deepEqual(
      duplicates({
        size: measured(count),
        drawn: made(count, () => String(10 + below(2_000_000))),
        code_drawn: made(count, () => `C-${String(below(2_000_000)).padStart(7, '0')}`),
      }),
      [],
    );
  });

  it('References to another table are not reported', () => {
    const orders = shuffled(made(500, (n) => `B-${5000 + n}`));

    assert.deepEqual(duplicates({ order_id: orders, customer_id: typedTwice(KEYS.uuid(500)) }), []);
  });

  it('A column in which many cells repeat is not reported', () => {
    assert.deepEqual(
      duplicates({
        employee: KEYS.employee(500).map((_, row, all) => all[row - (row % 20 === 19 ? 1 : 0)]),
        size: measured(500),
      }),
      [],
    );
  });

  it('Empty cells and cells of "none" in a key are not reported', () => {
    const cells = KEYS.employee(300).map((cell, row) => (row % 50 === 9 ? 'none' : row % 50 === 19 ? '' : cell));
    assert.deepEqual(duplicates({ employee: cells, size: measured(300) }), []);
  });
});

describe('expected pairs by chance', () => {
  it('pairsOfNumbers gives the expected number of pairs of random numbers', () => {
    const numbers = Float64Array.from({ length: 3000 }, () => below(9000));

    const expected = pairsOfNumbers(3000, 0, 8999);

    assert.ok(Math.abs(expected - 500) < 1 && Math.abs(pairs(numbers) - expected) < 5 * Math.sqrt(expected));
  });

  it('pairsOfTexts gives the expected number of pairs of random texts', () => {
    const texts = made(2000, () => `${letters(1)}${digits(3)}`);
    const ofTexts = pairs(Float64Array.from(texts, hashOfText));

    assert.ok(Math.abs(pairsOfTexts(texts) - ofTexts) < 5 * Math.sqrt(ofTexts));
  });
});

function pairs(cells: Float64Array): number {
  const counts = new Map<number, number>();
  for (const cell of cells) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum + (count * (count - 1)) / 2, 0);
}

describe('repeatsIn', () => {
  it('repeatsIn lists every cell but the first of each value', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat(6), fc.constant(NaN))), (cells) => {
        const expected = cells.flatMap((cell, row) =>
          Number.isNaN(cell) || cells.indexOf(cell) === row ? [] : [{ row, first: cells.indexOf(cell) }],
        );

        assert.deepEqual(repeatsIn(Float64Array.from(cells)), expected);
      }),
    );
  });
});

describe('hashOfText', () => {
  it('hashOfText gives distinct whole numbers for distinct texts', () => {
    const texts = new Set([...made(50_000, (n) => `E-${n}`), ...made(50_000, (n) => String(n))]);
    const hashes = [...texts].map(hashOfText);

    assert.ok(hashes.every((hash) => Number.isSafeInteger(hash) && hash >= 0));
    assert.equal(new Set(hashes).size, texts.size);
  });
});
