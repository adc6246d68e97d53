/** Error channels of columns in which some cells are bounds: these are set aside as numbers are. */
import assert from 'node:assert/strict';
import { boundAt, boundKindAt } from '../../../server/core/bounds';
import { cleanChannels } from '../../../server/core/contamination/channel';
import { clipped } from '../../../server/core/contamination/clipping';
import { fieldOf } from '../../../server/core/contamination/search';
import { cellsSetAside } from '../../../server/core/contamination/step';
import { complete } from '../../../server/core/generators';
import { normalDeviateOf } from '../../../server/core/insight/tailBounds';
import { score } from '../../../server/core/mixture/expectation';
import { DEFAULT_FIT_OPTIONS, fit } from '../../../server/core/mixture/fit';
import { rowPatterns } from '../../../server/core/mixture/patterns';
import { withoutCells } from '../../../server/core/contamination/aside';
import type { Matrix } from '../../../server/core/matrix';
import { judgedMatrix, type Judged } from '../insight/support';
import { cellsOf, costOfKept, costOfWrong, matrixFrom, nlmlOf, someCells, threeClusters, withBoundsIn, withCells, type Cell } from './support';

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

  it('search on copies in which bounds are set aside and taken back', () => {
    const { matrix, wrong } = planted(4);
    const channels = cleanChannels(matrix);
    const field = complete(fieldOf(matrix, channels, 1));
    const asideOf = (cells: readonly Cell[]): readonly Uint32Array[] => matrix.columns.map((_, d) => Uint32Array.from(cells.filter(({ column }) => column === d).map(({ row }) => row)));
    for (const cells of [wrong, wrong.slice(5, 10), []]) {
      const copy = field.without(asideOf(cells));
      for (const { row, column } of wrong) {
        const isAside = cells.some((cell) => cell.row === row && cell.column === column);
        assert.equal(boundKindAt(copy.columns[column].bounds, row) >= 0, !isAside);
        assert.ok(boundKindAt(matrix.columns[column].bounds, row) >= 0, 'the matrix itself stays');
      }
    }
    // Numbers drawn in leave bounds where they are.
    const { near, trimmed } = clipped(withCells(matrix, [{ row: 0, column: 4 }], () => 1e4), channels);
    assert.ok(near.columns[4].values[0] < 1e3 && Number.isNaN(trimmed.columns[4].values[0]));
    const drawn = clipped({ ...matrix, columns: matrix.columns.map((column) => ({ ...column, values: column.values.with(0, 1e4) })) }, channels);
    for (const { columns } of [drawn.near, drawn.trimmed]) columns.forEach(({ bounds }, d) => assert.equal(bounds, matrix.columns[d].bounds));
  });

  it('see a bound of a component of few rows by the other rows', () => {
    const values = Float64Array.from({ length: 26 }, (_, n) => (n < 25 ? normalDeviateOf(Math.abs((n + 0.5) / 25 - (n < 12.5 ? 0 : 1))) * (n < 12.5 ? -1 : 1) : 0));
    const matrix = withBoundsIn(matrixFrom([values]), ({ row }) => (row === 25 ? { side: 1, limit: 4 } : undefined));
    const { mixture, statistics } = complete(fit(matrix, { ...DEFAULT_FIT_OPTIONS, k: 1, estimate: 'map' }));
    const aside = (fitted?: Parameters<typeof cellsSetAside>[5]): readonly number[] =>
      Array.from(complete(cellsSetAside(mixture, matrix, cleanChannels(matrix), complete(rowPatterns(matrix)), complete(score(mixture, matrix)), fitted))[0]);
    assert.deepEqual(aside(), [], 'it makes itself look likely');
    assert.deepEqual(aside({ mixture, statistics, aside: [new Uint32Array(0)] }), [25]);
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
