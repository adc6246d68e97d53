/** The end of a run of EM from the optimum of a sample: fast directions must not hide slow ones. */
import assert from 'node:assert/strict';
import type { Matrix } from '../../../server/core/data/matrix';
import { em, lastStep, WARM_PLAIN_STEPS, type Run, type RunOptions } from '../../../server/core/mixture/em';
import { shapeOf } from '../../../server/core/mixture/model';
import { complete } from '../../../server/core/numeric/generators';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { factsOf } from '../../../server/core/schema/encoding/facts';
import { DEFAULT_FIT_OPTIONS, fit } from '../../../server/core/selection/fitMixture';

const ROWS = 6000;
const SAMPLED = 600;
const TOLERANCE = 1e-8;
const CENTRES = [
  [0, 0, 0],
  [3, 4, 2],
  [6, 1, 5],
];
/** Seeds of tables on which the falls of single steps ended a run at about five times the tolerance. */
const SEEDS = [9, 11];

/** Columns of three clusters. */
function clusters(seed: number): readonly Float64Array[] {
  const random = seededRandom(seed);
  const columns = CENTRES[0].map(() => new Float64Array(ROWS));
  for (let n = 0; n < ROWS; n++) {
    const share = random();
    const centre = CENTRES[share < 0.5 ? 0 : share < 0.8 ? 1 : 2];
    columns.forEach((column, d) => (column[n] = centre[d] + normalDeviate(random)));
  }
  return columns;
}

function matrixOf(columns: readonly Float64Array[], rows: number): Matrix {
  return {
    rows,
    columns: columns.map((column, d) => {
      const values = column.slice(0, rows);
      return { name: `x${d}`, family: 'normal', levels: [], facts: factsOf(values, 0), values };
    }),
  };
}

/** Runs four components, one more than the data hold, from the optimum of the first rows. */
function runFromSample(seed: number, options: Partial<RunOptions>, plainSteps: number): Run {
  const columns = clusters(seed);
  const { mixture } = complete(fit(matrixOf(columns, SAMPLED), { ...DEFAULT_FIT_OPTIONS, k: 4, starts: 2 }));
  const all = matrixOf(columns, ROWS);
  const start = { shape: shapeOf(all.columns, 4), theta: mixture.theta };
  return complete(
    em(start, all, { estimate: 'map', maxIterations: 3000, tolerance: TOLERANCE, ...options }, plainSteps),
  );
}

describe('a run of EM from the optimum of a sample', function () {
  this.timeout(60_000);

  for (const plainSteps of [0, WARM_PLAIN_STEPS])
    it(`ends within the tolerance of its limit after ${plainSteps} plain steps, if it has to be certain`, () => {
      for (const seed of SEEDS) {
        const limit = lastStep(runFromSample(seed, { tolerance: 1e-14, isCertain: true }, 0)).objective;

        const run = runFromSample(seed, { isCertain: true }, plainSteps);

        assert.equal(run.reason, 'converged');
        const distance = (lastStep(run).objective - limit) / (TOLERANCE * ROWS);
        assert.ok(distance <= 1, `seed ${seed}: ${distance} times the tolerance`);
      }
    });
});
