/** Tests the negative binomial family: densities, tails, predictions, draws, and mixtures of it. */
import assert from 'node:assert/strict';
import type { Prediction } from '../../../server/core/families/family';
import { families } from '../../../server/core/families/registry';
import { logNegativeBinomial } from '../../../server/core/families/functions/special';
import { complete } from '../../../server/core/numeric/generators';
import { DEFAULT_FIT_OPTIONS, fit } from '../../../server/core/selection/fitMixture';
import { seededRandom } from '../../../server/core/numeric/random';
import { matrixOf, negativeBinomialDraw } from '../mixture/mixtureTables';
import { negativeBinomialOf, negativeBinomialTheta, sumOverCounts } from './marginalHelpers';

describe('the negative binomial family', () => {
  const { encode } = families.negativeBinomial;
  const marginal = negativeBinomialOf(14);
  /** Two components: mean 3 and size 0.7, mean 40 and size 5. */
  const theta = Float64Array.of(...negativeBinomialTheta(3, 0.7), ...negativeBinomialTheta(40, 5));
  const weights = Float64Array.of(0.7, 0.3);
  const p = (x: number): number =>
    0.7 * Math.exp(logNegativeBinomial(x, 3, 0.7)) + 0.3 * Math.exp(logNegativeBinomial(x, 40, 5));

  it('Cached probabilities equal those computed anew, in any order of θ', () => {
    const cached = negativeBinomialOf(50);
    const x = Float64Array.of(0, 5, 4095, 4096, NaN, 70_000, 5);

    for (const single of [negativeBinomialTheta(50, 2), negativeBinomialTheta(70, 0.3), negativeBinomialTheta(50, 2)]) {
      const out = new Float64Array(x.length);
      cached.addLogDensity(single, 0, x, 0, x.length, out, 0);
      x.forEach((count, i) =>
        assert.equal(
          out[i],
          Number.isNaN(count) ? 0 : logNegativeBinomial(count, Math.exp(single[0]), Math.exp(single[1])),
        ),
      );
    }
  });

  it('The tail of a negative binomial mixture is twice its smaller side, at most one', () => {
    for (const x of [0, 1, 3, 10, 39, 120]) {
      const below = sumOverCounts(x, p);
      assert.ok(
        Math.abs(marginal.tail(theta, 0, weights, x) - Math.min(1, 2 * Math.min(below, 1 - below + p(x)))) < 1e-12,
        String(x),
      );
    }
  });

  it('The interval of a negative binomial mixture holds the central 95 % of the counts', () => {
    const {
      interval: [low, high],
    } = marginal.predict(theta, 0, weights) as Prediction & { of: 'number' };

    assert.ok(
      sumOverCounts(low, p) >= 0.025 &&
        sumOverCounts(low - 1, p) < 0.025 &&
        sumOverCounts(high, p) >= 0.975 &&
        sumOverCounts(high - 1, p) < 0.975,
      `${low} to ${high}`,
    );
  });

  it('A negative binomial mixture predicts its mean and sd', () => {
    const variance = 0.7 * (3 + 9 / 0.7 + 11.1 ** 2) + 0.3 * (40 + 1600 / 5 + 25.9 ** 2);

    const { mean, sd } = marginal.predict(theta, 0, weights) as Prediction & { of: 'number' };

    assert.ok(Math.abs(mean - 14.1) < 1e-12 && Math.abs(sd ** 2 - variance) < 1e-9);
  });

  it('Predictions of a very wide negative binomial are finite', () => {
    const wide = marginal.predict(negativeBinomialTheta(9e15, 1e-3), 0, Float64Array.of(1)) as Prediction & {
      of: 'number';
    };
    assert.ok([wide.mean, wide.sd, ...wide.interval].every(Number.isFinite));
  });

  it('The peak of a negative binomial is its largest log probability', () => {
    for (const [mean, size] of [
      [0.5, 0.5],
      [3, 1],
      [3, 1.5],
      [40, 7],
      [900, 1e5],
    ]) {
      const largest = Array.from({ length: 1500 }, (_, x) => logNegativeBinomial(x, mean, size)).reduce((a, b) =>
        Math.max(a, b),
      );
      assert.ok(
        Math.abs(negativeBinomialOf(mean).peak(negativeBinomialTheta(mean, size), 0) - largest) < 1e-12,
        `${mean}, ${size}`,
      );
    }
  });

  it('Draws of a negative binomial are counts with its mean and variance', () => {
    const random = seededRandom(6);

    for (const [mean, size] of [
      [0.3, 0.5],
      [5, 0.2],
      [30, 3],
      [2000, 40],
      [1e6, 1e5],
      [1e12, 20],
    ]) {
      const single = negativeBinomialOf(mean);
      const sd = Math.sqrt(mean + (mean * mean) / size);
      const draws = Array.from({ length: 40_000 }, () => single.sample(negativeBinomialTheta(mean, size), 0, random));
      const z = draws.map((x) => (x - mean) / sd);
      const average = z.reduce((sum, value) => sum + value, 0) / z.length;
      const variance = z.reduce((sum, value) => sum + value * value, 0) / z.length;
      assert.ok(draws.every((x) => Number.isInteger(x) && x >= 0));
      assert.ok(Math.abs(average) < 0.025 && Math.abs(variance - 1) < 0.1, `${mean}, ${size}: ${average}, ${variance}`);
    }
  });

  it('A negative binomial column encodes counts and nothing else', () => {
    assert.deepEqual([0, 7, 1e6].map(encode), [0, 7, 1e6]);
    assert.deepEqual([-3, 2.5, NaN, 1e16, -1].map(encode), [NaN, NaN, NaN, NaN, NaN]);
  });
});

