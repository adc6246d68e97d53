import assert from 'node:assert/strict';
import { columnMixture } from '../../../server/core/schema/kinds/columnMixture';

/** Three clumps of 100 numbers each, every number twice. */
const clumps = Float64Array.from({ length: 600 }, (_, n) => 100 * (n % 3) + (Math.floor(n / 6) % 50) / 10);

describe('mixtures of a single column', () => {
  it('A column of three clumps has three components', () => {
    const { k } = columnMixture(clumps, 4);

    assert.equal(k, 3);
  });

  it('One component has the BIC of the normal', () => {
    const mean = clumps.reduce((sum, x) => sum + x, 0) / clumps.length;
    const variance = clumps.reduce((sum, x) => sum + (x - mean) ** 2, 0) / clumps.length;
    const expected = clumps.length * (Math.log(2 * Math.PI * variance) + 1) + 2 * Math.log(clumps.length);

    const { bic } = columnMixture(clumps, 1);

    assert.ok(Math.abs(bic - expected) < 1e-8 * expected, `${bic}, not ${expected}`);
  });

  it('A BIC that is low enough ends the search for more components', () => {
    const two = columnMixture(clumps, 2);

    const enough = columnMixture(clumps, 4, two.bic);

    assert.deepEqual(enough, two);
  });
});
