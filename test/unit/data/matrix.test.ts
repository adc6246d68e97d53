import assert from 'node:assert/strict';
import { pickRows, type Matrix } from '../../../server/core/data/matrix';
import { seededRandom } from '../../../server/core/numeric/random';

describe('pickRows', () => {
  it('pickRows gives the requested rows in their order, each as often as requested', () => {
    const random = seededRandom(3);
    for (const [rows, count] of [
      [1, 1],
      [1, 5],
      [7, 20],
      [2047, 300],
      [2048, 300],
      [2049, 3000],
      [200_000, 5000],
      [140_000, 150_000],
    ]) {
      const values = Float64Array.from({ length: rows }, (_, n) => n + 0.5);
      const facts = { observed: rows, missing: 0, mean: 0, sd: 1, levels: 0 };
      const matrix: Matrix = {
        rows,
        columns: [{ name: 'x', family: 'normal', levels: [], facts, values }],
        rowWeights: values.map((value) => 2 * value),
      };
      const requested = Uint32Array.from({ length: count }, (_, i) =>
        i === 0 ? rows - 1 : Math.floor(random() * rows),
      );

      const some = pickRows(matrix, requested);

      assert.equal(some.rows, count);
      assert.deepEqual(
        [...some.columns[0].values],
        [...requested].map((row) => values[row]),
      );
      assert.deepEqual(
        [...(some.rowWeights ?? [])],
        [...requested].map((row) => 2 * values[row]),
      );
    }
  });
});
