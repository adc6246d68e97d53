/** Tests the reports of progress. */
import assert from 'node:assert/strict';
import { stepsReporter } from '../../../server/mcp/progress';

describe('stepsReporter', () => {
  const step = (iteration: number) => ({ k: 2, start: 0, iteration, nlml: 1, objective: 1 });

  it('Reports are apart in time and count all iterations', () => {
    const reports: [number, string][] = [];
    let now = 0;
    const take = stepsReporter(
      (count, message) => reports.push([count, message]),
      () => now,
    );

    take([step(1), step(2)]);
    take([step(3)]);
    now = 250;
    take([step(4)]);
    take([]);

    assert.deepEqual(reports, [
      [2, '2 clusters, start 1, iteration 2'],
      [4, '2 clusters, start 1, iteration 4'],
    ]);
  });
});
