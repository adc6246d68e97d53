import assert from 'node:assert/strict';
import { patternOf, rowPatterns } from '../../../server/core/data/missingPatterns';
import { complete } from '../../../server/core/numeric/generators';
import type { Cells } from '../../../server/core/data/matrix';
import { seededRandom } from '../../../server/core/numeric/random';

function cells(rows: number, columns: number, isMissing: (row: number, column: number) => boolean): Cells {
  return {
    rows,
    columns: Array.from({ length: columns }, (_, d) => ({
      values: Float64Array.from({ length: rows }, (__, n) => (isMissing(n, d) ? NaN : n)),
    })),
  };
}

describe('rowPatterns', () => {
  it('rowPatterns lists the distinct patterns of the rows in order and numbers the rows', () => {
    const random = seededRandom(4);
    const tables = [
      cells(500, 4, () => random() < 0.3),
      cells(200, 70, (_, d) => d % 30 === 3 && random() < 0.5),
      cells(50, 3, (_, d) => d === 1),
      cells(40, 3, () => true),
      cells(40, 1, (n) => n > 20),
      cells(1, 2, (_, d) => d === 0),
      cells(30, 2, (n, d) => d === 0 || n === 29),
    ];

    for (const table of tables) {
      const { patterns, numbers } = complete(rowPatterns(table));
      const each = Array.from({ length: table.rows }, (_, n) => patternOf(table, n));
      assert.deepEqual(patterns, [...new Set(each)].sort());
      assert.deepEqual(
        each.map((_, n) => patterns[numbers === undefined ? 0 : numbers[n]]),
        each,
      );
    }
  });

  it('rowPatterns omits the numbers of the rows if all share one pattern', () => {
    assert.deepEqual(complete(rowPatterns(cells(9, 3, () => false))), { patterns: ['111'] });
    assert.deepEqual(complete(rowPatterns(cells(9, 3, (_, d) => d === 2))), { patterns: ['110'] });
    assert.deepEqual(complete(rowPatterns(cells(0, 3, () => false))), { patterns: [] });
  });
});
