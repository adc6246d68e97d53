/** Mixtures of columns in which some cells are bounds. References: scipy 1.17, by direct minimisation. */
import assert from 'node:assert/strict';
import { boundKindAt } from '../../../server/core/data/cellBounds';
import { complete } from '../../../server/core/numeric/generators';
import { rowsOf, withoutBounds, type Matrix } from '../../../server/core/data/matrix';
import { BoundedPass } from '../../../server/core/mixture/boundedCells';
import { em } from '../../../server/core/mixture/em';
import { expectation, score } from '../../../server/core/mixture/expectation';
import { DEFAULT_FIT_OPTIONS, fit, type Fit, type SearchSettings } from '../../../server/core/selection/fitMixture';
import { gradientOf, logPrior, shapeOf, type Mixture } from '../../../server/core/mixture/model';
import { patternOf, rowPatterns } from '../../../server/core/data/missingPatterns';
import { Space } from '../../../server/core/data/space';
import { start } from '../../../server/core/mixture/start';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import type { Kind } from '../../../server/core/schema/infer';
import { boundedMatrix, matrixOf } from './support';

function fitted(matrix: Matrix, options: Partial<SearchSettings> = {}): Fit {
  return complete(fit(matrix, { ...DEFAULT_FIT_OPTIONS, ...options }));
}

function parametersOf({ mixture: { shape, theta } }: Fit, d = 0, k = 0): Readonly<Record<string, number>> {
  const { marginal, parameters } = shape.columns[d];
  return marginal.summarise(theta, parameters + k * marginal.parameterCount, []) as Record<string, number>;
}

function begun(matrix: Matrix, k: number): Mixture {
  return complete(start(shapeOf(matrix.columns, k), matrix, new Space(matrix), 'map', 'k-means', seededRandom(1)));
}

describe('a single component of a column with bounds', () => {
  const numbers = [1.2, 0.7, 2.1, 3.3, 0.9, 1.6, 2.8, 1.1, '<0.5', '<0.5', '<0.5', '<1', '<1', '>3'];
  const counts = [5, 7, 6, 9, 12, 5, 30, 8, 6, 17, ...Array<string>(6).fill('<5'), '>20', '>20'];
  const cases: readonly (readonly [Kind, readonly (number | string)[], Readonly<Record<string, number>>, number])[] = [
    ['normal', numbers, { mean: 1.1254270021906743, sd: 1.459893757175876 }, 19.600497680146816],
    ['lognormal', numbers, { meanlog: -0.048192332956660575, sdlog: 0.99978381875396 }, 19.919063860051942],
    ['poisson', counts, { rate: 9.409262502765761 }, 74.81473815268339],
    ['negativeBinomial', counts, { mean: 9.82923641, size: 1.06855146 }, 43.79909905639033],
  ];
  for (const [kind, cells, expected, nlml] of cases) {
    it(`has the most likely parameters: ${kind}`, () => {
      for (const method of ['em', 'lbfgs'] as const) {
        const found = fitted(matrixOf({ x: cells }, { x: kind }), {
          k: 1,
          estimate: 'ml',
          method,
          tolerance: 1e-13,
          maxIterations: 5000,
        });
        assert.ok(Math.abs(found.nlml - nlml) < 1e-9 * nlml, `${method}: ${found.nlml}`);
        for (const [name, value] of Object.entries(expected))
          assert.ok(
            Math.abs(parametersOf(found)[name] - value) < 1e-5 * (1 + Math.abs(value)),
            `${method}: ${name} ${parametersOf(found)[name]}`,
          );
      }
    });
  }
});

