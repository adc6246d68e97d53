import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RowAssessor } from '../../../server/core/contamination/asideOfRow';
import { cellsSetAside } from '../../../server/core/contamination/asidePass';
import { RowTerms } from '../../../server/core/contamination/rowTerms';
import { CellJudge } from '../../../server/core/judging/cellJudge';
import { judge, mixtureOf } from '../../../server/core/judging/fittedModel';
import { cellBound, SuspectList, WHOLE_ROW } from '../../../server/core/judging/falseDiscovery';
import { boundAt, BoundList } from '../../../server/core/data/cellBounds';
import type { Matrix, MatrixColumn } from '../../../server/core/data/matrix';
import { complete } from '../../../server/core/numeric/generators';
import { score } from '../../../server/core/mixture/expectation';
import { rowPatterns } from '../../../server/core/data/missingPatterns';
import { seededRandom } from '../../../server/core/numeric/random';
import { ERROR_FREE_CHANNEL, judgedMatrix, type JudgedFit } from '../judging/judgedTables';
import { boundedMatrix, mixedMatrix } from '../mixture/mixtureTables';
import { randomCells, withCells } from './contaminatedTables';

const RATE = 0.05;

/** Columns of all families with a tenth of the cells missing and some wild cells. */
function wildMixed(seed: number, rows: number, wild: number): Matrix {
  const matrix = mixedMatrix(rows, seed);
  const random = seededRandom(seed, 0x3c9e);
  const value = (column: number): number => {
    const { levels, family } = matrix.columns[column];
    if (levels.length > 0) return Math.floor(levels.length * random());
    const size = 10 ** (4 * random());
    return family === 'normal' || family === 'lognormal' ? (random() < 0.5 ? -size : size) : Math.round(size);
  };
  return withCells(matrix, randomCells(matrix, wild, seed), ({ column }) => value(column));
}

/** Columns of all families of numbers with bounds in some cells, a few of them impossible. */
function wildBounded(seed: number, rows: number, wild: number): Matrix {
  const random = seededRandom(seed, 0xb0);
  const matrix = boundedMatrix(rows, seed);
  const places = randomCells(matrix, wild, seed);
  const columns = matrix.columns.map((column, d): MatrixColumn => {
    const list = new BoundList();
    const values = column.values.slice();
    for (let row = 0; row < rows; row++) {
      const isWild = places.some((place) => place.row === row && place.column === d);
      if (isWild) values[row] = NaN;
      const bound = isWild
        ? random() < 0.5
          ? { side: -1 as const, limit: d < 2 ? -20 : 0 }
          : { side: 1 as const, limit: d < 2 ? 30 : 3000 }
        : boundAt(column.bounds, row);
      if (bound !== undefined) list.add(row, bound);
    }
    return { ...column, values, ...list.fields, gapless: undefined };
  });
  return { ...matrix, columns };
}

/** The suspects, and the number of cells set aside, with every row judged cell by cell. */
function withoutScreen({ model, encoded: { matrix }, judgement: { tail } }: JudgedFit): {
  suspects: ReturnType<SuspectList['sorted']>;
  aside: number;
} {
  const { k, rows, standings, heavyTails = [], skews = [], heaps = [], correlations = [], crossings = [] } = model;
  const channels = model.channels ?? matrix.columns.map(() => ERROR_FREE_CHANNEL);
  const cells = new CellJudge(
    { mixture: mixtureOf(model), channels, standings, rows, heavyTails, skews, heaps, correlations, crossings },
    matrix.columns,
  );
  const list = new SuspectList();
  let aside = 0;
  for (let n = 0; n < matrix.rows; n++) {
    aside += cells.load(n);
    assert.equal(cells.posterior.length, k);
    cells.cellTails('all').forEach((own, d) => {
      if (own <= cellBound(RATE)) list.add(n, d, own, cells.distanceOf(d));
    });
    if (cells.group < 0 && !cells.hasExemptCell && tail[n] <= RATE) list.add(n, WHOLE_ROW, tail[n]);
  }
  return { suspects: list.sorted(), aside };
}

