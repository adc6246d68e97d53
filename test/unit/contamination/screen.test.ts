import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RowAssessor } from '../../../server/core/contamination/setAside';
import { cellsSetAside } from '../../../server/core/contamination/step';
import { RowTerms } from '../../../server/core/contamination/rowTerms';
import { CellJudge } from '../../../server/core/insight/cellJudge';
import { judge, mixtureOf } from '../../../server/core/insight/fitted';
import { cellBound, SuspectList, WHOLE_ROW } from '../../../server/core/insight/suspects';
import type { Matrix } from '../../../server/core/matrix';
import { complete } from '../../../server/core/generators';
import { score } from '../../../server/core/mixture/expectation';
import { rowPatterns } from '../../../server/core/mixture/patterns';
import { seededRandom } from '../../../server/core/random';
import { BELIEVED, judgedMatrix, type Judged } from '../insight/support';
import { mixedMatrix } from '../mixture/support';
import { someCells, withCells } from './support';

const RATE = 0.05;

/** Columns of all families, a tenth of the cells missing, some wild. */
function wildMixed(seed: number, rows: number, wild: number): Matrix {
  const matrix = mixedMatrix(rows, seed);
  const random = seededRandom(seed, 0x3c9e);
  const value = (column: number): number => {
    const { levels, family } = matrix.columns[column];
    if (levels.length > 0) return Math.floor(levels.length * random());
    const size = 10 ** (4 * random());
    return family === 'normal' || family === 'lognormal' ? (random() < 0.5 ? -size : size) : Math.round(size);
  };
  return withCells(matrix, someCells(matrix, wild, seed), ({ column }) => value(column));
}

/** The suspects and the log densities, every row looked at cell by cell. */
function withoutScreen({ model, encoded: { matrix }, judgement: { tail } }: Judged): { suspects: ReturnType<SuspectList['sorted']>; aside: number } {
  const { k, rows, standings, heavyTails = [], skews = [] } = model;
  const channels = model.channels ?? matrix.columns.map(() => BELIEVED);
  const cells = new CellJudge({ mixture: mixtureOf(model), channels, standings, rows, heavyTails, skews }, matrix.columns);
  const list = new SuspectList();
  let aside = 0;
  for (let n = 0; n < matrix.rows; n++) {
    aside += cells.load(n);
    assert.equal(cells.posterior.length, k);
    cells.cellTails('all').forEach((own, d) => { if (own <= cellBound(RATE)) list.add(n, d, own, cells.distanceOf(d)); });
    if (cells.group < 0 && !cells.isInHeavyTail && tail[n] <= RATE) list.add(n, WHOLE_ROW, tail[n]);
  }
  return { suspects: list.sorted(), aside };
}

describe('the screens of judging', function () {
  this.timeout(60_000);

  it('hide no suspect', () => {
    let [suspects, aside] = [0, 0];
    fc.assert(fc.property(fc.integer({ min: 1, max: 1e6 }), fc.constantFrom(60, 200), fc.constantFrom(0, 3, 12), fc.constantFrom(1, 2, 4), (seed, rows, wild, k) => {
      const judged = judgedMatrix(wildMixed(seed, rows, wild), { k, starts: 1, maxIterations: 50 }, RATE);
      const full = withoutScreen(judged);
      assert.deepEqual(judged.judgement.suspects, full.suspects);
      suspects += full.suspects.rows.length;
      aside += full.aside;
    }), { numRuns: 18, seed: 7 });
    assert.ok(suspects > 100 && aside > 20, `${suspects} suspects, ${aside} cells set aside`);
  });

  it('hide no cell that is to be set aside', () => {
    let count = 0;
    for (let seed = 1; seed <= 6; seed++) {
      const { found: { fit: { mixture }, channels }, encoded: { matrix } } = judgedMatrix(wildMixed(seed, 200, 10), { k: 2, starts: 1, maxIterations: 50 });
      const screened = complete(cellsSetAside(mixture, matrix, channels, complete(rowPatterns(matrix)), complete(score(mixture, matrix))));
      const terms = new RowTerms(mixture, matrix.columns);
      const assessor = new RowAssessor(terms, mixture.theta.subarray(0, 2), mixture, channels);
      const all: number[][] = matrix.columns.map(() => []);
      for (let n = 0; n < matrix.rows; n++) {
        terms.load(n);
        assessor.setAside();
        all.forEach((rows, d) => { if (assessor.kept[d] === 0 && !Number.isNaN(terms.row[d])) rows.push(n); });
      }
      assert.deepEqual(screened.map((rows) => Array.from(rows)), all);
      count += all.flat().length;
    }
    assert.ok(count > 20, String(count));
  });

  it('leave the log densities of rows as the judge of cells has them', () => {
    const judged = judgedMatrix(wildMixed(3, 200, 10), { k: 2, starts: 1, maxIterations: 50 });
    const { model, encoded } = judged;
    const again = complete(judge(model, encoded));
    assert.deepEqual(again, judged.judgement);
    const { rows, standings, heavyTails = [], skews = [], channels = [] } = model;
    const cells = new CellJudge({ mixture: mixtureOf(model), channels, standings, rows, heavyTails, skews }, encoded.matrix.columns);
    const [, lognormal] = encoded.matrix.columns;
    again.logDensity.forEach((own, n) => {
      cells.load(n);
      const expected = cells.logDensity - (Number.isNaN(lognormal.values[n]) ? 0 : lognormal.values[n]);
      assert.ok(Math.abs(own - expected) < 1e-9 * Math.max(1, Math.abs(expected)), `row ${n}: ${own} instead of ${expected}`);
      cells.posterior.forEach((p, j) => assert.ok(Math.abs(p - again.posterior[2 * n + j]) < 1e-9, `row ${n}`));
    });
  });
});
