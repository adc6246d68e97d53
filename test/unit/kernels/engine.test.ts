/** Tests that the kernels give the expectations, scores and statistics of the plain code. */
import assert from 'node:assert/strict';
import type { Matrix, MatrixColumn } from '../../../server/core/data/matrix';
import { complete } from '../../../server/core/numeric/generators';
import { expectation, score, scoreAndSum, statisticsUnder } from '../../../server/core/mixture/expectation';
import { shapeOf, type Mixture } from '../../../server/core/mixture/model';
import { Space } from '../../../server/core/data/rowPoints';
import { start } from '../../../server/core/mixture/start';
import { normalDeviate, seededRandom, type Random } from '../../../server/core/numeric/random';
import { factsOf } from '../../../server/core/schema/encoding/facts';
import { boundedMatrix, mixedMatrix } from '../mixture/mixtureTables';
import { builds, engineOf } from './kernelBuilds';

const RELATIVE = 1e-12;

/** A column of two groups of numbers at `centre`, `width` being their sd and `gaps` the share of missing cells. */
function column(rows: number, centre: number, width: number, gaps: number, random: Random): MatrixColumn {
  const values = Float64Array.from({ length: rows }, () =>
    random() < gaps ? NaN : centre + width * (normalDeviate(random) + (random() < 0.5 ? 0 : 3)),
  );
  const seen = values.filter((x) => x === x);
  const mean = seen.reduce((sum, x) => sum + (x - centre), 0) / seen.length + centre;
  const sd = Math.sqrt(seen.reduce((sum, x) => sum + ((x - mean) / width) ** 2, 0) / seen.length) * width;
  return {
    name: 'x',
    family: 'normal',
    levels: [],
    values,
    facts: { observed: seen.length, missing: rows - seen.length, mean, sd: sd > 0 ? sd : width, levels: 0 },
  };
}

function counts(values: Float64Array): MatrixColumn {
  return { name: 'x', family: 'negativeBinomial', levels: [], values, facts: factsOf(values, 0) };
}

function startOf(matrix: Matrix, k: number): Mixture {
  return complete(
    start(
      shapeOf(matrix.columns, k),
      { matrix, space: new Space(matrix), estimate: 'map', kind: 'k-means++' },
      seededRandom(k),
    ),
  );
}

function close(actual: number, expected: number, scale: number, what: string): void {
  if (Object.is(actual, expected) || actual === expected) return;
  assert.ok(
    Math.abs(actual - expected) <= RELATIVE * Math.max(scale, Math.abs(expected)),
    `${what}: ${actual} for ${expected}`,
  );
}

/** Compares sums that may cancel on the scale of their terms: √(n Σ r t²) is at least Σ r |t|. */
function sameStatistics({ shape }: Mixture, actual: Float64Array, expected: Float64Array): void {
  for (let k = 0; k < shape.k; k++) close(actual[k], expected[k], 0, `N of ${k}`);
  shape.columns.forEach(({ marginal, statistics }, d) => {
    for (let k = 0; k < shape.k; k++) {
      const at = statistics + k * marginal.statisticCount;
      const scale = marginal.kernel?.form === 'quadratic' ? Math.sqrt(expected[at] * expected[at + 2]) : 0;
      for (let i = at; i < at + marginal.statisticCount; i++)
        close(actual[i], expected[i], scale, `column ${d}, component ${k}, statistic ${i - at}`);
    }
  });
}

