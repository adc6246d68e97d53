/** Tests the judging of rows in which a cell holds a bound ("<0.05") instead of a number. */
import assert from 'node:assert/strict';
import { boundedMatrix } from '../mixture/mixtureTables';
import { boundAt } from '../../../server/core/data/cellBounds';
import { cellsOfMatrix } from '../../../server/pipeline/judgedRows';
import { complete } from '../../../server/core/numeric/generators';
import { shapeOf, type Mixture } from '../../../server/core/mixture/model';
import { oddnessByRow } from '../../../server/core/judging/oddness';
import { distributionOf } from '../../../server/core/description/distribution';
import { encodeFor, judgeTable, mixtureOf } from '../../../server/core/judging/fittedModel';
import { judgeRow } from '../../../server/core/judging/rowJudgement';
import type { CellColumn } from '../../../server/core/data/matrix';
import { normalCdf } from '../../../server/core/families/functions/special';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { readTable } from '../../../server/core/csv/table/table';
import { encodeRow } from '../../../server/core/schema/encoding/encode';
import { errorFreeJudge, unlikelyRowNumbers, judgedMatrix, judgedText } from './judgedTables';

/** Two components, at (0, 5) and (100, 5 + 30) with sd 1, of equal weight. */
function mixture(): Mixture {
  const facts = { observed: 100, missing: 0, mean: 0, sd: 1, levels: 0 };
  const shape = shapeOf(
    [
      { family: 'normal', facts },
      { family: 'normal', facts },
    ],
    2,
  );
  return { shape, theta: Float64Array.of(Math.log(0.5), Math.log(0.5), 0, 0, 100, 0, 5, 0, 35, 0) };
}

/** One row whose first cell holds a bound. */
function rowWith(side: -1 | 1, limit: number, y: number): readonly CellColumn[] {
  return [
    {
      values: Float64Array.of(NaN),
      bounds: { rows: Uint32Array.of(0), kinds: Int32Array.of(0), distinct: [{ side, limit }] },
    },
    { values: Float64Array.of(y) },
  ];
}

describe('a cell with a bound', () => {
  it('The tail of a bound is twice its probability given the other cells, at most one', () => {
    const tailOf = (side: -1 | 1, limit: number, y: number): number => {
      const cells = errorFreeJudge(mixture(), rowWith(side, limit, y));
      cells.load(0);
      return cells.cellSurprises()[0].tail ?? NaN;
    };

    assert.ok(Math.abs(tailOf(-1, 97, 35) / (2 * normalCdf(-3)) - 1) < 1e-9);
    assert.ok(Math.abs(tailOf(1, 3, 5) / (2 * normalCdf(-3)) - 1) < 1e-9);
    assert.equal(tailOf(-1, 200, 35), 1);
    assert.equal(tailOf(1, -3, 5), 1);
  });

  it('A bound enters the posterior and the log density of its row', () => {
    const cells = errorFreeJudge(mixture(), rowWith(-1, 50, NaN));
    cells.load(0);
    assert.deepEqual([...cells.posterior], [1, 0]);
    assert.ok(Math.abs(cells.logDensity - Math.log(0.5)) < 1e-12);
  });

  it('The distance of a bound is the normal quantile of its probability', () => {
    const far = errorFreeJudge(mixture(), rowWith(-1, 97, 35));
    far.load(0);
    far.cellTails('all');
    assert.ok(Math.abs(far.distanceOf(0) - 3) < 1e-6, String(far.distanceOf(0)));
  });
});

describe('a bound in a column of large numbers', () => {
  it('The screen for doubtful cells keeps a far bound where densities are small', () => {
    const { shape, theta } = mixture();
    const wide = {
      shape,
      theta: theta.map((value, i) => (i === 2 || i === 4 ? value * 1e6 : i === 3 || i === 5 ? Math.log(1e6) : value)),
    };
    const cells = errorFreeJudge(wide, rowWith(-1, -5e6, 5), 1e-4);

    cells.load(0);
    const [all] = cells.cellTails('all');
    assert.ok(Math.abs(all / (2 * normalCdf(-5)) - 1) < 1e-6, String(all));

    cells.load(0);
    assert.equal(cells.cellTails('doubtful')[0], all);
  });
});

