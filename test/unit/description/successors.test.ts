/** Tests which component of a new fit succeeds which component of the fit before. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { successors } from '../../../server/core/description/successors';

interface Memberships {
  readonly rows: number;
  readonly k: number;
  readonly posterior: Float64Array;
}

/** Memberships in which every row belongs to one component. */
function hard(clusters: readonly number[], k: number): Memberships {
  const posterior = new Float64Array(clusters.length * k);
  clusters.forEach((cluster, row) => {
    posterior[row * k + cluster] = 1;
  });
  return { rows: clusters.length, k, posterior };
}

describe('successors of components', () => {
  it('A component succeeds the one whose rows it holds, in any order', () => {
    assert.deepEqual(successors(hard([0, 0, 0, 1, 1, 2], 3), hard([2, 2, 2, 0, 0, 1], 3)), [2, 0, 1]);
  });

  it('The smaller of two merged components has no successor', () => {
    // The rows of the smaller part are less than half of the merged component.
    assert.deepEqual(successors(hard([0, 0, 0, 1, 1], 2), hard([0, 0, 0, 0, 0], 1)), [0, -1]);
  });

  it('A component that is split in three has no successor', () => {
    assert.deepEqual(successors(hard([0, 0, 0, 0, 0, 0], 1), hard([0, 0, 1, 1, 2, 2], 3)), [-1]);
  });

  it('The first of two halves succeeds the component that is split', () => {
    assert.deepEqual(successors(hard([0, 0, 0, 0], 1), hard([0, 0, 1, 1], 2)), [0]);
  });

  it('Rows count by their weights', () => {
    const [before, after] = [hard([0, 0, 0], 1), hard([0, 0, 1], 2)];
    assert.deepEqual(successors(before, after), [0]);
    assert.deepEqual(successors(before, after, [1, 1, 5]), [1]);
  });

  it('A fit of another number of rows has no successors', () => {
    assert.deepEqual(successors(hard([0, 0], 1), hard([0, 0, 0], 1)), [-1]);
  });

  it('A component without rows has no successor', () => {
    assert.deepEqual(successors(hard([0, 0], 2), hard([0, 0], 2)), [0, -1]);
  });

  const memberships = fc
    .tuple(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 30 }),
      fc.infiniteStream(fc.double({ min: 0.01, max: 1, noNaN: true })),
    )
    .map(([k, rows, stream]) => {
      const posterior = new Float64Array(rows * k);
      for (let row = 0; row < rows; row++) {
        const own = Array.from({ length: k }, () => stream.next().value as number);
        const sum = own.reduce((a, b) => a + b, 0);
        own.forEach((value, j) => {
          posterior[row * k + j] = value / sum;
        });
      }
      return { rows, k, posterior };
    });

  it('Each component of a fit succeeds itself in the same fit, however uncertain the rows are', () => {
    fc.assert(
      fc.property(memberships, (fit) => {
        const found = successors(fit, fit);
        // Components that are equal in every row cannot be told apart.
        const column = (j: number): string =>
          Array.from({ length: fit.rows }, (_, row) => fit.posterior[row * fit.k + j]).join();
        found.forEach((j, i) => assert.equal(column(j), column(i)));
        assert.equal(new Set(found).size, fit.k);
      }),
    );
  });

  it('A component succeeds at most one other', () => {
    fc.assert(
      fc.property(memberships, memberships, (a, b) => {
        const rows = Math.min(a.rows, b.rows);
        const found = successors({ ...a, rows }, { ...b, rows }).filter((j) => j >= 0);
        assert.equal(new Set(found).size, found.length);
        assert.ok(found.every((j) => j < b.k));
      }),
    );
  });
});