function sameAsPlain(module: WebAssembly.Module, plain: Matrix, mixture: Mixture): void {
  const engine = engineOf(module);
  // The matrix in place, and copied block by block.
  for (const matrix of [engine.hold(plain), { ...plain, engine }]) {
    const [a, b] = [complete(expectation(mixture, matrix)), complete(expectation(mixture, plain))];
    close(a.nlml, b.nlml, 0, 'NLML');
    sameStatistics(mixture, a.statistics, b.statistics);
    const [scores, expected] = [complete(score(mixture, matrix)), complete(score(mixture, plain))];
    expected.logDensity.forEach((value, row) => close(scores.logDensity[row], value, 1, `log density of row ${row}`));
    // The error of a probability near zero is that of its logarithm, which may be large.
    expected.posterior.forEach((value, i) =>
      close(scores.posterior[i], value, value * Math.max(1, -Math.log(value)), `posterior ${i}`),
    );
    const both = complete(scoreAndSum(mixture, matrix));
    assert.deepEqual(both.scores, scores, 'scores of a pass that also sums');
    sameStatistics(mixture, both.statistics, b.statistics);
    const fill = (from: number, count: number, posterior: Float64Array, stride: number): void => {
      for (let k = 0; k < mixture.shape.k; k++)
        for (let i = 0; i < count; i++) posterior[k * stride + i] = ((from + i + k) % 7) / 7;
    };
    sameStatistics(
      mixture,
      complete(statisticsUnder(mixture, matrix, fill)),
      complete(statisticsUnder(mixture, plain, fill)),
    );
  }
}

