import assert from 'node:assert/strict';
import { countsWithin } from '../../../server/core/judging/exempt/valueCounts';
import { seededRandom } from '../../../server/core/numeric/random';

/** Counts by brute force. */
function countOf(values: Float64Array, value: number): number {
  return values.filter((other) => other === value).length;
}

const at = (value: number): { least: number; greatest: number } => ({ least: value, greatest: value });

describe('countsWithin', () => {
  it('countsWithin counts the cells of single values exactly, in columns with gaps, heaps and wild cells', () => {
    const random = seededRandom(5);
    const values = Float64Array.from({ length: 5000 }, () => {
      if (random() < 0.05) return NaN;
      return random() < 0.01 ? 1e12 * (random() - 0.5) : Math.round(200 * (random() - 0.5)) / 10;
    });
    const wanted = [...values].filter((value) => value === value).filter((_, i) => i % 40 === 0);

    const counts = countsWithin(values, wanted.map(at));

    for (const value of wanted) assert.equal(counts.get(value), countOf(values, value), String(value));
  });

  it('countsWithin counts every value of a range, its ends included', () => {
    const values = Float64Array.of(1, 2, 2, 3, 3, 3, 4, 9, NaN, -Infinity);

    const counts = countsWithin(values, [
      { least: 2, greatest: 4 },
      { least: 8.5, greatest: 9 },
    ]);

    assert.deepEqual(
      [2, 3, 4, 9].map((value) => counts.get(value)),
      [2, 3, 1, 1],
    );
  });

  it('countsWithin leaves out values far from all ranges', () => {
    const values = Float64Array.from({ length: 10_000 }, (_, i) => i);

    const counts = countsWithin(values, [at(0), at(9999)]);

    assert.ok(counts.size < 5, String(counts.size));
  });

  it('countsWithin counts a single value, and every value of an infinite range', () => {
    const values = Float64Array.of(7, 7, 8);

    assert.equal(countsWithin(values, [at(7)]).get(7), 2);
    assert.equal(countsWithin(values, [{ least: -Infinity, greatest: Infinity }]).get(8), 1);
    assert.equal(countsWithin(values, []).size, 0);
  });
});
