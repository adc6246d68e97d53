import assert from 'node:assert/strict';
import { CellJudge, GUILTY_BELOW } from '../../../server/core/judging/cellJudge';
import { likelyLevels, surprisingCells, type CellSurprise } from '../../../server/core/judging/surprisingCells';
import { fittedModel, judge } from '../../../server/core/judging/fittedModel';
import { logDensityBounds } from '../../../server/core/judging/tails/tailBounds';
import { complete } from '../../../server/core/numeric/generators';
import { expectationOfRow, score } from '../../../server/core/mixture/expectation';
import { DEFAULT_FIT_OPTIONS, fit } from '../../../server/core/selection/fitMixture';
import { neutralMixture, shapeOf, type Mixture } from '../../../server/core/mixture/model';
import { rowPatterns } from '../../../server/core/data/missingPatterns';
import { sampleRows } from '../../../server/core/judging/tails/draws';
import { seededRandom } from '../../../server/core/numeric/random';
import { matrixOf, mixedMatrix } from '../mixture/mixtureTables';
import { ERROR_FREE_CHANNEL, errorFreeJudge, unlikelyRowNumbers, rowOf, tableOf } from './judgedTables';

const matrix = matrixOf(
  { x: [0, 1, 10, 11, 0.5], y: [5, 6, 50, 52, 5.5], z: ['a', 'a', 'b', 'b', 'c'] },
  { z: 'categorical' },
);

/** Two components, near (0, 5, a) and near (10, 50, b). */
function mixture(): Mixture {
  const made = neutralMixture(shapeOf(matrix.columns, 2));
  const { theta, shape } = made;
  theta.set([Math.log(0.6), Math.log(0.4)]);
  theta.set([0, 0, 10, 0], shape.columns[0].parameters);
  theta.set([5, 0, 50, Math.log(2)], shape.columns[1].parameters);
  theta.set([0.9, 0.05, 0.05, 0.05, 0.9, 0.05].map(Math.log), shape.columns[2].parameters);
  return made;
}

function cellsOf(row: Float64Array, by = mixture()): readonly CellSurprise[] {
  const cells = errorFreeJudge(by, tableOf(row).columns);
  cells.load(0);
  return cells.cellSurprises();
}

