import assert from 'node:assert/strict';
import { PROBLEM_LIMIT } from '../../../server/core/csv/table/scan';
import {
  cellRange,
  cellText,
  headerRange,
  isMissing,
  locate,
  plainText,
  readTable,
  rowLine,
  rowRange,
  type Table,
} from '../../../server/core/csv/table/table';
import { readColumn } from '../../../server/core/csv/table/tableColumn';

function rows(table: Table): string[][] {
  return Array.from({ length: table.rowCount }, (_, row) =>
    table.columns.map((_, column) => cellText(table, row, column)),
  );
}

const HEADER = { hasHeader: true } as const;
const NO_HEADER = { hasHeader: false } as const;

describe('rows and columns of a table', () => {
  it('Column names come from the header and rows from the other records', () => {
    const table = readTable('a,b\n1,2\n3,4\n');

    assert.deepEqual(table.columns, ['a', 'b']);
    assert.deepEqual(rows(table), [
      ['1', '2'],
      ['3', '4'],
    ]);
    assert.equal(table.headerRecord, 0);
    assert.deepEqual([...table.rowRecord], [1, 2]);
    assert.deepEqual(table.problems, []);
    assert.equal(table.problemCount, 0);
  });

  it('Columns without a header are numbered', () => {
    const table = readTable('1,2\n3,4\n');
    assert.deepEqual(table.columns, ['column 1', 'column 2']);
    assert.deepEqual(rows(table), [
      ['1', '2'],
      ['3', '4'],
    ]);
    assert.equal(table.headerRecord, -1);
  });

  it('An empty or blank text has no rows, columns or problems', () => {
    for (const text of ['', '\ufeff', '\n', '\r\n\r\n', '  \n']) {
      for (const overrides of [{}, HEADER, NO_HEADER]) {
        const table = readTable(text, overrides);

        assert.deepEqual(
          [table.rowCount, table.columns, table.headerRecord, table.problems],
          [0, [], -1, []],
          JSON.stringify(text),
        );
        assert.equal(locate(table, 0), undefined);
        assert.equal(headerRange(table, 0), undefined);
      }
    }
  });

  it('A header without rows gives columns and no rows', () => {
    for (const text of ['a,b', 'a,b\n', 'a,b\n\n\n']) {
      const table = readTable(text);
      assert.deepEqual([table.columns, table.rowCount, table.headerRecord], [['a', 'b'], 0, 0]);
    }
  });

  it('Every column has a unique name', () => {
    assert.deepEqual(readTable('x,,x, x ,"", ,x (2)\n1,2,3,4,5,6,7', HEADER).columns, [
      'x',
      'column 2',
      'x (2)',
      'x (3)',
      'column 5',
      'column 6',
      'x (2) (2)',
    ]);
    assert.deepEqual(readTable('column 2,,column 2\n1,2,3', HEADER).columns, [
      'column 2',
      'column 2 (2)',
      'column 2 (3)',
    ]);
  });

  it('Column names are unquoted and trimmed', () => {
    assert.deepEqual(readTable('"a ""b""", "c",d \n1,2,3\n', HEADER).columns, ['a "b"', '"c"', 'd']);
  });

  it('A hundred thousand columns of one name get unique names', () => {
    const { columns } = readTable('x,'.repeat(100_000) + 'x\n', { ...HEADER, delimiter: ',' });
    assert.equal(columns.at(-1), 'x (100001)');
    assert.equal(new Set(columns).size, 100_001);
  });

  it('A byte order mark is no part of the first name or the first cell', () => {
    assert.deepEqual(readTable('\ufeffa,b\n1,2').columns, ['a', 'b']);
    assert.deepEqual(rows(readTable('\ufeff1,2\n3,4')), [
      ['1', '2'],
      ['3', '4'],
    ]);
  });
});