for (const { name, module } of builds) {
  describe(`the engine of ${name}`, function () {
    this.timeout(60_000);

    it(`${name} writes the scores of a large matrix over former ones`, () => {
      const random = seededRandom(12);
      const plain = { rows: 300_000, columns: [column(300_000, 0, 1, 0.1, random)] };
      const mixture = startOf(plain, 3);
      const matrix = engineOf(module).hold(plain);
      const expected = complete(score(mixture, matrix));
      const former = complete(score(mixture, matrix));
      former.posterior.fill(0);

      const scores = complete(score(mixture, matrix, former));

      assert.equal(scores.posterior, former.posterior);
      assert.deepEqual(scores.posterior, expected.posterior);
      assert.deepEqual(scores.logDensity, expected.logDensity);
    });

    it(`${name} matches the plain code for columns of all families with missing cells`, () => {
      for (const k of [1, 2, 3, 7]) {
        const matrix = mixedMatrix(1000, k);
        sameAsPlain(module, matrix, startOf(matrix, k));
      }
    });

    it(`${name} matches the plain code for cells that are bounds`, () => {
      for (const rows of [3, 257, 1000, 9000]) {
        const matrix = boundedMatrix(rows, rows);
        sameAsPlain(module, matrix, startOf(matrix, 2));
      }
    });

    it(`${name} matches the plain code for bounds in weighted rows`, () => {
      for (const rows of [3, 257, 1000, 9000]) {
        const matrix = boundedMatrix(rows, rows);
        const rowWeights = Float64Array.from({ length: rows }, (_, n) => (n % 4) / 2);
        sameAsPlain(module, { ...matrix, rowWeights }, startOf(matrix, 2));
      }
    });

    it(`${name} matches the plain code for any number of rows and columns`, () => {
      const random = seededRandom(2);

      for (const rows of [1, 2, 3, 7, 255, 256, 257, 8191, 8192, 8193, 20_000]) {
        for (const count of [1, 3, 4, 5, 10]) {
          const columns = Array.from({ length: count }, (_, d) =>
            column(rows, d, 1 + d, rows > 20 && d % 3 === 2 ? 0.3 : 0, random),
          );
          const matrix: Matrix = { rows, columns };
          sameAsPlain(module, matrix, startOf(matrix, Math.min(rows, 3)));
        }
      }
    });

    it(`${name} matches the plain code for numbers of extreme size or position`, () => {
      const random = seededRandom(3);

      for (const [centre, width] of [
        [1e9, 1e-3],
        [-1e15, 1],
        [0, 1e-290],
        [0, 1e-90],
        [0, 1e90],
        [1e200, 1e199],
        [0, 1e300],
      ]) {
        const matrix: Matrix = {
          rows: 500,
          columns: [
            column(500, centre, width, 0.1, random),
            column(500, centre, width, 0, random),
            column(500, 0, 1, 0, random),
          ],
        };

        sameAsPlain(module, matrix, startOf(matrix, 3));
      }
    });

    it(`${name} matches the plain code for row weights, also of zero`, () => {
      const plain = mixedMatrix(777, 5);
      const rowWeights = Float64Array.from({ length: 777 }, (_, row) => (row % 5 === 0 ? 0 : row % 3 === 0 ? 2.5 : 1));
      sameAsPlain(module, { ...plain, rowWeights }, startOf(plain, 2));
    });

    /** Two columns, and a mixture with a component without weight and one far away. */
    const withExtremeComponents = (): { readonly matrix: Matrix; readonly mixture: Mixture } => {
      const random = seededRandom(4);
      const matrix: Matrix = { rows: 301, columns: [column(301, 0, 1, 0.1, random), column(301, 0, 1, 0, random)] };
      const mixture = startOf(matrix, 4);
      mixture.theta[3] = -Infinity;
      mixture.theta[mixture.shape.columns[1].parameters] = 1e5;
      return { matrix, mixture };
    };

    it(`${name} matches the plain code for components far away or without weight`, () => {
      const { matrix, mixture } = withExtremeComponents();

      sameAsPlain(module, matrix, mixture);
    });

    it(`${name} matches the plain code for rows of density zero`, () => {
      const { matrix, mixture } = withExtremeComponents();
      const { parameters } = mixture.shape.columns[1];

      for (let k = 0; k < 4; k++) mixture.theta[parameters + 2 * k] = 1e200;
      sameAsPlain(module, matrix, mixture);
    });

    it(`${name} matches the plain code for counts of few or many distinct values`, () => {
      const random = seededRandom(5);

      for (const rows of [63, 200, 5000]) {
        const draws = (draw: () => number): MatrixColumn =>
          counts(Float64Array.from({ length: rows }, () => (random() < 0.1 ? NaN : draw())));
        const few = draws(() => Math.floor(4 * random()));
        const apart = draws(
          () => (random() < 0.3 ? 40 : 0) + (random() < 0.1 ? 60_000 : Math.floor(8 * random() ** 2)),
        );
        const many = draws(() => Math.floor(rows * random()));
        const columns = [few, { ...few, family: 'poisson' as const }, apart, many, column(rows, 0, 1, 0.1, random)];

        sameAsPlain(module, { rows, columns }, startOf({ rows, columns }, 3));
      }
    });

    it(`${name} matches the plain code for counts that come and go`, () => {
      const random = seededRandom(6);
      const all = Float64Array.from({ length: 500 }, () => Math.floor(20 * random() ** 3));
      const values = all.slice();
      const engine = engineOf(module);
      const matrix = engine.hold({ rows: 500, columns: [{ ...counts(values), changes: all }] });
      const mixture = startOf({ rows: 500, columns: [counts(all)] }, 2);

      for (const gone of [[], [3, 400], [400, 401], Array.from(all.keys()).filter((row) => all[row] > 0), []]) {
        values.set(all);
        for (const row of gone) values[row] = NaN;
        matrix.columns[0].values.set(values);

        const [a, b] = [
          complete(expectation(mixture, matrix)),
          complete(expectation(mixture, { rows: 500, columns: [counts(values)] })),
        ];

        close(a.nlml, b.nlml, 0, 'NLML');
        sameStatistics(mixture, a.statistics, b.statistics);
      }
    });

    it(`${name} matches the plain code for levels of probability zero`, () => {
      const values = Float64Array.from({ length: 100 }, (_, row) => (row === 50 ? NaN : row % 3));
      const matrix: Matrix = {
        rows: 100,
        columns: [
          {
            name: 'z',
            family: 'categorical',
            levels: ['a', 'b', 'c'],
            values,
            facts: { observed: 99, missing: 1, mean: 0, sd: 0, levels: 3 },
          },
        ],
      };
      const shape = shapeOf(matrix.columns, 2);
      const theta = Float64Array.from([0.3, 0.7, 1, 0, 0, 0.5, 0.5, 0].map(Math.log));

      sameAsPlain(module, matrix, { shape, theta });
    });
  });
}
