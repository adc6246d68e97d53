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

  it('of levels is the rule of succession', () => {
    const categorical = families.categorical.bind({ observed: 9, missing: 0, mean: 0, sd: 1, levels: 3 }, 2);
    const counts = Float64Array.of(6, 3, 0);
    const p = [0, 1, 2].map((l) => Math.exp(categorical.logPredictive(counts, 0, new Float64Array(3), 0, l)));
    [6, 3, 0].forEach((count, l) => assert.ok(Math.abs(p[l] - (count + 1 / 3) / 10) < 1e-15));
  });
});
