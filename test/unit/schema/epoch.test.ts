import assert from 'node:assert/strict';
import { epochOf } from '../../../server/core/schema/epoch';

/** Seconds of 200 days of 2020, with this many other numbers last. */
function secondsWith(others: number): Float64Array {
  return Float64Array.from({ length: 200 }, (_, n) => (n < 200 - others ? 1_577_836_800 + 86_400 * n : 17));
}

describe('moments written as numbers', () => {
  it('Whole seconds of one year are moments where the name says so', () => {
    assert.equal(epochOf('created_at', secondsWith(0)), 'seconds since 1970');
    assert.equal(epochOf('price', secondsWith(0)), undefined);
  });

  it('One number in twenty may be wrong among moments', () => {
    assert.equal(epochOf('created_at', secondsWith(10)), 'seconds since 1970');
    assert.equal(epochOf('created_at', secondsWith(11)), undefined);
  });

  it('Numbers spread over decades, and numbers with decimals, are no moments', () => {
    const spread = Float64Array.from({ length: 200 }, (_, n) => 640_000_000 + 7_000_000 * n);

    assert.equal(epochOf('created_at', spread), undefined);
    assert.equal(
      epochOf(
        'created_at',
        secondsWith(0).map((x) => x + 0.5),
      ),
      undefined,
    );
  });
});
