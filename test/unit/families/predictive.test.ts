import assert from 'node:assert/strict';
import { families } from '../../../server/core/families/registry';
import { logGamma } from '../../../server/core/families/special';

describe('posterior predictive densities', () => {
  it('log Γ', () => {
    for (const [x, expected] of [[0.5, Math.log(Math.sqrt(Math.PI))], [1, 0], [2, 0], [5, Math.log(24)], [0.1, 2.252712651734206], [171, 706.5730622457874], [1e6, 12815504.569147611]]) {
      assert.ok(Math.abs(logGamma(x) - expected) <= 1e-13 * Math.max(1, Math.abs(expected)), `${x}: ${logGamma(x)}`);
    }
  });

  const normal = families.normal.bind({ observed: 50, missing: 0, mean: 3, sd: 2, levels: 0 }, 2);

  /** S of `values` about θ. */
  function statistics(theta: Float64Array, values: readonly number[]): Float64Array {
    const found = new Float64Array(normal.statisticCount);
    normal.accumulate(theta, 0, Float64Array.from(values), 0, values.length, new Float64Array(values.length).fill(1), 0, found, 0);
    return found;
  }

  it('of a normal integrates to one, also of few rows and of none', () => {
    const theta = Float64Array.of(4, Math.log(1.7));
    for (const values of [[], [5], [1, 2, 7, 3.5]]) {
      const found = statistics(theta, values);
      let sum = 0;
      const step = 0.02;
      for (let x = -3000; x < 3000; x += step) sum += step * Math.exp(normal.logPredictive(found, 0, theta, 0, x));
      assert.ok(Math.abs(sum - 1) < 1e-4, `${values.length} rows: ${sum}`);
    }
  });

  it('of a normal is the plain density of many rows', () => {
    const values = Array.from({ length: 20_000 }, (_, i) => 3 + 2 * Math.sin(i));
    const theta = Float64Array.of(3, Math.log(1));
    const found = statistics(theta, values);
    normal.maximise(found, 0, theta, 0, 'map');
    const about = statistics(theta, values);
    const plain = new Float64Array(1);
    normal.addLogDensity(theta, 0, Float64Array.of(6), 0, 1, plain, 0);
    assert.ok(Math.abs(normal.logPredictive(about, 0, theta, 0, 6) - plain[0]) < 1e-3);
  });

  it('of a normal with enough rows is the plain density where a normal deviate is as far out', () => {
    // Ten rows: 13 degrees of freedom, of which the 0.975 quantile is 2.160369 and the 0.9995 quantile 4.220832.
    const theta = Float64Array.of(3, Math.log(1.3));
    const values = [1, 2, 3, 4, 5, 1, 2, 3, 4, 5];
    const found = statistics(theta, values);
    // ς² = 4 × 50/49 / 2², Σ(x − x̄)² = 20, and x̄ is the prior mean.
    const scale = Math.sqrt(((50 / 49 + 20) / 13) * (1 + 1 / 10.01));
    for (const [t, z] of [[0, 0], [2.160369, 1.959964], [-4.220832, 3.290527]]) {
      const expected = -0.5 * Math.log(2 * Math.PI) - Math.log(1.3) - 0.5 * z * z;
      assert.ok(Math.abs(normal.logPredictive(found, 0, theta, 0, 3 + t * scale) - expected) < 0.02, `t = ${t}`);
    }
    const far = [1e160, 1e300].map((x) => normal.logPredictive(found, 0, theta, 0, x));
    assert.ok(far.every(Number.isFinite) && far[1] < far[0] && far[0] < -4000, String(far));
  });

  it('of a normal without the row itself is that of the others, of few rows as of many', () => {
    /** Student's t by its formula; from five rows on the plain log density where a normal deviate is as far out. */
    const plain = (found: Float64Array, theta: Float64Array, value: number): number => {
      // ς² and u are in units of 2, the power of two near the sd; κ = 0.01, ν = 3.
      const [n, first, second] = found;
      const shift = n > 0 ? first / n : 0;
      const fromPrior = n > 0 ? (theta[0] - 3) / 2 + shift : 0;
      const squares = (50 / 49) / 4 + ((0.01 * n) / (0.01 + n)) * fromPrior ** 2 + Math.max(0, second - n * shift * shift);
      const degrees = 3 + n;
      const scale = Math.sqrt((squares / degrees) * (1 + 1 / (0.01 + n)));
      const t = ((value - 3) / 2 - (n / (n + 0.01)) * fromPrior) / scale;
      const distance = Math.abs(t) < 1e9 ? Math.log1p((t * t) / degrees) : 2 * Math.log(Math.abs(t)) - Math.log(degrees);
      const z = ((8 * degrees + 1) / (8 * degrees + 3)) * Math.sqrt(degrees * distance);
      return n >= 5
        ? -0.5 * Math.log(2 * Math.PI) - theta[1] - 0.5 * z * z
        : logGamma((degrees + 1) / 2) - logGamma(degrees / 2) - 0.5 * Math.log(degrees * Math.PI) - Math.log(2 * scale) - ((degrees + 1) / 2) * distance;
    };
    const theta = Float64Array.of(3.5, Math.log(1.7));
    const values = Float64Array.from([3, 3.4, 4, 6, -1.5, 8, -8, 30, 1e4, -1e10, 1e160, 3.7, NaN]);
    const fitted = values.map((x, i) => (i === 11 || Math.abs(x) > 1e3 ? NaN : x));
    for (const rows of [1, 4, 5, 6, 8, 100, 1e4, 1e7]) {
      const all = Float64Array.of(rows, 0.1 * rows, 0.8 * rows);
      for (const share of [1, 0.6, 1e-3, 1e-9, 1e-16, 1e-40, 0]) {
        const out = new Float64Array(values.length + 2).fill(1);
        normal.addLogPredictive(all, 0, theta, 0, values, fitted, values.length, new Float64Array(values.length).fill(share), 0, out, 2);
        values.forEach((value, i) => {
          const u = (fitted[i] - theta[0]) / 2;
          const rest = Number.isNaN(u) ? all : Float64Array.of(Math.max(0, rows - share), all[1] - share * u, all[2] - share * u * u);
          const expected = Number.isNaN(value) ? 0 : plain(rest, theta, value);
          assert.ok(Math.abs(out[2 + i] - 1 - expected) <= 1e-12 * Math.max(1, Math.abs(expected)), `${rows} rows, share ${share}, ${value}: ${out[2 + i] - 1} instead of ${expected}`);
        });
      }
    }
  });

  it('of levels is the rule of succession', () => {
    const categorical = families.categorical.bind({ observed: 9, missing: 0, mean: 0, sd: 1, levels: 3 }, 2);
    const counts = Float64Array.of(6, 3, 0);
    const p = [0, 1, 2].map((l) => Math.exp(categorical.logPredictive(counts, 0, new Float64Array(3), 0, l)));
    [6, 3, 0].forEach((count, l) => assert.ok(Math.abs(p[l] - (count + 1 / 3) / 10) < 1e-15));
  });
});
