/** Tests exemptions of cells: correlations within components, and crossings. */
import assert from 'node:assert/strict';
import { correlatedTail, findCorrelations } from '../../../server/core/judging/exempt/correlations';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { readModel } from '../../../server/formats/model/readModel';
import { modelJson } from '../../../server/formats/model/writeModel';
import { neutralMixture, shapeOf } from '../../../server/core/mixture/model';
import type { FitOptions, RowFinding } from '../../../server/protocol';
import { fitText } from '../../support/fitText';
import { matrixFrom } from '../contamination/contaminatedTables';

/** Cells that are reported as such in a table, not as part of an unlikely row, as column and value. */
function reportedIn(text: string, options: FitOptions = {}): readonly string[] {
  return fitText(text, options)
    .report.findings.filter((finding): finding is RowFinding => 'cells' in finding)
    .filter(({ code }) => code !== 'row.low-likelihood')
    .flatMap(({ cells }) => cells.map(({ column, value }) => `${column} ${value}`));
}

/** Spans of both hands in cm, which differ by a few mm; the first rows are changed. */
function hands(first: readonly (readonly [number, number])[]): string {
  const random = seededRandom(5);
  const rows = Array.from({ length: 300 }, (_, n) => {
    const span = 19 + 1.6 * normalDeviate(random);
    const [right, left] = first.at(n) ?? [span + 0.3 * normalDeviate(random), span + 0.3 * normalDeviate(random)];
    return `${right.toFixed(1)},${left.toFixed(1)},${['a', 'b'][n % 2]}`;
  });
  return `right,left,hand\n${rows.join('\n')}\n`;
}

describe('correlations within components', () => {
  const random = seededRandom(2);
  const common = Array.from({ length: 500 }, () => normalDeviate(random));
  const noisy = (): Float64Array => Float64Array.from(common, (x) => x + 0.5 * normalDeviate(random));
  const matrix = matrixFrom([noisy(), noisy(), Float64Array.from(common, () => normalDeviate(random))]);
  const mixture = neutralMixture(shapeOf(matrix.columns, 1));

  it('findCorrelations names the closest column, and none for a column of its own', () => {
    const found = findCorrelations(matrix, new Float64Array(matrix.rows).fill(1), mixture);

    assert.deepEqual(
      found.map((correlation) => correlation?.column),
      [1, 0, undefined],
    );
    assert.ok(Math.abs((found[0]?.rho ?? 0) - 0.8) < 0.05, String(found[0]?.rho));
  });

  it('correlatedTail is that of a normal given the other cell, and 0 where the other cell may be wrong itself', () => {
    const correlation = { column: 1, rho: 0.8 };

    assert.ok(Math.abs(correlatedTail(correlation, 0.8 * 3 + 1.96 * 0.6, 3) - 0.05) < 1e-3);
    assert.equal(correlatedTail(correlation, 80, 100), 0);
    assert.equal(correlatedTail(correlation, 1, NaN), 0);
  });

  it('Cells of a row that is extreme in two correlated columns are not reported', () => {
    assert.deepEqual(reportedIn(hands([[12.1, 12.3]]), { k: 1 }), []);
  });

  it('A cell that the correlated cell contradicts, and a row in another unit, are reported', () => {
    const found = reportedIn(
      hands([
        [12.1, 20.2],
        [190.1, 191.3],
      ]),
      { k: 1 },
    );

    assert.ok(found.includes('right 190.1') && found.includes('left 191.3'), found.join());
  });

  it('A model file keeps correlations and crossings', () => {
    const { report, model } = fitText(hands([]), { k: 1 });
    const withCrossing = {
      ...model,
      crossings: model.facts.map(() => ({ shares: new Float64Array(model.k).fill(0.1) })),
    };

    const { model: read } = readModel(modelJson(report, withCrossing, 'test'));

    assert.deepEqual(read.correlations, model.correlations);
    assert.ok(model.correlations?.some((correlation) => correlation !== undefined));
    assert.deepEqual(read.crossings, withCrossing.crossings);
  });
});

/** Two kinds of things of different widths; of the narrow ones, some are as wide as the others. */
function things(wide: number): string {
  const random = seededRandom(8);
  const rows = Array.from({ length: 400 }, (_, n) => {
    const isSmall = n % 2 === 0;
    const deviate = normalDeviate(random);
    const width = !isSmall ? 20 + 2 * deviate : n >= 2 * wide ? 10 + 0.4 * deviate : 20 + 0.5 * deviate;
    return `${width.toFixed(2)},${((isSmall ? 3 : 9) + 0.3 * normalDeviate(random)).toFixed(2)},${isSmall ? 'small' : 'large'}`;
  });
  return `width,height,size\n${rows.join('\n')}\n`;
}

describe('crossings', () => {
  it('A twentieth of a cluster and more among the cells of another cluster are no errors', () => {
    assert.deepEqual(reportedIn(things(16)), []);
  });

  it('A few cells among those of another cluster are reported', () => {
    assert.equal(reportedIn(things(3)).filter((cell) => cell.startsWith('width')).length, 3);
  });
});
