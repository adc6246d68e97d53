import assert from 'node:assert/strict';
import { rowOf } from '../../../server/core/insight/conditional';
import { deletedLogDensity, tailsByOthers, type AsFitted } from '../../../server/core/insight/deletion';
import { fingerprint, fingerprints, isAmong } from '../../../server/core/insight/fingerprint';
import { fittedModel, judge, modelOfRows, withFingerprints } from '../../../server/core/insight/fitted';
import { rowPatterns } from '../../../server/core/insight/patterns';
import { em } from '../../../server/core/mixture/em';
import { complete, score } from '../../../server/core/mixture/expectation';
import { DEFAULT_FIT_OPTIONS, fit } from '../../../server/core/mixture/fit';
import { shapeOf, type Mixture } from '../../../server/core/mixture/model';
import { Space } from '../../../server/core/mixture/space';
import { start } from '../../../server/core/mixture/start';
import type { Matrix } from '../../../server/core/matrix';
import { seededRandom } from '../../../server/core/random';
import { mixedMatrix } from '../mixture/support';

/** A few steps of EM: a mixture and its statistics. */
function fitted(matrix: Matrix, k: number): { mixture: Mixture; statistics: Float64Array } {
  const begun = complete(start(shapeOf(matrix.columns, k), matrix, new Space(matrix), 'map', 'k-means', seededRandom(3)));
  const { mixture, expectation } = complete(em(begun, matrix, { estimate: 'map', maxIterations: 5, tolerance: 0 }));
  return { mixture, statistics: expectation.statistics };
}

/** Every row's log density without the row, all rows together: "tails" that are log densities. */
function together(matrix: Matrix, { mixture, statistics }: ReturnType<typeof fitted>, asFitted: AsFitted): Float64Array {
  const tails = { of: (_: number, logDensity: number) => logDensity, fill: (_: Float64Array, from: number, end: number, out: Float64Array) => void out.fill(-Infinity, from, end) };
  return complete(tailsByOthers({ mixture, statistics, tails, asFitted }, matrix, complete(score(mixture, matrix))));
}

describe('rows judged by the others, many together', function () {
  this.timeout(60_000);
  /** Rows of all families; one with cells far out, which is a component of its own, one with none but levels, and one empty. */
  function rows(count: number): Matrix {
    const matrix = mixedMatrix(count, 6);
    const [normal, lognormal, poisson] = matrix.columns;
    [normal, lognormal, poisson].forEach(({ values }) => (values[7] = NaN));
    matrix.columns.forEach(({ values }) => (values[8] = NaN));
    normal.values[3] = 4000;
    lognormal.values[3] = 9;
    normal.values[4] = 1e160;
    return { ...matrix, columns: matrix.columns.map((column) => ({ ...column, facts: { ...column.facts, mean: column === normal ? 4 : column.facts.mean, sd: column === normal ? 2 : column.facts.sd } })) };
  }

  for (const [count, k] of [[12, 5], [60, 4], [700, 3], [2000, 2]]) {
    it(`are judged as one by one: ${count} rows, K = ${k}`, () => {
      const matrix = rows(count);
      // The row of 10^160 is judged without having been fitted with that cell.
      const isFar = (x: number): boolean => x > 1e100;
      const near = { ...matrix, columns: matrix.columns.map((column) => ({ ...column, values: column.values.map((x) => (isFar(x) ? NaN : x)) })) };
      const by = fitted(near, k);
      const asFitted: AsFitted = (row) => {
        row.forEach((x, d) => { if (isFar(x)) row[d] = NaN; });
        return true;
      };
      const found = together(matrix, by, asFitted);
      const { logDensity } = complete(score(by.mixture, matrix));
      for (let n = 0; n < count; n++) {
        const row = rowOf(matrix, n);
        const own = row.slice();
        asFitted(own);
        const expected = n === 8 ? -Infinity : deletedLogDensity(by.mixture, by.statistics, row, own);
        // Where nothing is taken out, the row is left to the plain log density.
        if (found[n] === -Infinity) assert.equal(expected === -Infinity ? logDensity[n] : expected, logDensity[n], `row ${n}`);
        else assert.ok(Math.abs(found[n] - expected) <= 1e-12 * Math.max(1, Math.abs(expected)), `row ${n}: ${found[n]} instead of ${expected}`);
      }
      assert.ok(found.filter((x) => x > -Infinity).length >= 0.9 * count - 1);
    });
  }

  it('leaves rows alone that were not fitted', () => {
    const matrix = rows(60);
    assert.ok(together(matrix, fitted(rows(60), 2), () => false).every((x) => x === -Infinity));
  });
});

describe('rows known by their fingerprints', function () {
  this.timeout(60_000);
  it('are those that were fitted, and count', () => {
    const matrix = mixedMatrix(9000, 2);
    const rowWeights = Float64Array.from({ length: matrix.rows }, (_, n) => n % 3);
    const known = complete(fingerprints({ ...matrix, rowWeights }));
    assert.equal(known.length, 6000);
    assert.deepEqual(known, Float64Array.from(known).sort());
    for (let n = 0; n < matrix.rows; n++) {
      const row = rowOf(matrix, n);
      assert.equal(isAmong(known, row), known.includes(fingerprint(row)));
      if (n % 3 > 0) assert.ok(isAmong(known, row), String(n));
    }
    assert.ok(!isAmong(known, rowOf(matrix, 1).map((x) => x + 1)));
    assert.ok(!isAmong(new Float64Array(0), rowOf(matrix, 1)));
  });

  it('are judged as those of a model that judges nothing else', () => {
    const matrix = mixedMatrix(300, 5);
    const schema = matrix.columns.map(({ name, family, levels }, index) => ({ name, index, kind: family, reason: '', missing: 0, levels }));
    const found = complete(fit(matrix, { ...DEFAULT_FIT_OPTIONS, k: 2, starts: 1 }));
    const patterns = complete(rowPatterns(matrix));
    const own = complete(modelOfRows(found, schema, matrix, patterns, 0, 0.05));
    const kept = complete(fittedModel(found, schema, matrix, 0, 0.05));
    assert.equal(own.fingerprints, undefined);
    assert.deepEqual(complete(withFingerprints(own, matrix)), kept);
    const encoded = { matrix, badCells: [], badCellCount: 0 };
    assert.deepEqual(complete(judge(own, encoded, patterns)), complete(judge(kept, encoded)));
  });
});
