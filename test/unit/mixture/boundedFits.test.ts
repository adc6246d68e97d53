/** Tests mixtures of columns with bounds. References: scipy 1.17, by direct minimisation. */
import assert from 'node:assert/strict';
import { boundKindAt } from '../../../server/core/data/cellBounds';
import { complete } from '../../../server/core/numeric/generators';
import { pickRows, withoutBounds, type Matrix } from '../../../server/core/data/matrix';
import { BoundedPass } from '../../../server/core/mixture/boundedCells';
import { em } from '../../../server/core/mixture/em';
import { expectation, score } from '../../../server/core/mixture/expectation';
import { DEFAULT_FIT_OPTIONS, fit, type Fit, type SearchSettings } from '../../../server/core/selection/fitMixture';
import { gradientOf, logPrior, shapeOf, type Mixture } from '../../../server/core/mixture/model';
import { patternOf, rowPatterns } from '../../../server/core/data/missingPatterns';
import { Space } from '../../../server/core/data/rowPoints';
import { start } from '../../../server/core/mixture/start';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import type { Kind } from '../../../server/core/schema/infer';
import { boundedMatrix, matrixOf } from './mixtureTables';

function fitted(matrix: Matrix, options: Partial<SearchSettings> = {}): Fit {
  return complete(fit(matrix, { ...DEFAULT_FIT_OPTIONS, ...options }));
}

function parametersOf({ mixture: { shape, theta } }: Fit, d = 0, k = 0): Readonly<Record<string, number>> {
  const { marginal, parameters } = shape.columns[d];
  return marginal.summarise(theta, parameters + k * marginal.parameterCount, []) as Record<string, number>;
}

function startOf(matrix: Matrix, k: number): Mixture {
  return complete(
    start(
      shapeOf(matrix.columns, k),
      { matrix, space: new Space(matrix), estimate: 'map', kind: 'k-means' },
      seededRandom(1),
    ),
  );
}

