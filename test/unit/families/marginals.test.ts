/** What every family promises, and what the single ones do. */
import assert from 'node:assert/strict';
import type { Estimate, Marginal, Prediction } from '../../../server/core/families/family';
import { FAMILY_NAMES, families, type FamilyName } from '../../../server/core/families/registry';
import type { MatrixColumn } from '../../../server/core/data/matrix';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { matrixOf, mixedMatrix } from '../mixture/support';

const columns = new Map(mixedMatrix(300, 5).columns.map((column) => [column.family, column]));

function columnOf(name: FamilyName): MatrixColumn {
  const column = columns.get(name);
  assert.ok(column !== undefined, `mixedMatrix has no column of the family ${name}`);
  return column;
}

/** Weights between 0 and 1 that stand for posteriors. */
const posterior = Float64Array.from({ length: 300 }, (_, n) => 0.5 + 0.5 * Math.sin(n));

function logDensity(marginal: Marginal, theta: Float64Array, values: readonly number[]): number[] {
  const out = new Float64Array(values.length);
  marginal.addLogDensity(theta, 0, Float64Array.from(values), 0, values.length, out, 0);
  return [...out];
}

/** S of a column's rows from…to−1 about θ. */
function statisticsOf(
  marginal: Marginal,
  theta: Float64Array,
  values: Float64Array,
  from = 0,
  to = values.length,
): Float64Array {
  const statistics = new Float64Array(marginal.statisticCount);
  marginal.accumulate(theta, 0, values, from, to - from, posterior, from, statistics, 0);
  return statistics;
}

/** −Σ r log p(x | θ) − log prior: what the M step minimises. */
function loss(marginal: Marginal, theta: Float64Array, values: Float64Array, estimate: Estimate): number {
  const out = new Float64Array(values.length);
  marginal.addLogDensity(theta, 0, values, 0, values.length, out, 0);
  return (
    -out.reduce((sum, value, n) => sum + posterior[n] * value, 0) -
    (estimate === 'map' ? marginal.logPrior(theta, 0) : 0)
  );
}

/** θ of the whole column, moved a little. */
function somewhere(marginal: Marginal, seed: number): Float64Array {
  const random = seededRandom(seed);
  const theta = new Float64Array(marginal.parameterCount);
  marginal.initialise(theta, 0);
  for (let i = 0; i < theta.length; i++) theta[i] += random() - 0.5;
  marginal.normalise(theta, 0, 'map');
  return theta;
}

