/** Tests the outlines of columns: histograms of numbers and shares of levels. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readTable } from '../../../server/core/csv/table/table';
import { outlineOf, type NumberOutline, type OutlinedColumn } from '../../../server/core/description/outline';

const tableOf = (cells: readonly (string | number)[]): ReturnType<typeof readTable> =>
  readTable(['x,y', ...cells.map((cell) => `${cell},1`)].join('\n'), { hasHeader: true });
const numbers = (cells: readonly (string | number)[], kind: OutlinedColumn['kind'] = 'normal'): NumberOutline => {
  const outline = outlineOf(tableOf(cells), { index: 0, kind });
  assert.equal(outline?.of, 'number');
  return outline;
};

describe('column outlines', () => {
  it('The outline of numbers counts each of them, wild ones apart', () => {
    // −0 is written as 0, hence the + 0.
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.integer({ min: -50, max: 50 }),
            fc.double({ min: -5, max: 5, noNaN: true }).map((x) => x + 0),
            fc.constantFrom(1e6, -1e6),
          ),
          { minLength: 1, maxLength: 200 },
        ),
        (cells) => {
          const { counts, below, above, low, high, least, greatest } = numbers(cells);
          assert.equal(counts.reduce((a, b) => a + b) + below + above, cells.length);
          assert.ok(counts.length <= 24 && counts[0] > 0 && (counts.at(-1) ?? 0) > 0);
          assert.deepEqual([least, greatest], [Math.min(...cells), Math.max(...cells)]);
          assert.equal(cells.filter((x) => x < low).length, below);
          assert.equal(cells.filter((x) => x > high).length, above);
        },
      ),
    );
  });

  it('A wild number does not squash the outline', () => {
    const masses = Array.from({ length: 200 }, (_, i) => 4000 + 10 * i);
    assert.deepEqual(numbers(masses).counts, numbers([...masses, 630_000]).counts);
    const { above, greatest, high } = numbers([...masses, 630_000]);
    assert.deepEqual([above, greatest, high], [1, 630_000, 5990]);
  });

  it('The bins of a lognormal column are even on the scale of the logarithms', () => {
    const { counts } = numbers(
      Array.from({ length: 400 }, (_, i) => Math.exp(i / 50)),
      'lognormal',
    );
    assert.ok(Math.max(...counts.slice(1, -1)) <= 2 * Math.min(...counts.slice(1, -1)), String(counts));
  });

  it('The outline of levels has their shares, the commonest first, without missing cells', () => {
    assert.deepEqual(outlineOf(tableOf(['b', 'a', 'b', '', 'NA', 'b']), { index: 0, kind: 'categorical' }), {
      of: 'level',
      levels: [
        { level: 'b', share: 0.75 },
        { level: 'a', share: 0.25 },
      ],
      sampledRows: 6,
    });
  });

  it('The outline of an ignored column shows its numbers', () => {
    assert.equal(outlineOf(tableOf([1, 2, 3]), { index: 0, kind: 'ignored' })?.of, 'number');
  });

  it('An ignored column with a text has no outline', () => {
    assert.equal(outlineOf(tableOf(['a', 2, 3]), { index: 0, kind: 'ignored' }), undefined);
  });

  it('The outline of a column with a unit reads the numbers before the unit', () => {
    assert.deepEqual(
      [outlineOf(tableOf(['1 kg', '2 kg', '3']), { index: 0, kind: 'normal', unit: 'kg' })].map(
        (found) => found?.of === 'number' && [found.low, found.high],
      ),
      [[1, 3]],
    );
  });

  it('A column without a number of its family has no outline', () => {
    assert.equal(outlineOf(tableOf(['', '', 'NA']), { index: 0, kind: 'normal' }), undefined);
    assert.equal(outlineOf(tableOf(['a', '-1']), { index: 0, kind: 'lognormal' }), undefined);
  });

  it('The outline of a long column counts evenly spaced rows', () => {
    const { counts, sampledRows } = numbers(Array.from({ length: 25_000 }, (_, i) => i % 100));
    assert.equal(sampledRows, 3572);
    assert.equal(
      counts.reduce((a, b) => a + b),
      3572,
    );
  });
});
