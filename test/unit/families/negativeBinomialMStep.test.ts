/** Tests the M step and the gradient of the negative binomial family. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Marginal } from '../../../server/core/families/family';
import { seededRandom } from '../../../server/core/numeric/random';
import { loss, negativeBinomialOf, negativeBinomialTheta, statisticsOf } from './marginalHelpers';

interface Problem {
  readonly marginal: Marginal;
  readonly x: Float64Array;
  readonly weights: Float64Array;
}

/** Counts, their weights, and the marginal of a column of their mean. */
function problemOf(cells: readonly (readonly [count: number, weight: number])[], strength: number): Problem {
  const x = Float64Array.from(cells, ([count]) => count);
  const weights = Float64Array.from(cells, ([, weight]) => weight);
  const mean = x.reduce((a, b) => a + b, 0) / x.length;
  return { marginal: negativeBinomialOf(Math.max(0.01, mean), strength), x, weights };
}

describe('the M step of the negative binomial family', () => {
  // Counts and weights of all sizes, among them columns that vary less than a Poisson and columns of zeros.
  const column = fc.tuple(
    fc.array(
      fc.tuple(
        fc.oneof(
          fc.integer({ min: 0, max: 5 }),
          fc.integer({ min: 0, max: 300 }),
          fc.integer({ min: 0, max: 1e6 }),
          fc.constant(0),
        ),
        fc.double({ min: 1e-3, max: 1, noNaN: true }),
      ),
      { minLength: 2, maxLength: 40 },
    ),
    fc.double({ min: -3, max: 8, noNaN: true }),
    fc.double({ min: -6, max: 10, noNaN: true }),
    fc.constantFrom(0.01, 1, 30),
  );

  for (const estimate of ['map', 'ml'] as const) {
    it(`The M step never raises the loss (${estimate})`, () => {
      fc.assert(
        fc.property(column, ([cells, logMean, logSize, strength]) => {
          const { marginal, x, weights } = problemOf(cells, strength);
          const theta = Float64Array.of(logMean, logSize);
          marginal.normalise(theta, 0, estimate);
          const before = loss(marginal, theta, x, weights, estimate);

          marginal.maximise(statisticsOf(marginal, theta, x, weights), 0, theta, 0, estimate);

          const after = loss(marginal, theta, x, weights, estimate);
          const rounding = 1e-11 * Math.max(1, Math.abs(after), Math.abs(before));
          assert.ok(after <= before + rounding, `${after} after ${before}`);
        }),
        { numRuns: 300, seed: 1 },
      );
    });

    it(`A second M step leaves the loss as it is (${estimate})`, () => {
      fc.assert(
        fc.property(column, ([cells, logMean, logSize, strength]) => {
          const { marginal, x, weights } = problemOf(cells, strength);
          const theta = Float64Array.of(logMean, logSize);
          marginal.normalise(theta, 0, estimate);
          const before = loss(marginal, theta, x, weights, estimate);
          const statistics = statisticsOf(marginal, theta, x, weights);
          marginal.maximise(statistics, 0, theta, 0, estimate);
          const once = loss(marginal, theta, x, weights, estimate);

          marginal.maximise(statistics, 0, theta, 0, estimate);

          const twice = loss(marginal, theta, x, weights, estimate);
          const rounding = 1e-11 * Math.max(1, Math.abs(once), Math.abs(before));
          assert.ok(Math.abs(twice - once) <= rounding);
        }),
        { numRuns: 300, seed: 1 },
      );
    });

    it(`No size on a grid has a lower loss than the size of the M step (${estimate})`, () => {
      fc.assert(
        fc.property(column, ([cells, , logStart, strength]) => {
          const { marginal, x, weights } = problemOf(cells, strength);
          const theta = Float64Array.of(0, logStart);
          marginal.maximise(statisticsOf(marginal, theta, x, weights), 0, theta, 0, estimate);
          const least = loss(marginal, theta, x, weights, estimate);

          for (let logSize = -7; logSize < 25; logSize += 0.5) {
            const moved = theta.with(1, logSize);
            marginal.normalise(moved, 0, estimate);
            const other = loss(marginal, moved, x, weights, estimate);
            assert.ok(
              other >= least - 1e-9 * Math.max(1, Math.abs(least)),
              `log r ${logSize}: ${other} is below ${least} of ${theta[1]}`,
            );
          }
        }),
        { numRuns: 150, seed: 2 },
      );
    });
  }

  it('The gradient is exact, whatever the size of the counts', () => {
    const random = seededRandom(3);

    for (const [mean, size] of [
      [0.3, 0.2],
      [5, 1],
      [60, 3],
      [5000, 0.5],
      [1e6, 3],
      [1e9, 30],
      [1e14, 1],
    ]) {
      const marginal = negativeBinomialOf(mean);
      const x = Float64Array.from({ length: 400 }, () => marginal.sample(negativeBinomialTheta(mean, size), 0, random));
      const weights = x.map(() => random());
      const theta = negativeBinomialTheta(1.3 * mean, 0.6 * size);
      const gradient = new Float64Array(2);

      marginal.gradient(statisticsOf(marginal, theta, x, weights), 0, theta, 0, 'map', gradient);

      for (const i of [0, 1]) {
        const at = (step: number): number => loss(marginal, theta.with(i, theta[i] + step), x, weights, 'map');
        const slope = (8 * (at(1e-3) - at(-1e-3)) - (at(2e-3) - at(-2e-3))) / 0.012;
        assert.ok(Math.abs(gradient[i] / slope - 1) < 1e-8, `${mean}, ${size}: ${gradient[i]} instead of ${slope}`);
      }
    }
  });

  it('Counts that vary less than a Poisson get the greatest size under ml, a large one under map', () => {
    const marginal = negativeBinomialOf(20);
    const x = Float64Array.from({ length: 200 }, (_, i) => 18 + (i % 5));
    const weights = new Float64Array(200).fill(1);
    const theta = negativeBinomialTheta(20, 1);

    marginal.maximise(statisticsOf(marginal, theta, x, weights), 0, theta, 0, 'ml');
    assert.ok(Math.abs(theta[0] - Math.log(20)) < 1e-12 && Math.abs(theta[1] - Math.log(2e7)) < 1e-9, theta.join(' '));

    marginal.maximise(statisticsOf(marginal, theta, x, weights), 0, theta, 0, 'map');
    assert.ok(Math.exp(theta[1]) > 200 && Math.exp(theta[1]) < 1e6, String(Math.exp(theta[1])));
  });

  it('Mean and size stay within bounds for a component of zeros and for one without rows', () => {
    const marginal = negativeBinomialOf(8);

    for (const estimate of ['map', 'ml'] as const) {
      for (const rows of [0, 50]) {
        const theta = negativeBinomialTheta(8, 1);

        marginal.maximise(
          statisticsOf(marginal, theta, new Float64Array(rows), new Float64Array(rows).fill(1)),
          0,
          theta,
          0,
          estimate,
        );

        assert.ok(
          theta.every(Number.isFinite) && Math.exp(theta[1]) >= 0.9e-3,
          `${estimate}, ${rows}: ${theta.join(' ')}`,
        );
        if (rows > 0)
          assert.ok(Math.abs(Math.exp(theta[0]) / (estimate === 'map' ? 1 / (50 + 1 / 8) : 1e-9) - 1) < 1e-12);
      }
    }
  });
});
