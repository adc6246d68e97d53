import assert from 'node:assert/strict';
import { allowance, bestKnown, defaultFit } from './bestKnown';

describe('the best known optima, found with the default options', function () {
  this.timeout(120_000);
  for (const known of bestKnown) {
    it(`${known.data}, ${known.estimate}, K = ${known.k}: ${known.objective.toFixed(4)}`, () => {
      const matrix = known.matrix();
      const { objective, reason, certificate } = defaultFit(known, matrix);
      const short = objective - known.objective;
      assert.ok(short <= allowance(known, matrix), `objective ${objective}: ${short} above the best known`);
      assert.equal(reason, 'converged');
      // Flat to what a step of a thousandth of a standard deviation would show, in nats per row.
      assert.ok(certificate.gradientNorm <= 1e-3 * matrix.rows, `gradient ${certificate.gradientNorm}`);
    });
  }
});
