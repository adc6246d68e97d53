import assert from 'node:assert/strict';
import { growth, median, ratios, spread } from '../../../bench/statistics.mjs';

function near(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-12, `${actual} is not ${expected}`);
}

describe('statistics of measured times', () => {
  it('the median is the middle by size, not by text or by order', () => {
    assert.equal(median([10, 9, 100]), 10);
    assert.equal(median([3, 1, 10, 2]), 2.5);
    assert.equal(median([7]), 7);
  });

  it('the median leaves its values in their order', () => {
    const values = [3, 1, 2];
    median(values);
    assert.deepEqual(values, [3, 1, 2]);
  });

  it('the spread is the median between the least and the greatest', () => {
    assert.deepEqual(spread([5, 1, 4, 1, 90]), { median: 4, least: 1, greatest: 90 });
  });

  it('ratios are those of pairs: a disturbance of both drops out', () => {
    assert.deepEqual(ratios([10, 100], [1, 10]), [10, 10]);
    assert.throws(() => ratios([1, 2], [1]), /paired/);
  });

  it('growth is the power of a power law, with no error', () => {
    const x = [10, 100, 1000];
    const { slope, error } = growth(
      x,
      x.map((value) => 7 * value ** 1.5),
    );
    near(slope, 1.5);
    near(error, 0);
  });

  it('the standard error of growth is that of least squares', () => {
    // By hand: log x = 0, 1, 2, log y = 0, 2, 1 has slope ½, residuals −½, 1, −½, so s² = 1.5 and the error √(1.5/2).
    const { slope, error } = growth([1, Math.E, Math.E ** 2], [1, Math.E ** 2, Math.E]);
    near(slope, 0.5);
    near(error, Math.sqrt(0.75));
  });

  it('two points tell no error, one point no slope', () => {
    assert.ok(Number.isNaN(growth([1, 2], [1, 2]).error));
    assert.throws(() => growth([2, 2], [1, 3]), RangeError);
  });

  it('nothing measured has no median', () => {
    assert.throws(() => spread([]), RangeError);
  });
});
