/** Tests EM with acceleration where plain EM is slow. */
import assert from 'node:assert/strict';
import { em, lastStep, type Run } from '../../../server/core/mixture/em';
import { complete } from '../../../server/core/numeric/generators';
import { shapeOf } from '../../../server/core/mixture/model';
import { Space } from '../../../server/core/data/rowPoints';
import { start } from '../../../server/core/mixture/start';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { matrixOf } from './mixtureTables';

/** Runs on two groups that overlap, for which plain EM takes hundreds of small steps. */
function overlapping(): { readonly plain: Run; readonly accelerated: Run } {
  const random = seededRandom(3);
  const x = Array.from({ length: 600 }, () => (random() < 0.4 ? -1 : 1) + normalDeviate(random));
  const matrix = matrixOf({ x });
  const initial = complete(
    start(
      shapeOf(matrix.columns, 2),
      { matrix, space: new Space(matrix), estimate: 'map', kind: 'k-means' },
      seededRandom(1),
    ),
  );
  const options = { estimate: 'map', maxIterations: 20_000, tolerance: 1e-12 } as const;
  return {
    plain: complete(em(initial, matrix, options, Infinity)),
    accelerated: complete(em(initial, matrix, options, 5)),
  };
}

describe('accelerated EM', () => {
  let plain: Run;
  let accelerated: Run;
  before(() => {
    ({ plain, accelerated } = overlapping());
  });

  it('Accelerated EM converges to the optimum of plain EM', () => {
    assert.equal(plain.reason, 'converged');
    assert.equal(accelerated.reason, 'converged');
    const [a, b] = [lastStep(plain), lastStep(accelerated)];
    assert.ok(Math.abs(a.objective - b.objective) < 1e-8, `${a.objective} ${b.objective}`);
  });

  it('Accelerated EM takes less than a third of the steps of plain EM', () => {
    const [a, b] = [lastStep(plain), lastStep(accelerated)];
    assert.ok(a.iteration > 200 && b.iteration < a.iteration / 3, `${a.iteration} ${b.iteration}`);
  });

  it('Accelerated EM never raises the objective', () => {
    const { trace } = accelerated;
    trace
      .slice(1)
      .forEach(({ objective }, i) =>
        assert.ok(objective <= trace[i].objective + 1e-12 * Math.abs(objective), `step ${i + 1}`),
      );
  });
});
