/** Error channels of columns in which some cells are bounds: these are set aside as numbers are. */
import assert from 'node:assert/strict';
import { boundAt, boundKindAt } from '../../../server/core/bounds';
import { withoutCells } from '../../../server/core/contamination/aside';
import type { Matrix } from '../../../server/core/matrix';
import { judgedMatrix, type Judged } from '../insight/support';
import { cellsOf, costOfKept, costOfWrong, nlmlOf, someCells, threeClusters, withBoundsIn, type Cell } from './support';

/** Three clusters; a fifth of the first two columns is below a limit, and 20 cells anywhere hold bounds that no cluster comes near. */
function planted(seed: number): { readonly matrix: Matrix; readonly wrong: readonly Cell[] } {
  const sound = threeClusters(500, seed);
  const wrong = someCells(sound, 20, seed);
  const matrix = withBoundsIn(sound, ({ row, column }, value) => {
    const place = wrong.findIndex((cell) => cell.row === row && cell.column === column);
    if (place >= 0) return place % 2 === 0 ? { side: -1, limit: -20 } : { side: 1, limit: 30 };
    return column < 2 && value < -0.3 ? { side: -1, limit: -0.3 } : undefined;
  });
  return { matrix, wrong };
}

describe('robust fits of columns with bounds', function () {
  this.timeout(60_000);
  const fits: { readonly matrix: Matrix; readonly wrong: readonly Cell[]; readonly judged: Judged }[] = [];

  before(() => {
    for (const seed of [1, 2]) {
      const { matrix, wrong } = planted(seed);
      fits.push({ matrix, wrong, judged: judgedMatrix(matrix, { starts: 3, maxComponents: 4 }) });
    }
  });

  it('set the impossible ones aside and keep the others, and the clusters', () => {
    for (const { matrix, wrong, judged: { found } } of fits) {
      const aside = cellsOf(found.aside);
      assert.equal(found.fit.k, 3);
      for (const cell of wrong) assert.ok(aside.some(({ row, column }) => row === cell.row && column === cell.column), JSON.stringify(cell));
      assert.ok(aside.length <= wrong.length + 1, `${aside.length} set aside`);
      assert.ok((matrix.columns[0].bounds?.rows.length ?? 0) > 80);
    }
  });

  it('have an NLML that is the sum of its parts, and to which the rows’ log densities sum', () => {
    for (const { matrix, judged: { found, judgement } } of fits) {
      const expected = nlmlOf(found, matrix);
      assert.ok(Math.abs(found.fit.nlml - expected) < 1e-9 * Math.abs(expected), `${found.fit.nlml} instead of ${expected}`);
      const sum = -judgement.logDensity.reduce((total, own) => total + own, 0);
      assert.ok(Math.abs(sum - found.fit.nlml) < 1e-9 * Math.abs(sum), `${sum} instead of ${found.fit.nlml}`);
    }
  });

  it('are not bettered by setting another bound aside, or by taking one back', () => {
    for (const { matrix, judged: { found } } of fits) {
      const isAside = found.aside.map((rows) => new Set(rows));
      for (let n = 0; n < matrix.rows; n++) {
        const now = costOfKept(found, matrix, n, (e) => !isAside[e].has(n));
        for (let d = 0; d < matrix.columns.length; d++) {
          if (boundAt(matrix.columns[d].bounds, n) === undefined) continue;
          const price = costOfWrong(found, matrix, n, d) - found.channels[d].logOdds;
          const other = costOfKept(found, matrix, n, (e) => (e === d ? isAside[e].has(n) : !isAside[e].has(n)));
          const gain = now - other + (isAside[d].has(n) ? price : -price);
          assert.ok(gain <= 1e-9, `row ${n}, column ${d} gains ${gain}`);
        }
      }
    }
  });

  it('never raise the objective', () => {
    for (const { judged: { found: { fit: { trace } } } } of fits) {
      trace.slice(1).forEach((step, i) => assert.ok(step.objective <= trace[i].objective * (1 + 1e-12), `rose at ${step.iteration}`));
    }
  });

  it('find the impossible ones, and none of the others', () => {
    for (const { wrong, judged: { judgement } } of fits) {
      const found = new Map(judgement.unlikely.map(({ row, columns }) => [row, columns]));
      for (const { row, column } of wrong) assert.ok(found.get(row)?.includes(column), `row ${row}, column ${column}`);
      assert.ok(found.size <= wrong.length + 1, `${found.size} rows`);
    }
  });

  it('leave a matrix without the cells that are set aside in which these are missing', () => {
    const { matrix, wrong } = planted(3);
    const aside = matrix.columns.map((_, d) => Uint32Array.from(wrong.filter(({ column }) => column === d).map(({ row }) => row)));
    const kept = withoutCells(matrix, aside);
    kept.columns.forEach((column, d) => {
      assert.equal(column.facts.observed, matrix.columns[d].facts.observed - aside[d].length);
      for (let n = 0; n < matrix.rows; n++) {
        assert.equal(boundKindAt(column.bounds, n) >= 0, boundKindAt(matrix.columns[d].bounds, n) >= 0 && !aside[d].includes(n));
      }
    });
  });
});
