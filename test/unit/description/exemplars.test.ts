/** Tests which rows are typical of a component. */
import assert from 'node:assert/strict';
import { typicalRows } from '../../../server/core/description/exemplars';
import { complete } from '../../../server/core/numeric/generators';

const columns = (...values: number[][]) => values.map((each) => ({ values: Float64Array.from(each) })) as never;

describe('typical rows', () => {
  it('The typical rows of a component are its densest ones, rows without gaps first', () => {
    const judgement = {
      rows: 5,
      k: 2,
      posterior: Float64Array.from([0.9, 0.1, 0.6, 0.4, 0.2, 0.8, 0.99, 0.01, 0.1, 0.9]),
      logDensity: Float64Array.from([-3, -2, -5, -1, -4]),
    };

    // Row 1: −2 + log 0.6 < −3 + log 0.9 is false, so it comes before row 0; row 3 has a gap.
    assert.deepEqual(complete(typicalRows({ columns: columns([1, 2, 3, NaN, 5]) }, judgement)), [
      [1, 0, 3],
      [4, 2],
    ]);
  });

  it('A row of weight zero is not typical', () => {
    const judgement = { rows: 3, k: 1, posterior: Float64Array.of(1, 1, 1), logDensity: Float64Array.of(-1, -2, -3) };
    assert.deepEqual(
      complete(typicalRows({ columns: columns([1, 2, 3]), rowWeights: Float64Array.of(0, 5, 2) }, judgement)),
      [[1, 2]],
    );
  });

  describe('a component with all rows and one without rows', () => {
    const rows = 1000;
    const judgement = {
      rows,
      k: 2,
      posterior: new Float64Array(2 * rows).map((_, i) => (i % 2 === 0 ? 1 : 0)),
      logDensity: new Float64Array(rows).map((_, i) => -Math.abs(i - 500)),
    };
    const [first, second] = complete(typicalRows({ columns: columns(Array<number>(rows).fill(0)) }, judgement));

    it('At most the twenty densest rows of a component are typical', () => {
      assert.deepEqual([first.length, first[0]], [20, 500]);
      assert.deepEqual(
        first.toSorted((a, b) => a - b),
        Array.from({ length: 20 }, (_, i) => i + (first.includes(490) ? 490 : 491)),
      );
    });

    it('A component without rows has no typical rows', () => {
      assert.deepEqual(second, []);
    });
  });
});
