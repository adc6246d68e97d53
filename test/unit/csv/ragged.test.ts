// Tests the reports of rows that are divided by another delimiter than the others.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { beginningOf } from '../../../server/core/csv/stream/beginning';
import type { Delimiter } from '../../../server/core/csv/table/scan';
import { redivideRow } from '../../../server/core/csv/table/ragged';
import { sourceOfString } from '../../../server/core/csv/stream/source';
import { readColumns } from '../../../server/core/csv/stream/stream';
import { readTable, type Table } from '../../../server/core/csv/table/table';

const HEADER = { hasHeader: true } as const;

/** Code and marked text of each problem. */
function reported(table: Table): string[][] {
  return table.problems.map(({ code, start, end }) => [code, table.scan.text.slice(start, end)]);
}

describe('mixed delimiters', () => {
  const table = readTable('name,size,weight\na,1,2\nb;3;4\nc,5,6\nd\t7\t8\ne,9,10\n', HEADER);

  it('A row with another delimiter is reported as a whole, instead of its length', () => {
    assert.deepEqual(reported(table), [
      ['delimiter.mixed', 'b;3;4'],
      ['delimiter.mixed', 'd\t7\t8'],
    ]);
  });

  it('The message of a mixed delimiter names both delimiters and the remedy', () => {
    assert.equal(
      table.problems[0].message,
      'This row has 1 cell, the table has 3 columns. Its cells are divided by ";" where those of the table ' +
        'are by ",". Write "," there, too, and quote cells that have one in them.',
    );
    assert.match(table.problems[1].message, /divided by a tab where/);
  });

  it('A row with another delimiter may hold decimal commas, prose and quotes', () => {
    const text = 'name,size,weight\na,1,2\nb;3,5;4\n"Smith, John";5;6\nSmith, John;7;8\nc,9,10\n';

    assert.deepEqual(reported(readTable(text, { ...HEADER, delimiter: ',' })), [
      ['quote.stray', ';5;6'],
      ['delimiter.mixed', 'b;3,5;4'],
      ['delimiter.mixed', '"Smith, John";5;6'],
      ['delimiter.mixed', 'Smith, John;7;8'],
    ]);
  });

  it('redivideRow divides a row by the delimiter of the table', () => {
    const anew = (row: string, width: number): string | undefined =>
      redivideRow(row, { delimiter: ',', decimal: '.', hasHeader: true, missing: [] }, row.split(',').length, width);

    assert.deepEqual(
      [
        anew('b;3;4', 3),
        anew('b;3,5;4', 3),
        anew('"Smith, John";5;6', 3),
        anew('d\t7\t8', 3),
        anew('4;5,6', 3),
        anew('a,b', 3),
        anew('say; "x, y"', 2),
      ],
      ['b,3,4', 'b,"3,5",4', '"Smith, John",5,6', 'd,7,8', '4,5,6', undefined, undefined],
    );
  });

  it('A row that mixes two delimiters is reported', () => {
    assert.deepEqual(reported(readTable('x,y,z\n1,2,3\n4;5,6\n7,8,9\n', HEADER)), [['delimiter.mixed', '4;5,6']]);
  });

  it('A mark within a number or prose is not reported as a delimiter', () => {
    const cases: readonly (readonly [string, string])[] = [
      ['decimal commas', 'x;y;z\n1,5;2,5;3,5\n4,5;5,5\n6,5;7,5;8,5\n'],
      ['a decimal comma among points', 'x;y;z\n1.5;2.5;3.5\n4.5;5.5;6.5\n7,5;8,5\n9.5;1.5;2.5\n'],
      ['one number', 'x;y\n1.5;2.5\n4,5\n3.5;1.5\n'],
      ['prose', 'x,y,z\n1,one,2\n2,red; green\n3,two,4\n'],
      ['prose alone', 'x,y\n1,one\nwarm; wet\n3,two\n'],
      ['a quoted cell', 'x,y,z\n1,one,2\n2,"red;green"\n3,two,4\n'],
      ['one column', 'x\n1\n2;3\n4\n'],
      ['too few by any', 'a,b,c,d\n1,2,3,4\n5;6\n7,8,9,0\n'],
      ['a row of many marks', `a,b\n1,2\n${'x;'.repeat(20_000)}\n3,4\n`],
    ];

    for (const [what, text] of cases)
      assert.ok(
        readTable(text, HEADER).problems.every(({ code }) => code === 'row.ragged'),
        what,
      );
  });

  it('A file read in pieces reports the message of the table read at once', () => {
    for (const text of ['x,y\n1,2\n"3\n3";4\n5,6\n', 'x,y\n1,2\n3;4\n', '\ufeffx,y\r\n1,2\r\n3|4\r\n']) {
      const source = sourceOfString(text);
      const table = readTable(text, HEADER);
      const { problem } = readColumns(source, beginningOf(source, HEADER), () => 'all');

      assert.equal(problem?.message, table.problems[0].message);
    }
  });

  it('A file read in pieces reports the line on which the row begins', () => {
    const source = sourceOfString('x,y\n1,2\n3;"4\n4"\n');

    assert.deepEqual(readColumns(source, beginningOf(source, HEADER), () => 'all').problem?.line, 2);
  });
});

