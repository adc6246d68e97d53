import assert from 'node:assert/strict';
import { seededRandom, normalDeviate } from '../../../server/core/numeric/random';
import { complete } from '../../../server/core/numeric/generators';
import type { Judgement } from '../../../server/core/judging/fittedModel';
import type { FitReport } from '../../../server/protocol';
import { rowFindings } from '../../../server/protocol/report/report';
import { runPipeline } from '../../../server/pipeline/fitTable';

/** Independent normal columns, with one wild cell if its value is given. */
function noise(rows: number, columns: number, wild?: number): string {
  const random = seededRandom(rows + 1000 * columns);
  const names = Array.from({ length: columns }, (_, d) => `x${d}`);
  const cells = Array.from({ length: rows }, () => names.map(() => normalDeviate(random).toFixed(4)));
  if (wild !== undefined) cells[2][1] = String(wild);
  return `${names.join(',')}\n${cells.map((row) => row.join(',')).join('\n')}\n`;
}

describe('whole rows', function () {
  this.timeout(60_000);

  for (const [rows, columns, warningCount] of [
    [5, 50, 1],
    [8, 30, 1],
    [20, 300, 1],
    [30, 200, 1],
    [50, 300, 0],
    [100, 20, 0],
  ]) {
    describe(`${rows} rows of noise in ${columns} columns`, () => {
      let report: FitReport;
      let judgement: Judgement;
      before(() => {
        ({ report, judgement } = complete(runPipeline(noise(rows, columns), { k: 1, starts: 1 }, () => 0)));
      });

      it('Whole rows of noise are no findings', () => {
        const whole = rowFindings(report.findings).filter(({ code }) => code === 'row.low-likelihood');

        assert.deepEqual(whole, []);
      });

      it(`The certificate of noise has ${warningCount} warnings`, () => {
        assert.equal(report.certificate.warnings.length, warningCount);
      });

      it(`Rows of noise ${warningCount > 0 ? 'all have the tail 1' : 'have tails below 1'}`, () => {
        const { tail } = judgement;

        assert.equal(
          tail.every((p) => p === 1),
          warningCount > 0,
        );
      });
    });
  }

  it('A wrong cell is found where few rows of many columns are not judged as a whole', () => {
    const { report } = complete(runPipeline(noise(30, 200, 400), { k: 1, starts: 1 }, () => 0));
    const [found] = rowFindings(report.findings);
    assert.deepEqual([found.row, found.cells[0].column], [2, 'x1']);
    assert.match(report.certificate.warnings.join(), /200 columns are too many for so few rows/);
  });
});
