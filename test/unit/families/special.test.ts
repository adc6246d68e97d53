import assert from 'node:assert/strict';
import { erfc, logSumExp, normalCdf } from '../../../server/core/families/special';

describe('special functions', () => {
  // Values to 16 digits from Abramowitz & Stegun (1964) and arbitrary-precision arithmetic.
  const table: readonly [number, number][] = [
    [0, 1], [0.1, 0.8875370839817152], [0.46875, 0.5073865267820620], [0.5, 0.4795001221869535], [1, 0.1572992070502851],
    [2, 0.004677734981047266], [3.9, 3.479224859723177e-8], [4.1, 6.700027654084919e-9], [5, 1.537459794428035e-12],
    [10, 2.088487583762545e-45], [26, 5.663192408856143e-296], [-1, 1.842700792949715], [-5, 1.999999999998463],
  ];
  for (const [x, expected] of table) {
    it(`erfc(${x})`, () => assert.ok(Math.abs(erfc(x) / expected - 1) < 2e-14, `${erfc(x)} instead of ${expected}`));
  }

  it('Φ is accurate in both tails', () => {
    assert.ok(Math.abs(normalCdf(1.959963984540054) - 0.975) < 1e-15);
    assert.ok(Math.abs(normalCdf(-8) / 6.220960574271785e-16 - 1) < 1e-13);
    assert.equal(normalCdf(40), 1);
    assert.ok(normalCdf(-37) > 0);
  });

  it('log Σ exp neither overflows nor underflows', () => {
    assert.equal(logSumExp(Float64Array.of(1000, 1000), 0, 2), 1000 + Math.LN2);
    assert.equal(logSumExp(Float64Array.of(-1e6, -1e6), 0, 2), -1e6 + Math.LN2);
    assert.equal(logSumExp(Float64Array.of(-Infinity, 3), 0, 2), 3);
    assert.equal(logSumExp(Float64Array.of(-Infinity, -Infinity), 0, 2), -Infinity);
  });
});
