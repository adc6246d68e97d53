/** Tests that ties of rounded numbers are not taken for clusters. */
import assert from 'node:assert/strict';
import type { Matrix } from '../../../server/core/data/matrix';
import { DEFAULT_FIT_OPTIONS, fit, type Fit, type SearchSettings } from '../../../server/core/selection/fitMixture';
import { complete } from '../../../server/core/numeric/generators';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { factsOf } from '../../../server/core/schema/encoding/facts';

/** Normal columns of numbers that are rounded to a step. @param draw number of a row before rounding */
function roundedMatrix(
  rows: number,
  columns: number,
  step: number,
  draw: (row: number) => number,
  isKnown = true,
): Matrix {
  return {
    rows,
    columns: Array.from({ length: columns }, (_, d) => {
      const values = Float64Array.from({ length: rows }, (_, row) => Math.round(draw(row) / step) * step);
      return {
        name: `x${d}`,
        family: 'normal',
        levels: [],
        values,
        gapless: values,
        facts: { ...factsOf(values, 0), ...(isKnown && { step }) },
      };
    }),
  };
}

function fitted(matrix: Matrix, options: Partial<SearchSettings> = {}): Fit {
  return complete(fit(matrix, { ...DEFAULT_FIT_OPTIONS, maxComponents: 5, ...options }));
}

describe('clusters of rounded numbers', () => {
  it('Rounded numbers of one group are one cluster, whatever the step', () => {
    for (const [rows, columns, step] of [
      [200, 1, 0.05],
      [200, 1, 0.2],
      [200, 2, 0.2],
      [200, 3, 1],
      [1000, 1, 0.5],
      [1000, 2, 1],
    ]) {
      const random = seededRandom(rows + columns);
      const { k } = fitted(roundedMatrix(rows, columns, step, () => 3.1 + normalDeviate(random)));
      assert.equal(k, 1, `${rows} rows, ${columns} columns in steps of ${step}`);
    }
  });

  it('Rounded numbers of one group fall apart by their ties where the step is unknown', () => {
    const random = seededRandom(1);
    const { k } = fitted(
      roundedMatrix(200, 1, 0.2, () => normalDeviate(random), false),
      { maxComponents: 10 },
    );
    assert.ok(k > 1, String(k));
  });

  it('Rounded numbers of three clumps are three clusters', () => {
    for (const [columns, sd] of [
      [1, 1],
      [2, 0.7],
      [2, 2],
    ]) {
      const random = seededRandom(columns);
      const { k, certificate } = fitted(
        roundedMatrix(200, columns, 1, (row) => 12 * (row % 3) + sd * normalDeviate(random)),
      );
      assert.equal(k, 3, `${columns} columns, sd ${sd}`);
      assert.ok(certificate.gradientNorm < 1e-2 && certificate.warnings.length === 0, JSON.stringify(certificate));
    }
  });

  it('EM and L-BFGS end at one optimum of rounded numbers', () => {
    const random = seededRandom(5);
    const matrix = roundedMatrix(150, 2, 1, (row) => 6 * (row % 2) + 0.4 * normalDeviate(random));
    for (const estimate of ['map', 'ml'] as const) {
      const [em, lbfgs] = (['em', 'lbfgs'] as const).map((method) => fitted(matrix, { k: 2, method, estimate }));
      assert.ok(Math.abs(em.objective - lbfgs.objective) < 1e-4, `${estimate}: ${em.objective}, ${lbfgs.objective}`);
      assert.equal(lbfgs.reason, 'converged');
    }
  });
});
