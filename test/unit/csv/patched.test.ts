import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { OffsetEdit } from '../../../server/core/csv/table/rescan';
import {
  consolidate,
  firstRowOf,
  locateIn,
  patchedTable,
  placeOfRow,
  problemsOf,
  reread,
  rowsAfter,
  type PatchedTable,
} from '../../../server/core/csv/table/patched';
import { PROBLEM_LIMIT } from '../../../server/core/csv/table/scan';
import { cellRange, cellText, locate, readTable, type Table } from '../../../server/core/csv/table/table';
import { cuts, edited, quotings, text, withQuoting } from './textEdits';

const overrides = fc
  .tuple(
    fc.record(
      { delimiter: fc.constantFrom(',' as const, ';' as const, ' ' as const), hasHeader: fc.boolean() },
      { requiredKeys: [] },
    ),
    quotings,
  )
  .map(([known, quoting]) => withQuoting(known, quoting));

/** Beginnings of tables with lines that are no rows. */
const FRAMED = [
  '# a\nh,k\n1,2\n3,4\n5,6\n',
  '# h,k\n1,2\n3,4\n5,6\n',
  'Title\n\nh,k,l\n1,2,3\n3,4,5\n5,6,7\n',
  'h,k\n[m],[s]\n1,2\n3,4\n5,6\n',
  'h,k\n-----\n1,2\n3,4\n5,6\nh,k\n',
  'h,k\na,2\nb,4\nTotal,6\nc,6\n',
  'h,,k\n1,2\n3,4\n5,6\n',
  'h;k;l\n1,2,0\n3,4,0\n5,6,0\n',
  'h~k~l\n1~2~3\n3~4~5\n5~6~"7\n8~9~0\n',
  'h,k,\n1,2,\n3,4,\n5,6,\n',
  'h,k\nx,1,2\ny,3,4\nz,5,6\n',
  'h,k,l\nx,1,2\ny,3,4\nz,5,6\n\nh,k\n1,2\n3,4\n5,6\n',
  'h,k\n1,2\n\nx,k,l\n1,2,3\n3,4,5\n5,6,7\n8,9,0\n',
  ',x,,y\nh,k,l,k\n1,2,3,4\n3,4,5,6\n5,6,7,8\n7,8,9,0\n',
];
const texts = fc
  .tuple(
    fc.constantFrom('', 'h,k\n', 'h\n', '\ufeffh,k\r\n', '1,2\n1,2\n3,4\n', '\n\n', ...FRAMED),
    text(50),
    fc.constantFrom('', '', '\n(3 rows)\n', '\n# end'),
  )
  .map((parts) => parts.join(''));
const behindHeader = fc.nat(3);

/** Contents of a table: texts and ranges by row, places by offset, and problems. */
function contentsOf(table: Table, length: number): unknown {
  return {
    rows: Array.from({ length: table.rowCount }, (_, row) =>
      table.columns.map((_, column) => [cellText(table, row, column), cellRange(table, row, column)]),
    ),
    places: Array.from({ length: length + 1 }, (_, at) => locate(table, at)),
    problems: { problems: table.problems, problemCount: table.problemCount },
  };
}

/** Returns the contents of a patched table, in the form of the others. */
function contentsOfPatched(patched: PatchedTable, length: number): unknown {
  return {
    rows: Array.from({ length: patched.rowCount }, (_, row) =>
      patched.base.columns.map((_, column) => {
        const { table, row: own, offset } = placeOfRow(patched, row);
        const range = cellRange(table, own, column);
        return [cellText(table, own, column), range && { start: range.start + offset, end: range.end + offset }];
      }),
    ),
    places: Array.from({ length: length + 1 }, (_, at) => locateIn(patched, at)),
    problems: (({ problems, problemCount }) => ({ problems, problemCount }))(problemsOf(patched)),
  };
}

/** Edits moved behind the beginning of a text, where they leave the header alone. */
function behind(edits: readonly OffsetEdit[], from: number): readonly OffsetEdit[] {
  return edits.filter(({ start }) => start >= from);
}

