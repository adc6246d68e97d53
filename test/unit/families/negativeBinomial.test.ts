/** The negative binomial family: known probabilities, a M step that is exact, and a Poisson at the end of its range. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Estimate, Marginal, Prediction } from '../../../server/core/families/family';
import { families } from '../../../server/core/families/registry';
import {
  digammaExcess,
  logNegativeBinomial,
  logNegativeBinomials,
  logPoisson,
  negativeBinomialTails,
} from '../../../server/core/families/functions/special';
import { complete } from '../../../server/core/numeric/generators';
import { DEFAULT_FIT_OPTIONS, fit } from '../../../server/core/selection/fitMixture';
import { seededRandom } from '../../../server/core/numeric/random';
import { matrixOf, negativeBinomialDraw } from '../mixture/support';

const { encode } = families.negativeBinomial;

/** The family on a column of this mean. */
function bound(mean: number, strength = 1): Marginal {
  return families.negativeBinomial.bind({ observed: 1000, missing: 0, mean, sd: 2 * mean, levels: 0 }, 2, strength);
}

function thetaOf(mean: number, size: number): Float64Array {
  return Float64Array.of(Math.log(mean), Math.log(size));
}

function statisticsOf(marginal: Marginal, x: Float64Array, weights: Float64Array): Float64Array {
  const statistics = new Float64Array(marginal.statisticCount);
  marginal.accumulate(new Float64Array(2), 0, x, 0, x.length, weights, 0, statistics, 0);
  return statistics;
}

/** −Σ w log p(x | θ) − log prior. */
function loss(
  marginal: Marginal,
  theta: Float64Array,
  x: Float64Array,
  weights: Float64Array,
  estimate: Estimate,
): number {
  const out = new Float64Array(x.length);
  marginal.addLogDensity(theta, 0, x, 0, x.length, out, 0);
  return (
    -out.reduce((sum, log, i) => sum + weights[i] * log, 0) - (estimate === 'map' ? marginal.logPrior(theta, 0) : 0)
  );
}

/** Sum of a function over 0 … most. */
function total(most: number, at: (x: number) => number): number {
  let sum = 0;
  for (let x = 0; x <= most; x++) sum += at(x);
  return sum;
}

