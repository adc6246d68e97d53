/** Tests EM that a sample of the rows guides. */
import assert from 'node:assert/strict';
import type { Matrix } from '../../../server/core/data/matrix';
import { pickRows } from '../../../server/core/data/matrix';
import { guidedEm } from '../../../server/core/mixture/acceleration/guidedEm';
import { em, lastStep, type Run } from '../../../server/core/mixture/em';
import { shapeOf, type Mixture } from '../../../server/core/mixture/model';
import { Space } from '../../../server/core/data/rowPoints';
import { start } from '../../../server/core/mixture/start';
import { complete } from '../../../server/core/numeric/generators';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { matrixOf } from './mixtureTables';

const ROWS = 20_000;
const OPTIONS = { estimate: 'map', maxIterations: 5000, tolerance: 1e-9 } as const;

/** Two groups that overlap, for which plain EM takes many steps. */
function overlapping(): Matrix {
  const random = seededRandom(3);
  const group = Array.from({ length: ROWS }, () => (random() < 0.4 ? -1 : 1));
  return matrixOf({
    x: group.map((mean) => mean + normalDeviate(random)),
    y: group.map((mean) => 0.8 * mean + normalDeviate(random)),
  });
}

const rowsOf = (matrix: Matrix, count: number, step: number): Matrix =>
  pickRows(
    matrix,
    Uint32Array.from({ length: count }, (_, i) => i * step),
  );

function optimumOf(sample: Matrix): Mixture {
  const initial = complete(
    start(
      shapeOf(sample.columns, 2),
      { matrix: sample, space: new Space(sample), estimate: 'map', kind: 'k-means' },
      seededRandom(1),
    ),
  );
  return complete(em(initial, sample, { ...OPTIONS, tolerance: 1e-7 }, 5)).mixture;
}

describe('guidedEm', () => {
  let matrix: Matrix;
  let sample: Matrix;
  let from: Mixture;
  let plain: Run;
  let guided: Run;
  before(() => {
    matrix = overlapping();
    sample = rowsOf(matrix, ROWS / 5, 5);
    from = optimumOf(sample);
    plain = complete(em(from, matrix, OPTIONS, 5));
    guided = complete(guidedEm(from, matrix, sample, OPTIONS));
  });

  it('Guided EM converges to the optimum of plain EM', () => {
    assert.equal(guided.reason, 'converged');
    const [a, b] = [lastStep(plain).objective, lastStep(guided).objective];
    assert.ok(Math.abs(a - b) < 1e-8 * ROWS, `${a} ${b}`);
  });

  it('The first guided step covers nine tenths of the way to the limit, a step of plain EM less than four fifths', () => {
    const limit = lastStep(complete(em(from, matrix, { ...OPTIONS, tolerance: 1e-13 }, 5))).objective;
    const leftAfter = ({ trace }: Run): number => (trace[1].objective - limit) / (trace[0].objective - limit);

    assert.ok(leftAfter(guided) < 0.1, String(leftAfter(guided)));
    assert.ok(leftAfter(plain) > 0.2, String(leftAfter(plain)));
  });

  it('Guided EM takes a few passes over all rows where plain EM takes many', () => {
    const [a, b] = [lastStep(plain).iteration, lastStep(guided).iteration];
    assert.ok(a > 8 && b <= 4, `${a} ${b}`);
  });

  it('Guided EM estimates how far its end is from the limit', () => {
    const limit = lastStep(complete(em(from, matrix, { ...OPTIONS, tolerance: 1e-13 }, 5))).objective;
    const { remaining = NaN } = guided;
    assert.ok(remaining <= OPTIONS.tolerance * ROWS, String(remaining));
    assert.ok(lastStep(guided).objective - limit <= remaining + 1e-9 * limit, String(remaining));
  });

  it('Guided EM reaches the optimum of plain EM where the sample misleads', () => {
    const other = complete(guidedEm(from, matrix, rowsOf(matrix, 20, 1), OPTIONS));

    assert.ok(Math.abs(lastStep(other).objective - lastStep(plain).objective) < 1e-7 * ROWS);
    other.trace.forEach(({ iteration, objective }, i) => {
      assert.equal(iteration, i);
      if (i > 0) assert.ok(objective <= other.trace[i - 1].objective + 1e-12 * objective, `step ${i}`);
    });
  });

  it('Guided EM ends after the requested number of steps', () => {
    const { trace, reason } = complete(guidedEm(from, matrix, sample, { ...OPTIONS, tolerance: 0, maxIterations: 2 }));

    assert.equal(trace.length, 3);
    assert.equal(reason, 'maxIterations');
  });
});
