import assert from 'node:assert/strict';
import {
  cellEnd,
  decodeCell,
  scan,
  PROBLEM_LIMIT,
  type Delimiter,
  type Scan,
} from '../../../server/core/csv/table/scan';

/** The source text of every cell, record by record. */
function sources(scanned: Scan): string[][] {
  return Array.from({ length: scanned.recordCount }, (_, record) => {
    const cells: string[] = [];
    for (let cell = scanned.recordFirstCell[record]; cell < scanned.recordFirstCell[record + 1]; cell++) {
      cells.push(scanned.text.slice(scanned.cellStart[cell], cellEnd(scanned, cell)));
    }
    return cells;
  });
}

function cells(text: string, delimiter: Delimiter = ','): string[][] {
  return sources(scan(text, delimiter));
}

function decoded(text: string): string[][] {
  return cells(text).map((record) => record.map((source) => decodeCell(source, 0, source.length)));
}

describe('scan of records and cells', () => {
  it('scan gives the offsets of cells and the ends and lines of records', () => {
    const scanned = scan('a,bc\n,d\n', ',');
    assert.deepEqual([...scanned.cellStart], [0, 2, 5, 6]);
    assert.deepEqual([...scanned.recordFirstCell], [0, 2, 4]);
    assert.deepEqual([...scanned.recordEnd], [4, 7]);
    assert.deepEqual([...scanned.recordLine], [0, 1]);
    assert.equal(scanned.recordCount, 2);
    assert.equal(scanned.cellCount, 4);
  });

  it('An empty text has no records', () => {
    const scanned = scan('', ',');
    assert.equal(scanned.recordCount, 0);
    assert.equal(scanned.cellCount, 0);
    assert.deepEqual([...scanned.recordFirstCell], [0]);
  });

  it('Records are split at the given delimiter only', () => {
    assert.deepEqual(cells('a;b,c\td|e', ';'), [['a', 'b,c\td|e']]);
    assert.deepEqual(cells('a;b,c\td|e', ','), [['a;b', 'c\td|e']]);
    assert.deepEqual(cells('a;b,c\td|e', '\t'), [['a;b,c', 'd|e']]);
    assert.deepEqual(cells('a;b,c\td|e', '|'), [['a;b,c\td', 'e']]);
  });

  it('Records end at LF, CRLF and lone CR, even mixed', () => {
    const scanned = scan('a\nb\r\nc\rd', ',');
    assert.deepEqual(sources(scanned), [['a'], ['b'], ['c'], ['d']]);
    assert.deepEqual([...scanned.recordLine], [0, 1, 2, 3]);
    assert.deepEqual([...scanned.recordEnd], [1, 3, 6, 8]);
  });

  it('LF CR is two line ends', () => {
    assert.deepEqual(cells('a\n\rb'), [['a'], [''], ['b']]);
  });

  it('The empty line behind the last terminator is no record', () => {
    for (const end of ['\n', '\r\n', '\r']) assert.deepEqual(cells(`a,b${end}`), [['a', 'b']]);
  });

  it('Every blank line is a record with one empty cell', () => {
    assert.deepEqual(cells('a\n\nb\r\n\r\n\r\nc\r\rd'), [['a'], [''], ['b'], [''], [''], ['c'], [''], ['d']]);
    assert.deepEqual(cells('\n'), [['']]);
    assert.deepEqual(cells('\n\n'), [[''], ['']]);
    assert.deepEqual(cells('\r\n'), [['']]);
  });

  it('Empty cells at both ends of a record are kept', () => {
    assert.deepEqual(cells(',a,\n,,\n,'), [
      ['', 'a', ''],
      ['', '', ''],
      ['', ''],
    ]);
  });

  it('Blanks around cells are kept', () => {
    assert.deepEqual(cells(' a , b\t'), [[' a ', ' b\t']]);
  });

  it('A byte order mark at the start is no part of the first cell, quoted or not', () => {
    assert.deepEqual(cells('\ufeffa,b'), [['a', 'b']]);
    assert.deepEqual(cells('\ufeff"a,b",c'), [['"a,b"', 'c']]);
    assert.equal(scan('\ufeffa', ',').cellStart[0], 1);
    assert.equal(scan('\ufeff', ',').recordCount, 0);
    assert.deepEqual(cells('\ufeff\na'), [[''], ['a']]);
  });

  it('A byte order mark elsewhere is text', () => {
    assert.deepEqual(cells('a,\ufeffb'), [['a', '\ufeffb']]);
  });

  it('Offsets count UTF-16 units, two for an astral character', () => {
    assert.deepEqual([...scan('😀,é,\u0000\n😀', ',').cellStart], [0, 3, 5, 7]);
  });

  it('Arrays of a scan have exactly as many elements as there are cells or records', () => {
    for (const count of [1, 1023, 1024, 1025, 5000]) {
      const scanned = scan('1,'.repeat(count - 1) + '1', ',');

      assert.deepEqual(
        [...scanned.cellStart],
        Array.from({ length: count }, (_, i) => 2 * i),
      );
      assert.equal(scanned.cellStart.buffer.byteLength, 4 * count);
    }

    const lines = scan('\n'.repeat(5000), ',');

    assert.deepEqual(
      [...lines.recordLine],
      Array.from({ length: 5000 }, (_, i) => i),
    );
  });

  it('All cells are found where their density changes', () => {
    const dense = ','.repeat(9999),
      sparse = 'x'.repeat(100_000);
    assert.equal(scan(dense + sparse, ',').cellCount, 10_000);
    assert.equal(scan(sparse + dense, ',').cellCount, 10_000);
  });
});

