import assert from 'node:assert/strict';
import { em, lastStep, type Run } from '../../../server/core/mixture/em';
import { complete } from '../../../server/core/numeric/generators';
import { shapeOf } from '../../../server/core/mixture/model';
import { Space } from '../../../server/core/data/space';
import { start } from '../../../server/core/mixture/start';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { matrixOf } from './support';

/** Two groups that overlap: plain EM takes hundreds of small steps. */
function overlapping(): { readonly plain: Run; readonly accelerated: Run } {
  const random = seededRandom(3);
  const x = Array.from({ length: 600 }, () => (random() < 0.4 ? -1 : 1) + normalDeviate(random));
  const matrix = matrixOf({ x });
  const begin = complete(
    start(shapeOf(matrix.columns, 2), matrix, new Space(matrix), 'map', 'k-means', seededRandom(1)),
  );
  const options = { estimate: 'map', maxIterations: 20_000, tolerance: 1e-12 } as const;
  return {
    plain: complete(em(begin, matrix, options, Infinity)),
    accelerated: complete(em(begin, matrix, options, 5)),
  };
}

describe('EM where it is slow', () => {
  it('ends where plain EM ends, in far fewer steps, when accelerated', () => {
    const { plain, accelerated } = overlapping();
    assert.equal(plain.reason, 'converged');
    assert.equal(accelerated.reason, 'converged');
    const [a, b] = [lastStep(plain), lastStep(accelerated)];
    assert.ok(Math.abs(a.objective - b.objective) < 1e-8, `${a.objective} ${b.objective}`);
    assert.ok(a.iteration > 200 && b.iteration < a.iteration / 3, `${a.iteration} ${b.iteration}`);
  });

  it('never raises the objective by a leap', () => {
    const { trace } = overlapping().accelerated;
    trace
      .slice(1)
      .forEach(({ objective }, i) =>
        assert.ok(objective <= trace[i].objective + 1e-12 * Math.abs(objective), `step ${i + 1}`),
      );
  });
});
