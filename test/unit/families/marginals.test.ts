/** Tests the marginals of all families, and the Poisson family in detail. */
import assert from 'node:assert/strict';
import type { Marginal, Prediction } from '../../../server/core/families/family';
import { FAMILY_NAMES, families } from '../../../server/core/families/registry';
import { seededRandom } from '../../../server/core/numeric/random';
import { columnOf, logDensity, loss, statisticsOf, sumOverCounts } from './marginalHelpers';

/** Posteriors between 0 and 1. */
const posterior = Float64Array.from({ length: 300 }, (_, n) => 0.5 + 0.5 * Math.sin(n));

/** θ of the whole column, moved at random by up to one half. */
function movedTheta(marginal: Marginal, seed: number): Float64Array {
  const random = seededRandom(seed);
  const theta = new Float64Array(marginal.parameterCount);
  marginal.initialise(theta, 0);
  for (let i = 0; i < theta.length; i++) theta[i] += random() - 0.5;
  marginal.normalise(theta, 0, 'map');
  return theta;
}

describe('marginals of all families', () => {
  for (const name of FAMILY_NAMES) {
    const { facts, levels, values } = columnOf(name);

    for (const estimate of ['map', 'ml'] as const) {
      it(`The M step of ${name} ends at the θ of least loss (${estimate})`, () => {
        for (const strength of [0.1, 1, 10]) {
          const marginal = families[name].bind(facts, 2, strength);
          const theta = movedTheta(marginal, 1);

          marginal.maximise(statisticsOf(marginal, theta, values, posterior), 0, theta, 0, estimate);

          const least = loss(marginal, theta, values, posterior, estimate);

          for (let i = 0; i < theta.length; i++) {
            for (const step of [-0.1, -0.01, 0.01, 0.1]) {
              const other = theta.with(i, theta[i] + step);
              marginal.normalise(other, 0, estimate);
              assert.ok(loss(marginal, other, values, posterior, estimate) > least, `θ[${i}] + ${step}`);
            }
          }
        }
      });

      it(`The gradient of ${name} equals finite differences of the loss (${estimate})`, () => {
        const marginal = families[name].bind(facts, 2, 3);
        const theta = movedTheta(marginal, 2);
        const gradient = new Float64Array(theta.length);

        marginal.gradient(statisticsOf(marginal, theta, values, posterior), 0, theta, 0, estimate, gradient);

        for (let i = 0; i < theta.length; i++) {
          const at = (step: number): number => {
            const moved = theta.with(i, theta[i] + step);
            marginal.normalise(moved, 0, estimate);
            return loss(marginal, moved, values, posterior, estimate);
          };
          const slope = (at(1e-5) - at(-1e-5)) / 2e-5;

          assert.ok(
            Math.abs(gradient[i] - slope) < 1e-6 * Math.max(1, Math.abs(slope)),
            `θ[${i}]: ${gradient[i]} instead of ${slope}`,
          );
        }
      });
    }

    it(`The sufficient statistics of ${name} add up over blocks of rows`, () => {
      const marginal = families[name].bind(facts, 2);
      const theta = movedTheta(marginal, 3);
      const [a, b] = [
        statisticsOf(marginal, theta, values, posterior, [0, 120]),
        statisticsOf(marginal, theta, values, posterior, [120, values.length]),
      ];
      statisticsOf(marginal, theta, values, posterior).forEach((sum, i) =>
        assert.ok(Math.abs(a[i] + b[i] - sum) < 1e-11 * Math.max(1, Math.abs(sum))),
      );
    });

    it(`Parameters of ${name} that were restored once are restored bit for bit`, () => {
      const marginal = families[name].bind(facts, 2);

      for (let seed = 0; seed < 500; seed++) {
        const theta = movedTheta(marginal, seed);
        const once = new Float64Array(theta.length);
        const twice = new Float64Array(theta.length);

        assert.equal(marginal.restore(marginal.summarise(theta, 0, levels), once, 0, levels), undefined);
        assert.equal(marginal.restore(marginal.summarise(once, 0, levels), twice, 0, levels), undefined);
        once.forEach((value, i) => assert.ok(Math.abs(value - theta[i]) < 1e-12 * Math.max(1, Math.abs(value))));
        assert.deepEqual([...twice], [...once]);
      }
    });

    it(`Draws of ${name} have the mean and sd, or the level shares, of the summary`, () => {
      const marginal = families[name].bind(facts, 2);
      const theta = movedTheta(marginal, 4);
      const random = seededRandom(5);
      const draws = Array.from({ length: 40_000 }, () => marginal.sample(theta, 0, random));

      const summary = marginal.summarise(theta, 0, levels);

      if ('mean' in summary) {
        const x = name === 'lognormal' ? draws.map(Math.exp) : draws;
        const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
        const sd = Math.sqrt(x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length);
        assert.ok(Math.abs(mean - summary.mean) < (5 * summary.sd) / 200, `mean ${mean} instead of ${summary.mean}`);
        assert.ok(Math.abs(sd / summary.sd - 1) < 0.08, `sd ${sd} instead of ${summary.sd}`);
      } else {
        levels.forEach((level, l) =>
          assert.ok(
            Math.abs(draws.filter((draw) => draw === l).length / draws.length - summary.probabilities[level]) < 0.015,
          ),
        );
      }
    });

    if (levels.length === 0)
      it(`A single component of ${name} predicts the mean and sd of its summary`, () => {
        const marginal = families[name].bind(facts, 2);
        const theta = movedTheta(marginal, 4);

        const summary = marginal.summarise(theta, 0, levels);
        const prediction = marginal.predict(theta, 0, Float64Array.of(1)) as Prediction & { of: 'number' };

        assert.ok('mean' in summary);
        assert.ok(
          Math.abs(prediction.mean / summary.mean - 1) < 1e-12 && Math.abs(prediction.sd / summary.sd - 1) < 1e-12,
        );
      });

    it(`restore refuses invalid parameters of ${name}`, () => {
      const marginal = families[name].bind(facts, 2);
      const theta = new Float64Array(marginal.parameterCount);

      for (const wrong of [
        {},
        { mean: 'x', sd: 1, rate: -1, sdlog: 0, meanlog: 1 },
        { mean: 1, sd: -1, rate: NaN, meanlog: NaN, sdlog: 1, probabilities: 3 },
      ]) {
        assert.match(marginal.restore(wrong, theta, 0, levels) ?? '', /^needs /);
      }
    });
  }
});

