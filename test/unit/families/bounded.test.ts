/**
 * Tests cells that are bounds, one marginal at a time. References: mpmath 1.3, 30 to 40 digits, by sums and closed
 * forms.
 */
import assert from 'node:assert/strict';
import type { Bound, ColumnFacts, Marginal } from '../../../server/core/families/family';
import { families, type FamilyName } from '../../../server/core/families/registry';
import { inverseMills, logNormalCdf } from '../../../server/core/families/boundedNormal';

const FACTS: ColumnFacts = { observed: 100, missing: 0, mean: 3, sd: 2, levels: 0 };

function marginalOf(name: FamilyName): Marginal & { readonly bounded: NonNullable<Marginal['bounded']> } {
  const marginal = families[name].bind(FACTS, 2);
  assert.ok(marginal.bounded !== undefined);
  return marginal as Marginal & { readonly bounded: NonNullable<Marginal['bounded']> };
}

function close(actual: number, expected: number, tolerance: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= tolerance * (1 + Math.abs(expected)), `${what}: ${actual}, not ${expected}`);
}

function momentsOf(name: FamilyName, theta: Float64Array, bound: Bound): Float64Array {
  const marginal = marginalOf(name);
  const statistics = new Float64Array(marginal.statisticCount);
  marginal.bounded.accumulate(theta, 0, bound, 1, statistics, 0);
  return statistics;
}

const below = (limit: number): Bound => ({ side: -1, limit });
const above = (limit: number): Bound => ({ side: 1, limit });

describe('bounds of normal and lognormal columns', () => {
  const cases: readonly (readonly [number, number, Bound, number, number, number])[] = [
    [1.5, 0.5, below(1.2), -1.293703811614028, 0.8924871198812283, 0.4322538640356315],
    [1.5, 0.5, above(1.2), -0.32055397198751884, 1.7295735683071434, 0.181127929507857],
    [0, 1, below(-45), -1017.2260942419524, -45.022200328343594, 2026.9990147754618],
    [100, 2, below(0.05), -1253.5811739138799, 0.010011974072178754, 9997.999303191486],
    [0, 1, above(9), -43.628149113332114, 9.108523105002869, 82.97670794502582],
  ];
  for (const [mean, sd, bound, log, first, second] of cases) {
    const side = bound.side < 0 ? 'below' : 'above';
    it(`N(${mean}, ${sd}²) ${side} ${bound.limit} has the reference probability and moments`, () => {
      const theta = Float64Array.of(mean, Math.log(sd));

      const logProbability = marginalOf('normal').bounded.logProbability(theta, 0, bound);
      const [n, u, uu] = momentsOf('normal', theta, bound);

      close(logProbability, log, 1e-13, 'log P');
      // The unit of a column with an sd of 2 is 2.
      assert.equal(n, 1);
      close(mean + 2 * u, first, 1e-12, 'mean');
      close(4 * uu, second, 1e-12, 'second moment');
    });
  }

  it('A bound of a lognormal column is the logarithm of its limit, without a Jacobian', () => {
    const bound = families.lognormal.bound?.(-1, Math.exp(1.2), true);
    assert.deepEqual(bound, { side: -1, limit: Math.log(Math.exp(1.2)) });
    close(
      marginalOf('lognormal').bounded.logProbability(Float64Array.of(1.5, Math.log(0.5)), 0, bound),
      -1.293703811614028,
      1e-13,
      'log P',
    );
  });

  it('No lognormal value lies below 0, and every one lies above −1', () => {
    assert.equal(families.lognormal.bound?.(-1, 0, true), undefined);
    assert.deepEqual(families.lognormal.bound?.(1, -1, true), above(-Infinity));
  });

  it('log Φ and the inverse Mills ratio are continuous where their formulas meet', () => {
    for (const t of [-1, -4 * Math.SQRT2]) {
      close(logNormalCdf(t - 1e-13), logNormalCdf(t + 1e-13), 1e-12, 'log Φ');
      close(inverseMills(t - 1e-13), inverseMills(t + 1e-13), 1e-12, 'h');
    }
  });

  it('log Φ and the inverse Mills ratio stay accurate far out', () => {
    close(inverseMills(-1e200), 1e200, 1e-15, 'h');
    assert.equal(logNormalCdf(-1e10), -5e19);
    assert.equal(Math.abs(logNormalCdf(50)), 0);
  });

  it('A bound that admits every number has probability 1 and the moments of the whole density', () => {
    const theta = Float64Array.of(1, 0);
    assert.equal(Math.abs(marginalOf('lognormal').bounded.logProbability(theta, 0, above(-Infinity))), 0);
    assert.deepEqual([...momentsOf('lognormal', theta, above(-Infinity))], [1, 0, 0.25]);
  });
});

