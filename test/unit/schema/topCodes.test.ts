// Tests top codes, which stand for all numbers from a limit on.
import assert from 'node:assert/strict';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { topCodeOf } from '../../../server/core/schema/topCodes';

describe('top codes', () => {
  const random = seededRandom(6, 0x70b);
  const gains = Array.from({ length: 400 }, () => Math.min(41310, Math.round(Math.exp(8 + normalDeviate(random)))));
  const heights = Array.from({ length: 400 }, () => Math.round(170 + 9 * normalDeviate(random)));
  const found = (numbers: readonly number[], code: number): number | undefined =>
    topCodeOf(Float64Array.from([...numbers, code, code, code]), [code]);

  it('A code of nines above a long tail that comes near it is a top code', () => {
    assert.equal(found(gains, 99999), 99999);
  });

  it('A code of nines above heights is none', () => {
    assert.equal(found(heights, 999), undefined);
  });

  it('A code of nines far beyond the tail is none', () => {
    assert.equal(found(gains, 9999999), undefined);
  });

  it('A negative code is none', () => {
    assert.equal(found(gains, -999), undefined);
  });
});
