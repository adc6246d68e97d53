// Tests stray numbers: single numbers far from a few levels, which are no levels themselves.
import assert from 'node:assert/strict';
import { readTable } from '../../../server/core/csv/table/table';
import { readColumn } from '../../../server/core/csv/table/tableColumn';
import { encode, encodeColumns } from '../../../server/core/schema/encoding/encode';
import { inferSchema, schemaOf } from '../../../server/core/schema/infer';
import { strayNumbers, strayTexts } from '../../../server/core/schema/stray';

/** Each of the numbers `of`, `each` times, in turn; then the others. */
const numbers = (each: number, of: readonly number[], others: readonly number[]): Float64Array =>
  Float64Array.from([...Array.from({ length: each * of.length }, (_, i) => of[i % of.length]), ...others]);

describe('stray numbers', () => {
  const scores = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

  it('Single numbers far from all others are stray, at either end', () => {
    assert.deepEqual(strayNumbers(numbers(30, scores, [70, -40, NaN])), [-40, 70]);
    assert.deepEqual(strayNumbers(numbers(30, scores, [70, 80, 777])), [70, 80, 777]);
    assert.deepEqual(strayNumbers(numbers(40, [0, 1], [11])), [11]);
  });

  it('Numbers that are near the others are not stray', () => {
    assert.deepEqual(strayNumbers(numbers(30, scores, [12, 15, 25])), []);
  });

  it('Repeated far numbers are not stray', () => {
    assert.deepEqual(strayNumbers(numbers(30, scores, [70, 70, 70])), []);
  });

  it('Far numbers among few cells are not stray', () => {
    assert.deepEqual(strayNumbers(numbers(3, scores, [70])), []);
  });

  it('Far numbers among many distinct numbers are not stray', () => {
    assert.deepEqual(
      strayNumbers(
        numbers(
          30,
          Array.from({ length: 30 }, (_, i) => i),
          [700],
        ),
      ),
      [],
    );
  });

  it('Numbers in the tail of counts are not stray', () => {
    assert.deepEqual(strayNumbers(numbers(100, [0, 0, 0, 0, 1, 1, 2], [3, 3, 4, 5, 7])), []);
    assert.deepEqual(
      strayNumbers(numbers(100, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [1, 1, 1, 1, 1, 1, 2, 2, 2, 8, 11])),
      [],
    );
  });

  const table = readTable(
    'score,x\n' +
      `${Array.from(numbers(30, scores, [70]), (score, n) => `${score},${Math.sin(n).toFixed(2)}`).join('\n')}\n`,
  );

  it('A column that has levels only because of a stray number is one of numbers', () => {
    const discounts = numbers(30, [0, 0.05, 0.1], [10]);
    const rates = readTable(
      `discount,x\n${Array.from(discounts, (discount, n) => `${discount},${Math.sin(n).toFixed(2)}`).join('\n')}\n`,
    );

    const [{ kind }] = inferSchema(rates, { isRobust: true });

    assert.equal(kind, 'normal');
  });

  it('A stray number is no level, and its cell alone is bad and counts as missing', () => {
    const schema = inferSchema(table, { isRobust: true });
    const { badCells, matrix } = encode(table, schema);

    assert.deepEqual([schema[0].kind, schema[0].levels, schema[0].missing], ['categorical', scores.map(String), 0]);
    assert.deepEqual(
      badCells.map(({ code, row, column }) => [code, row, column]),
      [['cell.unknown-level', 300, 0]],
    );
    assert.equal(matrix.columns[0].values.filter(Number.isNaN).length, 1);
  });

  it('A stray number is bad in a column that was read with everything', () => {
    const typed = table.columns.map((_, index) => readColumn(table, index, 'all'));
    const schema = schemaOf(table.columns, typed, { isRobust: true });

    const { badCells } = encodeColumns(table.rowCount, schema, ({ index }) => typed[index]);

    assert.deepEqual(
      badCells.map(({ code, row, column }) => [code, row, column]),
      [['cell.unknown-level', 300, 0]],
    );
  });

  it('A stray number is a level under plain estimates and where the kind is chosen', () => {
    for (const overrides of [{}, { isRobust: true, kinds: { score: 'categorical' as const } }])
      assert.ok(inferSchema(table, overrides)[0].levels.includes('70'));
  });
});

describe('strayTexts', () => {
  const column = (cells: readonly string[]): Parameters<typeof strayTexts>[0] => {
    const values = [...new Set(cells)];
    return { values, places: Uint16Array.from(cells, (cell) => values.indexOf(cell) + 1) };
  };
  const digits = Array.from({ length: 90 }, (_, n) => String(n % 9));

  it('Texts in a cell or two of a column of numbers are stray', () => {
    assert.deepEqual(strayTexts(column([...digits, 'O', 'l', 'l'])), ['O', 'l']);
  });

  it('Texts in more cells, and texts of short columns, are levels', () => {
    assert.deepEqual(strayTexts(column([...digits, 'K', 'K', 'K'])), []);
    assert.deepEqual(strayTexts(column(['1', '2', '1', '2', 'x'])), []);
  });
});