describe('the screens of judging', function () {
  this.timeout(60_000);

  it('The screens hide no suspect', () => {
    let [suspects, aside] = [0, 0];

    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.constantFrom(60, 200),
        fc.constantFrom(0, 3, 12),
        fc.constantFrom(1, 2, 4),
        fc.constantFrom(wildMixed, wildBounded),
        (seed, rows, wild, k, matrixOf) => {
          const judged = judgedMatrix(matrixOf(seed, rows, wild), { k, starts: 1, maxIterations: 50 }, RATE);
          const full = withoutScreen(judged);
          assert.deepEqual(judged.judgement.suspects, full.suspects);
          suspects += full.suspects.rows.length;
          aside += full.aside;
        },
      ),
      { numRuns: 36, seed: 7 },
    );

    assert.ok(suspects > 100 && aside > 20, `${suspects} suspects, ${aside} cells set aside`);
  });

  it('The screens hide no cell that is to be set aside', () => {
    let count = 0;

    for (let seed = 1; seed <= 12; seed++) {
      const {
        found: {
          fit: { mixture },
          channels,
        },
        encoded: { matrix },
      } = judgedMatrix((seed > 6 ? wildBounded : wildMixed)(seed, 200, 10), { k: 2, starts: 1, maxIterations: 50 });
      const patterned = { matrix, patterns: complete(rowPatterns(matrix)) };
      const screened = complete(cellsSetAside(mixture, patterned, channels, complete(score(mixture, matrix))));
      const terms = new RowTerms(mixture, matrix.columns);
      const assessor = new RowAssessor(terms, mixture.theta.subarray(0, 2), mixture, channels);
      const all: number[][] = matrix.columns.map(() => []);
      for (let n = 0; n < matrix.rows; n++) {
        terms.load(n);
        assessor.setAside();
        all.forEach((rows, d) => {
          if (assessor.isKept[d] === 0 && terms.observed[d] === 1) rows.push(n);
        });
      }
      assert.deepEqual(
        screened.map((rows) => Array.from(rows)),
        all,
      );
      count += all.flat().length;
    }

    assert.ok(count > 20, String(count));
  });

  for (const [what, matrixOf] of [
    ['numbers and levels', wildMixed],
    ['numbers and bounds', wildBounded],
  ] as const) {
    describe(what, () => {
      let judged: JudgedFit;
      before(() => {
        judged = judgedMatrix(matrixOf(3, 200, 10), { k: 2, starts: 1, maxIterations: 50 });
      });

      it('Judging the rows of a fitted matrix again gives the same judgement', () => {
        const { model, encoded, judgement } = judged;

        assert.deepEqual(complete(judge(model, encoded)), judgement);
      });

      it('Screened rows have the log densities and posteriors of CellJudge', () => {
        const { model, encoded, judgement } = judged;
        const {
          rows,
          standings,
          heavyTails = [],
          skews = [],
          heaps = [],
          correlations = [],
          crossings = [],
          channels = [],
        } = model;
        const cells = new CellJudge(
          { mixture: mixtureOf(model), channels, standings, rows, heavyTails, skews, heaps, correlations, crossings },
          encoded.matrix.columns,
        );
        const [, lognormal] = encoded.matrix.columns;

        judgement.logDensity.forEach((own, n) => {
          cells.load(n);
          const expected = cells.logDensity - (Number.isNaN(lognormal.values[n]) ? 0 : lognormal.values[n]);
          assert.ok(
            Math.abs(own - expected) < 1e-9 * Math.max(1, Math.abs(expected)),
            `row ${n}: ${own} instead of ${expected}`,
          );
          cells.posterior.forEach((p, j) => assert.ok(Math.abs(p - judgement.posterior[2 * n + j]) < 1e-9, `row ${n}`));
        });
      });
    });
  }
});