describe('every family', () => {
  for (const name of FAMILY_NAMES) {
    const { facts, levels, values } = columnOf(name);

    for (const estimate of ['map', 'ml'] as const) {
      it(`${name}, ${estimate}: no other θ is better than that of the M step`, () => {
        for (const strength of [0.1, 1, 10]) {
          const marginal = families[name].bind(facts, 2, strength);
          const theta = somewhere(marginal, 1);
          marginal.maximise(statisticsOf(marginal, theta, values), 0, theta, 0, estimate);
          const least = loss(marginal, theta, values, estimate);
          for (let i = 0; i < theta.length; i++) {
            for (const step of [-0.1, -0.01, 0.01, 0.1]) {
              const other = theta.with(i, theta[i] + step);
              marginal.normalise(other, 0, estimate);
              assert.ok(loss(marginal, other, values, estimate) > least, `θ[${i}] + ${step}`);
            }
          }
        }
      });

      it(`${name}, ${estimate}: the gradient is that of what the M step minimises`, () => {
        const marginal = families[name].bind(facts, 2, 3);
        const theta = somewhere(marginal, 2);
        const gradient = new Float64Array(theta.length);
        marginal.gradient(statisticsOf(marginal, theta, values), 0, theta, 0, estimate, gradient);
        for (let i = 0; i < theta.length; i++) {
          const at = (step: number): number => {
            const moved = theta.with(i, theta[i] + step);
            marginal.normalise(moved, 0, estimate);
            return loss(marginal, moved, values, estimate);
          };
          const slope = (at(1e-5) - at(-1e-5)) / 2e-5;
          assert.ok(
            Math.abs(gradient[i] - slope) < 1e-6 * Math.max(1, Math.abs(slope)),
            `θ[${i}]: ${gradient[i]} instead of ${slope}`,
          );
        }
      });
    }

    it(`${name}: statistics add up over blocks`, () => {
      const marginal = families[name].bind(facts, 2);
      const theta = somewhere(marginal, 3);
      const [a, b] = [statisticsOf(marginal, theta, values, 0, 120), statisticsOf(marginal, theta, values, 120)];
      statisticsOf(marginal, theta, values).forEach((sum, i) =>
        assert.ok(Math.abs(a[i] + b[i] - sum) < 1e-11 * Math.max(1, Math.abs(sum))),
      );
    });

    it(`${name}: θ that was once written in words comes back to the last bit`, () => {
      const marginal = families[name].bind(facts, 2);
      for (let seed = 0; seed < 500; seed++) {
        const theta = somewhere(marginal, seed);
        const once = new Float64Array(theta.length);
        const twice = new Float64Array(theta.length);
        assert.equal(marginal.restore(marginal.summarise(theta, 0, levels), once, 0, levels), undefined);
        assert.equal(marginal.restore(marginal.summarise(once, 0, levels), twice, 0, levels), undefined);
        once.forEach((value, i) => assert.ok(Math.abs(value - theta[i]) < 1e-12 * Math.max(1, Math.abs(value))));
        assert.deepEqual([...twice], [...once]);
      }
    });

    it(`${name}: draws have the mean and sd, or the shares, that are told of it`, () => {
      const marginal = families[name].bind(facts, 2);
      const theta = somewhere(marginal, 4);
      const random = seededRandom(5);
      const draws = Array.from({ length: 40_000 }, () => marginal.sample(theta, 0, random));
      const summary = marginal.summarise(theta, 0, levels);
      if ('mean' in summary) {
        const x = name === 'lognormal' ? draws.map(Math.exp) : draws;
        const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
        const sd = Math.sqrt(x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length);
        assert.ok(Math.abs(mean - summary.mean) < (5 * summary.sd) / 200, `mean ${mean} instead of ${summary.mean}`);
        assert.ok(Math.abs(sd / summary.sd - 1) < 0.08, `sd ${sd} instead of ${summary.sd}`);
        const prediction = marginal.predict(theta, 0, Float64Array.of(1)) as Prediction & { of: 'number' };
        assert.ok(
          Math.abs(prediction.mean / summary.mean - 1) < 1e-12 && Math.abs(prediction.sd / summary.sd - 1) < 1e-12,
        );
      } else {
        levels.forEach((level, l) =>
          assert.ok(
            Math.abs(draws.filter((draw) => draw === l).length / draws.length - summary.probabilities[level]) < 0.015,
          ),
        );
      }
    });

    it(`${name}: refuses parameters that are none`, () => {
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

/** Sum of a function over 0 … most. */
function total(most: number, at: (x: number) => number): number {
  let sum = 0;
  for (let x = 0; x <= most; x++) sum += at(x);
  return sum;
}

describe('the Poisson family', () => {
  const { encode } = families.poisson;
  const marginal = families.poisson.bind(columnOf('poisson').facts, 2);

  it('has the known probabilities', () => {
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

  it('has probabilities that sum to one', () => {
    for (const rate of [0.01, 1, 30, 400, 1e6]) {
      const theta = Float64Array.of(Math.log(rate));
      const from = Math.max(0, Math.floor(rate - 15 * Math.sqrt(rate)));
      const sum = total(Math.ceil(30 * Math.sqrt(rate) + 30), (x) =>
        Math.exp(logDensity(marginal, theta, [from + x])[0]),
      );
      assert.ok(Math.abs(sum - 1) < 1e-9, `rate ${rate}: ${sum}`);
    }
  });

  it('has tails and intervals of counts, also of a mixture', () => {
    const theta = Float64Array.of(Math.log(3), Math.log(40));
    const weights = Float64Array.of(0.7, 0.3);
    const p = (x: number): number =>
      0.7 * Math.exp(logDensity(marginal, theta, [x])[0]) +
      0.3 * Math.exp(logDensity(marginal, theta.slice(1), [x])[0]);
    for (const x of [0, 1, 3, 10, 39, 70]) {
      const below = total(x, p);
      const above = 1 - below + p(x);
      const found = marginal.tail(theta, 0, weights, x);
      assert.ok(Math.abs(found - Math.min(1, 2 * Math.min(below, above))) < 1e-12, `${x}: ${found}`);
    }
    const prediction = marginal.predict(theta, 0, weights) as Prediction & { of: 'number' };
    const [low, high] = prediction.interval;
    assert.ok(
      total(low, p) >= 0.025 && total(low - 1, p) < 0.025 && total(high, p) >= 0.975 && total(high - 1, p) < 0.975,
      `${low} to ${high}`,
    );
    assert.ok(
      Math.abs(prediction.mean - 14.1) < 1e-12 &&
        Math.abs(prediction.sd ** 2 - (0.7 * (3 + 11.1 ** 2) + 0.3 * (40 + 25.9 ** 2))) < 1e-10,
    );
    assert.equal(marginal.tail(Float64Array.of(Math.log(1e-300)), 0, Float64Array.of(1), 0), 1);
    const far = marginal.tail(Float64Array.of(0), 0, Float64Array.of(1), 100);
    assert.ok(Math.abs(far / 7.96256163791371e-159 - 1) < 1e-9, String(far));
  });

  it('keeps λ above zero for a component of zeros alone', () => {
    const zeros = Float64Array.of(50, 0);
    const theta = Float64Array.of(0);
    marginal.maximise(zeros, 0, theta, 0, 'map');
    const { mean } = columnOf('poisson').facts;
    assert.ok(Math.abs(Math.exp(theta[0]) - 1 / (50 + 1 / mean)) < 1e-15);
    marginal.maximise(zeros, 0, theta, 0, 'ml');
    assert.ok(Math.abs((Math.exp(theta[0]) * columnOf('poisson').facts.observed) / 1e-6 - 1) < 1e-12);
    assert.ok(logDensity(marginal, theta, [0, 5]).every(Number.isFinite));
  });

  it('draws counts of any size with their mean and variance', () => {
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

  it('holds counts and nothing else', () => {
    assert.deepEqual([0, 7, 1e6].map(encode), [0, 7, 1e6]);
    assert.deepEqual([-3, 2.5, NaN, 1e16, -1].map(encode), [NaN, NaN, NaN, NaN, NaN]);
  });
});

describe('the lognormal family', () => {
  const { encode } = families.lognormal;
  const marginal = families.lognormal.bind(columnOf('lognormal').facts, 2);
  const at = (meanlog: number, sdlog: number): Float64Array => Float64Array.of(meanlog, Math.log(sdlog));

  it('has the known densities, in the units of the data', () => {
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

  it('has a density that integrates to one over x', () => {
    const theta = at(1, 0.7);
    let sum = 0;
    // Steps in x itself, growing with it.
    const ratio = 1.0005;
    for (let x = 1e-60; x < 1e60; x *= ratio) {
      const middle = x * Math.sqrt(ratio);
      sum += x * (ratio - 1) * Math.exp(logDensity(marginal, theta, [encode(middle)])[0]);
    }
    assert.ok(Math.abs(sum - 1) < 1e-6, String(sum));
  });

  it('tells means in the units of the data, and its own parameters by their names in R', () => {
    const summary = marginal.summarise(at(2, 0.5), 0, []);
    assert.deepEqual(Object.keys(summary), ['meanlog', 'sdlog', 'mean', 'sd']);
    assert.ok(
      'mean' in summary &&
        Math.abs(summary.mean - Math.exp(2.125)) < 1e-13 &&
        Math.abs(summary.sd - Math.exp(2.125) * Math.sqrt(Math.exp(0.25) - 1)) < 1e-13,
    );
    const theta = new Float64Array(2);
    assert.equal(marginal.restore({ meanlog: 2, sdlog: 0.5, mean: 'of no interest' }, theta, 0, []), undefined);
    assert.ok(theta[0] === 2 && Math.abs(theta[1] - Math.log(0.5)) < 1e-15);
  });

  it('has intervals and tails of what is skewed, also of a mixture', () => {
    const one = marginal.predict(at(2, 0.5), 0, Float64Array.of(1)) as Prediction & { of: 'number' };
    assert.ok(
      Math.abs(Math.log(one.interval[0]) - (2 - 0.5 * 1.959963984540054)) < 1e-9 &&
        Math.abs(Math.log(one.interval[1]) - (2 + 0.5 * 1.959963984540054)) < 1e-9,
    );
    assert.ok(Math.abs(marginal.tail(at(2, 0.5), 0, Float64Array.of(1), encode(one.interval[1])) - 0.05) < 1e-9);
    const theta = Float64Array.of(0, Math.log(0.3), 4, Math.log(0.6));
    const weights = Float64Array.of(0.25, 0.75);
    const two = marginal.predict(theta, 0, weights) as Prediction & { of: 'number' };
    const [m1, m2] = [Math.exp(0.045), Math.exp(4.18)];
    const [v1, v2] = [m1 * m1 * Math.expm1(0.09), m2 * m2 * Math.expm1(0.36)];
    const mean = 0.25 * m1 + 0.75 * m2;
    assert.ok(Math.abs(two.mean / mean - 1) < 1e-12);
    assert.ok(
      Math.abs(two.sd / Math.sqrt(0.25 * (v1 + (m1 - mean) ** 2) + 0.75 * (v2 + (m2 - mean) ** 2)) - 1) < 1e-12,
    );
  });

  it('says numbers that JSON can hold, however far the logs spread', () => {
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

  it('is the normal of the logarithms, from 10⁻³⁰⁰ to 10³⁰⁰', () => {
    const random = seededRandom(7);
    const y = Array.from({ length: 80 }, () => normalDeviate(random));
    const theta = (shift: number): { nlml: number; theta: Float64Array } => {
      const { facts, values } = matrixOf({ x: y.map((v) => Math.exp(v + shift)) }, { x: 'lognormal' }).columns[0];
      const bound = families.lognormal.bind(facts, 1);
      const found = new Float64Array(2);
      bound.initialise(found, 0);
      const statistics = new Float64Array(3);
      bound.accumulate(found, 0, values, 0, 80, new Float64Array(80).fill(1), 0, statistics, 0);
      bound.maximise(statistics, 0, found, 0, 'map');
      return { theta: found, nlml: -logDensity(bound, found, [...values]).reduce((a, b) => a + b, 0) };
    };
    const base = theta(0);
    for (const shift of [-690, -300, 300, 690]) {
      const moved = theta(shift);
      assert.ok(
        Math.abs(moved.theta[0] - shift - base.theta[0]) < 1e-12 * 690 &&
          Math.abs(moved.theta[1] - base.theta[1]) < 1e-12,
      );
      assert.ok(Math.abs(moved.nlml - base.nlml - 80 * shift) < 1e-9);
    }
  });

  it('holds positive numbers and nothing else', () => {
    assert.deepEqual([1, Math.E].map(encode), [0, 1]);
    assert.deepEqual([0, -1, NaN].map(encode), [NaN, NaN, NaN]);
  });
});
