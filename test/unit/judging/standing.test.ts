import assert from 'node:assert/strict';
import { differences } from '../../../server/core/description/differences';
import { logWeightsOf, standingsOf } from '../../../server/core/judging/standing';
import { neutral, shapeOf, type Mixture } from '../../../server/core/mixture/model';

interface Component {
  readonly weight: number;
  readonly mean: number;
  readonly sd: number;
  /** The probability of the first of two levels. */
  readonly level?: number;
}

/** A normal column and one of two levels. */
function mixture(components: readonly Component[]): Mixture {
  const facts = { observed: 1000, missing: 0, mean: 0, sd: 1, levels: 0 };
  const made = neutral(
    shapeOf(
      [
        { family: 'normal', facts },
        { family: 'bernoulli', facts: { ...facts, levels: 2 } },
      ],
      components.length,
    ),
  );
  const [x, z] = made.shape.columns;
  components.forEach(({ weight, mean, sd, level = 0.5 }, j) => {
    made.theta[j] = Math.log(weight);
    made.theta.set([mean, Math.log(sd)], x.parameters + 2 * j);
    made.theta.set([Math.log(level), Math.log(1 - level)], z.parameters + 2 * j);
  });
  return made;
}

function standings(components: readonly Component[], rows = 1000): readonly string[] {
  return standingsOf(
    mixture(components),
    Float64Array.from(components, ({ weight }) => weight * rows),
  );
}

const MOST = { weight: 0.58, mean: 0, sd: 1 };
const MORE = { weight: 0.4, mean: 8, sd: 1 };

describe('how components stand', () => {
  it('is common for those that hold nine tenths of the rows together, and for all of more than a twentieth', () => {
    assert.deepEqual(standings([MOST, MORE]), ['common', 'common']);
    assert.deepEqual(
      standings([
        { ...MOST, weight: 0.93 },
        { ...MORE, weight: 0.07 },
      ]),
      ['common', 'common'],
    );
  });

  it('is common for one alone', () => {
    assert.deepEqual(standings([{ ...MOST, weight: 1 }]), ['common']);
    assert.deepEqual(standings([{ ...MOST, weight: 1 }], 2), ['common']);
  });

  it('is a group for a small dense component far away', () => {
    assert.deepEqual(standings([MOST, MORE, { weight: 0.02, mean: 30, sd: 0.5 }]), ['common', 'common', 'group']);
  });

  it('is common for a small component near a common one', () => {
    assert.deepEqual(standings([MOST, MORE, { weight: 0.02, mean: 3, sd: 0.5 }]), ['common', 'common', 'common']);
  });

  it('is a group for a small component of levels that the others hardly have', () => {
    const [a, b] = [
      { ...MOST, level: 1 - 1e-5 },
      { ...MORE, level: 1 - 1e-5 },
    ];
    assert.deepEqual(standings([a, b, { weight: 0.02, mean: 4, sd: 1, level: 0.01 }]), ['common', 'common', 'group']);
  });

  it('is stray for a small component that is wider than the common ones', () => {
    assert.deepEqual(standings([MOST, MORE, { weight: 0.02, mean: 30, sd: 5 }]), ['common', 'common', 'stray']);
  });

  it('is stray for fewer than five rows', () => {
    const few = [MOST, MORE, { weight: 0.02, mean: 30, sd: 0.5 }];
    assert.deepEqual(
      [standings(few, 200), standings(few, 300)],
      [
        ['common', 'common', 'stray'],
        ['common', 'common', 'group'],
      ],
    );
  });

  it('does not depend on the order of the components', () => {
    assert.deepEqual(standings([{ weight: 0.02, mean: 30, sd: 0.5 }, MORE, MOST]), ['group', 'common', 'common']);
  });
});

describe('log weights of some components', () => {
  it('sum to one among these, and are −∞ for the others', () => {
    const { theta } = mixture([MOST, MORE, { weight: 0.02, mean: 30, sd: 0.5 }]);
    const found = logWeightsOf(theta, 3, (j) => j < 2);
    assert.equal(found[2], -Infinity);
    assert.ok(Math.abs(Math.exp(found[0]) - 0.58 / 0.98) < 1e-12 && Math.abs(Math.exp(found[1]) - 0.4 / 0.98) < 1e-12);
  });
});

describe('what sets a group apart', () => {
  it('is named by its columns, the plainest first', () => {
    const made = mixture([
      { ...MOST, level: 0.95 },
      { ...MORE, level: 0.95 },
      { weight: 0.02, mean: 30, sd: 0.5, level: 0.01 },
    ]);
    const [x, z] = differences(made, ['common', 'common', 'group'], 2);
    assert.deepEqual([x.column, x.own, z], [0, 30, { column: 1, own: 1, others: 0 }]);
    assert.ok(Math.abs(x.others - (0.4 * 8) / 0.98) < 1e-12, String(x.others));
  });

  it('is nothing where it does not differ by itself', () => {
    const made = mixture([MOST, { ...MORE, mean: 0 }, { weight: 0.02, mean: 1, sd: 1 }]);
    assert.deepEqual(differences(made, ['common', 'common', 'group'], 2), []);
  });
});
