/** Tests the distinct rows of tables of labels. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { distinctRows } from '../../../server/core/data/distinctRows';
import type { Matrix } from '../../../server/core/data/matrix';

const LEVELS = ['a', 'b', 'c'];

/** A matrix of labels; a cell of −1 is missing. */
function labels(rows: readonly (readonly number[])[], rowWeights?: readonly number[]): Matrix {
  return {
    rows: rows.length,
    columns: rows[0].map((_, d) => ({
      name: `x${d}`,
      family: 'categorical',
      facts: { observed: rows.length, missing: 0, mean: 0, sd: 1, levels: LEVELS.length },
      levels: LEVELS,
      values: Float64Array.from(rows, (row) => (row[d] < 0 ? NaN : row[d])),
    })),
    ...(rowWeights !== undefined && { rowWeights: Float64Array.from(rowWeights) }),
  };
}

/** Total weight of each row of a matrix, by its cells. */
function weightsByRow({ rows, columns, rowWeights }: Matrix): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (let n = 0; n < rows; n++) {
    const row = columns.map(({ values }) => String(values[n])).join();
    weights.set(row, (weights.get(row) ?? 0) + (rowWeights?.[n] ?? 1));
  }
  return weights;
}

describe('distinctRows', () => {
  const cell = fc.integer({ min: -1, max: 2 });
  const tables = fc.array(fc.tuple(cell, cell, fc.nat({ max: 5 })), { minLength: 64, maxLength: 300 });

  it('Distinct rows have the total weight of the rows that equal them', () => {
    fc.assert(
      fc.property(tables, fc.boolean(), (table, isWeighted) => {
        const weights = isWeighted ? table.map(([, , weight]) => weight) : undefined;
        const matrix = labels(
          table.map(([a, b]) => [a, b]),
          weights,
        );

        const distinct = distinctRows(matrix);

        assert.ok(distinct !== undefined);
        assert.deepEqual([...weightsByRow(distinct)], [...weightsByRow(matrix)]);
        assert.equal(distinct.rows, weightsByRow(matrix).size);
      }),
    );
  });

  it('A table whose rows hardly repeat has no distinct rows of its own', () => {
    const rows = Array.from({ length: 81 }, (_, n) => [0, 1, 2, 3].map((d) => Math.floor(n / 3 ** d) % 3));

    assert.equal(distinctRows(labels(rows)), undefined);
  });

  it('A table with a column of numbers has no distinct rows of its own', () => {
    const matrix = labels(Array.from({ length: 100 }, () => [1, 1]));
    const columns = [matrix.columns[0], { ...matrix.columns[1], levels: [] }];

    assert.equal(distinctRows({ ...matrix, columns }), undefined);
  });
});
