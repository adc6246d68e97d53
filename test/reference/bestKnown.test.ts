/** Tests that the default options reach the best known optima. */
import assert from 'node:assert/strict';
import { allowance, bestKnown, defaultFit } from './bestKnown';

describe('best known optima', function () {
  this.timeout(120_000);
  for (const known of bestKnown) {
    const setting = `${known.estimate}, K = ${known.k}`;
    it(`The default fit of ${known.data} (${setting}) reaches the best known ${known.objective.toFixed(4)}`, () => {
      const matrix = known.matrix();

      const { objective, reason, certificate } = defaultFit(known, matrix);

      const short = objective - known.objective;
      assert.ok(short <= allowance(known, matrix), `objective ${objective}: ${short} above the best known`);
      assert.equal(reason, 'converged');
      // At most the gradient at a thousandth of a standard deviation from the optimum, in nats per row.
      assert.ok(certificate.gradientNorm <= 1e-3 * matrix.rows, `gradient ${certificate.gradientNorm}`);
    });
  }
});
