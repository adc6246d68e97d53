/** Tests that rejudging the edited rows of a table equals judging the edited text in full. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { OffsetEdit } from '../../../server/core/csv/table/rescan';
import { rowRange } from '../../../server/core/csv/table/table';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { assertRejudgedInFull, fittedPenguins, rowReplacements, type FittedTable } from './rejudgeSupport';
import { judgedText } from './judgedTables';

describe('rejudge', function () {
  this.timeout(120_000);
  let file: FittedTable;
  before(() => (file = fittedPenguins()));

  const cells = fc.constantFrom(
    '63000',
    '3750',
    '-1',
    '39.1',
    'NA',
    '',
    'Adelie',
    'Biscoe',
    'what',
    '"male"',
    '1e5',
    '<3500',
    '<40',
    '>9000',
    '≤ 0',
  );
  /** A cell replaced, a row deleted or repeated, blank lines inserted, or a row cut in two. */
  const change = fc.record({
    row: fc.nat(),
    column: fc.nat(7),
    cell: cells,
    how: fc.constantFrom('cell', 'cell', 'cell', 'out', 'again', 'blank', 'cut'),
  });
  const editsOf = (
    { table }: FittedTable,
    changes: readonly { row: number; column: number; cell: string; how: string }[],
  ): OffsetEdit[] => {
    const rows = new Map(changes.map((one) => [one.row % table.rowCount, one]));
    return [...rows.keys()]
      .sort((a, b) => a - b)
      .map((row): OffsetEdit => {
        const { column, cell, how } = rows.get(row) ?? changes[0];
        const { start, end } = rowRange(table, row);
        const source = table.scan.text.slice(start, end);
        if (how === 'out') return { start, end: Math.min(end + 1, table.scan.text.length), text: '' };
        if (how === 'again') return { start, end: start, text: `${source}\n` };
        if (how === 'blank') return { start: end, end, text: '\n\n' };
        if (how === 'cut') return { start: start + 3, end: start + 3, text: '\n' };
        return {
          start,
          end,
          text: source
            .split(',')
            .map((each, d) => (d === column ? cell : each))
            .join(','),
        };
      });
  };

  it('Rejudging any edits equals judging the edited text in full, bit for bit', () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
        assertRejudgedInFull(file, editsOf(file, changes));
      }),
      { numRuns: 40 },
    );
  });

  it('Rejudging equals full judging where small groups and repeated values change', () => {
    const random = seededRandom(4);
    const lines = Array.from({ length: 240 }, (_, n) => {
      const far = n % 24 === 5 ? 30 : 0;
      return [0, 1].map((d) => (d === 1 && n % 40 === 3 ? '-999' : (far + normalDeviate(random)).toFixed(3))).join(',');
    });
    const grouped = judgedText(`a,b\n${lines.join('\n')}\n`, { k: 2, starts: 1 });
    assert.deepEqual([grouped.judgement.groups.length, grouped.judgement.repeated.length], [1, 1]);

    const texts = fc.constantFrom('30.1,29.8', '-999,-999', '0.1,-999', '99,0.2', 'x,1', '0.3,0.1');
    const [sizes, counts] = [new Set<number>(), new Set<number>()];
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(239), texts), { minLength: 1, maxLength: 6 }), (puts) => {
        const {
          groups: [group],
          repeated,
        } = assertRejudgedInFull(grouped, rowReplacements(grouped.table, puts));
        sizes.add(group.rows.length);
        counts.add(repeated[0].rows.length);
      }),
      { numRuns: 25 },
    );

    assert.ok(sizes.size > 1 && counts.size > 1, 'edits change groups and repeated values');
  });
});
