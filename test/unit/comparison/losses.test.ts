/** Tests the losses of a comparison: known values, extremes, and their level for equal tables. */
import assert from 'node:assert/strict';
import { extendMixture } from '../../../server/core/comparison/extendLevels';
import { lossesBetween, type LossColumn, type Losses } from '../../../server/core/comparison/losses/losses';
import type { MixturePair } from '../../../server/core/description/divergence';
import { complete } from '../../../server/core/numeric/generators';
import { seededRandom } from '../../../server/core/numeric/random';
import { namedMixture, NUMBER, pair } from '../description/mixturePairs';
import { compareDrawn } from './drawnPairs';

const WHOLE: LossColumn = { parts: [0], gaps: [0, 0], rows: [100, 100] };

function losses(of: MixturePair, columns: readonly LossColumn[] = [WHOLE]): Losses {
  return complete(lossesBetween(of, columns, 20_000, seededRandom(3)));
}

function isWithin({ value, standardError }: { value: number; standardError: number }, expected: number): boolean {
  return Math.abs(value - expected) <= 4 * standardError;
}

describe('losses of a comparison', function () {
  this.timeout(120_000);

  it('Two normals have the divergences of their closed form', () => {
    const { joint } = losses(pair('n', [[1, [0, 1]]], [[1, [1, 2]]]));

    assert.ok(isWithin(joint.klForward, Math.LN2 + (1 + 1) / 8 - 0.5));
    assert.ok(isWithin(joint.klBackward, -Math.LN2 + (4 + 1) / 2 - 0.5));
  });

  it('A mixture has no loss to itself', () => {
    const { joint, columns } = losses(pair('n', [[1, [0, 1]]], [[1, [0, 1]]]));

    assert.deepEqual([joint.klForward.value, joint.absolute.value, joint.squared.value], [0, 0, 0]);
    assert.deepEqual([columns[0].absolute.value, columns[0].symmetricKl.value], [0, 0]);
  });

  it('Mixtures far apart have finite losses, the absolute one 2', () => {
    const { joint } = losses(pair('n', [[1, [0, 1]]], [[1, [1e4, 1]]]));

    assert.equal(joint.absolute.value, 2);
    assert.ok(Math.abs(joint.klForward.value / 5e7 - 1) < 0.01);
  });

  it('A column of another share of missing cells has that much absolute loss and finite divergence', () => {
    const { columns } = losses(pair('n', [[1, [0, 1]]], [[1, [0, 1]]]), [{ ...WHOLE, gaps: [0, 20] }]);

    assert.ok(Math.abs(columns[0].absolute.value - 0.4) < 1e-9);
    assert.ok(columns[0].symmetricKl.value > 0 && columns[0].symmetricKl.value < 2);
  });

  it('A further level gets the probability of the prior, and the others keep their proportions', () => {
    const { mixture } = namedMixture('c', [[1, [0.75, 0.25]]]);

    const { theta, shape } = extendMixture(mixture, Float64Array.of(9), [
      { from: 0, family: 'categorical', facts: { ...NUMBER, levels: 4 } },
    ]);

    const probabilities = [...theta.subarray(shape.columns[0].parameters)].map(Math.exp);
    const expected = [0.75 * 0.95, 0.25 * 0.95, 0.025, 0.025];
    probabilities.forEach((probability, level) => assert.ok(Math.abs(probability - expected[level]) < 1e-12));
  });

  it('Tables of one source have losses about their level for equal tables', () => {
    const { losses: found, equal } = compareDrawn(11, {}, { rows: [1500, 1000], permutations: 19, isRobust: false });

    for (const name of ['klForward', 'klBackward', 'absolute'] as const) {
      const distance = found.joint[name].value - equal[name].mean;
      assert.ok(Math.abs(distance) <= 3 * Math.hypot(equal[name].sd, found.joint[name].standardError), name);
    }
  });

  it('A drifted table has losses far above their level for equal tables', () => {
    const drawing = { rows: [1500, 1000] as const, permutations: 19, isRobust: false };

    const { losses: found, equal } = compareDrawn(11, { shift: 0.5 }, drawing);

    assert.ok(found.joint.klForward.value > equal.klForward.mean + 10 * equal.klForward.sd);
  });
});