describe('generated tables with one or two delimiters', function () {
  this.timeout(60_000);
  const delimiters = fc.constantFrom<Delimiter>(',', ';', '\t', '|');
  const words = fc.array(fc.constantFrom('red', 'green', 'Smith', 'x', '12'), { minLength: 1, maxLength: 4 });
  const number = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((x) => x.toFixed(2));
  const cell = fc.oneof(
    number,
    number.map((x) => x.replace('.', ',')),
    fc.integer().map(String),
    fc.constantFrom('', 'NA'),
    fc.tuple(words, fc.constantFrom(', ', '; ', ' | ', ' ', ': ')).map(([all, mark]) => all.join(mark)),
  );
  const tables = fc
    .tuple(fc.integer({ min: 2, max: 6 }), delimiters)
    .chain(([width, delimiter]) =>
      fc.record({
        delimiter: fc.constant(delimiter),
        cells: fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 3, maxLength: 12 }),
        header: fc.constant(Array.from({ length: width }, (_, i) => `column${i}`)),
      }),
    );
  const written = (cells: readonly string[], delimiter: string): string =>
    cells.map((each) => (each.includes(delimiter) ? `"${each}"` : each)).join(delimiter);

  it('A table with one delimiter is never reported as mixed, even where it is ragged', () => {
    fc.assert(
      fc.property(
        tables,
        fc.array(fc.integer({ min: 0, max: 5 })),
        fc.boolean(),
        ({ delimiter, cells, header }, cuts, isKnown) => {
          const rows = cells.map((row, i) =>
            cuts[i] === undefined
              ? row
              : cuts[i] === 0
                ? [...row, 'more']
                : row.slice(0, Math.max(1, row.length - cuts[i])),
          );
          const text = [header, ...rows].map((row) => written(row, delimiter)).join('\n');

          const { problems } = readTable(text, { ...HEADER, ...(isKnown && { delimiter }) });

          // A wrong guess of the table's delimiter would be another fault.
          assert.ok(!isKnown || problems.every(({ code }) => code !== 'delimiter.mixed'), JSON.stringify(text));
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('Every row with another delimiter than the table is reported', () => {
    const whole = fc
      .tuple(
        fc.integer({ min: 2, max: 6 }),
        delimiters,
        delimiters,
        fc.array(fc.boolean(), { minLength: 4, maxLength: 12 }),
      )
      .filter(([, own, other]) => own !== other);
    fc.assert(
      fc.property(whole, ([width, own, other, isOther]) => {
        const line = (row: number, mark: string): string =>
          Array.from({ length: width }, (_, column) => String(row * width + column)).join(mark);
        const lines = isOther.map((is, row) => line(row, is ? other : own));
        const text = [Array.from({ length: width }, (_, i) => `c${i}`).join(own), ...lines].join('\n');

        const table = readTable(text, { ...HEADER, delimiter: own, decimal: '.' });

        // "1,2" alone may be one number.
        const expected = lines.filter((_, row) => isOther[row] && !(other === ',' && width === 2));
        assert.deepEqual(
          reported(table)
            .filter(([code]) => code === 'delimiter.mixed')
            .map(([, row]) => row),
          expected,
        );
      }),
      { numRuns: 2000 },
    );
  });
});

describe('rows without a filled cell', () => {
  const text = 'name,size,weight\na,1,2\n,,\nb,3\n"",,\nc,5,6\n,,\nd,7,8\n';

  it('A row of delimiters only is reported as a whole', () => {
    assert.deepEqual(
      readTable(text, HEADER).problems.map(({ code, start, end }) => [code, text.slice(start, end)]),
      [
        ['row.empty', ',,'],
        ['row.ragged', ''],
        ['row.empty', ',,'],
      ],
    );
  });

  it('A text that is read in pieces has the same first problem, and as many', () => {
    const source = sourceOfString(text);

    const { problem, problemCount } = readColumns(source, beginningOf(source, HEADER), () => 'all');

    assert.deepEqual([problem?.code, problem?.line, problemCount], ['row.empty', 2, 3]);
  });
});
