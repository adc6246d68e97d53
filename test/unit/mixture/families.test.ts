/** Tests mixtures of columns of all families. */
import assert from 'node:assert/strict';
import { em, lastStep, type Run } from '../../../server/core/mixture/em';
import { complete } from '../../../server/core/numeric/generators';
import { expectation, score } from '../../../server/core/mixture/expectation';
import { DEFAULT_FIT_OPTIONS, fit, type Fit, type SearchSettings } from '../../../server/core/selection/fitMixture';
import { lbfgs } from '../../../server/core/mixture/lbfgs';
import type { Matrix } from '../../../server/core/data/matrix';
import { shapeOf } from '../../../server/core/mixture/model';
import { Space } from '../../../server/core/data/rowPoints';
import { start } from '../../../server/core/mixture/start';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { matrixOf, mixedMatrix } from './mixtureTables';

function fitted(matrix: Matrix, options: Partial<SearchSettings> = {}): Fit {
  return complete(fit(matrix, { ...DEFAULT_FIT_OPTIONS, ...options }));
}

/** Parameters of a component, by column, as they are reported. */
function summaries(
  { mixture: { shape, theta } }: Fit,
  matrix: Matrix,
  k: number,
): Readonly<Record<string, Readonly<Record<string, number>>>> {
  return Object.fromEntries(
    matrix.columns.map(({ name, levels }, d) => {
      const { marginal, parameters } = shape.columns[d];
      const summary = marginal.summarise(theta, parameters + k * marginal.parameterCount, levels);
      return [name, 'mean' in summary ? summary : summary.probabilities];
    }),
  );
}