describe('patchedTable', function () {
  this.timeout(120_000);

  it('A patched table equals the table read anew, for any text and edits', () => {
    let patchable = 0;
    fc.assert(
      fc.property(texts, cuts(4), overrides, behindHeader, (before, edits, known, from) => {
        const base = readTable(before, known);
        const list = behind(edits(before), 3 * from);
        const after = edited(before, list);
        const plain = readTable(after, base.dialect);

        assert.deepEqual(reread(base, list, after), plain);

        const patched = patchedTable(base, list);
        if (patched === undefined) return;
        patchable++;

        assert.deepEqual(patched.base.columns, plain.columns);
        assert.deepEqual(contentsOfPatched(patched, after.length), contentsOf(plain, after.length));
        if (list.length > 0) assert.deepEqual(consolidate(patched, after), plain);
      }),
      { numRuns: 20_000 },
    );

    assert.ok(patchable > 5000, String(patchable));
  });

  it('A patched table knows the new places of unchanged rows', () => {
    fc.assert(
      fc.property(text(50), cuts(3), (body, first) => {
        const base = readTable(`h,k\n1,2\n${body}`, { hasHeader: true, delimiter: ',' });
        const edits = behind(first(base.scan.text), 8);
        const patched = patchedTable(base, edits);
        fc.pre(patched !== undefined);

        const rowAfter = rowsAfter(patched);

        for (let row = 0; row < base.rowCount; row++) {
          const now = rowAfter(row);
          const changed: boolean = patched.patches.some(({ from, to }) => row >= from && row < to);
          assert.equal(now < 0, changed);
          if (!changed) assert.equal(placeOfRow(patched, now).table, base);
          if (!changed) assert.equal(placeOfRow(patched, now).row, row);
        }

        patched.patches.forEach(({ table }, i) => {
          if (table.rowCount > 0) assert.equal(placeOfRow(patched, firstRowOf(patched, i)).table, table);
        });
      }),
      { numRuns: 3000 },
    );
  });

  it('Known patches do not change the patched table of further edits', () => {
    fc.assert(
      fc.property(text(50), cuts(3), cuts(1), (body, first, second) => {
        const base = readTable(`h,k\n1,2\n${body}`, { hasHeader: true, delimiter: ',' });
        const edits = behind(first(base.scan.text), 8);
        const patched = patchedTable(base, edits);
        fc.pre(patched !== undefined);
        const more = [...edits, ...second(base.scan.text).filter(({ start }) => start > (edits.at(-1)?.end ?? 8))];

        const again = patchedTable(base, more, patched.patches);

        if (again !== undefined) assert.deepEqual(again, patchedTable(base, more));
      }),
      { numRuns: 3000 },
    );
  });

  it('problemsOf counts all problems where it keeps a limited number', () => {
    const before = `a,b\n${'1\n'.repeat(2 * PROBLEM_LIMIT)}`;
    const base = readTable(before, { hasHeader: true });
    const edits = [
      { start: 5, end: 5, text: ',7' },
      { start: before.length, end: before.length, text: '8\n' },
    ];

    const patched = patchedTable(base, edits);
    assert.ok(patched !== undefined);
    const { problems, problemCount } = problemsOf(patched);
    const plain = readTable(edited(before, edits), base.dialect);

    assert.equal(problemCount, plain.problemCount);
    assert.deepEqual(problems, plain.problems.slice(0, PROBLEM_LIMIT - 1));
  });

  it('Inserted and deleted rows change only the row count of a patched table', () => {
    const before = '1,2\n3,4\n5,6\n7,8\n';

    for (const hasHeader of [true, false]) {
      const base = readTable(before, { hasHeader, delimiter: ',' });
      for (const [start, end, put, rows] of [
        [8, 11, '', -1],
        [8, 12, '', -1],
        [8, 8, '\n', 0],
        [8, 8, '0,0\n', 1],
        [8, 11, '9', 0],
        [4, 11, '', -2],
      ] as const) {
        const patched = patchedTable(base, [{ start, end, text: put }]);
        assert.equal(patched?.rowCount, base.rowCount + rows, JSON.stringify([hasHeader, start, end, put]));
      }
    }
  });

  it('An edit that changes other rows or columns makes no patched table', () => {
    // Edits of a header, of the most frequent number of cells without one, and of empty lines at the end.
    const cases = [
      ['a,b\n1,2\n', true, 0, 1, 'x'],
      ['a,b\n1,2\n', false, 0, 1, 'x,y'],
      ['1,2\n3,4\n5\n6\n', false, 0, 3, ''],
      ['a\n1\n\n', true, 5, 5, '\n'],
      ['a,b\n', true, 4, 4, '1,2\n'],
    ] as const;

    for (const [before, hasHeader, start, end, put] of cases) {
      assert.equal(patchedTable(readTable(before, { hasHeader }), [{ start, end, text: put }]), undefined, before);
    }
  });
});