describe('blank lines of a table', () => {
  it('Blank lines are no rows in a table of several columns', () => {
    const table = readTable('\n\na,b\n\n1,2\n  \n3,4\n\n\n');

    assert.deepEqual(table.columns, ['a', 'b']);
    assert.deepEqual(rows(table), [
      ['1', '2'],
      ['3', '4'],
    ]);
    assert.deepEqual([rowLine(table, 0), rowLine(table, 1)], [4, 6]);
    assert.deepEqual(table.problems, []);
  });

  it('Blank lines between records of a single column are rows with a missing cell', () => {
    const table = readTable('x\n1\n\n3\n\n\n');
    assert.deepEqual(rows(table), [['1'], [''], ['3']]);
    assert.ok(isMissing(table, cellText(table, 1, 0)));
    assert.deepEqual(rows(readTable('x\n\n1\n')), [[''], ['1']]);
    assert.deepEqual(rows(readTable('\n1\n\n2', NO_HEADER)), [['1'], [''], ['2']]);
    assert.deepEqual(locate(table, table.scan.text.indexOf('\n\n3') + 1), { row: 1, column: 0 });
  });

  it('A quoted empty cell is always a row', () => {
    assert.deepEqual(rows(readTable('x\n1\n""\n', HEADER)), [['1'], ['']]);
    const table = readTable('a,b\n1,2\n""\n', HEADER);
    assert.equal(table.rowCount, 2);
    assert.equal(table.problemCount, 1);
  });
});

describe('ragged rows of a table', () => {
  const text = 'a,b,c\n1,2,3\n4,5\n6,7,8,9,\n0,0,0,\n';
  const table = readTable(text, HEADER);

  it('Short rows get missing cells and surplus cells are left out', () => {
    assert.deepEqual(rows(table), [
      ['1', '2', '3'],
      ['4', '5', ''],
      ['6', '7', '8'],
      ['0', '0', '0'],
    ]);
    assert.equal(cellRange(table, 1, 2), undefined);
    assert.equal(cellRange(table, 2, 3), undefined);
    assert.equal(cellText(table, 2, 3), '');
  });

  it('Ragged rows are reported where they end too early or at their surplus cells', () => {
    assert.deepEqual(
      table.problems.map(({ code, start, end }) => [code, start, text.slice(start, end)]),
      [
        ['row.ragged', text.indexOf('4,5') + 3, ''],
        ['row.ragged', text.indexOf(',9,'), ',9,'],
        ['row.ragged', text.lastIndexOf(','), ','],
      ],
    );
  });

  it('Messages of ragged rows count the cells of the row and the columns of the table', () => {
    assert.equal(
      table.problems[0].message,
      'This row has 2 cells, the table has 3 columns. The missing ' +
        'cells count as empty; add them, or the delimiters for them.',
    );
    assert.match(table.problems[1].message, /^This row has 5 cells, the table has 3 columns\. .*ignored/);
    assert.match(readTable('x\n1\n2,3\n', HEADER).problems[0].message, /the table has 1 column\./);
  });

  it('Without a header, the most frequent number of cells decides, the larger of two', () => {
    assert.equal(readTable('1,2\n1,2,3\n4,5,6\n', NO_HEADER).columns.length, 3);
    assert.equal(readTable('1,2\n1,2,3\n4,5\n', NO_HEADER).columns.length, 2);
    assert.equal(readTable('1,2\n1,2,3\n', NO_HEADER).columns.length, 3);
    assert.equal(readTable('1,2,3\n1,2\n', NO_HEADER).columns.length, 3);
  });

  it("readTable keeps a limited number of problems, the scanner's first, and counts all", () => {
    const many = readTable('a,b\n' + '1\n'.repeat(1500) + '1,"x"y\n1,"', HEADER);

    assert.equal(many.problemCount, 1502);
    assert.equal(many.problems.length, PROBLEM_LIMIT);
    assert.deepEqual(
      many.problems.slice(0, 3).map((problem) => problem.code),
      ['quote.stray', 'quote.unclosed', 'row.ragged'],
    );
  });
});

