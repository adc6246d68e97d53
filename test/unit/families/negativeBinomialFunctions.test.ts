/** Tests the probabilities and tails of the negative binomial against reference values. */
import assert from 'node:assert/strict';
import {
  digammaExcess,
  logNegativeBinomial,
  logNegativeBinomials,
  logPoisson,
  negativeBinomialTails,
} from '../../../server/core/families/functions/special';
import { sumOverCounts } from './marginalHelpers';

describe('counts under parameters that are no numbers', () => {
  it('The log density is no number, and is found at once', () => {
    assert.ok(Number.isNaN(logPoisson(3, NaN, NaN)));
    assert.ok(Number.isNaN(logNegativeBinomial(3, NaN, NaN)));
  });
});

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
    it(`log p(${x}) of mean ${mean} and size ${size} equals the reference value`, () => {
      const found = logNegativeBinomial(x, mean, size);
      assert.ok(
        Math.abs(found - expected) < 2e-13 * Math.max(1, Math.abs(expected)),
        `${found} instead of ${expected}`,
      );
    });
  }

  // mpmath: hypergeometric series of 80 digits; quadrature for the last four. x, mean, size, P(X ≤ x), P(X ≥ x), the
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
    it(`Both tails at ${x} of mean ${mean} and size ${size} equal the reference values`, () => {
      const found = negativeBinomialTails(x, mean, size);
      assert.ok(Math.abs(found.below / below - 1) < error, `${found.below} instead of ${below}`);
      assert.ok(Math.abs(found.above / above - 1) < error, `${found.above} instead of ${above}`);
    });
  }

  it('digammaExcess gives ψ − log and its derivative', () => {
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

  it('Negative binomial probabilities sum to one', () => {
    for (const [mean, size] of [
      [0.01, 0.5],
      [3, 0.2],
      [30, 4],
      [200, 1e5],
    ]) {
      const sum = sumOverCounts(20_000, (x) => Math.exp(logNegativeBinomial(x, mean, size)));
      assert.ok(Math.abs(sum - 1) < 1e-11, `${mean}, ${size}: ${sum}`);
    }
  });

  it('Negative binomial probabilities equal Poisson ones where the size is far above all counts', () => {
    for (const mean of [0.01, 4, 3000]) {
      for (const x of [0, 1, Math.round(mean), Math.round(3 * mean) + 5]) {
        assert.ok(
          Math.abs(logNegativeBinomial(x, mean, 1e15) - logPoisson(x, mean, Math.log(mean))) < 1e-7,
          `${x} of ${mean}`,
        );
      }
    }
  });

  it('logNegativeBinomials gives the log probability of each of many ascending counts', () => {
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
});