describe('negative binomial probabilities', () => {
  // mpmath at 60 digits: x, mean, size, log p.
  const known: readonly [number, number, number, number][] = [
    [0, 2.5, 0.7, -1.063878027621089],
    [3, 2.5, 0.7, -2.42901265051],
    [300, 285, 4, -5.962271042699597],
    [0, 1e6, 1e-3, -0.02072326583794641],
    [1e6, 1e6, 1e12, -7.826694395519893],
    [1e6, 998_000, 1e12, -9.829363068599243],
    [9e15, 1e15, 1.5, -46.21118420644508],
    [9e15, 9e15, 1e6, -30.74718430985833],
    [7, 1e-5, 1e-3, -41.15706974155507],
    [40, 30, 1e6, -4.272714449541135],
    [1, 1e-3, 1e6, -6.908755279981637],
    [123_456, 100, 1e-3, -19.86516210830504],
    [5000, 4000, 0.3, -10.28226939977718],
  ];
  for (const [x, mean, size, expected] of known) {
    it(`log p(${x}) of mean ${mean} and size ${size}`, () => {
      const found = logNegativeBinomial(x, mean, size);
      assert.ok(
        Math.abs(found - expected) < 2e-13 * Math.max(1, Math.abs(expected)),
        `${found} instead of ${expected}`,
      );
    });
  }

  // mpmath: 80 digits of hypergeometric series; of the last four, quadrature. x, mean, size, P(X ≤ x), P(X ≥ x), the
  // relative error allowed.
  const tails: readonly [number, number, number, number, number, number][] = [
    [0, 3, 0.5, 0.3779644730092272, 1, 1e-12],
    [1, 0.5, 0.5, 0.8838834764831844, 0.2928932188134525, 1e-12],
    [12, 3, 0.5, 0.9526409407132623, 0.05693984993659165, 1e-12],
    [200, 3, 0.5, 0.9999999999999964, 4.242015621139444e-15, 1e-12],
    [3, 40, 2, 0.02059229191442621, 0.9872429697502584, 1e-12],
    [150, 40, 2, 0.9948272082738927, 0.005399853223387055, 1e-12],
    [10, 40, 100, 5.451632904690377e-7, 0.9999998317784754, 1e-12],
    [90, 40, 100, 0.9999999859492111, 2.373957185960433e-8, 1e-12],
    [100, 40, 1e6, 0.9999999999999994, 1.208413942528731e-15, 1e-12],
    [5, 1000, 1e-3, 0.9885333345032566, 0.01166433164287198, 1e-12],
    [30_000, 1000, 1e-3, 0.9970444805028743, 0.002955551750663335, 1e-11],
    [2e7, 1e6, 1, 0.9999999979388278, 2.061174234064099e-9, 1e-12],
    [20_000, 1e6, 3, 3.442825959208148e-5, 0.9999655768266539, 1e-12],
    [999_000, 1e6, 1e6, 0.2399149026546386, 0.760304930367998, 1e-11],
    [995_000, 1e6, 1e6, 0.0002006287639262729, 0.999799909358141, 1e-11],
    [1_008_000, 1e6, 1e6, 0.9999999918025111, 8.23112085833745e-9, 1e-11],
    [1e15, 1e14, 2, 0.9999999567157739, 4.328422607121755e-8, 1e-12],
    [1e13, 1e14, 2, 0.01752309630642635, 0.9824769036935769, 1e-12],
    [5e15, 1e14, 0.4, 0.9999999998502987, 1.49701348070855e-10, 1e-12],
    [1e9, 1e9, 1e3, 0.5042052504875186, 0.4957947621270865, 1e-11],
    [1.2e9, 1e9, 1e3, 0.9999999987118174, 1.288182801407397e-9, 1e-11],
    [3, 1e-6, 0.5, 1, 2.49998687504725e-18, 1e-12],
    [1e8, 1e8, 1e8, 0.5000282094791421, 0.5, 1e-9],
    [99_950_000, 1e8, 1e8, 0.0002031902264789943, 0.9997968641659767, 1e-7],
    [100_100_000, 1e8, 1e8, 0.9999999999992218, 7.785810283300897e-13, 1e-7],
    [1_001_000_000, 1e9, 5e7, 0.9999999999973715, 2.628554586919002e-12, 1e-7],
  ];
  for (const [x, mean, size, below, above, error] of tails) {
    it(`both tails at ${x} of mean ${mean} and size ${size}`, () => {
      const found = negativeBinomialTails(x, mean, size);
      assert.ok(Math.abs(found.below / below - 1) < error, `${found.below} instead of ${below}`);
      assert.ok(Math.abs(found.above / above - 1) < error, `${found.above} instead of ${above}`);
    });
  }

  it('ψ − log and its derivative', () => {
    // mpmath at 30 digits
    const excess: readonly [number, number, number][] = [
      [1e-3, -993.6678166528282, 999001.6425331959],
      [0.5, -1.2703628454614782, 2.9348022005446794],
      [3.7, -0.14117928028866739, 0.03976758739976805],
      [12, -0.042244969812188296, 0.0035685395384350573],
      [1e6, -5.000000833333334e-7, 5.000001666666667e-13],
    ];
    for (const [x, value, slope] of excess) {
      const found = digammaExcess(x);
      assert.ok(Math.abs(found.value / value - 1) < 1e-13, `${x}: ${found.value}`);
      assert.ok(Math.abs(found.slope / slope - 1) < 1e-12, `${x}: ${found.slope}`);
    }
  });

  it('sum to one', () => {
    for (const [mean, size] of [
      [0.01, 0.5],
      [3, 0.2],
      [30, 4],
      [200, 1e5],
    ]) {
      const sum = total(20_000, (x) => Math.exp(logNegativeBinomial(x, mean, size)));
      assert.ok(Math.abs(sum - 1) < 1e-11, `${mean}, ${size}: ${sum}`);
    }
  });

  it('are those of a Poisson where the size is large beside all counts', () => {
    for (const mean of [0.01, 4, 3000]) {
      for (const x of [0, 1, Math.round(mean), Math.round(3 * mean) + 5]) {
        assert.ok(
          Math.abs(logNegativeBinomial(x, mean, 1e15) - logPoisson(x, mean, Math.log(mean))) < 1e-7,
          `${x} of ${mean}`,
        );
      }
    }
  });
});

