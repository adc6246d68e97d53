import assert from 'node:assert/strict';
import type { FamilyName } from '../../../server/core/families/registry';
import { patternOf, rowPatterns } from '../../../server/core/data/missingPatterns';
import { simulateTails, tailsIn } from '../../../server/core/judging/tails/surprise';
import { SuspectList, unlikelyRows, WHOLE_ROW } from '../../../server/core/judging/falseDiscovery';
import { generalisedPareto, tailProbability } from '../../../server/core/judging/tails/tails';
import { complete } from '../../../server/core/numeric/generators';
import { score } from '../../../server/core/mixture/expectation';
import type { Matrix } from '../../../server/core/data/matrix';
import { neutralMixture, shapeOf, type Mixture } from '../../../server/core/mixture/model';
import { sampleRows } from '../../../server/core/judging/tails/draws';
import { seededRandom } from '../../../server/core/numeric/random';
import { matrixOf } from '../mixture/mixtureTables';
import { errorFreeJudge, rowOf, tableOf } from './judgedTables';

/** A mixture of two components over numbers and levels, and rows drawn from it with a tenth of the cells missing. */
function drawn(rows: number, seed: number): { mixture: Mixture; matrix: Matrix } {
  const template = matrixOf({ x: [-1, 0, 1, 2.5], y: [10, 20, 30, 45], z: ['a', 'b', 'c', 'a'] }, { z: 'categorical' });
  const mixture = neutralMixture(shapeOf(template.columns, 2));
  const { theta, shape } = mixture;
  theta.set([Math.log(0.7), Math.log(0.3)]);
  theta.set([-2, Math.log(0.5), 3, Math.log(1.5)], shape.columns[0].parameters);
  theta.set([0, Math.log(10), 50, Math.log(2)], shape.columns[1].parameters);
  theta.set([0.8, 0.15, 0.05, 0.1, 0.1, 0.8].map(Math.log), shape.columns[2].parameters);
  const random = seededRandom(seed);
  const { columns } = sampleRows(mixture, rows, random);
  const values = columns.map((column) => column.values.map((x) => (random() < 0.1 ? NaN : x)));
  return {
    mixture,
    matrix: { rows, columns: template.columns.map((column, d) => ({ ...column, values: values[d] })) },
  };
}

/** Parameters of two components by family, as in θ. */
const PARAMETERS: Readonly<Record<FamilyName, readonly (readonly number[])[]>> = {
  normal: [
    [0, Math.log(2)],
    [5, Math.log(0.7)],
  ],
  lognormal: [
    [1, Math.log(0.5)],
    [2.5, Math.log(1.2)],
  ],
  poisson: [[Math.log(2.5)], [Math.log(30)]],
  negativeBinomial: [
    [Math.log(2.5), Math.log(0.6)],
    [Math.log(30), Math.log(4)],
  ],
  bernoulli: [
    [0.9, 0.1],
    [0.3, 0.7],
  ].map((p) => p.map(Math.log)),
  categorical: [
    [0.7, 0.2, 0.06, 0.04],
    [0.1, 0.1, 0.3, 0.5],
  ].map((p) => p.map(Math.log)),
};
const LEVELS: Readonly<Record<FamilyName, number>> = {
  normal: 0,
  lognormal: 0,
  poisson: 0,
  negativeBinomial: 0,
  bernoulli: 2,
  categorical: 4,
};

/** A mixture of two components over columns of the given families, and rows drawn from it, some cells missing. */
function drawnFrom(
  families: readonly FamilyName[],
  rows: number,
  seed: number,
  missing = 0,
): { mixture: Mixture; matrix: Matrix } {
  const facts = families.map((family) => ({ observed: rows, missing: 0, mean: 3, sd: 2, levels: LEVELS[family] }));
  const mixture = neutralMixture(
    shapeOf(
      families.map((family, d) => ({ family, facts: facts[d] })),
      2,
    ),
  );
  mixture.theta.set([Math.log(0.65), Math.log(0.35)]);
  mixture.shape.columns.forEach(({ parameters }, d) => mixture.theta.set(PARAMETERS[families[d]].flat(), parameters));
  const random = seededRandom(seed, 77);
  const { columns } = sampleRows(mixture, rows, random);
  const values = columns.map((column) => column.values.map((x) => (random() < missing ? NaN : x)));
  const matrix = {
    rows,
    columns: families.map((family, d) => ({ name: family, family, facts: facts[d], levels: [], values: values[d] })),
  };
  return { mixture, matrix };
}

/** Kolmogorov-Smirnov distance of numbers from the uniform distribution. */
function distanceFromUniform(tails: readonly number[]): number {
  const sorted = [...tails].sort((a, b) => a - b);
  return sorted.reduce(
    (largest, p, i) => Math.max(largest, Math.abs(p - i / sorted.length), Math.abs(p - (i + 1) / sorted.length)),
    0,
  );
}

