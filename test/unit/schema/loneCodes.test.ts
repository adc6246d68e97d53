// Tests codes for missing that occur in a cell or two of columns that are wide.
import assert from 'node:assert/strict';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { loneCodes } from '../../../server/core/schema/loneCodes';

describe('lone codes', () => {
  const random = seededRandom(5, 0x10e);
  const amounts = Array.from({ length: 300 }, () => Number(Math.exp(5 + 1.8 * normalDeviate(random)).toFixed(2)));
  const heights = Array.from({ length: 300 }, () => Math.round(170 + 9 * normalDeviate(random)));
  const found = (numbers: readonly number[], scale: (x: number) => number = Math.log): readonly number[] =>
    loneCodes({ numbers: Float64Array.from(numbers) }, scale);

  it('A single 99999 beyond amounts with decimals is a code', () => {
    assert.deepEqual(found([...amounts, 99999]), [99999]);
  });

  it('A single 999 that other amounts exceed is none', () => {
    assert.deepEqual(found([...amounts, 999, 1500.5]), []);
  });

  it('A single 999 that goes on from whole numbers is none', () => {
    const counts = Array.from({ length: 300 }, (_, i) => 698 + i);

    assert.deepEqual(found([...counts, 999], Number), []);
  });

  it('A single -99 below numbers that are never negative is a code', () => {
    const wide = amounts.map((x) => x % 400);

    assert.deepEqual(found([...wide, -99], Number), [-99]);
  });

  it('A single -1 next to numbers about zero is none', () => {
    const degrees = Array.from({ length: 300 }, (_, i) => 0.2 + (i % 70) / 4);

    assert.deepEqual(found([...degrees, -1], Number), []);
  });

  it('A code that the model finds by itself is left to it', () => {
    assert.deepEqual(found([...heights, 999], Number), []);
  });

  it('A code in three cells is no lone one', () => {
    assert.deepEqual(found([...amounts, 99999, 99999, 99999]), []);
  });
});