describe('tables with bounds', function () {
  this.timeout(60_000);
  const random = seededRandom(8);
  const lines = Array.from({ length: 300 }, (_, n) => {
    const far = n % 3 === 0 ? 20 : 0;
    const x = 100 + far + 4 * normalDeviate(random);
    const cell =
      n === 50 ? '<0.05' : n === 60 ? '<200' : n === 70 ? '>1000' : n === 80 ? '>3' : x < 96 ? '<96' : x.toFixed(2);
    return `${cell},${(far + 4 * normalDeviate(random)).toFixed(2)}`;
  });
  const judged = judgedText(`x,y\n${lines.join('\n')}\n`);

  it('Exactly the rows with bounds that contradict the model are found', () => {
    assert.deepEqual(unlikelyRowNumbers(judged.judgement), [50, 70]);
    assert.ok(judged.judgement.unlikely.every(({ columns }) => columns.length === 1 && columns[0] === 0));
    assert.equal(judged.judgement.badCellCount, 0);
  });

  it('A row judged alone has the judgement of the same row in its table', () => {
    const {
      model,
      encoded: { matrix },
      judgement,
      table,
      schema,
    } = judged;
    const odd = oddnessByRow(model, matrix);

    for (const row of [0, 1, 50, 60, 70, 80, ...lines.keys()].slice(0, 120)) {
      for (const [of, at] of [
        [matrix, row],
        [encodeRow(table, schema, model.facts, row), 0],
      ] as const) {
        const own = judgeRow(model, of, at);
        assert.ok(Math.abs(own.logDensity - judgement.logDensity[row]) < 1e-9, `log density of ${row}`);
        assert.equal(own.tail, judgement.tail[row]);
        own.posterior.forEach((p, k) => assert.ok(Math.abs(p - judgement.posterior[row * model.k + k]) < 1e-9));
        assert.equal(own.cells[0].tail === undefined, false, 'it is observed');
        assert.equal(oddnessByRow(model, of)(at), odd(row));
      }
    }
  });

  it('Bounds that the fit has not seen are judged in a new table', () => {
    const again = complete(judgeTable(judged.model, readTable('x,y\n<0.07,3\n<97,3\n100,3\n>400,22\n')));

    assert.deepEqual(unlikelyRowNumbers(again), [0, 3]);
  });

  it('The oddness of a row rises with the distance of its bound', () => {
    const {
      model,
      encoded: { matrix },
    } = judged;
    const odd = oddnessByRow(model, matrix);
    const usual = [...lines.keys()].map(odd).sort((a, b) => a - b);

    assert.ok(odd(50) > usual[295] && odd(70) > usual[295]);
    assert.ok(odd(60) < usual[200] && odd(80) < usual[200]);
  });

  it('cellsOfMatrix returns a single row with its bounds', () => {
    const {
      model,
      encoded: { matrix },
      table,
    } = judged;
    const cells = cellsOfMatrix(matrix, model, table.columns, () => assert.fail());

    for (const row of [0, 50, 60, 70, 80])
      assert.deepEqual(boundAt(cells.row(row)[0].bounds, 0), boundAt(matrix.columns[0].bounds, row));
    assert.deepEqual(boundAt(cells.row(70)[0].bounds, 0), { side: 1, limit: Math.log(1000) });
  });

  it('A bound that excludes nothing adds no more oddness than a missing cell', () => {
    const { model } = judged;
    const of = encodeFor(model, readTable('x,y\n>-1e9,3\n,3\n<1e9,22\n,22\n>-1e9,60\n,60\n')).matrix;
    const odd = oddnessByRow(model, of);

    for (const row of [0, 2, 4]) assert.ok(Math.abs(odd(row) - odd(row + 1)) < 1e-9, `${odd(row)} ${odd(row + 1)}`);
  });

  it('The curves of a distribution cover the cells with bounds as well', () => {
    const {
      model,
      encoded: { matrix },
      judgement,
    } = judged;
    const mixtureOfRows = mixtureOf(model);

    const found = distributionOf(mixtureOfRows, 0, matrix.columns[0], judgement.posterior);
    assert.ok(found?.of === 'number' && matrix.columns[0].bounds !== undefined);
    const bars = found.counts.reduce((sum, count) => sum + count, 0) + found.below + found.above;
    assert.equal(bars + matrix.columns[0].bounds.rows.length, 300);

    // Above the limit curves and bars agree.
    const from = Math.ceil((96 - found.bins.first) / found.bins.width);
    const step = found.grid[1] - found.grid[0];
    const under = found.expected.reduce(
      (sum, curve) =>
        sum +
        curve.reduce(
          (part, height, i) =>
            found.grid[i] >= found.bins.first + from * found.bins.width
              ? part + (height * step) / found.bins.width
              : part,
          0,
        ),
      0,
    );
    const above = found.counts.slice(from).reduce((sum, count) => sum + count, 0);
    assert.ok(Math.abs(under - above) < 12, `${under} expected, ${above} seen`);
  });

  it('Whole rows are judged by their numbers and levels, not by their bounds', () => {
    const {
      model,
      judgement,
      encoded: { matrix },
    } = judgedMatrix(boundedMatrix(200, 3), { k: 2, starts: 1 });
    assert.ok([...model.surprise.keys()].every((pattern) => /^[01]+$/.test(pattern)));
    const free = matrix.columns.reduce(
      (rows, { values }) => rows.filter((n) => Number.isNaN(values[n])),
      [...Array(matrix.rows).keys()],
    );
    for (const row of free) assert.equal(judgement.tail[row], 1);

    // Few rows of a sample from the model itself are unlikely.
    assert.ok(judgement.tail.filter((tail) => tail < 0.01).length <= 6);
  });
});
