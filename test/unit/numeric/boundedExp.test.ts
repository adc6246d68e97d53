/** Tests the exponential of moderate negative numbers. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { boundedExp } from '../../../server/core/numeric/boundedExp';

describe('boundedExp', () => {
  it('boundedExp has a relative error of a few units of the last digit', () => {
    fc.assert(
      fc.property(fc.double({ min: -16, max: 0, noNaN: true }), (x) => {
        const error = boundedExp(x) / Math.exp(x) - 1;

        assert.ok(Math.abs(error) < 1e-15, `exp(${x})`);
      }),
      { numRuns: 5000 },
    );
  });

  it('boundedExp is exact at the ends', () => {
    assert.deepEqual([boundedExp(0), boundedExp(-0), boundedExp(-16)], [1, 1, Math.exp(-16)]);
  });
});