describe('bounds of count columns', () => {
  const poisson: readonly (readonly [number, Bound, number, number])[] = [
    [3.2, below(4), -0.24767639686303103, 2.4699362241345697],
    [3.2, above(11), -7.606582953543239, 11.34031834791531],
    [900, below(4), -875.964025398017, 3.9955456900837194],
    [0.5, above(400), -2278.2583225502985, 400.0012484316869],
    [40, below(60), -0.0012017011024610994, 39.9728213902584],
    [7, below(0), -7, 0],
  ];
  for (const [rate, bound, log, mean] of poisson) {
    const side = bound.side < 0 ? 'up to' : 'from';
    it(`A Poisson of rate ${rate} ${side} ${bound.limit} has the reference probability and mean`, () => {
      const theta = Float64Array.of(Math.log(rate));

      const logProbability = marginalOf('poisson').bounded.logProbability(theta, 0, bound);
      const [n, events] = momentsOf('poisson', theta, bound);

      close(logProbability, log, 1e-12, 'log P');
      assert.equal(n, 1);
      close(events, mean, 1e-11, 'mean');
    });
  }

  const negativeBinomial: readonly (readonly [number, number, Bound, number, number, number])[] = [
    [6, 1.5, below(4), -0.7043307821857818, 1.9884225759768452, -0.13717549082290886],
    [6, 1.5, above(30), -5.60601329575843, 34.27361219422094, -1.8604199525428684],
    [4000, 2.5, below(4), -15.292407369295615, 2.8562925446813456, -5.536325193147782],
    [900, 0.4, above(1000), -1.2851279847004553, 2600.3076272407, 0.6495949115446954],
    [300, 50, above(5), 0, 300, 0],
    [5000, 300, below(4990), -0.7033526758842713, 4760.617720980601, -6.636279661297022e-5],
    [5000, 300, above(5010), -0.7348349390624733, 5247.038769322326, -1.511198584846e-5],
    [3000, 1.2, below(2500), -0.6032164980333138, 1168.5110994272825, -0.1528776054459872],
    [700, 3, above(20), -0.00011262688198803498, 700.07724618633, 0.0002960934840993429],
    [200, 0.05, above(300), -2.2946154089484394, 1861.4402526712124, 10.971323890972124],
    [20000, 30, below(30000), -0.00739431606385089, 19913.791828774127, 0.0007934714038826663],
  ];
  for (const [mean, size, bound, log, events, slope] of negativeBinomial) {
    const side = bound.side < 0 ? 'up to' : 'from';
    it(`A negative binomial (mean ${mean}, size ${size}) ${side} ${bound.limit} has known statistics`, () => {
      const theta = Float64Array.of(Math.log(mean), Math.log(size));
      const marginal = marginalOf('negativeBinomial');
      const gradient = new Float64Array(2);

      const logProbability = marginal.bounded.logProbability(theta, 0, bound);
      const statistics = momentsOf('negativeBinomial', theta, bound);
      marginal.gradient(statistics, 0, theta, 0, 'ml', gradient);

      close(logProbability, log, 1e-10, 'log P');
      close(statistics[1], events, 1e-9, 'mean');
      close(gradient[1], -size * slope, 1e-8, 'slope over log size');
    });
  }

  it('The log probability of a bound is accurate where the probability underflows', () => {
    const marginal = marginalOf('negativeBinomial');
    // P(X = 0) = (r/(r + m))^r.
    close(
      marginal.bounded.logProbability(Float64Array.of(Math.log(1e6), Math.log(500)), 0, below(0)),
      -500 * Math.log1p(2000),
      1e-12,
      'log P',
    );
  });

  it('A bound of a count column ends at a count: <5 is at most 4, ≤5 at most 5, >2.5 at least 3', () => {
    for (const name of ['poisson', 'negativeBinomial'] as const) {
      const { bound } = families[name];

      assert.deepEqual(bound?.(-1, 5, true), below(4));
      assert.deepEqual(bound?.(-1, 5, false), below(5));
      assert.deepEqual(bound?.(-1, 0.5, true), below(0));
      assert.deepEqual(bound?.(1, 2.5, true), above(3));
      assert.deepEqual(bound?.(1, 10, true), above(11));
      assert.deepEqual(bound?.(1, 10, false), above(10));
      assert.deepEqual(bound?.(1, -3, false), above(0));
      assert.equal(bound?.(-1, 0, true), undefined);
    }
  });
});

