import assert from 'node:assert/strict';
import { seededRandom, normalDeviate } from '../../../server/core/numeric/random';
import { complete } from '../../../server/core/numeric/generators';
import { rowFindings } from '../../../server/protocol/report/report';
import { runPipeline } from '../../../server/pipeline/fitTable';

/** Independent normal columns, with one extreme cell if its value is given. */
function noise(rows: number, columns: number, extreme?: number): string {
  const random = seededRandom(rows + 1000 * columns);
  const names = Array.from({ length: columns }, (_, d) => `x${d}`);
  const cells = Array.from({ length: rows }, () => names.map(() => normalDeviate(random).toFixed(4)));
  if (extreme !== undefined) cells[2][1] = String(extreme);
  return `${names.join(',')}\n${cells.map((row) => row.join(',')).join('\n')}\n`;
}

describe('whole rows', function () {
  this.timeout(60_000);

  for (const [rows, columns] of [
    [5, 50],
    [8, 30],
    [20, 300],
    [30, 200],
    [50, 300],
    [100, 20],
  ]) {
    it(`Whole rows of noise are no findings: ${rows} rows of ${columns} columns`, () => {
      const { report } = complete(runPipeline(noise(rows, columns), { k: 1, starts: 1 }, () => 0));

      const whole = rowFindings(report.findings).filter(({ code }) => code === 'row.low-likelihood');
      assert.deepEqual(whole, []);
      assert.equal(report.certificate.warnings.length, rows < 2 * Math.sqrt(2 * columns) ? 1 : 0);
    });
  }

  it('A wrong cell is found where few rows of many columns are not judged as a whole', () => {
    const { report } = complete(runPipeline(noise(30, 200, 400), { k: 1, starts: 1 }, () => 0));
    const [found] = rowFindings(report.findings);
    assert.deepEqual([found.row, found.cells[0].column], [2, 'x1']);
    assert.match(report.certificate.warnings.join(), /200 columns are too many for so few rows/);
  });
});