describe('mixtures of all families', function () {
  this.timeout(120_000);
  const matrix = mixedMatrix(1500, 9);

  for (const estimate of ['map', 'ml'] as const) {
    it(`fit recovers two planted components despite missing cells (${estimate})`, () => {
      const found = fitted(matrix, { k: 2, estimate });

      const [b, a] = [summaries(found, matrix, 0), summaries(found, matrix, 1)];
      const near = (actual: number, expected: number, margin: number, what: string): void =>
        assert.ok(Math.abs(actual - expected) < margin, `${what}: ${actual} instead of ${expected}`);
      near(Math.exp(found.mixture.theta[0]), 0.6, 0.04, 'weight');
      near(a.normal.mean, 3, 0.2, 'mean');
      near(b.normal.sd, 1, 0.1, 'sd');
      near(a.lognormal.meanlog, 1, 0.1, 'meanlog');
      near(b.lognormal.meanlog, 3, 0.1, 'meanlog');
      near(a.lognormal.sdlog, 0.5, 0.06, 'sdlog');
      near(b.lognormal.sdlog, 0.8, 0.06, 'sdlog');
      near(a.poisson.rate, 2, 0.25, 'rate');
      near(b.poisson.rate, 9, 0.4, 'rate');
      near(a.bernoulli.yes, 0.8, 0.06, 'share');
      near(b.bernoulli.yes, 0.3, 0.06, 'share');
      near(a.categorical.a, 0.4, 0.07, 'share');
    });

    describe(`both methods from one start (${estimate})`, () => {
      let stepped: Run;
      let direct: Run;
      before(() => {
        const initial = complete(
          start(
            shapeOf(matrix.columns, 2),
            { matrix, space: new Space(matrix), estimate, kind: 'k-means++' },
            seededRandom(3),
          ),
        );
        const options = { estimate, maxIterations: 20_000, tolerance: 1e-12 };
        stepped = complete(em(initial, matrix, options));
        direct = complete(lbfgs(initial, matrix, options));
      });

      it('EM and L-BFGS end at one optimum', () => {
        const [p, q] = [lastStep(stepped).objective, lastStep(direct).objective];

        assert.ok(Math.abs(p - q) <= 1e-8 * Math.abs(p), `EM ${p}, L-BFGS ${q}`);
      });

      it('EM and L-BFGS never raise the objective', () => {
        for (const { trace } of [stepped, direct]) {
          trace
            .slice(1)
            .forEach((step, i) =>
              assert.ok(step.objective <= trace[i].objective * (1 + 1e-13), `rose at ${step.iteration}`),
            );
        }
      });
    });
  }

  it('BIC prefers two components to one and three', () =>
    assert.equal(fitted(matrix, { maxComponents: 3, starts: 4 }).k, 2));

  it('fit takes lognormal columns from 10⁻³⁰⁰ to 10³⁰⁰', () => {
    const random = seededRandom(1);
    const x = Array.from({ length: 200 }, (_, n) => 10 ** ((n % 2 === 0 ? -300 : 300) + 2 * normalDeviate(random)));
    const wide = matrixOf({ x }, { x: 'lognormal' });

    for (const method of ['em', 'lbfgs'] as const) {
      const found = fitted(wide, { k: 2, method });
      const means = [0, 1].map((k) => summaries(found, wide, k).x.meanlog).sort((p, q) => p - q);
      assert.ok(
        Math.abs(means[0] + 300 * Math.LN10) < 1.5 && Math.abs(means[1] - 300 * Math.LN10) < 1.5,
        means.join(' '),
      );
      assert.ok(Number.isFinite(found.nlml));
    }
  });

  it('fit separates counts of zero from counts of a million', () => {
    const random = seededRandom(2);
    const million = (): number => Math.round(1e6 + 1e3 * normalDeviate(random));
    const counts = matrixOf(
      { x: Array.from({ length: 90 }, (_, n) => (n % 3 === 0 ? million() : n % 3 === 1 ? 0 : n % 2)) },
      { x: 'poisson' },
    );

    for (const [method, estimate] of [
      ['em', 'map'],
      ['em', 'ml'],
      ['lbfgs', 'map'],
      ['lbfgs', 'ml'],
    ] as const) {
      const found = fitted(counts, { k: 2, method, estimate });
      const [few, many] = [summaries(found, counts, 0).x.rate, summaries(found, counts, 1).x.rate];
      // map: a single event among 60 rows
      assert.ok(
        Math.abs(few - (estimate === 'map' ? 16 : 15) / 60) < 1e-6 && Math.abs(many / 1e6 - 1) < 1e-3,
        `${method} ${estimate}: ${few}, ${many}`,
      );
    }
  });

  it('A Poisson component of zeros has a finite rate above zero', () => {
    const zeros = matrixOf({ x: [0, 0, 0, 0, 0, 0, 90, 110, 95, 100] }, { x: 'poisson' });
    for (const estimate of ['map', 'ml'] as const) {
      const found = fitted(zeros, { k: 2, estimate });
      const { rate } = summaries(found, zeros, 0).x;
      assert.ok(Number.isFinite(found.nlml) && rate > 0 && rate < 0.2, String(rate));
    }
  });

  it('Extreme strengths of the prior give a finite fit', () => {
    for (const priorStrength of [1e-300, 1e-9, 1e9, 1e300]) {
      for (const method of ['em', 'lbfgs'] as const) {
        const found = fitted(matrix, { k: 2, starts: 2, priorStrength, method });
        assert.ok(
          Number.isFinite(found.nlml) && found.mixture.theta.every(Number.isFinite),
          `${priorStrength}, ${method}: ${found.nlml}`,
        );
      }
    }
  });

  it('The parameters of a fit are restored bit for bit from their summaries', () => {
    const found = fitted(matrix, { k: 2 });
    const theta = found.mixture.theta.slice();

    matrix.columns.forEach(({ levels }, d) => {
      const { marginal, parameters } = found.mixture.shape.columns[d];
      if (levels.length > 0) return;
      for (let k = 0; k < 2; k++) {
        const at = parameters + k * marginal.parameterCount;
        marginal.restore(marginal.summarise(found.mixture.theta, at, levels), theta, at, levels);
      }
    });

    assert.deepEqual([...theta], [...found.mixture.theta]);
  });

  it('The expectation under a fit has the NLML of the fit and finite log densities', () => {
    const found = fitted(matrix, { k: 2 });

    assert.equal(complete(expectation(found.mixture, matrix)).nlml, found.nlml);
    assert.ok(complete(score(found.mixture, matrix)).logDensity.every(Number.isFinite));
  });
});
