/** Tests the counts of values in a column. */
import assert from 'node:assert/strict';
import { countsAt, distinctOf, distinctValues, firstAtLeast } from '../../../server/core/judging/exempt/valueCounts';
import { seededRandom } from '../../../server/core/numeric/random';

/** Counts by brute force. */
function countOf(values: Float64Array, value: number): number {
  return values.filter((other) => other === value).length;
}

/** A column with gaps, heaps and wild cells. */
function irregular(): Float64Array {
  const random = seededRandom(5);
  return Float64Array.from({ length: 5000 }, () => {
    if (random() < 0.05) return NaN;
    return random() < 0.01 ? 1e12 * (random() - 0.5) : Math.round(200 * (random() - 0.5)) / 10 + 0;
  });
}

describe('countsAt', () => {
  it('countsAt counts the cells of values exactly, in columns with gaps, heaps and wild cells', () => {
    const cells = irregular();
    const wanted = [...cells].filter((value) => value === value).filter((_, i) => i % 40 === 0);

    const counts = countsAt(cells, wanted);

    for (const value of wanted) assert.equal(counts.get(value), countOf(cells, value), String(value));
  });

  it('countsAt counts no other value, however many cells lie between', () => {
    const cells = Float64Array.from({ length: 10_000 }, (_, i) => i);

    const counts = countsAt(cells, [0, 9999]);

    assert.deepEqual(
      [...counts],
      [
        [0, 1],
        [9999, 1],
      ],
    );
  });

  it('countsAt counts both zeros as one value', () => {
    const cells = Float64Array.of(0, -0, 1);

    const counts = countsAt(cells, [-0]);

    assert.equal(counts.get(0), 2);
  });

  it('countsAt counts a single value, and nothing for no value', () => {
    const cells = Float64Array.of(7, 7, 8);

    assert.equal(countsAt(cells, [7]).get(7), 2);
    assert.equal(countsAt(cells, []).size, 0);
  });
});

describe('distinctValues', () => {
  it('distinctValues has every value once, ascending, with its count, and no missing cell', () => {
    const cells = irregular();

    const { values, counts } = distinctValues(cells);

    assert.deepEqual(
      [...values],
      [...new Set(cells)].filter((value) => value === value).sort((a, b) => a - b),
    );
    values.forEach((value, i) => {
      assert.equal(counts[i], countOf(cells, value), String(value));
    });
  });

  it('distinctOf has counted values in the same form', () => {
    const counted = new Map([
      [3, 1],
      [-2, 4],
    ]);

    const { values, counts } = distinctOf(counted);

    assert.deepEqual(
      [[...values], [...counts]],
      [
        [-2, 3],
        [4, 1],
      ],
    );
  });

  it('firstAtLeast returns the position of the first value that is not less', () => {
    assert.deepEqual(
      [0, 2, 3, 9].map((value) => firstAtLeast(Float64Array.of(1, 3, 5), value)),
      [0, 1, 1, 3],
    );
  });
});
