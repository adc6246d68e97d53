import assert from 'node:assert/strict';
import { cellSurprises, fairSurprises, leaveOneOutWeights } from '../../../server/core/insight/conditional';
import { tailsByOthers, withoutRow } from '../../../server/core/insight/deletion';
import { likelyLevels, surprisingCells } from '../../../server/core/insight/findings';
import { rowPatterns } from '../../../server/core/insight/patterns';
import { rowTails, simulate, tailsIn } from '../../../server/core/insight/surprise';
import { complete, expectation, score } from '../../../server/core/mixture/expectation';
import type { Matrix } from '../../../server/core/matrix';
import { maximise, neutral, shapeOf, type Mixture } from '../../../server/core/mixture/model';
import { matrixOf } from '../mixture/support';

const matrix = matrixOf({ x: [0, 1, 10, 11, 0.5], y: [5, 6, 50, 52, 5.5], z: ['a', 'a', 'b', 'b', 'c'] }, { z: 'categorical' });

/** Two components, near (0, 5, a) and near (10, 50, b). */
function mixture(): Mixture {
  const made = neutral(shapeOf(matrix.columns, 2));
  const { theta, shape } = made;
  theta.set([Math.log(0.6), Math.log(0.4)]);
  theta.set([0, 0, 10, 0], shape.columns[0].parameters);
  theta.set([5, 0, 50, Math.log(2)], shape.columns[1].parameters);
  theta.set([0.9, 0.05, 0.05, 0.05, 0.9, 0.05].map(Math.log), shape.columns[2].parameters);
  return made;
}

describe('surprise of cells', () => {
  it('judges a cell by the others alone', () => {
    const cells = cellSurprises(mixture(), Float64Array.of(0.2, 50, 0));
    const [x, y, z] = cells;
    assert.ok(y.tail !== undefined && y.tail < 1e-12, 'y = 50 does not go with x = 0.2 and level a');
    assert.ok(y.prediction.of === 'number' && Math.abs(y.prediction.mean - 5) < 1e-6);
    assert.ok(y.prediction.of === 'number' && Math.abs(y.prediction.interval[0] - (5 - 1.959964)) < 1e-4 && Math.abs(y.prediction.interval[1] - (5 + 1.959964)) < 1e-4);
    assert.ok(x.prediction.of === 'number' && x.prediction.mean > 9.9, 'given y = 50, x is expected near 10');
    assert.ok(z.prediction.of === 'level' && z.prediction.probabilities.length === 3);
    assert.equal(surprisingCells(cells)[0].column, 1);
  });

  it('does not blame the innocent cells of a row for a guilty one', () => {
    const row = Float64Array.of(0.2, 500, 0);
    assert.ok((cellSurprises(mixture(), row)[0].tail ?? 1) < 1e-12, 'given y = 500, x = 0.2 looks wrong');
    const [x, y, z] = fairSurprises(mixture(), row);
    assert.ok((y.tail ?? 1) < 1e-12 && (x.tail ?? 0) > 0.5 && (z.tail ?? 0) > 0.5);
    assert.ok(x.prediction.of === 'number' && Math.abs(x.prediction.mean) < 0.5);
    assert.deepEqual(fairSurprises(mixture(), Float64Array.of(0.2, 5.1, 0)), cellSurprises(mixture(), Float64Array.of(0.2, 5.1, 0)));
  });

  it('predicts a missing cell and has no tail for it', () => {
    const [, y] = cellSurprises(mixture(), Float64Array.of(10.5, NaN, 1));
    assert.equal(y.tail, undefined);
    assert.ok(y.prediction.of === 'number' && Math.abs(y.prediction.mean - 50) < 1e-6);
  });

  it('keeps the other cells apart from one of log density −10¹⁴', () => {
    const weights = leaveOneOutWeights(mixture(), Float64Array.of(1e7, 5.1, 0));
    assert.ok(Math.abs(weights[0][0] - 1) < 1e-12, 'x left out, the row is of the first component');
    assert.ok(weights[1][1] === 1, 'x kept, nothing else counts');
  });

  it('gives a level and all those no more probable as its tail', () => {
    const [, , z] = cellSurprises(mixture(), Float64Array.of(0, 5, 1));
    assert.ok(z.tail !== undefined && Math.abs(z.tail - 0.1) < 1e-9, String(z.tail));
  });

  it('names the fewest levels that hold 95 %', () => {
    assert.deepEqual(likelyLevels(Float64Array.of(0.02, 0.9, 0.08)), [1, 2]);
    assert.deepEqual(likelyLevels(Float64Array.of(1)), [0]);
  });
});

describe('rows judged by the others', () => {
  function statisticsOf(model: Mixture, data: Matrix): Float64Array {
    return complete(expectation(model, data)).statistics;
  }

  it('takes out exactly the row: the numbers of the others alone', () => {
    const model = mixture();
    const row = 2;
    const rest: Matrix = {
      rows: 4,
      columns: matrix.columns.map((column) => ({ ...column, values: column.values.filter((_, n) => n !== row) })),
    };
    const expected: Mixture = { shape: model.shape, theta: model.theta.slice() };
    maximise(expected, statisticsOf(model, rest), 'map');
    const found = withoutRow(model, statisticsOf(model, matrix), Float64Array.from(matrix.columns, ({ values }) => values[row]));
    for (const { parameters } of model.shape.columns.slice(0, 2)) {
      for (let i = parameters; i < parameters + 4; i++) {
        assert.ok(Math.abs(found.theta[i] - expected.theta[i]) < 1e-9, `θ[${i}]: ${found.theta[i]} instead of ${expected.theta[i]}`);
      }
    }
  });

  it('does not let a wild row testify for itself', () => {
    const x = [...Array.from({ length: 40 }, (_, i) => Math.sin(i)), 500];
    const data = matrixOf({ x });
    const model = neutral(shapeOf(data.columns, 2));
    model.theta.set([Math.log(40 / 41), Math.log(1 / 41), 0, Math.log(0.7), 500, 0]);
    for (let i = 0; i < 20; i++) maximise(model, statisticsOf(model, data), 'map');
    const scores = complete(score(model, data));
    const surprise = complete(simulate(model, ['1'], 10_000, 0));
    const plain = rowTails(surprise, data, scores.logDensity);
    const tails = tailsIn(surprise, data, complete(rowPatterns(data)));
    const judged = complete(tailsByOthers({ mixture: model, statistics: statisticsOf(model, data), tails, asFitted: () => true }, data, scores));
    assert.ok(plain[40] > 0.005, `with itself in the fit it is no surprise: ${plain[40]}`);
    assert.ok(judged[40] < 1e-4, `judged by the others it is: ${judged[40]}`);
    assert.ok(judged.subarray(0, 40).every((p) => p > 0.01));
  });
});