describe('scan of quotes', () => {
  it('Delimiters and line ends within quotes are text', () => {
    assert.deepEqual(cells('"a,b","c\nd"\ne'), [['"a,b"', '"c\nd"'], ['e']]);
    assert.deepEqual(scan('"a,b","c\nd"\ne', ',').problems, []);
  });

  it('Doubled quotes within quotes are one quote', () => {
    assert.deepEqual(decoded('"a""b","""","""x""",""'), [['a"b', '"', '"x"', '']]);
  });

  it('Line ends within quotes count as lines, as in an editor', () => {
    assert.deepEqual([...scan('"a\nb\r\nc\rd"\ne\r\n"\r\r\n\n"\nf', ',').recordLine], [0, 4, 5, 9]);
  });

  it('A quote inside an unquoted cell is text', () => {
    const scanned = scan('5" pipe,a "b, c"\n "x"', ',');
    assert.deepEqual(sources(scanned), [['5" pipe', 'a "b', ' c"'], [' "x"']]);
    assert.deepEqual(scanned.problems, []);
  });

  it('Text after a closing quote stays in the cell and is reported', () => {
    const scanned = scan('x,"a"b"c",d\n', ',');

    assert.deepEqual(sources(scanned), [['x', '"a"b"c"', 'd']]);
    assert.deepEqual(
      scanned.problems.map(({ code, start, end }) => ({ code, start, end })),
      [{ code: 'quote.stray', start: 5, end: 9 }],
    );
    assert.equal(scanned.problemCount, 1);
    assert.deepEqual(decoded('"a"b"c",d'), [['ab"c"', 'd']]);
  });

  it('Blanks after a closing quote are not reported', () => {
    const scanned = scan('"a" ,"b"\t \n', ',');
    assert.deepEqual(sources(scanned), [['"a" ', '"b"\t ']]);
    assert.deepEqual(scanned.problems, []);
  });

  it('An unclosed quote runs to the end of the text and is reported at the quote', () => {
    const scanned = scan('a,b\n1,"x,\ny\n', ',');

    assert.deepEqual(sources(scanned), [
      ['a', 'b'],
      ['1', '"x,\ny\n'],
    ]);
    assert.deepEqual(
      scanned.problems.map(({ code, start, end }) => ({ code, start, end })),
      [{ code: 'quote.unclosed', start: 6, end: 7 }],
    );
  });

  it('An unclosed cell decodes to its source', () => {
    assert.deepEqual(decoded('1,"x""'), [['1', '"x""']]);
    assert.deepEqual(decoded('1,"'), [['1', '"']]);
    assert.deepEqual(decoded('1,"""'), [['1', '"""']]);
  });

  it('A quote is text where the quote that would close it opens a cell', () => {
    const scanned = scan('a,b,c\n1,"x,"y, z"\n"2,x,"y"\n3,x,"\n4,x,"y"\n', ',');

    assert.deepEqual(sources(scanned), [
      ['a', 'b', 'c'],
      ['1', '"x', '"y, z"'],
      ['"2', 'x', '"y"'],
      ['3', 'x', '"'],
      ['4', 'x', '"y"'],
    ]);
    assert.deepEqual(
      scanned.problems.map(({ code, start, end }) => [code, start, end]),
      [
        ['quote.text', 8, 9],
        ['quote.text', 18, 19],
        ['quote.text', 31, 32],
      ],
    );
    assert.deepEqual(decoded('1,"x,"y, z"'), [['1', '"x', 'y, z']]);
    assert.deepEqual(sources(scan('"a,",b\n"c," d\n"e\n","f"', ',')), [['"a,"', 'b'], ['"c," d'], ['"e\n"', '"f"']]);
  });

  it('The second of two quotes is text where a third closes the cell on its line', () => {
    assert.deepEqual(decoded('1,""x, y",z'), [['1', '"x, y', 'z']]);
    assert.deepEqual(
      scan('1,""x, y",z', ',').problems.map(({ code, start, end }) => [code, start, end]),
      [['quote.text', 3, 4]],
    );
    assert.deepEqual(decoded('""x"",y'), [['x""', 'y']]);
    assert.deepEqual(sources(scan('""x,y\nz",1', ',')), [
      ['""x', 'y'],
      ['z"', '1'],
    ]);
  });

  it('A quote at the very end of the text closes its cell', () => {
    assert.deepEqual(scan('a,"b"', ',').problems, []);
    assert.deepEqual(decoded('a,"b"'), [['a', 'b']]);
  });

  it('Records behind quoted cells and behind quotes in unquoted cells are found', () => {
    assert.deepEqual(cells('"a,a",b\nc,d\ne"e,f\r\ng,"h\r\n,"\r\ni,j'), [
      ['"a,a"', 'b'],
      ['c', 'd'],
      ['e"e', 'f'],
      ['g', '"h\r\n,"'],
      ['i', 'j'],
    ]);
  });

  it('Messages of quote problems say what to do', () => {
    const [stray, unclosed] = scan('"a"b\n"c', ',').problems;
    assert.match(stray.message, /after a closing quote\. .*Move|write ""/);
    assert.match(unclosed.message, /never closed.* Close it/);
  });

  it('scan keeps a limited number of problems and counts all', () => {
    const scanned = scan('"a"b\n'.repeat(PROBLEM_LIMIT + 500) + '"c', ',');

    assert.equal(scanned.problems.length, PROBLEM_LIMIT);
    assert.equal(scanned.problemCount, PROBLEM_LIMIT + 501);
    assert.equal(scanned.problems[0].start, 3);
  });

  it('The unclosed quote is the last of the problems that are kept', () => {
    const scanned = scan('"a"b\n'.repeat(PROBLEM_LIMIT + 500) + '"c', ',');
    const few = scan('"a"b\n'.repeat(PROBLEM_LIMIT - 1) + '"c', ',');

    assert.equal(scanned.problems.at(-1)?.code, 'quote.unclosed');
    assert.equal(few.problems.at(-2)?.code, 'quote.stray');
    assert.equal(few.problemCount, PROBLEM_LIMIT);
  });
});
