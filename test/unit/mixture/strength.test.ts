/** Tests what the strength of the prior does to the M step, the gradient and the fit. */
import assert from 'node:assert/strict';
import type { Estimate } from '../../../server/core/families/family';
import { em, type Run } from '../../../server/core/mixture/em';
import { complete } from '../../../server/core/numeric/generators';
import { expectation } from '../../../server/core/mixture/expectation';
import { DEFAULT_FIT_OPTIONS, fit } from '../../../server/core/selection/fitMixture';
import { lbfgs } from '../../../server/core/mixture/lbfgs';
import {
  gradientOf,
  logPrior,
  maximise,
  neutralMixture,
  normalise,
  shapeOf,
  type Mixture,
} from '../../../server/core/mixture/model';
import { Space } from '../../../server/core/data/rowPoints';
import { start } from '../../../server/core/mixture/start';
import { seededRandom } from '../../../server/core/numeric/random';
import { matrixOf, mixedMatrix } from './mixtureTables';

const STRENGTHS = [0.1, 1, 10];
const matrix = mixedMatrix(120, 3);

function objective(mixture: Mixture, estimate: Estimate): number {
  return complete(expectation(mixture, matrix)).nlml - logPrior(mixture, estimate);
}

/** Two components near the data, away from an optimum. */
function nearbyMixture(strength: number): Mixture {
  const shape = shapeOf(matrix.columns, 2, strength);
  const mixture = complete(
    start(shape, { matrix, space: new Space(matrix), estimate: 'map', kind: 'k-means++' }, seededRandom(7)),
  );
  const random = seededRandom(8);
  for (let i = 0; i < mixture.theta.length; i++) mixture.theta[i] += 0.2 * (random() - 0.5);
  normalise(mixture, 'map');
  return mixture;
}

describe('the strength of the prior', function () {
  this.timeout(60_000);

  for (const strength of STRENGTHS) {
    for (const estimate of ['map', 'ml'] as const) {
      it(`The gradient at strength ${strength} equals finite differences of the objective (${estimate})`, () => {
        const mixture = nearbyMixture(strength);
        const gradient = new Float64Array(mixture.theta.length);

        gradientOf(mixture, complete(expectation(mixture, matrix)).statistics, estimate, gradient);

        mixture.theta.forEach((value, i) => {
          const at = (theta: number): number => {
            const moved: Mixture = { shape: mixture.shape, theta: mixture.theta.with(i, theta) };
            // Logits are defined up to a constant: the objective takes the normalised ones.
            normalise(moved, estimate);
            return objective(moved, estimate);
          };
          const h = 1e-5 * Math.max(1, Math.abs(value));
          const slope = (at(value + h) - at(value - h)) / (2 * h);

          assert.ok(
            Math.abs(gradient[i] - slope) <= 1e-5 * Math.max(1, Math.abs(slope)),
            `θ[${i}]: ${gradient[i]} instead of ${slope}`,
          );
        });
      });
    }

    describe(`both methods from one start at strength ${strength}`, () => {
      let runs: readonly Run[];
      before(() => {
        const initial = nearbyMixture(strength);
        const options = { estimate: 'map', maxIterations: 20_000, tolerance: 1e-12 } as const;
        runs = [em, lbfgs].map((method) => complete(method(initial, matrix, options)));
      });

      it('EM and L-BFGS never raise the objective', () => {
        for (const { trace } of runs)
          trace
            .slice(1)
            .forEach((step, i) =>
              assert.ok(step.objective <= trace[i].objective * (1 + 1e-13), `rose at ${step.iteration}`),
            );
      });

      it('EM and L-BFGS end at one minimum', () => {
        const ends = runs.map(({ trace }) => trace[trace.length - 1].objective);

        assert.ok(Math.abs(ends[0] - ends[1]) <= 1e-8 * Math.abs(ends[1]), ends.join(' and '));
      });
    });
  }

  it('The strength counts copies of the prior in the M step', () => {
    const data = matrixOf({ x: [1, 2, 4, 9], z: ['a', 'b', 'b', 'c'] }, { x: 'normal', z: 'categorical' });

    for (const s of STRENGTHS) {
      const shape = shapeOf(data.columns, 1, s);
      const mixture = neutralMixture(shape);

      maximise(mixture, complete(expectation(mixture, data)).statistics, 'map');

      const [x, z] = shape.columns;
      // n = 4, x̄ = m = 4, S = 38, ς² = 38/3, and S + sς² over n + s(ν + 3)
      assert.ok(Math.abs(mixture.theta[x.parameters] - 4) < 1e-14);
      assert.ok(Math.abs(Math.exp(2 * mixture.theta[x.parameters + 1]) - (38 + (s * 38) / 3) / (4 + 6 * s)) < 1e-13);
      [1, 2, 1].forEach((count, l) =>
        assert.ok(Math.abs(Math.exp(mixture.theta[z.parameters + l]) - (count + s / 3) / (4 + s)) < 1e-14),
      );
    }
  });

  it('The strength counts copies of the prior of the weights', () => {
    for (const s of STRENGTHS) {
      const shape = shapeOf(matrix.columns, 2, s);
      const mixture = neutralMixture(shape);
      const statistics = complete(expectation(mixture, matrix)).statistics;
      statistics.set([90, 30]);

      maximise(mixture, statistics, 'map');

      assert.ok(Math.abs(Math.exp(mixture.theta[0]) - (90 + s / 2) / (120 + s)) < 1e-14);
    }
  });

  /** Distance between the means of the two components in the first column. */
  function spread(priorStrength: number, estimate: Estimate): number {
    // Without the negative binomials rows are uncertain enough for the usual prior to have an effect.
    const columns = matrix.columns.filter(({ family }) => family !== 'negativeBinomial');
    const { mixture } = complete(
      fit({ ...matrix, columns }, { ...DEFAULT_FIT_OPTIONS, k: 2, estimate, priorStrength }),
    );
    const { parameters } = mixture.shape.columns[0];
    return Math.abs(mixture.theta[parameters] - mixture.theta[parameters + 2]);
  }

  it('A weak prior gives the fit of maximum likelihood, the usual one does not', () => {
    const [none, weak, usual] = [spread(1, 'ml'), spread(1e-6, 'map'), spread(1, 'map')];

    assert.ok(
      Math.abs(weak - none) < 1e-4 * none && Math.abs(usual - none) > 1e-4 * none,
      `${none}, ${weak}, ${usual}`,
    );
  });

  it('A strong prior makes the components alike', () => {
    const [none, strong] = [spread(1, 'ml'), spread(1e6, 'map')];

    assert.ok(strong < 0.1 * none, `${strong}`);
  });
});