describe('values below a limit of detection', () => {
  const N = 2000;
  /** Two fifths of the values are below it. */
  const LIMIT = -0.2533;
  const SE_OF_MEAN = 1.1 / Math.sqrt(N);
  const SE_OF_LOG_SD = 1.05 / Math.sqrt(N);

  for (const kind of ['normal', 'lognormal'] as const) {
    it(`leave mean and sd of the others where they are: ${kind}`, () => {
      const random = seededRandom(11);
      const [mean, sd] = kind === 'normal' ? [10, 2] : [1, 0.7];
      const z = Array.from({ length: N }, () => normalDeviate(random));
      const written = (y: number): number => (kind === 'normal' ? y : Math.exp(y));
      const limit = written(mean + sd * LIMIT);
      const matrix = matrixOf(
        { x: z.map((own) => (own < LIMIT ? `<${limit}` : written(mean + sd * own))) },
        { x: kind },
      );
      const [first, second] = kind === 'normal' ? ['mean', 'sd'] : ['meanlog', 'sdlog'];
      const isRecovered = (of: Matrix, estimate: 'ml' | 'map'): boolean => {
        const found = parametersOf(fitted(of, { k: 1, estimate }));
        return (
          Math.abs(found[first] - mean) < 3 * SE_OF_MEAN * sd &&
          Math.abs(Math.log(found[second] / sd)) < 3 * SE_OF_LOG_SD
        );
      };
      assert.ok(isRecovered(matrix, 'ml') && isRecovered(matrix, 'map'));
      assert.ok(!isRecovered(withoutBounds(matrix), 'ml'), 'left out, they would bias both');
      // What others do: half the limit in their place.
      const half = matrixOf({ x: z.map((own) => (own < LIMIT ? limit / 2 : written(mean + sd * own))) }, { x: kind });
      assert.ok(!isRecovered(half, 'ml'));
      assert.equal(fitted(matrix, { maxComponents: 3, starts: 4 }).k, 1, 'they are worth no component of their own');
    });
  }

  it('tell clusters apart: half of the low one is below the limit', () => {
    const random = seededRandom(5);
    const group = Array.from({ length: 800 }, () => (random() < 0.35 ? 0 : 1));
    const x = group.map((g) => [1, 6][g] + [0.5, 1][g] * normalDeviate(random));
    const y = group.map((g) => [0, 1][g] + normalDeviate(random));
    const matrix = matrixOf({ x: x.map((own) => (own < 1 ? '<1' : own)), y }, { x: 'normal', y: 'normal' });
    const found = fitted(matrix, { maxComponents: 3 });
    assert.equal(found.k, 2);
    const low = parametersOf(found, 0, 1);
    assert.ok(Math.abs(low.mean - 1) < 0.12 && Math.abs(low.sd - 0.5) < 0.1, JSON.stringify(low));
    const { posterior } = complete(score(found.mixture, matrix));
    const wrong = group.reduce<number>((sum, g, n) => sum + ((posterior[2 * n + 1] > 0.5 ? 0 : 1) === g ? 0 : 1), 0);
    assert.ok(wrong <= 4, `${wrong} rows in the other cluster`);
    const hidden = complete(score(found.mixture, withoutBounds(matrix))).posterior;
    assert.ok(
      x.filter((own, n) => own < 1 && hidden[2 * n + 1] < 0.9).length > 100,
      'the other cell alone does not tell',
    );
  });
});

