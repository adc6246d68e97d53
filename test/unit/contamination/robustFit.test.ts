import assert from 'node:assert/strict';
import { countAside } from '../../../server/core/contamination/asideCells';
import { robustFit, type RobustFit } from '../../../server/core/contamination/robustFit';
import type { Matrix } from '../../../server/core/data/matrix';
import { complete } from '../../../server/core/numeric/generators';
import { DEFAULT_FIT_OPTIONS, fit, type SearchSettings } from '../../../server/core/selection/fitMixture';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { judgedMatrix, type JudgedFit } from '../judging/judgedTables';
import { poissonDraw } from '../mixture/mixtureTables';
import {
  cellsOf,
  componentCost,
  errorCost,
  matrixFrom,
  nlmlOf,
  threeClusters,
  threeClustersWithOutliers,
  type Cell,
} from './contaminatedTables';

const FEW: SearchSettings = { ...DEFAULT_FIT_OPTIONS, starts: 3, maxComponents: 5 };

function robust(matrix: Matrix, options: Partial<SearchSettings> = {}): RobustFit {
  return complete(robustFit(matrix, { ...FEW, ...options }));
}

/** Two clusters over columns of all families, without a wrong cell. */
function cleanMixed(rows: number, seed: number): Matrix {
  const random = seededRandom(seed, 0xc1ea);
  const cluster = Array.from({ length: rows }, () => (random() < 0.4 ? 0 : 1));
  const columns = [
    (c: number) => 6 * c + normalDeviate(random),
    (c: number) => 1 + 2 * c + 0.4 * normalDeviate(random),
    (c: number) => poissonDraw([2, 15][c], random),
    (c: number) => (random() < [0.8, 0.3][c] ? 0 : 1),
    (c: number) => Math.floor(3 * random() ** (1 + c)),
  ];
  return matrixFrom(
    columns.map((draw) => Float64Array.from(cluster, draw)),
    ['normal', 'lognormal', 'poisson', 'bernoulli', 'categorical'],
    [0, 0, 0, 2, 3],
  );
}

describe('the robust fit of clean rows', function () {
  this.timeout(60_000);
  const uniform = seededRandom(5);
  const tables: readonly (readonly [string, Matrix])[] = [
    ['three clusters of normals', threeClusters(300, 1)],
    ['columns of all families', cleanMixed(300, 2)],
    ['levels alone', { ...cleanMixed(300, 3), columns: cleanMixed(300, 3).columns.slice(3) }],
    ['counts alone', { ...cleanMixed(300, 4), columns: cleanMixed(300, 4).columns.slice(2, 3) }],
    [
      'missing cells',
      matrixFrom(threeClusters(300, 6).columns.map(({ values }) => values.map((x) => (uniform() < 0.1 ? NaN : x)))),
    ],
  ];
  for (const [what, matrix] of tables) {
    it(`The robust fit of clean rows equals the fit by map, bit for bit: ${what}`, () => {
      const { fit: found, aside, keptCells } = robust(matrix);
      const plain = complete(fit(matrix, FEW));

      assert.equal(countAside(aside), 0);
      assert.equal(keptCells, matrix);
      assert.deepEqual(found.mixture.theta, plain.mixture.theta);
      assert.deepEqual(
        [found.nlml, found.bic, found.trace, found.selection],
        [plain.nlml, plain.bic, plain.trace, plain.selection],
      );
    });
  }
});

