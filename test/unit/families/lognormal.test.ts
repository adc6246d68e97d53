/** Tests the lognormal family: densities, summaries, predictions, tails and scales. */
import assert from 'node:assert/strict';
import type { Prediction } from '../../../server/core/families/family';
import { families } from '../../../server/core/families/registry';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { matrixOf } from '../mixture/mixtureTables';
import { columnOf, logDensity } from './marginalHelpers';

describe('the lognormal family', () => {
  const { encode } = families.lognormal;
  const marginal = families.lognormal.bind(columnOf('lognormal').facts, 2);
  const at = (meanlog: number, sdlog: number): Float64Array => Float64Array.of(meanlog, Math.log(sdlog));

  it('Lognormal densities equal the reference values in the units of the data', () => {
    // arbitrary-precision arithmetic
    for (const [x, meanlog, sdlog, expected] of [
      [2.5, 1, 0.5, -1.15609656765921],
      [0.001, 0, 2, -0.668965809070679],
      [1e6, 14, 0.1, -14.1336817093076],
      [1e-300, -690, 1, 689.555867604555],
      [1e300, 690, 1, -691.995188191872],
    ]) {
      const [found] = logDensity(marginal, at(meanlog, sdlog), [encode(x)]);
      assert.ok(
        Math.abs(found - expected) < 1e-12 * Math.max(1, Math.abs(expected)),
        `log p(${x}) = ${found} instead of ${expected}`,
      );
    }
  });

  it('The lognormal density integrates to one over x', () => {
    const theta = at(1, 0.7);
    let sum = 0;
    // Steps in x that grow with x.
    const ratio = 1.0005;

    for (let x = 1e-60; x < 1e60; x *= ratio) {
      const middle = x * Math.sqrt(ratio);
      sum += x * (ratio - 1) * Math.exp(logDensity(marginal, theta, [encode(middle)])[0]);
    }

    assert.ok(Math.abs(sum - 1) < 1e-6, String(sum));
  });

  it('A lognormal summary has meanlog and sdlog as in R, and mean and sd in the units of the data', () => {
    const summary = marginal.summarise(at(2, 0.5), 0, []);
    assert.deepEqual(Object.keys(summary), ['meanlog', 'sdlog', 'mean', 'sd']);
    assert.ok(
      'mean' in summary &&
        Math.abs(summary.mean - Math.exp(2.125)) < 1e-13 &&
        Math.abs(summary.sd - Math.exp(2.125) * Math.sqrt(Math.exp(0.25) - 1)) < 1e-13,
    );
  });

  it('restore reads meanlog and sdlog and ignores the mean', () => {
    const theta = new Float64Array(2);

    assert.equal(marginal.restore({ meanlog: 2, sdlog: 0.5, mean: 'of no interest' }, theta, 0, []), undefined);
    assert.ok(theta[0] === 2 && Math.abs(theta[1] - Math.log(0.5)) < 1e-15);
  });

  it('The interval of a lognormal comes from the logarithms, and its upper end has a tail of 5 %', () => {
    const one = marginal.predict(at(2, 0.5), 0, Float64Array.of(1)) as Prediction & { of: 'number' };
    assert.ok(
      Math.abs(Math.log(one.interval[0]) - (2 - 0.5 * 1.959963984540054)) < 1e-9 &&
        Math.abs(Math.log(one.interval[1]) - (2 + 0.5 * 1.959963984540054)) < 1e-9,
    );
    assert.ok(Math.abs(marginal.tail(at(2, 0.5), 0, Float64Array.of(1), encode(one.interval[1])) - 0.05) < 1e-9);
  });

  it('A lognormal mixture predicts its mean and sd in the units of the data', () => {
    const theta = Float64Array.of(0, Math.log(0.3), 4, Math.log(0.6));
    const weights = Float64Array.of(0.25, 0.75);
    const [m1, m2] = [Math.exp(0.045), Math.exp(4.18)];
    const [v1, v2] = [m1 * m1 * Math.expm1(0.09), m2 * m2 * Math.expm1(0.36)];
    const mean = 0.25 * m1 + 0.75 * m2;

    const two = marginal.predict(theta, 0, weights) as Prediction & { of: 'number' };

    assert.ok(Math.abs(two.mean / mean - 1) < 1e-12);
    assert.ok(
      Math.abs(two.sd / Math.sqrt(0.25 * (v1 + (m1 - mean) ** 2) + 0.75 * (v2 + (m2 - mean) ** 2)) - 1) < 1e-12,
    );
  });

  it('Summaries and predictions of lognormals are finite however far the logs spread', () => {
    for (const theta of [at(-700, 40), at(700, 5), at(0, 1e4)]) {
      const summary = marginal.summarise(theta, 0, []);
      const prediction = marginal.predict(
        Float64Array.of(theta[0], theta[1], -650, 0),
        0,
        Float64Array.of(0.5, 0.5),
      ) as Prediction & { of: 'number' };
      const numbers = [...(Object.values(summary) as number[]), prediction.mean, prediction.sd, ...prediction.interval];
      assert.ok(numbers.every(Number.isFinite), JSON.stringify(summary) + JSON.stringify(prediction));
    }
  });

  it('A lognormal fit shifts with the log of the scale, from 10⁻³⁰⁰ to 10³⁰⁰', () => {
    const random = seededRandom(7);
    const y = Array.from({ length: 80 }, () => normalDeviate(random));
    const fitted = (shift: number): { nlml: number; theta: Float64Array } => {
      const { facts, values } = matrixOf({ x: y.map((v) => Math.exp(v + shift)) }, { x: 'lognormal' }).columns[0];
      const bound = families.lognormal.bind(facts, 1);
      const found = new Float64Array(2);
      bound.initialise(found, 0);
      const statistics = new Float64Array(3);
      bound.accumulate(found, 0, values, 0, 80, new Float64Array(80).fill(1), 0, statistics, 0);
      bound.maximise(statistics, 0, found, 0, 'map');
      return { theta: found, nlml: -logDensity(bound, found, [...values]).reduce((a, b) => a + b, 0) };
    };
    const base = fitted(0);

    for (const shift of [-690, -300, 300, 690]) {
      const moved = fitted(shift);
      assert.ok(
        Math.abs(moved.theta[0] - shift - base.theta[0]) < 1e-12 * 690 &&
          Math.abs(moved.theta[1] - base.theta[1]) < 1e-12,
      );
      assert.ok(Math.abs(moved.nlml - base.nlml - 80 * shift) < 1e-9);
    }
  });

  it('A lognormal column encodes positive numbers and nothing else', () => {
    assert.deepEqual([1, Math.E].map(encode), [0, 1]);
    assert.deepEqual([0, -1, NaN].map(encode), [NaN, NaN, NaN]);
  });
});
