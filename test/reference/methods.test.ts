/** Tests that EM and L-BFGS reach one optimum of the reference data from one start. */
import assert from 'node:assert/strict';
import { em, lastStep, type Run } from '../../server/core/mixture/em';
import { complete } from '../../server/core/numeric/generators';
import { lbfgs } from '../../server/core/mixture/lbfgs';
import { Space } from '../../server/core/data/rowPoints';
import { start } from '../../server/core/mixture/start';
import { shapeOf } from '../../server/core/mixture/model';
import { seededRandom } from '../../server/core/numeric/random';
import { optima, referenceMatrix } from './reference';

describe('EM and L-BFGS on the reference data', function () {
  this.timeout(60_000);

  for (const [name, { numeric, categorical }] of Object.entries(optima)) {
    for (const estimate of ['map', 'ml'] as const) {
      describe(`${name} from one start (${estimate}, K = 2)`, () => {
        let direct: Run;
        let stepped: Run;
        before(() => {
          const matrix = referenceMatrix(`${name}.csv`, numeric, categorical);
          const options = { estimate, maxIterations: 20_000, tolerance: 1e-11 };
          const initial = complete(
            start(
              shapeOf(matrix.columns, 2),
              { matrix, space: new Space(matrix), estimate, kind: 'k-means++' },
              seededRandom(1),
            ),
          );
          direct = complete(lbfgs(initial, matrix, options));
          stepped = complete(em(initial, matrix, options));
        });

        it('EM and L-BFGS end at one optimum', () => {
          const [a, b] = [lastStep(direct).objective, lastStep(stepped).objective];

          assert.ok(
            Math.abs(a - b) <= 1e-8 * Math.abs(b),
            `L-BFGS ${a} after ${direct.trace.length}, EM ${b} after ${stepped.trace.length}`,
          );
          assert.equal(direct.reason, 'converged');
        });

        it('L-BFGS never raises the objective', () => {
          direct.trace
            .slice(1)
            .forEach((step, i) =>
              assert.ok(step.objective <= direct.trace[i].objective * (1 + 1e-14), 'the objective rose'),
            );
        });
      });
    }
  }
});
