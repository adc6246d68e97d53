import assert from 'node:assert/strict';
import { em, lastStep } from '../../server/core/mixture/em';
import { complete } from '../../server/core/numeric/generators';
import { lbfgs } from '../../server/core/mixture/lbfgs';
import { Space } from '../../server/core/data/space';
import { start } from '../../server/core/mixture/start';
import { shapeOf } from '../../server/core/mixture/model';
import { seededRandom } from '../../server/core/numeric/random';
import { optima, referenceMatrix } from './reference';

describe('EM and direct minimisation of the NLML', () => {
  for (const [name, { numeric, categorical }] of Object.entries(optima)) {
    for (const estimate of ['map', 'ml'] as const) {
      it(`${name}, K = 2, ${estimate}: the same optimum from the same start`, function () {
        this.timeout(60_000);
        const matrix = referenceMatrix(`${name}.csv`, numeric, categorical);
        const options = { estimate, maxIterations: 20_000, tolerance: 1e-11 };
        const begin = complete(
          start(shapeOf(matrix.columns, 2), matrix, new Space(matrix), estimate, 'k-means++', seededRandom(1)),
        );
        const direct = complete(lbfgs(begin, matrix, options));
        const stepped = complete(em(begin, matrix, options));
        const [a, b] = [lastStep(direct).objective, lastStep(stepped).objective];
        assert.ok(
          Math.abs(a - b) <= 1e-8 * Math.abs(b),
          `L-BFGS ${a} after ${direct.trace.length}, EM ${b} after ${stepped.trace.length}`,
        );
        assert.equal(direct.reason, 'converged');
        direct.trace
          .slice(1)
          .forEach((step, i) =>
            assert.ok(step.objective <= direct.trace[i].objective * (1 + 1e-14), 'the objective rose'),
          );
      });
    }
  }
});
