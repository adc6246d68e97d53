/** Tests the special functions against values to 16 digits. */
import assert from 'node:assert/strict';
import {
  erfc,
  logGamma,
  logSumExp,
  normalCdf,
  poissonTails,
  settledLog,
} from '../../../server/core/families/functions/special';

describe('special functions', () => {
  // Values to 16 digits from Abramowitz & Stegun (1964) and arbitrary-precision arithmetic.
  const table: readonly [number, number][] = [
    [0, 1],
    [0.1, 0.8875370839817152],
    [0.46875, 0.507386526782062],
    [0.5, 0.4795001221869535],
    [1, 0.1572992070502851],
    [2, 0.004677734981047266],
    [3.9, 3.479224859723177e-8],
    [4.1, 6.700027654084919e-9],
    [5, 1.537459794428035e-12],
    [10, 2.088487583762545e-45],
    [26, 5.663192408856143e-296],
    [-1, 1.842700792949715],
    [-5, 1.999999999998463],
  ];
  for (const [x, expected] of table) {
    it(`erfc(${x}) has a relative error below 2e-14`, () =>
      assert.ok(Math.abs(erfc(x) / expected - 1) < 2e-14, `${erfc(x)} instead of ${expected}`));
  }

  it('normalCdf is accurate in both tails', () => {
    assert.ok(Math.abs(normalCdf(1.959963984540054) - 0.975) < 1e-15);
    assert.ok(Math.abs(normalCdf(-8) / 6.220960574271785e-16 - 1) < 1e-13);
    assert.equal(normalCdf(40), 1);
    assert.ok(normalCdf(-37) > 0);
  });

  // Sums of 40-digit arithmetic: count, rate, P(X ≤ count), P(X ≥ count).
  const tails: readonly [number, number, number, number][] = [
    [0, 0.1, 0.9048374180359595, 1.0],
    [1, 0.5, 0.9097959895689501, 0.3934693402873666],
    [4, 0.5, 0.9998278843700441, 0.0017516225562908237],
    [0, 3.7, 0.024723526470339388, 1.0],
    [13, 3.7, 0.9999662818016686, 0.00013042399642776553],
    [4, 10, 0.029252688076961072, 0.9896639493240743],
    [35, 10, 0.9999999998333297, 6.060323710291441e-10],
    [11, 85.3, 4.4986837574536285e-24, 1.0],
    [20, 100, 1.905558742030012e-22, 1.0],
    [180, 100, 0.9999999999997747, 4.104851584201111e-13],
    [6500, 10000, 1.5228072268403766e-306, 1.0],
    [10000, 10000, 0.5026595812190077, 0.5013298083399552],
    [13500, 10000, 1.0, 4.4306199504306514e-242],
    [101580, 99_999, 0.9999996959024106, 3.0908763237620646e-7],
    [88933, 100001, 4.810788482070295e-279, 1.0],
    [965000, 1e6, 7.943163947828175e-272, 1.0],
    [1000300, 1e6, 0.6181599140667123, 0.3822214182374106],
    [1012000, 1e6, 1.0, 2.379485191336726e-33],
    [3930000, 4e6, 3.0870122582753728e-270, 1.0],
  ];
  for (const [x, rate, below, above] of tails) {
    it(`Both Poisson tails of rate ${rate} at ${x} equal the reference values`, () => {
      const found = poissonTails(x, rate);
      assert.ok(Math.abs(found.below / below - 1) < 1e-11, `${found.below} instead of ${below}`);
      assert.ok(Math.abs(found.above / above - 1) < 1e-11, `${found.above} instead of ${above}`);
    });
  }

  it('Both Poisson tails of rates up to 9e15 are about one half at the rate', () => {
    for (const rate of [1e9, 1e12, 9e15]) {
      const { below, above } = poissonTails(rate, rate);
      assert.ok(below > 0.5 && above > 0.5 && Math.abs(below + above - 1) < 2 / Math.sqrt(rate), `${below}, ${above}`);
    }
  });

  it('logGamma has a relative error of at most 1e-13', () => {
    for (const [x, expected] of [
      [0.5, Math.log(Math.sqrt(Math.PI))],
      [1, 0],
      [2, 0],
      [5, Math.log(24)],
      [0.1, 2.252712651734206],
      [171, 706.5730622457874],
      [1e6, 12815504.569147611],
    ]) {
      assert.ok(Math.abs(logGamma(x) - expected) <= 1e-13 * Math.max(1, Math.abs(expected)), `${x}: ${logGamma(x)}`);
    }
  });

  it('settledLog returns a logarithm that its exponential restores', () => {
    for (let i = 0; i < 100_000; i++) {
      const log = settledLog(Math.exp(3 * Math.sin(i)));
      assert.equal(Math.log(Math.exp(log)), log);
    }
  });

  it('logSumExp neither overflows nor underflows', () => {
    assert.equal(logSumExp(Float64Array.of(1000, 1000), 0, 2), 1000 + Math.LN2);
    assert.equal(logSumExp(Float64Array.of(-1e6, -1e6), 0, 2), -1e6 + Math.LN2);
    assert.equal(logSumExp(Float64Array.of(-Infinity, 3), 0, 2), 3);
    assert.equal(logSumExp(Float64Array.of(-Infinity, -Infinity), 0, 2), -Infinity);
    assert.equal(logSumExp(Float64Array.of(-Infinity), 0, 1), -Infinity);
  });
});
