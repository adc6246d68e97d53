/** Tests that wrong cells are found beside cells with bounds, and that neither get a component of their own. */
import assert from 'node:assert/strict';
import { complete } from '../../../server/core/numeric/generators';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { runPipeline } from '../../../server/pipeline/fitTable';
import type { FitReport } from '../../../server/protocol';

function fitted(cells: (n: number) => readonly string[], rows: number): FitReport {
  return complete(
    runPipeline(`x,y\n${Array.from({ length: rows }, (_, n) => cells(n).join(',')).join('\n')}\n`, {}, () => 0),
  ).report;
}

const flagged = ({ findings }: FitReport): readonly number[] =>
  findings.flatMap((finding) => ('row' in finding ? [finding.row] : [])).sort((a, b) => a - b);

describe('wrong cells beside bounds', function () {
  this.timeout(120_000);

  it('Wrong cells are found where many cells lie below the limit of detection', () => {
    for (const seed of [1, 2, 3]) {
      const random = seededRandom(seed);
      const report = fitted((n) => {
        const lead =
          n === 100
            ? '>50'
            : n === 200
              ? '12.00'
              : random() < 0.3
                ? '<0.05'
                : Math.exp(-1.7 + 0.35 * normalDeviate(random)).toFixed(2);
        return [lead, (7 + 0.3 * normalDeviate(random)).toFixed(1)];
      }, 400);
      assert.deepEqual(flagged(report), [100, 200], `seed ${seed}`);
    }
  });

  it('Wrong cells are found where many cells lie above a limit', () => {
    for (const seed of [1, 2, 3]) {
      const random = seededRandom(seed);
      const report = fitted((n) => {
        const value = Math.exp(4.1 + 0.5 * normalDeviate(random));
        return [
          n === 50 ? '5000' : value > 100 ? '>100' : value.toFixed(1),
          (7 + 0.3 * normalDeviate(random)).toFixed(1),
        ];
      }, 300);
      assert.deepEqual([report.k, flagged(report)], [1, [50]], `seed ${seed}`);
    }
  });
});

describe('the family of a column with bounds', function () {
  this.timeout(120_000);

  it('The family of a column is chosen by its bounds as well as its numbers', () => {
    const random = seededRandom(4);
    const kindOf = (draw: () => number, limit: number, digits: number): string =>
      fitted(() => {
        const value = draw();
        return [value < limit ? `<${limit}` : value.toFixed(digits), (7 + 0.3 * normalDeviate(random)).toFixed(1)];
      }, 300).columns[0].kind;

    assert.equal(
      kindOf(() => Math.exp(0.9 * normalDeviate(random)), 1.3, 2),
      'lognormal',
      'most below the limit',
    );
    assert.equal(
      kindOf(() => 20 + 4 * normalDeviate(random), 18, 1),
      'normal',
      'a third below it',
    );
  });
});
