import assert from 'node:assert/strict';
import { flaggedRows, generalisedPareto, patternsIn, rowTails, simulate, tailProbability } from '../../../server/core/insight/surprise';
import { complete, score } from '../../../server/core/mixture/expectation';
import type { Matrix } from '../../../server/core/matrix';
import { neutral, shapeOf, type Mixture } from '../../../server/core/mixture/model';
import { sampleRows } from '../../../server/core/mixture/sample';
import { seededRandom } from '../../../server/core/random';
import { matrixOf } from '../mixture/support';

/** A mixture of two components over numbers and levels, and rows drawn from it, a tenth of the cells missing. */
function drawn(rows: number, seed: number): { mixture: Mixture; matrix: Matrix } {
  const template = matrixOf({ x: [-1, 0, 1, 2.5], y: [10, 20, 30, 45], z: ['a', 'b', 'c', 'a'] }, { z: 'categorical' });
  const mixture = neutral(shapeOf(template.columns, 2));
  const { theta, shape } = mixture;
  theta.set([Math.log(0.7), Math.log(0.3)]);
  theta.set([-2, Math.log(0.5), 3, Math.log(1.5)], shape.columns[0].parameters);
  theta.set([0, Math.log(10), 50, Math.log(2)], shape.columns[1].parameters);
  theta.set([0.8, 0.15, 0.05, 0.1, 0.1, 0.8].map(Math.log), shape.columns[2].parameters);
  const random = seededRandom(seed);
  const { columns } = sampleRows(mixture, rows, random);
  const values = columns.map((column) => column.values.map((x) => (random() < 0.1 ? NaN : x)));
  return { mixture, matrix: { rows, columns: template.columns.map((column, d) => ({ ...column, values: values[d] })) } };
}

describe('surprise of rows', function () {
  this.timeout(60_000);
  it('gives uniform tail probabilities on rows drawn from the model, mixed types and missing cells included', () => {
    const { mixture, matrix } = drawn(4000, 11);
    const surprise = complete(simulate(mixture, patternsIn(matrix), 10_000, 3));
    const tails = rowTails(surprise, matrix, complete(score(mixture, matrix)).logDensity);
    const complete3 = Array.from(tails).filter((_, n) => matrix.columns.every(({ values }) => !Number.isNaN(values[n]))).sort((a, b) => a - b);
    const distance = complete3.reduce((most, p, i) => Math.max(most, Math.abs(p - (i + 0.5) / complete3.length)), 0);
    assert.ok(distance < 1.95 / Math.sqrt(complete3.length), `Kolmogorov-Smirnov distance ${distance} of ${complete3.length}`); // p = 0.001
  });

  it('flags fewer clean rows than the rate', () => {
    let flagged = 0;
    for (let seed = 0; seed < 10; seed++) {
      const { mixture, matrix } = drawn(1000, 100 + seed);
      const tails = rowTails(complete(simulate(mixture, patternsIn(matrix), 10_000, seed)), matrix, complete(score(mixture, matrix)).logDensity);
      flagged += flaggedRows(tails, 0.01).length;
    }
    assert.ok(flagged <= 100 * 0.1, `${flagged} of 10000`);
  });

  it('goes on below the simulated rows, ever smaller and never zero', () => {
    const { mixture } = drawn(50, 5);
    const table = complete(simulate(mixture, ['111'], 10_000, 1)).get('111');
    assert.ok(table !== undefined);
    const tails = [-10, -15, -20, -40, -1e6].map((l) => tailProbability(table, l));
    tails.slice(1).forEach((p, i) => assert.ok(p <= tails[i], String(tails)));
    assert.ok(tails[2] < 1e-3 && tails[3] < 1e-8 && tails[4] > 0, String(tails));
  });

  it('knows a pattern of missing cells alike, met with others or alone', () => {
    const { mixture, matrix } = drawn(300, 5);
    const patterns = patternsIn(matrix);
    assert.ok(patterns.length > 3 && !patterns.includes('000'), String(patterns));
    const together = complete(simulate(mixture, patterns, 500, 1));
    for (const pattern of patterns) assert.deepEqual(complete(simulate(mixture, [pattern], 500, 1)).get(pattern), together.get(pattern));
  });

  it('estimates a generalised-Pareto tail', () => {
    const random = seededRandom(9);
    for (const [shape, scale] of [[0.3, 2], [0, 1.5]]) {
      const draws = Float64Array.from({ length: 5000 }, () => {
        const u = 1 - random();
        return shape === 0 ? -scale * Math.log(u) : (scale / shape) * (u ** -shape - 1);
      }).sort();
      const found = generalisedPareto(draws);
      assert.ok(Math.abs(found.shape - shape) < 0.05 && Math.abs(found.scale / scale - 1) < 0.08, JSON.stringify(found));
    }
    assert.deepEqual(generalisedPareto(new Float64Array(5)), { shape: 0, scale: 0 });
  });

  it('flags by Benjamini and Hochberg, the least likely first', () => {
    // The largest i with p_(i) ≤ i·q/m decides, even where smaller ranks fail.
    assert.deepEqual(flaggedRows(Float64Array.of(0.03, 0.0001, 0.9, 0.015, 0.02), 0.05), [1, 3, 4, 0].slice(0, 4));
    assert.deepEqual(flaggedRows(Float64Array.of(0.5, 0.9), 0.05), []);
    assert.deepEqual(flaggedRows(new Float64Array(0), 0.05), []);
    // A row that counts zero times is neither flagged nor counted.
    assert.deepEqual(flaggedRows(Float64Array.of(0.0001, 0.03, 0.04), 0.05, Float64Array.of(0, 2, 1)), [1, 2]);
  });
});