describe('the negative binomial family', () => {
  it('has probabilities from its table that are those without it, whatever was asked before', () => {
    const marginal = bound(50);
    const x = Float64Array.of(0, 5, 4095, 4096, NaN, 70_000, 5);
    for (const theta of [thetaOf(50, 2), thetaOf(70, 0.3), thetaOf(50, 2)]) {
      const out = new Float64Array(x.length);
      marginal.addLogDensity(theta, 0, x, 0, x.length, out, 0);
      x.forEach((count, i) =>
        assert.equal(
          out[i],
          Number.isNaN(count) ? 0 : logNegativeBinomial(count, Math.exp(theta[0]), Math.exp(theta[1])),
        ),
      );
    }
  });

  // Counts and weights of all sizes, which also make columns that vary less than a Poisson's and columns of zeros
  // alone.
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

  it('of ascending counts are those of each', () => {
    const ascending = Float64Array.from([
      0,
      1,
      2,
      5,
      20,
      21,
      37,
      54,
      ...Array.from({ length: 300 }, (_, i) => 60 + i),
      1e4,
      1e4 + 1,
      1e9,
      1e15,
    ]);
    const out = new Float64Array(ascending.length);
    for (const mean of [1e-6, 0.1, 3, 200, 1e6]) {
      for (const size of [1e-3, 0.5, 7, 1e4, 1e9]) {
        logNegativeBinomials(ascending, mean, size, out, 0);
        out.forEach((found, i) => {
          const expected = logNegativeBinomial(ascending[i], mean, size);
          assert.ok(
            Math.abs(found - expected) <= 1e-12 * Math.max(1, Math.abs(expected)),
            `${ascending[i]} under mean ${mean}, size ${size}: ${found} for ${expected}`,
          );
        });
      }
    }
  });

  for (const estimate of ['map', 'ml'] as const) {
    it(`${estimate}: the M step raises the objective from nowhere, and from its own end it goes nowhere`, () => {
      fc.assert(
        fc.property(column, ([cells, logMean, logSize, strength]) => {
          const x = Float64Array.from(cells, ([count]) => count);
          const weights = Float64Array.from(cells, ([, weight]) => weight);
          const marginal = bound(Math.max(0.01, x.reduce((a, b) => a + b, 0) / x.length), strength);
          const theta = Float64Array.of(logMean, logSize);
          marginal.normalise(theta, 0, estimate);
          const before = loss(marginal, theta, x, weights, estimate);
          const statistics = statisticsOf(marginal, x, weights);
          marginal.maximise(statistics, 0, theta, 0, estimate);
          const after = loss(marginal, theta, x, weights, estimate);
          const rounding = 1e-11 * Math.max(1, Math.abs(after), Math.abs(before));
          assert.ok(after <= before + rounding, `${after} after ${before}`);
          const again = theta.slice();
          marginal.maximise(statistics, 0, again, 0, estimate);
          assert.ok(Math.abs(loss(marginal, again, x, weights, estimate) - after) <= rounding);
        }),
        { numRuns: 300, seed: 1 },
      );
    });

    it(`${estimate}: no size on a grid is better than the one of the M step`, () => {
      fc.assert(
        fc.property(column, ([cells, , logSize, strength]) => {
          const x = Float64Array.from(cells, ([count]) => count);
          const weights = Float64Array.from(cells, ([, weight]) => weight);
          const marginal = bound(Math.max(0.01, x.reduce((a, b) => a + b, 0) / x.length), strength);
          const theta = Float64Array.of(0, logSize);
          marginal.maximise(statisticsOf(marginal, x, weights), 0, theta, 0, estimate);
          const least = loss(marginal, theta, x, weights, estimate);
          for (let other = -7; other < 25; other += 0.5) {
            const moved = theta.with(1, other);
            marginal.normalise(moved, 0, estimate);
            const there = loss(marginal, moved, x, weights, estimate);
            assert.ok(
              there >= least - 1e-9 * Math.max(1, Math.abs(least)),
              `log r ${other}: ${there} is below ${least} of ${theta[1]}`,
            );
          }
        }),
        { numRuns: 150, seed: 2 },
      );
    });
  }

  it('has statistics by which the gradient is exact, whatever the counts', () => {
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
      const marginal = bound(mean);
      const x = Float64Array.from({ length: 400 }, () => marginal.sample(thetaOf(mean, size), 0, random));
      const weights = x.map(() => random());
      const theta = thetaOf(1.3 * mean, 0.6 * size);
      const gradient = new Float64Array(2);
      marginal.gradient(statisticsOf(marginal, x, weights), 0, theta, 0, 'map', gradient);
      for (const i of [0, 1]) {
        const at = (step: number): number => loss(marginal, theta.with(i, theta[i] + step), x, weights, 'map');
        const slope = (8 * (at(1e-3) - at(-1e-3)) - (at(2e-3) - at(-2e-3))) / 0.012;
        assert.ok(Math.abs(gradient[i] / slope - 1) < 1e-8, `${mean}, ${size}: ${gradient[i]} instead of ${slope}`);
      }
    }
  });

  it('is a Poisson, at the bound of its size, for counts that vary less', () => {
    const marginal = bound(20);
    const x = Float64Array.from({ length: 200 }, (_, i) => 18 + (i % 5));
    const weights = new Float64Array(200).fill(1);
    const theta = thetaOf(20, 1);
    marginal.maximise(statisticsOf(marginal, x, weights), 0, theta, 0, 'ml');
    assert.ok(Math.abs(theta[0] - Math.log(20)) < 1e-12 && Math.abs(theta[1] - Math.log(2e7)) < 1e-9, theta.join(' '));
    marginal.maximise(statisticsOf(marginal, x, weights), 0, theta, 0, 'map');
    assert.ok(Math.exp(theta[1]) > 200 && Math.exp(theta[1]) < 1e6, String(Math.exp(theta[1])));
  });

  it('keeps mean and size within bounds for a component of zeros alone, and for none', () => {
    const marginal = bound(8);
    for (const estimate of ['map', 'ml'] as const) {
      for (const rows of [0, 50]) {
        const theta = thetaOf(8, 1);
        marginal.maximise(
          statisticsOf(marginal, new Float64Array(rows), new Float64Array(rows).fill(1)),
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

  it('has tails and intervals of counts, also of a mixture', () => {
    const marginal = bound(14);
    const theta = Float64Array.of(...thetaOf(3, 0.7), ...thetaOf(40, 5));
    const weights = Float64Array.of(0.7, 0.3);
    const p = (x: number): number =>
      0.7 * Math.exp(logNegativeBinomial(x, 3, 0.7)) + 0.3 * Math.exp(logNegativeBinomial(x, 40, 5));
    for (const x of [0, 1, 3, 10, 39, 120]) {
      const below = total(x, p);
      assert.ok(
        Math.abs(marginal.tail(theta, 0, weights, x) - Math.min(1, 2 * Math.min(below, 1 - below + p(x)))) < 1e-12,
        String(x),
      );
    }
    const {
      mean,
      sd,
      interval: [low, high],
    } = marginal.predict(theta, 0, weights) as Prediction & { of: 'number' };
    assert.ok(
      total(low, p) >= 0.025 && total(low - 1, p) < 0.025 && total(high, p) >= 0.975 && total(high - 1, p) < 0.975,
      `${low} to ${high}`,
    );
    const variance = 0.7 * (3 + 9 / 0.7 + 11.1 ** 2) + 0.3 * (40 + 1600 / 5 + 25.9 ** 2);
    assert.ok(Math.abs(mean - 14.1) < 1e-12 && Math.abs(sd ** 2 - variance) < 1e-9);
    const wide = marginal.predict(thetaOf(9e15, 1e-3), 0, Float64Array.of(1)) as Prediction & { of: 'number' };
    assert.ok([wide.mean, wide.sd, ...wide.interval].every(Number.isFinite));
  });

  it('has its peak where no probability is larger', () => {
    for (const [mean, size] of [
      [0.5, 0.5],
      [3, 1],
      [3, 1.5],
      [40, 7],
      [900, 1e5],
    ]) {
      const most = Array.from({ length: 1500 }, (_, x) => logNegativeBinomial(x, mean, size)).reduce((a, b) =>
        Math.max(a, b),
      );
      assert.ok(Math.abs(bound(mean).peak(thetaOf(mean, size), 0) - most) < 1e-12, `${mean}, ${size}`);
    }
  });

  it('draws counts with their mean and variance', () => {
    const random = seededRandom(6);
    for (const [mean, size] of [
      [0.3, 0.5],
      [5, 0.2],
      [30, 3],
      [2000, 40],
      [1e6, 1e5],
      [1e12, 20],
    ]) {
      const marginal = bound(mean);
      const sd = Math.sqrt(mean + (mean * mean) / size);
      const draws = Array.from({ length: 40_000 }, () => marginal.sample(thetaOf(mean, size), 0, random));
      const z = draws.map((x) => (x - mean) / sd);
      const average = z.reduce((sum, value) => sum + value, 0) / z.length;
      const variance = z.reduce((sum, value) => sum + value * value, 0) / z.length;
      assert.ok(draws.every((x) => Number.isInteger(x) && x >= 0));
      assert.ok(Math.abs(average) < 0.025 && Math.abs(variance - 1) < 0.1, `${mean}, ${size}: ${average}, ${variance}`);
    }
  });

  it('holds counts and nothing else', () => {
    assert.deepEqual([0, 7, 1e6].map(encode), [0, 7, 1e6]);
    assert.deepEqual([-3, 2.5, NaN, 1e16, -1].map(encode), [NaN, NaN, NaN, NaN, NaN]);
  });
});

describe('mixtures of negative binomials', function () {
  this.timeout(60_000);

  it('are found again in rows drawn from them', () => {
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

  it('are preferred to as many Poissons as the counts would else need', () => {
    const random = seededRandom(13);
    const x = Array.from({ length: 1500 }, () => negativeBinomialDraw(25, 2, random));
    const of = (kind: 'poisson' | 'negativeBinomial') =>
      complete(fit(matrixOf({ x }, { x: kind }), { ...DEFAULT_FIT_OPTIONS, k: 'auto', maxComponents: 6 }));
    assert.equal(of('negativeBinomial').mixture.shape.k, 1);
    assert.ok(of('poisson').mixture.shape.k > 3);
  });
});