describe('CellJudge', () => {
  it('A cell is judged by the other cells of its row alone', () => {
    const [, y] = cellsOf(Float64Array.of(0.2, 50, 0));

    assert.ok(y.tail !== undefined && y.tail < 1e-12, 'y = 50 does not go with x = 0.2 and level a');
    assert.ok(y.prediction.of === 'number' && Math.abs(y.prediction.mean - 5) < 1e-6);
    y.prediction.interval.forEach((end, i) => assert.ok(Math.abs(end - [5 - 1.959964, 5 + 1.959964][i]) < 1e-4));
  });

  it('The prediction of a level has a probability for each level', () => {
    const [, , z] = cellsOf(Float64Array.of(0.2, 50, 0));

    assert.ok(z.prediction.of === 'level' && z.prediction.probabilities.length === 3);
  });

  it('A wrong cell does not lower the tails of the other cells of its row', () => {
    const [x, y, z] = cellsOf(Float64Array.of(0.2, 500, 0));
    assert.ok((y.tail ?? 1) < 1e-12 && (x.tail ?? 0) > 0.5 && (z.tail ?? 0) > 0.5);
    assert.ok(x.prediction.of === 'number' && Math.abs(x.prediction.mean) < 0.5);
  });

  it('Sound cells are judged as if the wrong cell of their row were missing', () => {
    const [x, , z] = cellsOf(Float64Array.of(0.2, 500, 0));
    const [alone, , level] = cellsOf(Float64Array.of(0.2, NaN, 0));
    assert.deepEqual(
      [x.tail, x.prediction, z.tail, z.prediction],
      [alone.tail, alone.prediction, level.tail, level.prediction],
    );
  });

  it('A missing cell has a prediction but no tail', () => {
    const [, y] = cellsOf(Float64Array.of(10.5, NaN, 1));
    assert.equal(y.tail, undefined);
    assert.ok(y.prediction.of === 'number' && Math.abs(y.prediction.mean - 50) < 1e-6);
  });

  it('A wild cell changes neither the tails nor the predictions of the others', () => {
    for (const wild of [1e7, -1e150, 1e300]) {
      const [x, y, z] = cellsOf(Float64Array.of(wild, 5.1, 0));
      assert.ok(
        (x.tail ?? 1) < 1e-300 && (y.tail ?? 0) > 0.9 && (z.tail ?? 0) > 0.9,
        JSON.stringify([x.tail, y.tail, z.tail]),
      );
      assert.ok(
        x.prediction.of === 'number' && Math.abs(x.prediction.mean) < 1e-6,
        'x left out, the row is of the first component',
      );
    }
  });

  it('The tail of a level sums the probabilities of all levels no more probable', () => {
    const [, , z] = cellsOf(Float64Array.of(0, 5, 1));
    assert.ok(z.tail !== undefined && Math.abs(z.tail - 0.1) < 1e-9, String(z.tail));
  });

  it('The distance of a number is in standard deviations from its nearest plausible component', () => {
    const cells = errorFreeJudge(mixture(), tableOf(Float64Array.of(0.2, 12, 0)).columns);
    cells.load(0);
    cells.cellTails('all');

    assert.ok(Math.abs(cells.distanceOf(1) - 7) < 1e-9, String(cells.distanceOf(1)));
  });

  it('A level has no distance', () => {
    const cells = errorFreeJudge(mixture(), tableOf(Float64Array.of(0.2, 12, 0)).columns);
    cells.load(0);
    cells.cellTails('all');

    assert.ok(Number.isNaN(cells.distanceOf(2)), 'levels have no distance');
  });

  it('The prediction of a cell follows from the posterior given the other cells', () => {
    const all = mixedMatrix(150, 4);
    const by = complete(fit(all, { ...DEFAULT_FIT_OPTIONS, k: 2, starts: 1 })).mixture;
    const cells = errorFreeJudge(by, all.columns);
    let compared = 0;

    for (let n = 0; n < all.rows; n++) {
      cells.load(n);
      if (cells.cellTails('all').some((tail) => tail < GUILTY_BELOW)) continue;
      for (const { column, prediction } of cells.cellSurprises()) {
        const { posterior } = expectationOfRow(by, rowOf(all, n).with(column, NaN));
        const { marginal, parameters } = by.shape.columns[column];
        const expected = marginal.predict(by.theta, parameters, posterior);
        if (prediction.of === 'level' && expected.of === 'level') {
          prediction.probabilities.forEach((p, l) => assert.ok(Math.abs(p - expected.probabilities[l]) < 1e-12));
        } else if (prediction.of === 'number' && expected.of === 'number') {
          assert.ok(
            Math.abs(prediction.mean / expected.mean - 1) < 1e-9 && Math.abs(prediction.sd / expected.sd - 1) < 1e-9,
          );
        } else assert.fail('of the same sort');
        compared++;
      }
    }

    assert.ok(compared > 600, String(compared));
  });

  it('Posteriors and log densities are those of the mixture if no cell is set aside', () => {
    const all = mixedMatrix(150, 5);
    const by = complete(fit(all, { ...DEFAULT_FIT_OPTIONS, k: 2, starts: 1 })).mixture;
    const cells = errorFreeJudge(by, all.columns);
    const { posterior, logDensity } = complete(score(by, all));

    for (let n = 0; n < all.rows; n++) {
      assert.equal(cells.load(n), 0);
      const jacobian = all.columns[1].values[n];
      const own = cells.logDensity - (Number.isNaN(jacobian) ? 0 : jacobian);
      assert.ok(Math.abs(own - logDensity[n]) < 1e-9, `row ${n}: ${own} instead of ${logDensity[n]}`);
      cells.posterior.forEach((p, j) => assert.ok(Math.abs(p - posterior[2 * n + j]) < 1e-9));
    }
  });

  it('No row with a cell tail below the bound is plainly sound', () => {
    const all = mixedMatrix(400, 6);
    const by = complete(fit(all, { ...DEFAULT_FIT_OPTIONS, k: 3, starts: 1 })).mixture;
    const drawn = sampleRows(by, 2000, seededRandom(7));
    const columns = drawn.columns.map(({ values }, d) => {
      // A tenth of the cells hold the value of another row, which need not fit the other cells.
      const random = seededRandom(d, 9);
      return { values: values.map((value) => (random() < 0.1 ? values[Math.floor(random() * values.length)] : value)) };
    });

    for (const bound of [0.2, 0.01, 1e-4]) {
      const bounds = logDensityBounds(by, bound);
      const cells = errorFreeJudge(by, columns, bound);
      let sound = 0;
      for (let n = 0; n < 2000; n++) {
        if (!cells.isPlainlySound(n, bounds)) continue;
        sound++;
        cells.load(n);
        const tails = cells.cellTails('all');
        assert.ok(
          tails.every((tail) => tail > bound),
          `row ${n}: ${tails.join()}`,
        );
      }
      assert.ok(bound > 0.1 || sound > 200, `${bound}: ${sound} rows`);
    }
  });

  it('A small group explains its own rows but not the wrong cells of other rows', () => {
    const by = mixture();
    const columns = [
      { values: Float64Array.of(10, 0) },
      { values: Float64Array.of(50, 50) },
      { values: Float64Array.of(1, 0) },
    ];
    const rows = new Float64Array(6).fill(100);
    const cells = new CellJudge(
      {
        mixture: by,
        channels: columns.map(() => ERROR_FREE_CHANNEL),
        standings: ['common', 'group'],
        rows,
        heavyTails: [],
        skews: [],
        correlations: [],
        crossings: [],
        heaps: [],
      },
      columns,
    );

    cells.load(0);
    assert.equal(cells.group, 1);
    assert.ok(cells.cellTails('all').every((tail) => tail > 0.3));

    cells.load(1);
    const own = [cells.group, cells.cellTails('all')[1] < 1e-12];
    assert.ok(own[0] === 1 || own[1], 'y = 50 is of the group, or wrong');
  });
});