describe('a single component with bounds', () => {
  const numbers = [1.2, 0.7, 2.1, 3.3, 0.9, 1.6, 2.8, 1.1, '<0.5', '<0.5', '<0.5', '<1', '<1', '>3'];
  const counts = [5, 7, 6, 9, 12, 5, 30, 8, 6, 17, ...Array<string>(6).fill('<5'), '>20', '>20'];
  const cases: readonly (readonly [Kind, readonly (number | string)[], Readonly<Record<string, number>>, number])[] = [
    ['normal', numbers, { mean: 1.1254270021906743, sd: 1.459893757175876 }, 19.600497680146816],
    ['lognormal', numbers, { meanlog: -0.048192332956660575, sdlog: 0.99978381875396 }, 19.919063860051942],
    ['poisson', counts, { rate: 9.409262502765761 }, 74.81473815268339],
    ['negativeBinomial', counts, { mean: 9.82923641, size: 1.06855146 }, 43.79909905639033],
  ];
  for (const [kind, cells, expected, nlml] of cases) {
    it(`The fit of one ${kind} component with bounds has the most likely parameters`, () => {
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
  /** Limit of detection in sds; two fifths of the values are below it. */
  const LIMIT = -0.2533;
  const SE_OF_MEAN = 1.1 / Math.sqrt(N);
  const SE_OF_LOG_SD = 1.05 / Math.sqrt(N);

  for (const kind of ['normal', 'lognormal'] as const) {
    const [mean, sd] = kind === 'normal' ? [10, 2] : [1, 0.7];
    const [first, second] = kind === 'normal' ? ['mean', 'sd'] : ['meanlog', 'sdlog'];
    const onScale = (y: number): number => (kind === 'normal' ? y : Math.exp(y));
    const limit = onScale(mean + sd * LIMIT);
    /** A column in which `below` stands for the values below the limit. */
    const columnWith = (below: number | string): Matrix => {
      const random = seededRandom(11);
      const z = Array.from({ length: N }, () => normalDeviate(random));
      return matrixOf({ x: z.map((own) => (own < LIMIT ? below : onScale(mean + sd * own))) }, { x: kind });
    };
    const isRecovered = (matrix: Matrix, estimate: 'ml' | 'map'): boolean => {
      const found = parametersOf(fitted(matrix, { k: 1, estimate }));
      return (
        Math.abs(found[first] - mean) < 3 * SE_OF_MEAN * sd && Math.abs(Math.log(found[second] / sd)) < 3 * SE_OF_LOG_SD
      );
    };

    it(`Bounds keep mean and sd of a ${kind} column where they are`, () => {
      const matrix = columnWith(`<${limit}`);

      assert.ok(isRecovered(matrix, 'ml') && isRecovered(matrix, 'map'));
    });

    it(`Leaving out values below the limit biases a ${kind} column`, () => {
      assert.ok(!isRecovered(withoutBounds(columnWith(`<${limit}`)), 'ml'), 'left out, they would bias both');
    });

    it(`Half the limit in the place of values below it biases a ${kind} column`, () => {
      assert.ok(!isRecovered(columnWith(limit / 2), 'ml'));
    });

    it(`Bounds get no component of their own in a ${kind} column`, () => {
      const { k } = fitted(columnWith(`<${limit}`), { maxComponents: 3, starts: 4 });

      assert.equal(k, 1, 'they are worth no component of their own');
    });
  }

  /** Two clusters; half of the lower one is below the limit of x. */
  function twoClusters() {
    const random = seededRandom(5);
    const group = Array.from({ length: 800 }, () => (random() < 0.35 ? 0 : 1));
    const x = group.map((g) => [1, 6][g] + [0.5, 1][g] * normalDeviate(random));
    const y = group.map((g) => [0, 1][g] + normalDeviate(random));
    const matrix = matrixOf({ x: x.map((own) => (own < 1 ? '<1' : own)), y }, { x: 'normal', y: 'normal' });
    return { group, x, matrix, found: fitted(matrix, { maxComponents: 3 }) };
  }

  it('The fit of a cluster that is half below the limit recovers its mean and sd', () => {
    const { found } = twoClusters();

    assert.equal(found.k, 2);
    const low = parametersOf(found, 0, 1);
    assert.ok(Math.abs(low.mean - 1) < 0.12 && Math.abs(low.sd - 0.5) < 0.1, JSON.stringify(low));
  });

  it('Bounds assign rows to their cluster where the other cells do not', () => {
    const { group, x, matrix, found } = twoClusters();

    const { posterior } = complete(score(found.mixture, matrix));
    const hidden = complete(score(found.mixture, withoutBounds(matrix))).posterior;

    const wrong = group.reduce<number>((sum, g, n) => sum + ((posterior[2 * n + 1] > 0.5 ? 0 : 1) === g ? 0 : 1), 0);
    assert.ok(wrong <= 4, `${wrong} rows in the other cluster`);
    assert.ok(
      x.filter((own, n) => own < 1 && hidden[2 * n + 1] < 0.9).length > 100,
      'the other cell alone does not tell',
    );
  });
});

describe('mixtures of columns with bounds', function () {
  this.timeout(60_000);

  for (const estimate of ['map', 'ml'] as const) {
    it(`EM with bounds never raises the objective (${estimate})`, () => {
      for (const seed of [1, 2, 3]) {
        const matrix = boundedMatrix(300, seed);

        const { trace } = complete(
          em(startOf(matrix, 3), matrix, { estimate, maxIterations: 400, tolerance: 1e-13 }, Infinity),
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

    it(`The gradient of all parameters but the weights equals finite differences, with bounds (${estimate})`, () => {
      const matrix = boundedMatrix(200, 4);
      const { shape, theta } = startOf(matrix, 2);
      const objective = (at: Float64Array): number =>
        complete(expectation({ shape, theta: at }, matrix)).nlml - logPrior({ shape, theta: at }, estimate);
      const gradient = new Float64Array(theta.length);

      gradientOf({ shape, theta }, complete(expectation({ shape, theta }, matrix)).statistics, estimate, gradient);

      theta.forEach((value, i) => {
        // A single moved log weight leaves weights that do not sum to one.
        if (i < shape.k) return;
        const difference = (objective(theta.with(i, value + 1e-5)) - objective(theta.with(i, value - 1e-5))) / 2e-5;
        assert.ok(
          Math.abs(gradient[i] - difference) < 1e-5 * (1 + Math.abs(difference)),
          `θ${i}: ${gradient[i]}, not ${difference}`,
        );
      });
    });

    it(`EM and L-BFGS end at one optimum with bounds (${estimate})`, () => {
      const matrix = boundedMatrix(400, 6);
      const from = startOf(matrix, 2);
      const [a, b] = (['em', 'lbfgs'] as const).map((method) =>
        fitted(matrix, { k: 2, from, estimate, method, tolerance: 1e-12, maxIterations: 5000 }),
      );
      assert.ok(Math.abs(a.objective - b.objective) < 1e-6, `${a.objective} ${b.objective}`);
    });
  }

  it('Row weights with bounds count as repetitions of the rows', () => {
    const matrix = boundedMatrix(120, 8);
    const weights = Float64Array.from({ length: 120 }, (_, n) => n % 3);
    const repeated = pickRows(
      matrix,
      Uint32Array.from([...weights].flatMap((weight, n) => Array<number>(weight).fill(n))),
    );
    const mixture = startOf(matrix, 2);

    const [a, b] = [
      complete(expectation(mixture, { ...matrix, rowWeights: weights })),
      complete(expectation(mixture, repeated)),
    ];

    assert.ok(Math.abs(a.nlml - b.nlml) < 1e-9 * Math.abs(b.nlml));
    a.statistics.forEach((value, i) =>
      assert.ok(Math.abs(value - b.statistics[i]) < 1e-9 * (1 + Math.abs(value)), `statistic ${i}`),
    );
  });

  it('Rows picked from a matrix keep their bounds and scores', () => {
    const matrix = boundedMatrix(100, 9);
    const rows = Uint32Array.of(70, 3, 99, 41, 40, 0);
    const { posterior, logDensity } = complete(score(startOf(matrix, 2), matrix));

    const picked = pickRows(matrix, rows);

    const scores = complete(score(startOf(matrix, 2), picked));
    rows.forEach((row, i) => {
      assert.equal(scores.logDensity[i], logDensity[row]);
      assert.deepEqual(scores.posterior.slice(2 * i, 2 * i + 2), posterior.slice(2 * row, 2 * row + 2));
      picked.columns.forEach(({ bounds }, d) =>
        assert.equal(boundKindAt(bounds, i), boundKindAt(matrix.columns[d].bounds, row)),
      );
    });
  });

  it('Row patterns distinguish bounds from missing cells', () => {
    const matrix = boundedMatrix(100, 9);

    const { patterns, numbers } = complete(rowPatterns(matrix));
    assert.ok(patterns.some((pattern) => pattern.includes('<')) && patterns.some((pattern) => pattern.includes('0')));
    for (let n = 0; n < matrix.rows; n++) assert.equal(patterns[numbers?.[n] ?? 0], patternOf(matrix, n));
  });

  it('A bound stands at its limit in the space of starts, a missing cell at the mean', () => {
    const matrix = matrixOf({ x: [5, 6, 7, 8, '<1', '<1', null] }, { x: 'normal' });
    const space = new Space(matrix);
    const { mean, sd } = matrix.columns[0].facts;
    assert.equal(space.pointAt(4)[0], (1 - mean) / sd);
    assert.equal(space.pointAt(6)[0], 0);
  });

  it('withoutBounds returns a matrix without bounds as it is', () => {
    const plain = withoutBounds(boundedMatrix(100, 10));

    assert.equal(withoutBounds(plain), plain);
  });

  it('BoundedPass is undefined where no cell is a bound', () => {
    const matrix = boundedMatrix(100, 10);
    const plain = withoutBounds(matrix);
    const mixture = startOf(plain, 2);
    assert.equal(BoundedPass.of(mixture, plain), undefined);
    assert.ok(BoundedPass.of(mixture, matrix) !== undefined);
  });
});
