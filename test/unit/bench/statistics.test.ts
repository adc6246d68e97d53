/** Tests the statistics that the benchmarks compute from measured times. */
import assert from 'node:assert/strict';
import { growth, median, ratios, spread } from '../../../bench/statistics.mjs';

function near(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-12, `${actual} is not ${expected}`);
}

describe('statistics of measured times', () => {
  it('The median is the middle by size, not by text or by order', () => {
    assert.equal(median([10, 9, 100]), 10);
    assert.equal(median([3, 1, 10, 2]), 2.5);
    assert.equal(median([7]), 7);
  });

  it('The median leaves its values in their order', () => {
    const values = [3, 1, 2];
    median(values);
    assert.deepEqual(values, [3, 1, 2]);
  });

  it('The spread is the median, the least and the greatest value', () => {
    assert.deepEqual(spread([5, 1, 4, 1, 90]), { median: 4, least: 1, greatest: 90 });
  });

  it('Ratios are taken pair by pair, so that a disturbance of both cancels', () => {
    assert.deepEqual(ratios([10, 100], [1, 10]), [10, 10]);
  });

  it('Ratios of unequal numbers of times are refused', () => {
    assert.throws(() => ratios([1, 2], [1]), /paired/);
  });

  it('Growth is the exponent of a power law, without an error', () => {
    const x = [10, 100, 1000];
    const { slope, error } = growth(
      x,
      x.map((value) => 7 * value ** 1.5),
    );
    near(slope, 1.5);
    near(error, 0);
  });

  it('The standard error of growth equals the one of least squares', () => {
    // By hand: log x = 0, 1, 2, log y = 0, 2, 1 has slope ½, residuals −½, 1, −½, so s² = 1.5 and the error √(1.5/2).
    const { slope, error } = growth([1, Math.E, Math.E ** 2], [1, Math.E ** 2, Math.E]);
    near(slope, 0.5);
    near(error, Math.sqrt(0.75));
  });

  it('The growth of two points has no error', () => {
    assert.ok(Number.isNaN(growth([1, 2], [1, 2]).error));
  });

  it('The growth of points at one x is refused', () => {
    assert.throws(() => growth([2, 2], [1, 3]), RangeError);
  });

  it('The spread of no values is refused', () => {
    assert.throws(() => spread([]), RangeError);
  });
});