const DRAWS = 10_000;
/**
 * Critical distance, at p = 0.001, of n tails from the empirical distribution of the draws: the test of two samples
 * (Smirnov 1939).
 */
function critical(n: number): number {
  return 1.95 * Math.sqrt(1 / n + 1 / DRAWS);
}

/** Tail probability of each row. */
function tailsOf(mixture: Mixture, matrix: Matrix, draws: number, seed: number): Float64Array {
  const patterns = complete(rowPatterns(matrix));
  const found = new Float64Array(matrix.rows);
  tailsIn(complete(simulateTails(mixture, patterns.patterns, draws, seed)), matrix, patterns).fill(
    complete(score(mixture, matrix)).logDensity,
    0,
    matrix.rows,
    found,
  );
  return found;
}

describe('tail probabilities of rows', function () {
  this.timeout(60_000);

  it('The tails of complete rows drawn from a model of mixed types are uniform', () => {
    const { mixture, matrix } = drawn(4000, 11);
    const tails = tailsOf(mixture, matrix, 10_000, 3);
    const completeTails = Array.from(tails)
      .filter((_, n) => matrix.columns.every(({ values }) => !Number.isNaN(values[n])))
      .sort((a, b) => a - b);
    const distance = completeTails.reduce(
      (largest, p, i) => Math.max(largest, Math.abs(p - (i + 0.5) / completeTails.length)),
      0,
    );

    assert.ok(
      distance < 1.95 / Math.sqrt(completeTails.length),
      `Kolmogorov-Smirnov distance ${distance} of ${completeTails.length}`,
    ); // p = 0.001
  });

  it('At most one clean row in a thousand is flagged at a false discovery rate of 0.01', () => {
    let flagged = 0;

    for (let seed = 0; seed < 10; seed++) {
      const { mixture, matrix } = drawn(1000, 100 + seed);
      const tails = tailsOf(mixture, matrix, 10_000, seed);
      const suspects = new SuspectList();
      tails.forEach((tail, row) => {
        suspects.add(row, WHOLE_ROW, tail);
      });
      flagged += unlikelyRows(suspects.sorted(), { rows: tails.length, columns: 3 }, 0.01).length;
    }

    assert.ok(flagged <= 100 * 0.1, `${flagged} of 10000`);
  });

  it('Tails beyond the simulated rows keep falling and never reach zero', () => {
    const { mixture } = drawn(50, 5);
    const table = complete(simulateTails(mixture, ['111'], 10_000, 1)).get('111');
    assert.ok(table !== undefined);

    const tails = [-10, -15, -20, -40, -1e6].map((l) => tailProbability(table, l));

    tails.slice(1).forEach((p, i) => assert.ok(p <= tails[i], String(tails)));
    assert.ok(tails[2] < 1e-3 && tails[3] < 1e-8 && tails[4] > 0, String(tails));
  });

  it('A pattern of missing cells has the same draws alone and together with others', () => {
    const { mixture, matrix } = drawn(300, 5);
    const patterns = complete(rowPatterns(matrix)).patterns;
    assert.ok(patterns.length > 3 && !patterns.includes('000'), String(patterns));

    const together = complete(simulateTails(mixture, patterns, 500, 1));

    for (const pattern of patterns)
      assert.deepEqual(complete(simulateTails(mixture, [pattern], 500, 1)).get(pattern), together.get(pattern));
  });

  it('generalisedPareto estimates the shape and the scale of a sample', () => {
    const random = seededRandom(9);
    for (const [shape, scale] of [
      [0.3, 2],
      [0, 1.5],
    ]) {
      const draws = Float64Array.from({ length: 5000 }, () => {
        const u = 1 - random();
        return shape === 0 ? -scale * Math.log(u) : (scale / shape) * (u ** -shape - 1);
      }).sort();
      const found = generalisedPareto(draws);
      assert.ok(
        Math.abs(found.shape - shape) < 0.05 && Math.abs(found.scale / scale - 1) < 0.08,
        JSON.stringify(found),
      );
    }
  });

  it('generalisedPareto returns a shape and a scale of zero for excesses of zero', () => {
    assert.deepEqual(generalisedPareto(new Float64Array(5)), { shape: 0, scale: 0 });
  });

  it('generalisedPareto sums logarithms to full precision', () => {
    const random = seededRandom(10);
    // Excesses over many orders of magnitude, and excesses that hardly differ.
    const samples = [
      (u: number) => u ** -2 - 1,
      (u: number) => -Math.log(u),
      (u: number) => 1 + 1e-6 * u,
      (u: number) => u ** -30,
    ];

    for (const draw of samples) {
      const excesses = Float64Array.from({ length: 500 }, () => draw(1 - random())).sort();
      const { shape, scale } = generalisedPareto(excesses);
      if (shape === 0) continue;
      // By Zhang & Stephens ξ is the mean of log(1 − θx) at the estimate θ = −ξ/σ.
      const mean = excesses.reduce((sum, x) => sum + Math.log1p((shape / scale) * x), 0) / excesses.length;
      assert.ok(Math.abs(mean / shape - 1) < 1e-12, `${mean} instead of ${shape}`);
    }
  });

  for (const families of [
    ['normal', 'lognormal', 'normal'],
    ['normal', 'bernoulli', 'categorical', 'poisson', 'lognormal'],
  ] as const) {
    it(`Tails are uniform for every common pattern of missing cells: ${families.join(', ')}`, () => {
      const { mixture, matrix } = drawnFrom(families, 12_000, 21, 0.25);
      const tails = tailsOf(mixture, matrix, DRAWS, 5);

      const byPattern = new Map<string, number[]>();
      tails.forEach((tail, row) => {
        const pattern = patternOf(matrix, row);
        byPattern.set(pattern, [...(byPattern.get(pattern) ?? []), tail]);
      });

      let tested = 0;
      for (const [pattern, own] of byPattern) {
        const hasDensity = families.some(
          (family, d) => pattern[d] === '1' && (family === 'normal' || family === 'lognormal'),
        );
        if (own.length < 300 || !hasDensity) continue;
        const distance = distanceFromUniform(own);
        assert.ok(distance < critical(own.length), `${pattern}: distance ${distance} of ${own.length}`);
        tested++;
      }
      assert.ok(tested >= 6, String(tested));
    });
  }

  for (const families of [
    ['normal'],
    ['lognormal'],
    ['poisson'],
    ['negativeBinomial'],
    ['bernoulli'],
    ['categorical'],
    ['bernoulli', 'categorical', 'poisson'],
  ] as const) {
    it(`The probability of a tail up to t is at most t: ${families.join(', ')}`, () => {
      const { mixture, matrix } = drawnFrom(families, 10_000, 22);
      const tails = tailsOf(mixture, matrix, DRAWS, 6);

      // The tails of densities are uniform; those of levels and counts, which have ties, are at least as large.
      if (families.every((family) => family === 'normal' || family === 'lognormal'))
        assert.ok(distanceFromUniform([...tails]) < critical(tails.length));
      for (const t of [0.001, 0.01, 0.05, 0.1, 0.25, 0.5]) {
        const share = tails.filter((tail) => tail <= t).length / tails.length;
        assert.ok(share <= t + 4 * Math.sqrt((t * (1 - t) * 2) / DRAWS), `${share} of the tails up to ${t}`);
      }
    });
  }

  it('Predictions of missing cells hold the true value at their nominal rate', () => {
    const families = ['normal', 'lognormal', 'poisson', 'negativeBinomial', 'bernoulli', 'categorical'] as const;
    const rows = 4000;
    const { mixture, matrix } = drawnFrom(families, rows, 23, 0.1);
    const error = 4 * Math.sqrt((0.95 * 0.05) / rows);
    const inside = new Float64Array(families.length);
    const predicted = new Float64Array(families.length);
    const expected = new Float64Array(families.length);

    for (let n = 0; n < rows; n++) {
      const row = rowOf(matrix, n);
      row.forEach((truth, d) => {
        if (Number.isNaN(truth)) return;
        const judge = errorFreeJudge(mixture, tableOf(row.with(d, NaN)).columns);
        judge.load(0);
        const { prediction, tail } = judge.cellSurprises()[d];
        assert.equal(tail, undefined);
        predicted[d]++;
        if (prediction.of === 'number') {
          const value = families[d] === 'lognormal' ? Math.exp(truth) : truth;
          if (value >= prediction.interval[0] && value <= prediction.interval[1]) inside[d]++;
        } else {
          inside[d] += truth === 0 ? 1 : 0;
          expected[d] += prediction.probabilities[0];
        }
      });
    }

    families.forEach((family, d) => {
      const share = inside[d] / predicted[d];
      if (LEVELS[family] > 0)
        assert.ok(
          Math.abs(share - expected[d] / predicted[d]) < 4 * Math.sqrt(0.25 / predicted[d]),
          `${family}: ${share} instead of ${expected[d] / predicted[d]}`,
        );
      // Counts have no quantile of exactly 0.025, so their intervals hold more.
      else if (family === 'poisson' || family === 'negativeBinomial')
        assert.ok(share > 0.95 - error && share < 0.99, `${family}: ${share}`);
      else assert.ok(Math.abs(share - 0.95) < 1.1 * error, `${family}: ${share}`);
    });
  });
});