describe('the robust fit of rows with planted cells', function () {
  this.timeout(120_000);
  const planted = new Map<string, { matrix: Matrix; cells: readonly Cell[]; judged: JudgedFit }>();
  const COUNTS = [1, 5, 15, 50];
  const SEEDS = [1, 2];
  before(() => {
    for (const count of COUNTS) {
      for (const seed of SEEDS) {
        const { matrix, cells } = threeClustersWithOutliers(count, 500, seed);
        planted.set(`${count} ${seed}`, { matrix, cells, judged: judgedMatrix(matrix, FEW) });
      }
    }
  });

  for (const count of COUNTS) {
    it(`${count} planted cells of 2,500 are set aside with at most one other, and K stays 3`, () => {
      for (const seed of SEEDS) {
        const {
          cells,
          judged: { found },
        } = planted.get(`${count} ${seed}`) ?? assert.fail();
        const aside = cellsOf(found.aside);
        assert.equal(found.fit.k, 3, `seed ${seed}`);
        const missed = cells.filter(
          ({ row, column }) => !aside.some((other) => other.row === row && other.column === column),
        );
        assert.deepEqual(missed, [], `seed ${seed}`);
        assert.ok(aside.length <= count + 1, `seed ${seed}: ${aside.length}`);
      }
    });
  }

  it('The NLML is the sum of its parts, cell by cell', () => {
    for (const {
      matrix,
      judged: { found },
    } of planted.values()) {
      const expected = nlmlOf(found, matrix);
      assert.ok(
        Math.abs(found.fit.nlml - expected) < 1e-9 * Math.abs(expected),
        `${found.fit.nlml} instead of ${expected}`,
      );
    }
  });

  it('Setting another cell aside or taking one back does not lower the objective', () => {
    for (const [
      what,
      {
        matrix,
        judged: { found },
      },
    ] of planted) {
      const isAside = found.aside.map((rows) => new Set(rows));
      for (let n = 0; n < matrix.rows; n++) {
        const now = componentCost(found, matrix, n, (e) => !isAside[e].has(n));
        for (let d = 0; d < matrix.columns.length; d++) {
          const price = errorCost(found, matrix, n, d) - found.channels[d].logOdds;
          const other = componentCost(found, matrix, n, (e) => (e === d ? isAside[e].has(n) : !isAside[e].has(n)));
          const gain = now - other + (isAside[d].has(n) ? price : -price);
          assert.ok(gain <= 1e-9, `${what}: row ${n}, column ${d} gains ${gain}`);
        }
      }
    }
  });

  it('The log densities of the judged rows sum to the NLML', () => {
    for (const {
      judged: { found, judgement },
    } of planted.values()) {
      const sum = -judgement.logDensity.reduce((total, own) => total + own, 0);
      assert.ok(Math.abs(sum - found.fit.nlml) < 1e-9 * Math.abs(sum), `${sum} instead of ${found.fit.nlml}`);
    }
  });

  it('The rows of the planted cells are found by these cells, with at most one other row', () => {
    for (const [
      what,
      {
        cells,
        judged: { judgement },
      },
    ] of planted) {
      const found = new Map(judgement.unlikely.map(({ row, columns }) => [row, columns]));
      for (const { row, column } of cells)
        assert.ok(found.get(row)?.includes(column), `${what}: row ${row}, column ${column}`);
      assert.ok(found.size <= cells.length + 1, `${what}: ${found.size} rows`);
    }
  });

  it('The trace ends at the NLML and the objective of the fit', () => {
    for (const [
      what,
      {
        judged: {
          found: {
            fit: { trace, nlml, objective, k, selection },
          },
        },
      },
    ] of planted) {
      const last = trace.at(-1) ?? assert.fail();
      assert.ok(
        Math.abs(last.nlml - nlml) < 1e-9 * nlml && Math.abs(last.objective - objective) < 1e-9 * Math.abs(objective),
        what,
      );
      assert.equal(selection.find((candidate) => candidate.k === k)?.nlml, nlml, what);
    }
  });

  it('The objective never rises along the trace', () => {
    for (const [
      what,
      {
        judged: {
          found: {
            fit: { trace },
          },
        },
      },
    ] of planted) {
      trace
        .slice(1)
        .forEach((step, i) =>
          assert.ok(step.objective <= trace[i].objective * (1 + 1e-12), `${what}: rose at ${step.iteration}`),
        );
    }
  });
});