describe('mixtures of columns with bounds', function () {
  this.timeout(60_000);

  for (const estimate of ['map', 'ml'] as const) {
    it(`never raise the objective, step by step (${estimate})`, () => {
      for (const seed of [1, 2, 3]) {
        const matrix = boundedMatrix(300, seed);
        const { trace } = complete(
          em(begun(matrix, 3), matrix, { estimate, maxIterations: 400, tolerance: 1e-13 }, Infinity),
        );
        assert.ok(trace.length > 20);
        trace
          .slice(1)
          .forEach(({ objective }, i) =>
            assert.ok(
              objective <= trace[i].objective + 1e-11 * Math.abs(objective),
              `seed ${seed}, step ${i + 1}: ${objective} after ${trace[i].objective}`,
            ),
          );
      }
    });

    it(`have the gradient of the objective, by finite differences (${estimate})`, () => {
      const matrix = boundedMatrix(200, 4);
      const { shape, theta } = begun(matrix, 2);
      const objective = (at: Float64Array): number =>
        complete(expectation({ shape, theta: at }, matrix)).nlml - logPrior({ shape, theta: at }, estimate);
      const gradient = new Float64Array(theta.length);
      gradientOf({ shape, theta }, complete(expectation({ shape, theta }, matrix)).statistics, estimate, gradient);
      theta.forEach((value, i) => {
        // Weights are on a scale of their own, on which they sum to one.
        if (i < shape.k) return;
        const difference = (objective(theta.with(i, value + 1e-5)) - objective(theta.with(i, value - 1e-5))) / 2e-5;
        assert.ok(
          Math.abs(gradient[i] - difference) < 1e-5 * (1 + Math.abs(difference)),
          `θ${i}: ${gradient[i]}, not ${difference}`,
        );
      });
    });

    it(`end at one optimum by both methods (${estimate})`, () => {
      const matrix = boundedMatrix(400, 6);
      const from = begun(matrix, 2);
      const [a, b] = (['em', 'lbfgs'] as const).map((method) =>
        fitted(matrix, { k: 2, from, estimate, method, tolerance: 1e-12, maxIterations: 5000 }),
      );
      assert.ok(Math.abs(a.objective - b.objective) < 1e-6, `${a.objective} ${b.objective}`);
    });
  }

  it('count rows as often as these count', () => {
    const matrix = boundedMatrix(120, 8);
    const weights = Float64Array.from({ length: 120 }, (_, n) => n % 3);
    const repeated = rowsOf(
      matrix,
      Uint32Array.from([...weights].flatMap((weight, n) => Array<number>(weight).fill(n))),
    );
    const mixture = begun(matrix, 2);
    const [a, b] = [
      complete(expectation(mixture, { ...matrix, rowWeights: weights })),
      complete(expectation(mixture, repeated)),
    ];
    assert.ok(Math.abs(a.nlml - b.nlml) < 1e-9 * Math.abs(b.nlml));
    a.statistics.forEach((value, i) =>
      assert.ok(Math.abs(value - b.statistics[i]) < 1e-9 * (1 + Math.abs(value)), `statistic ${i}`),
    );
  });

  it('have them in any rows that are picked, and in patterns', () => {
    const matrix = boundedMatrix(100, 9);
    const rows = Uint32Array.of(70, 3, 99, 41, 40, 0);
    const picked = rowsOf(matrix, rows);
    const { posterior, logDensity } = complete(score(begun(matrix, 2), matrix));
    const of = complete(score(begun(matrix, 2), picked));
    rows.forEach((row, i) => {
      assert.equal(of.logDensity[i], logDensity[row]);
      assert.deepEqual(of.posterior.slice(2 * i, 2 * i + 2), posterior.slice(2 * row, 2 * row + 2));
      picked.columns.forEach(({ bounds }, d) =>
        assert.equal(boundKindAt(bounds, i), boundKindAt(matrix.columns[d].bounds, row)),
      );
    });
    const { patterns, numbers } = complete(rowPatterns(matrix));
    assert.ok(patterns.some((pattern) => pattern.includes('<')) && patterns.some((pattern) => pattern.includes('0')));
    for (let n = 0; n < matrix.rows; n++) assert.equal(patterns[numbers?.[n] ?? 0], patternOf(matrix, n));
  });

  it('start from the neighbourhood of the limits', () => {
    const matrix = matrixOf({ x: [5, 6, 7, 8, '<1', '<1', null] }, { x: 'normal' });
    const space = new Space(matrix);
    const { mean, sd } = matrix.columns[0].facts;
    assert.equal(space.pointAt(4)[0], (1 - mean) / sd);
    assert.equal(space.pointAt(6)[0], 0);
  });

  it('take no pass of their own where no cell is a bound', () => {
    const matrix = boundedMatrix(100, 10);
    const plain = withoutBounds(matrix);
    assert.equal(withoutBounds(plain), plain);
    const mixture = begun(plain, 2);
    assert.equal(BoundedPass.of(mixture, plain), undefined);
    assert.ok(BoundedPass.of(mixture, matrix) !== undefined);
  });
});
