/** Tests how two mixtures are paired by their columns. */
import assert from 'node:assert/strict';
import { pairOf } from '../../../server/core/description/divergence';
import { namedMixture, near, pair, squared } from './mixturePairs';

describe('pairs of mixtures', () => {
  const p = namedMixture('nc', [[1, [0, 1], [0.5, 0.5]]]);

  it('pairOf matches columns by their names', () => {
    const q = namedMixture('cn', [[1, [0.2, 0.8], [3, 1]]]);
    const swapped = {
      ...q,
      columns: [
        { ...q.columns[0], name: 'x1' },
        { ...q.columns[1], name: 'x0' },
      ],
    };
    const expected = squared(pair('nc', [[1, [0, 1], [0.5, 0.5]]], [[1, [3, 1], [0.2, 0.8]]])).value;

    near(squared(pairOf(p, swapped)).value, expected);
  });

  it('pairOf refuses a column that only one of the mixtures has', () => {
    assert.throws(
      () => pairOf(p, namedMixture('n', [[1, [1, 2]]])),
      new RangeError('Only the first model has a column "x1"; compare models of the same columns.'),
    );
    assert.throws(() => pairOf(namedMixture('n', [[1, [1, 2]]]), p), /Only the second model has a column "x1"/);
  });

  it('pairOf refuses a column of two families', () => {
    assert.throws(
      () => pairOf(p, namedMixture('nn', [[1, [0, 1], [0, 1]]])),
      /Column "x1" is categorical in the first model and normal in the second/,
    );
  });

  it('pairOf refuses a column of other levels', () => {
    assert.throws(() => pairOf(p, namedMixture('nc', [[1, [0, 1], [0.2, 0.3, 0.5]]])), /Column "x1" has other levels/);
  });
});