describe('the Poisson family', () => {
  const { encode } = families.poisson;
  const marginal = families.poisson.bind(columnOf('poisson').facts, 2);
  /** Two components of rates 3 and 40. */
  const theta = Float64Array.of(Math.log(3), Math.log(40));
  const weights = Float64Array.of(0.7, 0.3);
  const p = (x: number): number =>
    0.7 * Math.exp(logDensity(marginal, theta, [x])[0]) + 0.3 * Math.exp(logDensity(marginal, theta.slice(1), [x])[0]);

  it('Log probabilities of a Poisson equal the reference values', () => {
    // arbitrary-precision arithmetic
    for (const [x, rate, expected] of [
      [0, 2.5, -2.5],
      [3, 2.5, -1.54288727360559],
      [300, 285, -4.15909586447283],
      [1e6, 1e6, -7.82669389552014],
      [1e6, 998_000, -9.82936456859749],
      [0, 1e6, -1e6],
    ]) {
      const [found] = logDensity(marginal, Float64Array.of(Math.log(rate)), [x]);
      assert.ok(
        Math.abs(found - expected) < 1e-11 * Math.max(1, Math.abs(expected)),
        `log p(${x} | ${rate}) = ${found}`,
      );
    }
  });

  it('Probabilities of a Poisson sum to one', () => {
    for (const rate of [0.01, 1, 30, 400, 1e6]) {
      const single = Float64Array.of(Math.log(rate));
      const from = Math.max(0, Math.floor(rate - 15 * Math.sqrt(rate)));
      const sum = sumOverCounts(Math.ceil(30 * Math.sqrt(rate) + 30), (x) =>
        Math.exp(logDensity(marginal, single, [from + x])[0]),
      );
      assert.ok(Math.abs(sum - 1) < 1e-9, `rate ${rate}: ${sum}`);
    }
  });

  it('The tail of a Poisson mixture is twice its smaller side, at most one', () => {
    for (const x of [0, 1, 3, 10, 39, 70]) {
      const below = sumOverCounts(x, p);
      const above = 1 - below + p(x);
      const found = marginal.tail(theta, 0, weights, x);
      assert.ok(Math.abs(found - Math.min(1, 2 * Math.min(below, above))) < 1e-12, `${x}: ${found}`);
    }
  });

  it('The interval of a Poisson mixture holds the central 95 % of the counts', () => {
    const prediction = marginal.predict(theta, 0, weights) as Prediction & { of: 'number' };
    const [low, high] = prediction.interval;

    assert.ok(
      sumOverCounts(low, p) >= 0.025 &&
        sumOverCounts(low - 1, p) < 0.025 &&
        sumOverCounts(high, p) >= 0.975 &&
        sumOverCounts(high - 1, p) < 0.975,
      `${low} to ${high}`,
    );
  });

  it('A Poisson mixture predicts its mean and sd', () => {
    const prediction = marginal.predict(theta, 0, weights) as Prediction & { of: 'number' };

    assert.ok(
      Math.abs(prediction.mean - 14.1) < 1e-12 &&
        Math.abs(prediction.sd ** 2 - (0.7 * (3 + 11.1 ** 2) + 0.3 * (40 + 25.9 ** 2))) < 1e-10,
    );
  });

  it('The tail of a Poisson is 1 at a certain zero and accurate far out', () => {
    assert.equal(marginal.tail(Float64Array.of(Math.log(1e-300)), 0, Float64Array.of(1), 0), 1);
    const far = marginal.tail(Float64Array.of(0), 0, Float64Array.of(1), 100);
    assert.ok(Math.abs(far / 7.96256163791371e-159 - 1) < 1e-9, String(far));
  });

  it('The M step keeps λ of a component of zeros above zero', () => {
    const { mean, observed } = columnOf('poisson').facts;
    const zeros = Float64Array.of(50, 0);
    const fitted = Float64Array.of(0);

    marginal.maximise(zeros, 0, fitted, 0, 'map');
    assert.ok(Math.abs(Math.exp(fitted[0]) - 1 / (50 + 1 / mean)) < 1e-15);

    marginal.maximise(zeros, 0, fitted, 0, 'ml');
    assert.ok(Math.abs((Math.exp(fitted[0]) * observed) / 1e-6 - 1) < 1e-12);
    assert.ok(logDensity(marginal, fitted, [0, 5]).every(Number.isFinite));
  });

  it('Draws of a Poisson of any rate are counts with its mean and variance', () => {
    const random = seededRandom(6);

    for (const rate of [0.3, 5, 9.99, 10, 60, 3000, 1e6, 1e12]) {
      const draws = Array.from({ length: 20_000 }, () => marginal.sample(Float64Array.of(Math.log(rate)), 0, random));
      const z = draws.map((x) => (x - rate) / Math.sqrt(rate));
      const mean = z.reduce((sum, value) => sum + value, 0) / z.length;
      const variance = z.reduce((sum, value) => sum + value * value, 0) / z.length;
      assert.ok(draws.every((x) => Number.isInteger(x) && x >= 0));
      assert.ok(Math.abs(mean) < 0.035 && Math.abs(variance - 1) < 0.08, `${rate}: ${mean}, ${variance}`);
    }
  });

  it('A Poisson column encodes counts and nothing else', () => {
    assert.deepEqual([0, 7, 1e6].map(encode), [0, 7, 1e6]);
    assert.deepEqual([-3, 2.5, NaN, 1e16, -1].map(encode), [NaN, NaN, NaN, NaN, NaN]);
  });
});
