import assert from 'node:assert/strict';
import fc from 'fast-check';
import { rescan, stretchesOf } from '../../../server/core/csv/table/rescan';
import { scan, PROBLEM_LIMIT, type Delimiter } from '../../../server/core/csv/table/scan';
import { cuts, edited, quotings, text } from './textEdits';

const delimiters = fc.constantFrom<Delimiter>(',', ';', ' ', '  ');

describe('rescan', function () {
  this.timeout(120_000);

  it('rescan equals a full scan in every field, for any text and edits', () => {
    fc.assert(
      fc.property(text(60), cuts(4), delimiters, quotings, (before, edits, delimiter, quoting) => {
        const list = edits(before);
        const after = edited(before, list);
        assert.deepEqual(rescan(scan(before, delimiter, quoting), list, after), scan(after, delimiter, quoting));
      }),
      { numRuns: 20_000 },
    );
  });

  it('rescan equals a full scan after each of several edits', () => {
    fc.assert(
      fc.property(
        text(60),
        fc.array(cuts(2), { maxLength: 6 }),
        delimiters,
        quotings,
        (before, bursts, delimiter, quoting) => {
          let now = scan(before, delimiter, quoting);
          for (const edits of bursts) {
            const list = edits(now.text);
            const after = edited(now.text, list);
            now = rescan(now, list, after);
            assert.deepEqual(now, scan(after, delimiter, quoting));
          }
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('rescan counts the problems beyond the limit', () => {
    for (const [strays, put, at] of [
      [1200, '', 0],
      [990, '"a"b\n'.repeat(30), 5],
      [999, '"open', 0],
      [1001, '"open', 0],
      [1500, '"open', 5],
      [20, '"a"b\n'.repeat(1200), 10],
    ] as const) {
      const before = '"a"b\n'.repeat(strays);
      const edits = [{ start: at, end: at + (put === '' ? 5 : 0), text: put }];
      const after = edited(before, edits);

      assert.deepEqual(rescan(scan(before, ','), edits, after), scan(after, ','));

      const back = [{ start: at, end: at + put.length, text: before.slice(at, edits[0].end) }];

      assert.deepEqual(rescan(scan(after, ','), back, before), scan(before, ','));
    }
    assert.equal(PROBLEM_LIMIT, 1000);
  });

  it('stretchesOf scans only the edited records', () => {
    const before = scan(Array.from({ length: 1000 }, (_, i) => `${i},"q ${i}",x`).join('\n'), ',');
    const at = before.cellStart[before.recordFirstCell[500]];

    const [stretch, ...others] = stretchesOf(before, [{ start: at + 2, end: at + 3, text: '9' }]);

    assert.deepEqual([stretch.from, stretch.to, stretch.scan.text, others], [500, 501, '509,"q 500",x\n', []]);
  });

  it('stretchesOf reuses known stretches that are still valid', () => {
    const before = scan('a,b\n1,2\n3,4\n5,6\n7,8\n', ',');
    const first = { start: 5, end: 6, text: '\n' };
    const known = stretchesOf(before, [first, { start: 13, end: 14, text: '0' }]);

    const renewed = stretchesOf(before, [first, { start: 13, end: 14, text: '00' }], known);

    assert.equal(known.length, 2);
    assert.equal(renewed[0], known[0]);
    assert.notEqual(renewed[1], known[1]);
    assert.notEqual(stretchesOf(before, [first, { start: 8, end: 8, text: '0' }], known)[0], known[0]);
  });
});
