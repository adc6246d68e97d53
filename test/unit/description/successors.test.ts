/** Which component of a new fit is which of the one before. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { successors } from '../../../server/core/description/successors';

interface Memberships {
  readonly rows: number;
  readonly k: number;
  readonly posterior: Float64Array;
}

/** Every row wholly of one component. */
function hard(clusters: readonly number[], k: number): Memberships {
  const posterior = new Float64Array(clusters.length * k);
  clusters.forEach((cluster, row) => {
    posterior[row * k + cluster] = 1;
  });
  return { rows: clusters.length, k, posterior };
}

describe('components of a new fit', () => {
  it('succeed those whose rows they hold, in whatever order', () => {
    assert.deepEqual(successors(hard([0, 0, 0, 1, 1, 2], 3), hard([2, 2, 2, 0, 0, 1], 3)), [2, 0, 1]);
  });

  it('must hold half of the rows, and have half of theirs from there', () => {
    // Merged: only the larger part is the successor's; the smaller part's rows are less than half of it.
    assert.deepEqual(successors(hard([0, 0, 0, 1, 1], 2), hard([0, 0, 0, 0, 0], 1)), [0, -1]);
    // Split in three: no part holds half.
    assert.deepEqual(successors(hard([0, 0, 0, 0, 0, 0], 1), hard([0, 0, 1, 1, 2, 2], 3)), [-1]);
    // Just half is enough, and the first of two halves alone.
    assert.deepEqual(successors(hard([0, 0, 0, 0], 1), hard([0, 0, 1, 1], 2)), [0]);
  });

  it('count rows as often as they count', () => {
    const [before, after] = [hard([0, 0, 0], 1), hard([0, 0, 1], 2)];
    assert.deepEqual(successors(before, after), [0]);
    assert.deepEqual(successors(before, after, [1, 1, 5]), [1]);
  });

  it('are none where the rows are others, or a component has none', () => {
    assert.deepEqual(successors(hard([0, 0], 1), hard([0, 0, 0], 1)), [-1]);
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

  it('are a fit’s own components where it is fitted again, however unsure its rows are', () => {
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

  it('succeed one each', () => {
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
