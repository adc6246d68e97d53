// Numbers far from all others among few, which are no levels.
import assert from 'node:assert/strict';
import { readTable } from '../../../server/core/csv/table/table';
import { encode } from '../../../server/core/schema/encoding/encode';
import { inferSchema } from '../../../server/core/schema/infer';
import { strayNumbers } from '../../../server/core/schema/stray';

/** So many of each of these numbers in turn, then others. */
const numbers = (each: number, of: readonly number[], others: readonly number[]): Float64Array =>
  Float64Array.from([...Array.from({ length: each * of.length }, (_, i) => of[i % of.length]), ...others]);

describe('stray numbers', () => {
  const scores = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

  it('stand far from all others, at either end, in a cell or two', () => {
    assert.deepEqual(strayNumbers(numbers(30, scores, [70, -40, NaN])), [-40, 70]);
    assert.deepEqual(strayNumbers(numbers(30, scores, [70, 80, 777])), [70, 80, 777]);
    assert.deepEqual(strayNumbers(numbers(40, [0, 1], [11])), [11]);
  });

  it('are none that are near, or repeated, or of few cells, or among many numbers', () => {
    assert.deepEqual(strayNumbers(numbers(30, scores, [12, 15, 25])), []);
    assert.deepEqual(strayNumbers(numbers(30, scores, [70, 70, 70])), []);
    assert.deepEqual(strayNumbers(numbers(3, scores, [70])), []);
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
    // Counts whose tail is long: each gap is a part of what is left.
    assert.deepEqual(strayNumbers(numbers(100, [0, 0, 0, 0, 1, 1, 2], [3, 3, 4, 5, 7])), []);
  });

  it('are no levels: their cells are told and count as missing, and no other does', () => {
    const table = readTable(
      'score,x\n' +
        `${Array.from(numbers(30, scores, [70]), (score, n) => `${score},${Math.sin(n).toFixed(2)}`).join('\n')}\n`,
    );
    const schema = inferSchema(table, { isRobust: true });
    assert.deepEqual([schema[0].kind, schema[0].levels, schema[0].missing], ['categorical', scores.map(String), 0]);
    const { badCells, matrix } = encode(table, schema);
    assert.deepEqual(
      badCells.map(({ code, row, column }) => [code, row, column]),
      [['cell.unknown-level', 300, 0]],
    );
    assert.equal(matrix.columns[0].values.filter(Number.isNaN).length, 1);
    for (const overrides of [{}, { isRobust: true, kinds: { score: 'categorical' as const } }])
      assert.ok(inferSchema(table, overrides)[0].levels.includes('70'));
  });
});