describe('mixtures of negative binomials', function () {
  this.timeout(60_000);

  it('Negative binomial components are recovered from rows drawn from them', () => {
    const random = seededRandom(12);
    const rows = Array.from({ length: 4000 }, () => (random() < 0.3 ? [4, 1, 200, 6] : [60, 5, 30, 2]));
    const x = rows.map(([mean, size]) => negativeBinomialDraw(mean, size, random));
    const y = rows.map(([, , mean, size]) => negativeBinomialDraw(mean, size, random));
    const matrix = matrixOf({ x, y }, { x: 'negativeBinomial', y: 'negativeBinomial' });

    for (const method of ['em', 'lbfgs'] as const) {
      const {
        mixture: { shape, theta },
      } = complete(fit(matrix, { ...DEFAULT_FIT_OPTIONS, k: 2, method }));

      const found = shape.columns.map(({ parameters }) =>
        Array.from(theta.subarray(parameters, parameters + 4), Math.exp),
      );

      // The standard error of log r is √(2/n) (1 + r/m) or so.
      [
        [[60, 5, 4, 1], found[0]],
        [[30, 2, 200, 6], found[1]],
      ].forEach(([expected, own]) =>
        expected.forEach((value, i) =>
          assert.ok(
            Math.abs(Math.log(own[i] / value)) < 0.12,
            `${method}: ${own.join(' ')} instead of ${expected.join(' ')}`,
          ),
        ),
      );
    }
  });

  it('One negative binomial component replaces more than three Poisson components', () => {
    const random = seededRandom(13);
    const x = Array.from({ length: 1500 }, () => negativeBinomialDraw(25, 2, random));
    const of = (kind: 'poisson' | 'negativeBinomial') =>
      complete(fit(matrixOf({ x }, { x: kind }), { ...DEFAULT_FIT_OPTIONS, k: 'auto', maxComponents: 6 }));
    assert.equal(of('negativeBinomial').mixture.shape.k, 1);
    assert.ok(of('poisson').mixture.shape.k > 3);
  });
});