describe('bounds of all families', () => {
  const thetas: Readonly<Record<string, Float64Array>> = {
    normal: Float64Array.of(2.5, 0.4),
    lognormal: Float64Array.of(2.5, 0.4),
    poisson: Float64Array.of(1.1),
    negativeBinomial: Float64Array.of(1.3, 0.2),
  };
  const bounds = [below(1), above(1), below(6), above(6), below(0), above(40)];

  for (const name of ['normal', 'lognormal', 'poisson', 'negativeBinomial'] as const) {
    it(`The gradient of a bounded ${name} cell equals finite differences of −log P`, () => {
      const marginal = marginalOf(name);

      for (const bound of bounds) {
        const theta = thetas[name];
        const gradient = new Float64Array(theta.length);

        marginal.gradient(momentsOf(name, theta, bound), 0, theta, 0, 'ml', gradient);

        theta.forEach((value, i) => {
          const [up, down] = [1e-5, -1e-5].map((h) =>
            marginal.bounded.logProbability(theta.with(i, value + h), 0, bound),
          );
          close(gradient[i], -(up - down) / 2e-5, 1e-7, `∂/∂θ${i} of ${bound.side} ${bound.limit}`);
        });
      }
    });

    it(`The tail of a bounded ${name} cell is the largest of any value within the bound`, () => {
      const marginal = marginalOf(name);
      const theta = Float64Array.of(...thetas[name], ...thetas[name].map((x, i) => (i === 0 ? x + 1 : x)));
      const weights = Float64Array.of(0.7, 0.3);

      for (const bound of bounds) {
        const tail = marginal.bounded.tail(theta, 0, weights, bound);
        const median = [0, 1, 2, 3, 4, 5, 6, 7, 8].some(
          (x) => bound.side * (x - bound.limit) >= 0 && marginal.tail(theta, 0, weights, x) > 0.6,
        );
        if (!median) close(tail, marginal.tail(theta, 0, weights, bound.limit), 1e-9, `${bound.side} ${bound.limit}`);
        else assert.ok(tail > 0.6);
      }
    });
  }

  it('Families of levels have no bounds', () => {
    for (const name of ['bernoulli', 'categorical'] as const) {
      assert.equal(families[name].bound, undefined);
      assert.equal(families[name].bind({ ...FACTS, levels: 2 }, 1).bounded, undefined);
    }
  });
});

describe('bounds as wrong cells', () => {
  const spread = { centre: 2, scale: 3, levels: 0 };

  it('The wrong-cell probability of a bounded number is the Cauchy probability of its range', () => {
    const { logWrongWithin } = families.normal;
    close(logWrongWithin?.(below(-5), spread) ?? NaN, -2.048865327785589, 1e-13, 'Cauchy below');
    close(logWrongWithin?.(above(-5), spread) ?? NaN, -0.1379767539431831, 1e-13, 'Cauchy above');
    close(logWrongWithin?.(below(-1e6), spread) ?? NaN, -13.861630155146566, 1e-13, 'Cauchy far below');
  });

  it('The wrong-cell probability of a bounded count is the sum over its range', () => {
    const { logWrong, logWrongWithin: within } = families.poisson;

    const sum = [0, 1, 2, 3, 4].reduce((total, x) => total + Math.exp(logWrong(x, spread)), 0);
    close(within?.(below(4), spread) ?? NaN, Math.log(sum), 1e-13, 'counts to 4');
    close(within?.(above(5), spread) ?? NaN, Math.log(1 - sum), 1e-13, 'counts from 5');
  });
});
