import assert from 'node:assert/strict';
import { differences } from '../../../server/core/description/differences';
import { logWeightsOf, standingsOf } from '../../../server/core/judging/standing';
import { neutralMixture, shapeOf, type Mixture } from '../../../server/core/mixture/model';

interface Component {
  readonly weight: number;
  readonly mean: number;
  readonly sd: number;
  /** The probability of the first of two levels. */
  readonly level?: number;
}

/** A mixture over a normal column and a column of two levels. */
function mixture(components: readonly Component[]): Mixture {
  const facts = { observed: 1000, missing: 0, mean: 0, sd: 1, levels: 0 };
  const made = neutralMixture(
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

const LARGEST = { weight: 0.58, mean: 0, sd: 1 };
const LARGE = { weight: 0.4, mean: 8, sd: 1 };

describe('standingsOf', () => {
  it('Components that together hold nine tenths of the rows are common', () => {
    assert.deepEqual(standings([LARGEST, LARGE]), ['common', 'common']);
  });

  it('A component with more than a twentieth of the rows is common', () => {
    assert.deepEqual(
      standings([
        { ...LARGEST, weight: 0.93 },
        { ...LARGE, weight: 0.07 },
      ]),
      ['common', 'common'],
    );
  });

  it('A single component is common', () => {
    assert.deepEqual(standings([{ ...LARGEST, weight: 1 }]), ['common']);
    assert.deepEqual(standings([{ ...LARGEST, weight: 1 }], 2), ['common']);
  });

  it('A small dense component far from the others is a group', () => {
    assert.deepEqual(standings([LARGEST, LARGE, { weight: 0.02, mean: 30, sd: 0.5 }]), ['common', 'common', 'group']);
  });

  it('A small component near a common one is common', () => {
    assert.deepEqual(standings([LARGEST, LARGE, { weight: 0.02, mean: 3, sd: 0.5 }]), ['common', 'common', 'common']);
  });

  it('A small component of a level that the others hardly have is a group', () => {
    const [a, b] = [
      { ...LARGEST, level: 1 - 1e-5 },
      { ...LARGE, level: 1 - 1e-5 },
    ];
    assert.deepEqual(standings([a, b, { weight: 0.02, mean: 4, sd: 1, level: 0.01 }]), ['common', 'common', 'group']);
  });

  it('A small component wider than the common ones is stray', () => {
    assert.deepEqual(standings([LARGEST, LARGE, { weight: 0.02, mean: 30, sd: 5 }]), ['common', 'common', 'stray']);
  });

  it('A component of fewer than five rows is stray', () => {
    const few = [LARGEST, LARGE, { weight: 0.02, mean: 30, sd: 0.5 }];
    assert.deepEqual(
      [standings(few, 200), standings(few, 300)],
      [
        ['common', 'common', 'stray'],
        ['common', 'common', 'group'],
      ],
    );
  });

  it('Standings do not depend on the order of the components', () => {
    assert.deepEqual(standings([{ weight: 0.02, mean: 30, sd: 0.5 }, LARGE, LARGEST]), ['group', 'common', 'common']);
  });
});

describe('logWeightsOf', () => {
  it('The weights of the chosen components sum to one, and the others have weight zero', () => {
    const { theta } = mixture([LARGEST, LARGE, { weight: 0.02, mean: 30, sd: 0.5 }]);
    const found = logWeightsOf(theta, 3, (j) => j < 2);
    assert.equal(found[2], -Infinity);
    assert.ok(Math.abs(Math.exp(found[0]) - 0.58 / 0.98) < 1e-12 && Math.abs(Math.exp(found[1]) - 0.4 / 0.98) < 1e-12);
  });
});

describe('differences', () => {
  it('The differences of a group are listed by column, the clearest first', () => {
    const made = mixture([
      { ...LARGEST, level: 0.95 },
      { ...LARGE, level: 0.95 },
      { weight: 0.02, mean: 30, sd: 0.5, level: 0.01 },
    ]);

    const [x, z] = differences(made, ['common', 'common', 'group'], 2);

    assert.deepEqual([x.column, x.own, z], [0, 30, { column: 1, own: 1, others: 0 }]);
    assert.ok(Math.abs(x.others - (0.4 * 8) / 0.98) < 1e-12, String(x.others));
  });

  it('A group that differs in no single column has no differences', () => {
    const made = mixture([LARGEST, { ...LARGE, mean: 0 }, { weight: 0.02, mean: 1, sd: 1 }]);
    assert.deepEqual(differences(made, ['common', 'common', 'group'], 2), []);
  });
});