describe('surprisingCells', () => {
  it('surprisingCells puts the least likely cell first', () => {
    const cells = cellsOf(Float64Array.of(0.2, 50, 0));

    assert.equal(surprisingCells(cells)[0].column, 1);
  });
});

describe('likelyLevels', () => {
  it('likelyLevels returns the fewest levels that hold 95 % of the probability', () => {
    assert.deepEqual(likelyLevels(Float64Array.of(0.02, 0.9, 0.08)), [1, 2]);
    assert.deepEqual(likelyLevels(Float64Array.of(1)), [0]);
  });
});

describe('an outlying row that took part in the fit', () => {
  it('A row is found although a component of the fit holds it alone', () => {
    const data = matrixOf({ x: [...Array.from({ length: 40 }, (_, i) => Math.sin(i)), 500] });
    const found = complete(fit(data, { ...DEFAULT_FIT_OPTIONS, k: 2 }));
    const { posterior } = complete(score(found.mixture, data));
    assert.ok(
      posterior[2 * 40 + 1] > 0.99 && Math.abs(found.statistics[1] - 1) < 0.01,
      'the second component is the row alone',
    );

    const patterns = complete(rowPatterns(data));
    const schema = data.columns.map(({ name, family, levels }, index) => ({
      name,
      index,
      kind: family,
      reason: '',
      missing: 0,
      levels,
    }));
    const model = complete(fittedModel({ fit: found, keptCells: data }, schema, 0, 0.01, patterns));
    assert.deepEqual(model.standings, ['common', 'stray']);

    const judgement = complete(
      judge(
        model,
        {
          matrix: data,
          repeated: [],
          variants: [],
          badCells: [],
          badCellCount: 0,
          breaks: [],
          duplicates: [],
          alike: [],
        },
        patterns,
      ),
    );
    assert.deepEqual(unlikelyRowNumbers(judgement), [40]);
    assert.ok(judgement.tail.subarray(0, 40).every((p) => p > 0.01));
  });
});