describe('ranges and offsets of a table', () => {
  const text = 'name,"size, cm"\r\n"O""Hara, Jr.",12.5\r\n\r\n😀, 7 \r\n"two\nlines","3"\r\n';
  const table = readTable(text);

  it('Ranges of cells, header cells and rows cover their source with its quotes', () => {
    const source = (range: { start: number; end: number } | undefined): string | undefined =>
      range && text.slice(range.start, range.end);

    assert.deepEqual(table.columns, ['name', 'size, cm']);
    assert.equal(source(cellRange(table, 0, 0)), '"O""Hara, Jr."');
    assert.equal(source(cellRange(table, 1, 0)), '😀');
    assert.equal(source(cellRange(table, 1, 1)), ' 7 ');
    assert.equal(source(headerRange(table, 1)), '"size, cm"');
    assert.equal(source(rowRange(table, 2)), '"two\nlines","3"');
  });

  it('Cells outside the table have no range', () => {
    for (const [row, column] of [
      [-1, 0],
      [3, 0],
      [0, -1],
      [0, 2],
    ])
      assert.equal(cellRange(table, row, column), undefined);
    assert.equal(headerRange(table, 2), undefined);
  });

  it('The comment sign before a header line is no column of its own', () => {
    const commented = '# id height share\n1 178.2 0.4\n2 177.8 0.5\n3 173.7 0.1\n4 179.9 0.2\n';
    const own = readTable(commented);

    assert.deepEqual(own.columns, ['id', 'height', 'share']);
    const { start, end } = headerRange(own, 1) ?? assert.fail();
    assert.equal(commented.slice(start, end), 'height');

    const at = (what: string): unknown => locate(own, commented.indexOf(what));

    assert.deepEqual(
      [at('#'), at('id'), at('height'), at('178')],
      [
        { row: -1, column: 0 },
        { row: -1, column: 0 },
        { row: -1, column: 1 },
        { row: 0, column: 1 },
      ],
    );
  });

  it('plainText removes the spreadsheet guard, but not from texts with inner quotes', () => {
    assert.deepEqual(['="001"', ' ="a b" ', '=""', '="5", or "so, so"', '="', '"a"'].map(plainText), [
      '001',
      'a b',
      '',
      '="5", or "so, so"',
      '="',
      '"a"',
    ]);
  });

  it('readColumn reads guarded cells without their guard', () => {
    const own = readTable(['code,v', '"=""001""",1', '"=""5"", or ""so""",2', '="002",3'].join('\n'));

    assert.deepEqual(readColumn(own, 0, 'all').values, ['001', '="5", or "so"', '002']);
  });

  it('cellText gives the decoded text of a cell', () => {
    assert.deepEqual(rows(table), [
      ['O"Hara, Jr.', '12.5'],
      ['😀', ' 7 '],
      ['two\nlines', '3'],
    ]);
  });

  it('rowLine gives the line on which a row starts', () => {
    assert.deepEqual(
      [0, 1, 2].map((row) => rowLine(table, row)),
      [1, 3, 4],
    );
  });

  const at = (what: string, shift = 0): unknown => locate(table, text.indexOf(what) + shift);

  it('locate finds the cell at an offset', () => {
    assert.deepEqual(at('name'), { row: -1, column: 0 });
    assert.deepEqual(at('"size'), { row: -1, column: 1 });
    assert.deepEqual(at(',12.5'), { row: 0, column: 0 });
    assert.deepEqual(at('12.5'), { row: 0, column: 1 });
    assert.deepEqual(at('12.5', 4), { row: 0, column: 1 });
    assert.deepEqual(at('lines'), { row: 2, column: 0 });
    assert.deepEqual(locate(readTable('a,b\n1,2,3', HEADER), 7), { row: 0, column: 1 });
  });

  it('locate finds nothing at an offset outside the cells of the table', () => {
    assert.equal(at('12.5', 5), undefined); // between \r and \n
    assert.equal(at('12.5', 6), undefined); // the blank line
    assert.equal(locate(table, text.length), undefined);
    assert.equal(locate(table, -1), undefined);
    assert.equal(locate(readTable('a,b\n1,2,3', HEADER), 8), undefined);
    assert.equal(locate(readTable('\ufeffa,b\n1,2', HEADER), 0), undefined);
  });
});

describe('isMissing', () => {
  it('isMissing ignores blanks and the case of the usual marks', () => {
    const table = readTable('a,b\n1,2\n');

    for (const text of [
      '',
      ' ',
      'NA',
      'na',
      ' n/a ',
      'NaN',
      'NULL',
      'none',
      '?',
      '-',
      '--',
      '\\N',
      '(null)',
      '<na>',
      '#N/A',
      '#nv',
    ])
      assert.ok(isMissing(table, text), JSON.stringify(text));

    for (const text of ['0', 'nan1', '---', 'no', 'N A', '.']) assert.ok(!isMissing(table, text), JSON.stringify(text));
  });

  it('A list of missing values always includes blank cells', () => {
    const table = readTable('a,b\n1,2\n', { missing: ['-99', ' Unknown '] });
    for (const text of ['-99', 'unknown', '', '  ']) assert.ok(isMissing(table, text), JSON.stringify(text));
    assert.ok(!isMissing(table, 'NA'));
  });
});
